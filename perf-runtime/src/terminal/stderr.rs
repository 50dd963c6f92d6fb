//! Writes to standard error: whole texts, and no lock that a dead or waiting thread may hold.

use std::fs::File;
use std::io::Write;

/// Writes the text with as few system calls as possible; a closed standard error is nobody's fault and nobody's to hear.
pub(crate) fn write(text: &str) {
    let mut text = text.to_owned();
    if !text.ends_with('\n') {
        text.push('\n');
    }
    write_as_it_is(&text);
}

/// The same without a line's end.
pub(crate) fn write_as_it_is(text: &str) {
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

/// Columns of the terminal that standard error is; `None` where it is none.
#[cfg(unix)]
pub(crate) fn stderr_columns() -> Option<usize> {
    let mut size = libc::winsize {
        ws_row: 0,
        ws_col: 0,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    // SAFETY: the request fills in a `winsize`, which `size` is, and keeps no pointer to it.
    let status = unsafe { libc::ioctl(libc::STDERR_FILENO, libc::TIOCGWINSZ, &raw mut size) };
    (status == 0 && size.ws_col > 0).then(|| usize::from(size.ws_col))
}

/// Columns of the terminal that standard error is; nobody knows them here.
#[cfg(not(unix))]
pub(crate) fn stderr_columns() -> Option<usize> {
    None
}
