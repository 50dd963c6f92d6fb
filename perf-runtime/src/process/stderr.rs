//! Writes to standard error while the process ends: whole texts, and no lock that a dead or waiting thread may hold.

use std::fs::File;
use std::io::Write;

/// Writes the text with as few system calls as possible; a closed standard error is nobody's fault and nobody's to hear.
pub(super) fn write(text: &str) {
    let mut text = text.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let written = unlocked().and_then(|mut stderr| stderr.write_all(text.as_bytes()));
    drop(written);
}

/// Standard error behind a descriptor of our own: `std::io::stderr` has a lock, and a thread that still runs may keep it.
#[cfg(unix)]
fn unlocked() -> std::io::Result<File> {
    use std::os::fd::AsFd;
    std::io::stderr()
        .as_fd()
        .try_clone_to_owned()
        .map(File::from)
}

/// Standard error behind a handle of our own: `std::io::stderr` has a lock, and a thread that still runs may keep it.
#[cfg(windows)]
fn unlocked() -> std::io::Result<File> {
    use std::os::windows::io::AsHandle;
    std::io::stderr()
        .as_handle()
        .try_clone_to_owned()
        .map(File::from)
}
