//! Listing runs nothing, and nothing is said.

use super::fixtures::cargo;

#[test]
fn cargo_lists_in_silence() {
    let mut list = cargo("test -p app --features monitoring --tests -- --list");
    let ended = list.run();
    ended.assert_code(0).assert_quiet();
    assert!(ended.stdout.contains("one_large: test"), "{ended:#?}");
    assert_eq!(std::fs::read_dir(list.budgets.path()).unwrap().count(), 0);
}
