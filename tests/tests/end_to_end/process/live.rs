//! The live line of a long workflow: on a terminal it comes and goes, anywhere else it never was.

use std::fs::File;
use std::io::Read;
use std::os::fd::{FromRawFd, OwnedFd};
use std::process::{Command, Stdio};
use std::ptr;
use std::thread;

use super::stage::Stage;
use crate::child::run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_long_workflow");

/// Begins a line anew.
const ERASE: &str = "\r\u{1b}[2K";

/// Both ends of a terminal with so many columns: ours, and the program's.
fn terminal(columns: u16) -> (File, OwnedFd) {
    let (mut ours, mut theirs) = (-1, -1);
    let size = libc::winsize {
        ws_row: 24,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: the descriptors and the size are ours; a name and settings are not asked for.
    let opened = unsafe {
        libc::openpty(
            &raw mut ours,
            &raw mut theirs,
            ptr::null_mut(),
            ptr::null(),
            &raw const size,
        )
    };
    assert_eq!(opened, 0, "openpty: {}", std::io::Error::last_os_error());
    // SAFETY: both were just opened, and nobody else knows them.
    unsafe { (File::from_raw_fd(ours), OwnedFd::from_raw_fd(theirs)) }
}

/// What a program writes to a terminal as its standard error.
fn on_a_terminal(command: &mut Command, columns: u16) -> String {
    command.env("TERM", "xterm").env_remove("CI");
    on_a_terminal_as_it_is(command, columns)
}

fn on_a_terminal_as_it_is(command: &mut Command, columns: u16) -> String {
    let (mut ours, theirs) = terminal(columns);
    let mut child = command
        .stdout(Stdio::null())
        .stderr(theirs)
        .spawn()
        .expect("the fixture starts");
    // The command keeps its copy of the program's end open as long as it lives.
    command.stderr(Stdio::null());
    let reader = thread::spawn(move || {
        let mut written = Vec::new();
        // Ends with an error where the other side closes.
        let _ = ours.read_to_end(&mut written);
        String::from_utf8_lossy(&written).into_owned()
    });
    assert!(child.wait().expect("the fixture ends").success());
    reader.join().expect("the reader does not panic")
}

#[test]
fn a_long_workflow_shows_a_line_and_takes_it_away() {
    let stage = Stage::of(PROGRAM);
    let written = on_a_terminal(stage.program("").env("PERF_BUDGET", "report"), 100);
    let lines: Vec<&str> = written.split(ERASE).collect();
    let shown = lines
        .iter()
        .find(|line| line.starts_with("long_analysis: fit, 1 phase done, 1."));
    let shown = shown.unwrap_or_else(|| panic!("{written:?}"));
    assert!(shown.contains(" s of 60.0 s (2 %)"), "{shown:?}");
    assert!(shown.ends_with('\r'), "{shown:?}");
    // What stands on the terminal in the end is the report, from its line's beginning.
    let rest = lines.last().unwrap();
    assert!(rest.contains("perf-budget: "), "{written:?}");
    assert!(!rest.contains("phase done"), "{written:?}");
}

#[test]
fn a_narrow_terminal_does_not_wrap() {
    let stage = Stage::of(PROGRAM);
    let written = on_a_terminal(stage.program("").env("PERF_BUDGET", "report"), 24);
    let mut lines = written.split(ERASE);
    let shown = lines.find(|line| line.starts_with("long_analysis"));
    let shown = shown.unwrap_or_else(|| panic!("{written:?}"));
    assert_eq!(shown.trim_end().chars().count(), 23, "{shown:?}");
}

#[test]
fn nobody_sees_a_line_where_it_is_not_wanted() {
    let stage = Stage::of(PROGRAM);
    let silent = |name: &str, value: &str| {
        let mut command = stage.program("");
        command.env("TERM", "xterm").env_remove("CI");
        command.env("PERF_BUDGET", "report").env(name, value);
        let written = on_a_terminal_as_it_is(&mut command, 100);
        assert!(!written.contains(ERASE), "{name}: {written:?}");
    };
    silent("PERF_BUDGET_LIVE", "off");
    silent("CI", "true");
    silent("TERM", "dumb");
    let written = on_a_terminal(&mut stage.test(""), 100);
    assert!(!written.contains(ERASE), "a test: {written:?}");
    let ended = run(stage.program("").env("PERF_BUDGET", "report"));
    assert!(!ended.stderr.contains(ERASE), "a pipe: {ended:#?}");
    assert!(!ended.stdout.contains(ERASE), "a pipe: {ended:#?}");
}
