//! Limits out of constants: the compiler refuses wrong ones where they are written.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::fixtures::{cargo_in, copied, run_in};

/// A line and what is said there.
type Remarks = BTreeSet<(usize, String)>;

/// The remarks behind `//~` in the source.
fn expected(source: &str) -> Remarks {
    let lines = source.lines().enumerate();
    lines
        .filter_map(|(at, line)| Some((at + 1, line.split_once("//~ ")?.1.to_owned())))
        .collect()
}

/// All errors of one compiler run, as far as they are about the source: where, and what they say.
fn errors(output: &str) -> Vec<(usize, String)> {
    let messages = output
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let errors = messages.filter_map(|message| {
        let message = message.get("message")?.clone();
        let spans = message["spans"].as_array()?;
        let primary = spans
            .iter()
            .find(|span| span["is_primary"] == true && span["file_name"] == "src/lib.rs")?;
        let line = usize::try_from(primary["line_start"].as_u64()?).ok()?;
        (message["level"] == "error").then(|| (line, message["message"].to_string()))
    });
    errors.collect()
}

#[test]
fn constants_that_can_be_no_limit() {
    let package = copied("refused");
    let expected = expected(&fs::read_to_string(package.join("src/lib.rs")).unwrap());
    assert!(expected.len() > 10, "{expected:#?}");
    for features in ["", " --features monitoring"] {
        let words = format!("check --message-format json{features}");
        let ended = run_in(cargo_in(&package), &words).run();
        ended.assert_code(101);
        let errors = errors(&ended.stdout);
        let found = |remark: &&(usize, String)| {
            let (line, text) = remark;
            errors
                .iter()
                .any(|(at, rendered)| at == line && rendered.contains(text.as_str()))
        };
        let missed: Vec<_> = expected.iter().filter(|remark| !found(remark)).collect();
        assert!(missed.is_empty(), "{missed:#?} of {errors:#?}");
        let stray = |(at, _): &&(usize, String)| expected.iter().all(|(line, _)| at != line);
        let stray: Vec<_> = errors.iter().filter(stray).collect();
        assert!(stray.is_empty(), "{stray:#?}");
    }
}
