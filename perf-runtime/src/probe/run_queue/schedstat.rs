//! Linux: the second column of `schedstat`, through a descriptor that each thread keeps.

use std::cell::Cell;
use std::ffi::CStr;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::fork;
use crate::probe::Unavailable;

const PATH: &CStr = c"/proc/thread-self/schedstat";

const NOT_OPENED: Unavailable =
    Unavailable::because("/proc/thread-self/schedstat cannot be opened: run-queue wait is unknown");
const NOT_READ: Unavailable =
    Unavailable::because("/proc/thread-self/schedstat cannot be read: run-queue wait is unknown");
const NOT_ACCOUNTED: Unavailable = Unavailable::because(
    "this kernel does not account run-queue waits (its scheduler statistics are off)",
);

/// Bumped in every forked child: descriptors from before the fork speak of the parent's thread.
static FORKS: AtomicU32 = AtomicU32::new(0);

#[derive(Clone, Copy)]
enum Descriptor {
    Unopened,
    Open {
        descriptor: libc::c_int,
        forks: u32,
    },
    /// Remembered, so that a machine without the file is not asked again at every call.
    Refused,
    /// The thread is ending: nothing would close a descriptor that is opened from now on.
    Ending,
}

thread_local! {
    // No destructor of its own: it stays readable while other thread-locals are destroyed.
    static DESCRIPTOR: Cell<Descriptor> = const { Cell::new(Descriptor::Unopened) };
    static CLOSE_AT_END: CloseAtEnd = const { CloseAtEnd };
}

struct CloseAtEnd;

impl Drop for CloseAtEnd {
    fn drop(&mut self) {
        let state = DESCRIPTOR.replace(Descriptor::Ending);
        if let Descriptor::Open { descriptor, forks } = state
            && forks == FORKS.load(Ordering::Relaxed)
        {
            close(descriptor);
        }
    }
}

#[inline]
pub(super) fn thread_wait_ns() -> Result<u64, Unavailable> {
    match DESCRIPTOR.get() {
        Descriptor::Open { descriptor, forks } if forks == FORKS.load(Ordering::Relaxed) => {
            read(descriptor)
        }
        Descriptor::Refused => Err(NOT_OPENED),
        Descriptor::Ending => read_once(),
        // A forked child does not close its copy of the parent's descriptor: daemons close everything after a
        // fork, and by now the number may be another file's.
        Descriptor::Unopened | Descriptor::Open { .. } => open_and_read(),
    }
}

#[cold]
fn open_and_read() -> Result<u64, Unavailable> {
    // Fails when the destructor has run already, that is when the thread is ending.
    if CLOSE_AT_END.try_with(|_| ()).is_err() {
        DESCRIPTOR.set(Descriptor::Ending);
        return read_once();
    }
    notice_forks();
    let Some(descriptor) = open() else {
        DESCRIPTOR.set(Descriptor::Refused);
        return Err(NOT_OPENED);
    };
    DESCRIPTOR.set(Descriptor::Open {
        descriptor,
        forks: FORKS.load(Ordering::Relaxed),
    });
    read(descriptor)
}

#[cold]
fn read_once() -> Result<u64, Unavailable> {
    let descriptor = open().ok_or(NOT_OPENED)?;
    let wait = read(descriptor);
    close(descriptor);
    wait
}

fn notice_forks() {
    extern "C" fn in_the_child() {
        FORKS.fetch_add(1, Ordering::Relaxed);
    }
    static ASKED: AtomicBool = AtomicBool::new(false);
    // Should it fail, a forked child reads its parent's figure, which is noise, not harm.
    fork::ask_in_child_once(&ASKED, in_the_child);
}

fn open() -> Option<libc::c_int> {
    // SAFETY: the path is a C string; the flags create nothing.
    let descriptor = unsafe { libc::open(PATH.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC) };
    (descriptor >= 0).then_some(descriptor)
}

fn close(descriptor: libc::c_int) {
    // SAFETY: the descriptor was opened here and its last use was before this call.
    unsafe { libc::close(descriptor) };
}

fn read(descriptor: libc::c_int) -> Result<u64, Unavailable> {
    // Three decimal numbers of at most 20 digits, two blanks, a line end.
    let mut text = [0_u8; 64];
    // SAFETY: the buffer is writable for its whole length during the call.
    let length = unsafe { libc::pread(descriptor, text.as_mut_ptr().cast(), text.len(), 0) };
    let length = usize::try_from(length).map_err(|_| NOT_READ)?;
    wait_of(&text[..length])
}

/// The second column: time on CPU, time waiting on a run queue, number of time slices.
pub(super) fn wait_of(text: &[u8]) -> Result<u64, Unavailable> {
    let mut columns = text
        .split(|byte| byte.is_ascii_whitespace())
        .filter(|column| !column.is_empty())
        .map(number);
    match (columns.next(), columns.next(), columns.next()) {
        // A thread that reads this has had a time slice, unless the kernel does not count.
        (Some(_), Some(Some(_)), Some(Some(0))) => Err(NOT_ACCOUNTED),
        (Some(_), Some(Some(wait)), Some(Some(_))) => Ok(wait),
        _ => Err(NOT_READ),
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |value, byte| {
        let digit = byte.checked_sub(b'0').filter(|digit| *digit < 10)?;
        value.checked_mul(10)?.checked_add(u64::from(digit))
    })
}
