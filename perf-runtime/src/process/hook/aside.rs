//! Runs work on a fresh thread, within a time limit, whatever becomes of it.
//!
//! At exit the thread-locals of the exiting thread may be gone already, and code that formats events or takes locks uses
//! them. A fresh thread has all of its own. It is made with `pthread_create`, because `std::thread` itself looks at
//! thread-locals of the thread that spawns.

use std::any::Any;
use std::ffi::c_void;
use std::io;
use std::panic::catch_unwind;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::process::exit_code;

/// How the work ended.
#[derive(Debug)]
pub(super) enum Ending {
    /// It came to its end.
    Finished,
    /// It panicked with this message.
    Panicked(String),
    /// It did not end in time; its thread may still run.
    TimedOut,
    /// It never began: the system gave no thread.
    NoThread(io::Error),
}

/// What the work has said so far.
#[derive(Debug, Clone)]
pub(in crate::process) struct Progress(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

#[derive(Debug)]
struct State {
    standing: Option<u8>,
    ending: Option<Ending>,
}

impl Progress {
    fn new() -> Self {
        Self(Arc::new(Shared {
            state: Mutex::new(State {
                // Fail closed: who says nothing has judged nothing.
                standing: Some(exit_code::JUDGING_FAILED),
                ending: None,
            }),
            ended: Condvar::new(),
        }))
    }

    /// Says what exit status 0 becomes, should nothing more be heard of the work.
    pub(in crate::process) fn stand(&self, code: Option<u8>) {
        self.lock().standing = code;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Errand {
    work: fn(&Progress),
    progress: Progress,
}

/// Runs the work and returns how it ended, and what exit status 0 becomes.
pub(super) fn run(patience: Duration, work: fn(&Progress)) -> (Ending, Option<u8>) {
    let progress = Progress::new();
    let errand = Errand {
        work,
        progress: progress.clone(),
    };
    let ending = match spawn(errand) {
        Err(error) => Ending::NoThread(error),
        Ok(thread) => {
            let waited = progress
                .0
                .ended
                .wait_timeout_while(progress.lock(), patience, |state| state.ending.is_none());
            let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
            let ending = state.ending.take();
            drop(state);
            match ending {
                Some(ending) => {
                    // SAFETY: the thread is ours, was not detached, and is joined once; it has nothing left to do but to
                    // destroy its thread-locals.
                    unsafe { libc::pthread_join(thread, std::ptr::null_mut()) };
                    ending
                }
                None => Ending::TimedOut,
            }
        }
    };
    let standing = progress.lock().standing;
    (ending, standing)
}

fn spawn(errand: Errand) -> io::Result<libc::pthread_t> {
    let argument = Box::into_raw(Box::new(errand));
    let mut thread = std::mem::MaybeUninit::uninit();
    // SAFETY: `body` takes ownership of the errand, which lives on the heap and is `Send` (a function and an `Arc`).
    let error = unsafe {
        libc::pthread_create(thread.as_mut_ptr(), std::ptr::null(), body, argument.cast())
    };
    if error == 0 {
        // SAFETY: `pthread_create` succeeded and wrote the thread's handle.
        Ok(unsafe { thread.assume_init() })
    } else {
        // SAFETY: no thread was made, so the errand is still ours.
        drop(unsafe { Box::from_raw(argument) });
        Err(io::Error::from_raw_os_error(error))
    }
}

extern "C" fn body(argument: *mut c_void) -> *mut c_void {
    // SAFETY: `spawn` passed a box of this type and gave it up.
    let Errand { work, progress } = *unsafe { Box::from_raw(argument.cast::<Errand>()) };
    let ending = match catch_unwind(std::panic::AssertUnwindSafe(|| work(&progress))) {
        Ok(()) => Ending::Finished,
        Err(payload) => Ending::Panicked(message(payload)),
    };
    progress.lock().ending = Some(ending);
    progress.0.ended.notify_one();
    std::ptr::null_mut()
}

fn message(payload: Box<dyn Any + Send>) -> String {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    // Dropping a payload of somebody else's type could panic again.
    std::mem::forget(payload);
    text.unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn finished_work_decides() {
        let (ending, standing) = run(LONG, |progress| progress.stand(None));
        assert!(matches!(ending, Ending::Finished), "{ending:?}");
        assert_eq!(standing, None);
    }

    #[test]
    fn work_that_says_nothing_fails_closed() {
        let (ending, standing) = run(LONG, |_| {});
        assert!(matches!(ending, Ending::Finished), "{ending:?}");
        assert_eq!(standing, Some(exit_code::JUDGING_FAILED));
    }

    #[test]
    fn a_panic_is_told_and_what_was_said_before_stands() {
        let (ending, standing) = run(LONG, |_| panic!("no {}", "luck"));
        assert!(
            matches!(&ending, Ending::Panicked(message) if message == "no luck"),
            "{ending:?}"
        );
        assert_eq!(standing, Some(exit_code::JUDGING_FAILED));
        let (ending, standing) = run(LONG, |progress| {
            progress.stand(Some(exit_code::OVER));
            std::panic::panic_any(7);
        });
        assert!(matches!(ending, Ending::Panicked(_)), "{ending:?}");
        assert_eq!(standing, Some(exit_code::OVER));
    }

    #[test]
    fn work_that_hangs_is_left_behind() {
        let (ending, standing) = run(Duration::from_millis(20), |_| {
            loop {
                std::thread::park();
            }
        });
        assert!(matches!(ending, Ending::TimedOut), "{ending:?}");
        assert_eq!(standing, Some(exit_code::JUDGING_FAILED));
    }
}
