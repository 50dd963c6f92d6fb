//! Writes the table of arguments that the documentation shows, from the table that the parser reads.

use super::{Attribute, Key, Support, TABLE, Takes};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ARGUMENTS.md");

/// Markdown, one line for neighbours that differ in their unit only.
fn render() -> String {
    let mut page =
        String::from("| arguments | value | meaning | on |\n| --- | --- | --- | --- |\n");
    for keys in TABLE.chunk_by(|left, right| left.about == right.about) {
        let names: Vec<String> = keys.iter().map(|key| format!("`{}`", key.name)).collect();
        let key = &keys[0];
        page.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            names.join(" "),
            value(key),
            meaning(key),
            on(key)
        ));
    }
    page
}

fn value(key: &Key) -> &'static str {
    match key.takes {
        Takes::Limit(limit) if limit.metric.allows_zero() => "`= number`, from 0",
        Takes::Limit(_) => "`= number`, above 0",
        Takes::Percent => "`= number`",
        Takes::Text => "`= \"text\"`",
        Takes::Texts => "`(\"a\", \"b\")`",
        Takes::Paths => "`(f, module::g)`",
        Takes::Counts => "`= [1, 2, 4]`",
        Takes::Path => "`= path`",
        Takes::Growth => "`= \"1\"`, `\"log n\"`, `\"n\"`, `\"n log n\"`, `\"n^2\"` or `\"n^3\"`",
        Takes::Expression => "`= expression`",
        Takes::Flag | Takes::Nothing => "",
    }
}

fn meaning(key: &Key) -> String {
    match key.support {
        Support::Yes | Support::Async => key.about.to_owned(),
        Support::Planned(_) => format!("{} (not supported yet)", key.about),
    }
}

fn on(key: &Key) -> String {
    let short = |attribute: &Attribute| match attribute {
        Attribute::Budget => "budget",
        Attribute::Workflow => "workflow",
        Attribute::Workload => "workload",
    };
    key.on.iter().map(short).collect::<Vec<_>>().join(", ")
}

/// Run with `UPDATE_ARGUMENTS=1` to write the page anew.
#[test]
fn the_page_shows_the_table() {
    let wanted = render();
    if std::env::var_os("UPDATE_ARGUMENTS").is_some() {
        std::fs::write(PAGE, &wanted).unwrap();
    }
    let page = std::fs::read_to_string(PAGE).unwrap();
    assert_eq!(
        page, wanted,
        "run the tests with UPDATE_ARGUMENTS=1 and commit ARGUMENTS.md"
    );
}

#[test]
fn names_are_unique() {
    let mut names: Vec<&str> = TABLE.iter().map(|key| key.name).collect();
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
}
