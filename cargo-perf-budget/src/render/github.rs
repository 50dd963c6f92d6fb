//! For GitHub Actions: workflow commands that become annotations at the function's line.

use std::fmt::Write as _;

use super::answer::Answer;
use super::finding::Loudness;
use crate::console::clean_lines;

pub(super) fn write(answer: &Answer<'_>) -> String {
    let mut out = String::new();
    for finding in &answer.findings {
        let command = match finding.loudness {
            Loudness::Error => "error",
            Loudness::Warning => "warning",
            Loudness::Note => "notice",
        };
        let mut message = finding.message.clone();
        for detail in &finding.details {
            message.push('\n');
            message.push_str(detail);
        }
        let _ = writeln!(
            out,
            "::{command} file={},line={},title={}::{}",
            property(&answer.in_repository(&finding.file)),
            finding.line,
            property(finding.rule.meaning()),
            data(&message)
        );
    }
    for note in &answer.notes {
        let _ = writeln!(out, "::notice::{}", data(note));
    }
    out
}

/// GitHub's own escapes for the text of a command.
fn data(text: &str) -> String {
    clean_lines(text).replace('%', "%25").replace('\n', "%0A")
}

/// Within a property two more characters end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_command() {
        assert_eq!(
            property("C:\\a,b\n::error::x"),
            "C%3A\\a%2Cb%0A%3A%3Aerror%3A%3Ax"
        );
    }
}
