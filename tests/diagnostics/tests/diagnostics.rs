//! One mistake a file, and what the compiler says about it. The function below the attribute is always used: were it not
//! emitted, that would be a second error.

use std::path::Path;

#[test]
fn every_mistake_has_its_sentence() {
    // By its bare name the compiler could be rustup's, which may install toolchains of its own accord.
    if let Some(compiler) = option_env!("CARGO")
        .map(|cargo| Path::new(cargo).with_file_name("rustc"))
        .filter(|compiler| compiler.is_file())
    {
        // SAFETY: the only test of this process; no other thread of it reads the environment.
        unsafe { std::env::set_var("RUSTC", compiler) };
    }
    // SAFETY: as above.
    unsafe { std::env::set_var("RUSTUP_AUTO_INSTALL", "0") };
    trybuild::TestCases::new().compile_fail("tests/refused/*.rs");
}
