//! A process that is stopped while it writes: no half file under a final name, and what follows is not disturbed.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use perf_runtime::process::exit_code::OVER;

use super::stage::{Stage, files_below};
use crate::child::{command, run};

/// The command with files limited to one block: far less than a run file.
fn with_small_files(test: &Command, before: &str) -> Command {
    let mut shell = command(Path::new("/bin/sh"));
    let script = format!("{before} ulimit -f 1; exec \"$0\" \"$@\"");
    shell.arg("-c").arg(script).arg(test.get_program());
    shell.args(test.get_args());
    shell
}

#[test]
fn a_process_killed_in_the_middle_of_writing_leaves_no_file_under_the_final_name() {
    let stage = Stage::new();
    // The kernel kills it at the first byte beyond the limit.
    let ended = run(&mut with_small_files(&stage.test("slow"), ""));
    assert_eq!(ended.signal, Some(libc::SIGXFSZ), "{ended:#?}");
    assert!(stage.run_files().is_empty());
    assert_eq!(files_below(&stage.runs(), "tmp").len(), 1);
    // The leftover is in nobody's way.
    run(&mut stage.test("slow")).assert_code(OVER.into());
    assert_eq!(stage.reports().len(), 1);
}

#[test]
fn a_file_that_cannot_be_finished_is_told_and_removed_and_the_gate_works() {
    let stage = Stage::new();
    let ended = run(&mut with_small_files(&stage.test("slow"), "trap '' XFSZ;"));
    ended
        .assert_code(OVER.into())
        .assert_says("perf-budget: no run file is kept: cannot write ");
    assert!(files_below(&stage.runs(), "json").is_empty());
    assert!(files_below(&stage.runs(), "tmp").is_empty());
}

#[test]
fn a_process_killed_at_any_moment_leaves_whole_files_only() {
    let stage = Stage::new();
    for moment in 0..24 {
        let mut test = stage.test("quick");
        let mut child = test.stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(500 * moment));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    // Reading them is the assertion; how many there are depends on the machine.
    drop(stage.reports());
    run(&mut stage.test("quick")).assert_code(0);
    assert!(!stage.reports().is_empty());
}

#[test]
fn a_killed_process_leaves_nothing_to_be_judged() {
    let stage = Stage::new();
    let mut child = stage.test("wait").spawn().unwrap();
    std::thread::sleep(Duration::from_millis(50));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!stage.runs().exists());
}
