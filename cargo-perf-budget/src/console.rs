//! Standard output for answers, standard error for everything said on the way.

use std::env;
use std::io::{self, IsTerminal, Write as _};

use anstyle::{AnsiColor, Effects, Style};
use perf_runtime::sink::terminal::{TerminalStyle, is_harmful};

use crate::cli::{Color, Global};
use crate::exit::Exit;
use crate::fault::Fault;

/// What is no terminal gets lines this long.
const DEFAULT_WIDTH: usize = 100;

/// Figures must not be cut, and longer lines are hard to read.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=140;

/// Writes an answer to standard output. A reader who has seen enough, such as `head`, is no error.
pub(crate) fn answer(text: &str) -> Result<(), Fault> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Fault::new(
            Exit::Io,
            format!("cannot write to standard output: {error}"),
        )),
        _ => Ok(()),
    }
}

/// Says on standard error what stops the command.
pub(crate) fn complain(global: &Global, fault: &Fault) {
    say(global, AnsiColor::Red, "error", &fault.to_string());
}

/// Says on standard error what was done without.
pub(crate) fn warn(global: &Global, text: &str) {
    say(global, AnsiColor::Yellow, "warning", text);
}

/// Says on standard error what is going on, unless `--quiet`.
pub(crate) fn status(global: &Global, verb: &str, text: &str) {
    if !global.quiet {
        let verb = format!("{verb:>12}");
        let verb = paint(colored(global, &io::stderr()), AnsiColor::Green, &verb);
        // Nobody is left to be told that standard error is closed.
        drop(writeln!(io::stderr(), "{verb} {}", clean_lines(text)));
    }
}

fn say(global: &Global, color: AnsiColor, label: &str, text: &str) {
    let label = paint(colored(global, &io::stderr()), color, label);
    drop(writeln!(io::stderr(), "{label}: {}", clean_lines(text)));
}

/// `1 run file`, `3 run files`.
pub(crate) fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}

/// Text from files and other programs must not steer the terminal, nor turn the direction of what stands beside it, nor
/// begin a line of its own: some systems read commands from a log's lines.
pub(crate) fn clean(text: &str) -> String {
    let harmless = |c: char| if is_harmful(c) { '\u{fffd}' } else { c };
    text.chars().map(harmless).collect()
}

/// The same for text of several lines.
pub(crate) fn clean_lines(text: &str) -> String {
    text.split('\n').map(clean).collect::<Vec<_>>().join("\n")
}

fn paint(color: bool, with: AnsiColor, text: &str) -> String {
    if color {
        let style: Style = with.on_default().effects(Effects::BOLD);
        format!("{style}{text}{style:#}")
    } else {
        text.to_owned()
    }
}

fn colored(global: &Global, stream: &impl IsTerminal) -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => stream.is_terminal() && !dumb && !set("NO_COLOR"),
    }
}

/// How standard output wants a report.
pub(crate) fn style(global: &Global) -> TerminalStyle {
    let columns = env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let from_stderr = io::stdout()
        .is_terminal()
        .then(|| TerminalStyle::for_stderr().width);
    let width: usize = columns.or(from_stderr).unwrap_or(DEFAULT_WIDTH);
    TerminalStyle {
        width: width.clamp(*WIDTHS.start(), *WIDTHS.end()),
        color: colored(global, &io::stdout()),
        verbose: global.verbose,
    }
}

/// Standard error as the standard output of a child.
#[cfg(unix)]
pub(crate) fn to_stderr() -> io::Result<std::process::Stdio> {
    use std::os::fd::AsFd as _;

    Ok(io::stderr().as_fd().try_clone_to_owned()?.into())
}

/// Standard error as the standard output of a child.
#[cfg(windows)]
pub(crate) fn to_stderr() -> io::Result<std::process::Stdio> {
    use std::os::windows::io::AsHandle as _;

    Ok(io::stderr().as_handle().try_clone_to_owned()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal_or_turns_the_line() {
        let turning = ['\u{61c}', '\u{200e}', '\u{200f}'];
        let turning = turning.into_iter().chain('\u{202a}'..='\u{202e}');
        for character in turning.chain('\u{2066}'..='\u{2069}').chain(['\x1b', '\n']) {
            let text = format!("a{character}b");
            assert_eq!(clean(&text), "a\u{fffd}b", "{text:?}");
        }
        assert_eq!(clean("größer: 測定 µs"), "größer: 測定 µs");
        assert_eq!(clean_lines("a\n\u{202e}b"), "a\n\u{fffd}b");
    }
}
