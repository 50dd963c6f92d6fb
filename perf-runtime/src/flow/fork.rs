//! Keeps workflows usable in a forked child: no other thread holds their locks at the moment of the fork.

#[cfg(unix)]
pub(super) use unix::prepare;

#[cfg(not(unix))]
pub(super) fn prepare() {}

#[cfg(unix)]
mod unix {
    use std::sync::atomic::AtomicBool;

    use super::super::{health, live, named};
    use crate::fork::{Held, ask_once};

    /// The locks, in the order in which they are taken.
    type Guards = (named::Guard, live::Guard, health::Guard);

    static HELD: Held<Guards> = Held::nothing();

    /// Asks for the calls around every fork, the first time it is called.
    pub(in crate::flow) fn prepare() {
        static ASKED: AtomicBool = AtomicBool::new(false);
        ask_once(&ASKED, before, in_parent, in_child);
    }

    extern "C" fn before() {
        let guards = (named::locked(), live::locked(), health::locked());
        // SAFETY: these locks keep all other threads from coming here.
        unsafe { HELD.hold(guards) };
    }

    extern "C" fn in_parent() {
        // SAFETY: called after the fork.
        drop(unsafe { HELD.release() });
    }

    extern "C" fn in_child() {
        // SAFETY: called after the fork.
        if let Some(mut guards) = unsafe { HELD.release() } {
            // The thread that looks did not come along, and the line on the terminal is the parent's.
            *guards.1 = live::Watch::NONE;
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::sync::mpsc;
    use std::thread;
    use std::time::Duration;

    use crate::flow::{health, live, named};
    use crate::guard::{lock_sizes, tree};
    use crate::{phase, workflow};

    /// As long as a fork has to wait for a lock that another thread holds.
    const HELD: Duration = Duration::from_millis(30);

    /// A child that hangs ends by its alarm.
    const PATIENCE_S: u32 = 10;

    /// Forks while another thread holds a lock; says how the child ended that then worked with workflows.
    fn fork_while_held<G>(lock: impl FnOnce() -> G + Send + 'static) -> libc::c_int {
        let (send, receive) = mpsc::channel();
        let holder = thread::spawn(move || {
            let guard = lock();
            send.send(()).expect("the test waits");
            thread::sleep(HELD);
            drop(guard);
        });
        receive.recv().expect("the thread lives");
        // SAFETY: the child allocates, which libc allows after a fork, and takes only locks that are held over it.
        let child = unsafe { libc::fork() };
        assert!(child >= 0, "fork: {}", std::io::Error::last_os_error());
        if child == 0 {
            // SAFETY: no handler is installed: the signal ends this process.
            unsafe { libc::alarm(PATIENCE_S) };
            work();
            // SAFETY: ends the child without running what belongs to the parent.
            unsafe { libc::_exit(0) };
        }
        holder.join().expect("the holder does not panic");
        let mut status = 0;
        // SAFETY: `status` is writable, and the child is ours.
        assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
        status
    }

    /// Takes all locks.
    fn work() {
        workflow("forked", || {
            phase!("first");
            let guard = crate::workflow_guard("moved");
            drop(guard);
        });
        drop((
            crate::health(),
            live::locked(),
            lock_sizes(),
            tree::lock_elsewhere(),
        ));
    }

    #[test]
    fn a_child_can_work_whatever_lock_another_thread_held() {
        // The handlers are asked for.
        work();
        assert_eq!(fork_while_held(named::locked), 0, "names of workflows");
        assert_eq!(fork_while_held(health::locked), 0, "open runs");
        assert_eq!(fork_while_held(live::locked), 0, "the live line");
        assert_eq!(fork_while_held(lock_sizes), 0, "sizes");
        assert_eq!(fork_while_held(tree::lock_elsewhere), 0, "ends elsewhere");
    }
}
