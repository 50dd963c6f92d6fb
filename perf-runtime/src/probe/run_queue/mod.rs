//! Time that the calling thread was ready to run but had no processor: what neighbours take, and a sleep does not.
//!
//! Linux keeps it per thread in `schedstat`. Elsewhere the probe is unavailable: judged time is then CPU time where
//! only that is asked for, wall time otherwise, and the report says which.

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod elsewhere;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod schedstat;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
use elsewhere as platform;
#[cfg(any(target_os = "linux", target_os = "android"))]
use schedstat as platform;

use super::Unavailable;

/// Time that the calling thread has waited on a run queue since it started, in nanoseconds.
///
/// The first call of a thread opens a descriptor and may allocate; further calls are one `pread` (about 0.3 µs). It may
/// be called while the thread ends and in a forked child; then it opens the file anew.
///
/// # Errors
///
/// Where the kernel does not account run-queue waits, or its file cannot be read.
#[inline]
pub fn thread_wait_ns() -> Result<u64, Unavailable> {
    platform::thread_wait_ns()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::cell::RefCell;
    use std::time::Duration;

    use super::{schedstat, thread_wait_ns};
    use crate::probe::cpu;

    fn kept_descriptors() -> usize {
        std::fs::read_dir("/proc/self/fd")
            .unwrap()
            .filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok())
            .filter(|target| target.ends_with("schedstat"))
            .count()
    }

    #[test]
    fn columns_are_read_strictly() {
        assert_eq!(schedstat::wait_of(b"120 51807 3\n"), Ok(51807));
        assert!(
            schedstat::wait_of(b"0 0 0\n")
                .unwrap_err()
                .reason()
                .contains("does not account")
        );
        for broken in [
            &b""[..],
            b"1",
            b"1 2",
            b"1 x 3",
            b"1 99999999999999999999999 3",
        ] {
            assert!(schedstat::wait_of(broken).is_err(), "{broken:?}");
        }
    }

    #[test]
    fn sleep_is_not_run_queue_wait_and_sharing_a_processor_is() {
        // Two busy threads on one processor: each must wait for the other about half of the time.
        let wait_beside_a_neighbour = || {
            std::thread::scope(|scope| {
                let busy = || {
                    stay_on_first_allowed_processor();
                    let start = cpu::thread_ns().unwrap();
                    let before = thread_wait_ns().unwrap();
                    while cpu::thread_ns().unwrap() - start < 60_000_000 {
                        std::hint::spin_loop();
                    }
                    thread_wait_ns().unwrap() - before
                };
                let neighbour = scope.spawn(busy);
                let mine = scope.spawn(busy);
                neighbour.join().unwrap() + mine.join().unwrap()
            })
        };
        let shared = wait_beside_a_neighbour();
        assert!(shared > 10_000_000, "shared processor: {shared} ns");

        let slept = std::thread::spawn(|| {
            let before = thread_wait_ns().unwrap();
            std::thread::sleep(Duration::from_millis(50));
            thread_wait_ns().unwrap() - before
        });
        let slept = slept.join().unwrap();
        assert!(slept < shared, "sleep: {slept} ns, shared: {shared} ns");
    }

    fn stay_on_first_allowed_processor() {
        // SAFETY: a zeroed set is an empty set; both calls get its true size and a set that lives through them.
        unsafe {
            let mut allowed: libc::cpu_set_t = std::mem::zeroed();
            let size = std::mem::size_of_val(&allowed);
            assert_eq!(libc::sched_getaffinity(0, size, &raw mut allowed), 0);
            let first = (0..libc::CPU_SETSIZE as usize).find(|cpu| libc::CPU_ISSET(*cpu, &allowed));
            let mut one: libc::cpu_set_t = std::mem::zeroed();
            libc::CPU_SET(first.expect("a processor is allowed"), &mut one);
            assert_eq!(libc::sched_setaffinity(0, size, &raw const one), 0);
        }
    }

    #[test]
    fn threads_keep_one_descriptor_and_close_it_even_when_read_while_ending() {
        struct ReadsWhileEnding;
        impl Drop for ReadsWhileEnding {
            fn drop(&mut self) {
                RESULTS.lock().unwrap().push(thread_wait_ns().is_ok());
            }
        }
        static RESULTS: std::sync::Mutex<Vec<bool>> = std::sync::Mutex::new(Vec::new());
        thread_local! {
            static EARLY: RefCell<Option<ReadsWhileEnding>> = const { RefCell::new(None) };
            static LATE: RefCell<Option<ReadsWhileEnding>> = const { RefCell::new(None) };
        }
        let before = kept_descriptors();
        for _ in 0..50 {
            std::thread::spawn(|| {
                // One is destroyed before, the other after the probe's own thread-local, whatever the order is here.
                EARLY.with(|slot| *slot.borrow_mut() = Some(ReadsWhileEnding));
                assert!(thread_wait_ns().is_ok());
                assert!(thread_wait_ns().is_ok());
                LATE.with(|slot| *slot.borrow_mut() = Some(ReadsWhileEnding));
            })
            .join()
            .unwrap();
        }
        assert_eq!(*RESULTS.lock().unwrap(), vec![true; 100]);
        // Other tests run beside this one and keep a few of their own.
        let left_over = kept_descriptors().saturating_sub(before);
        assert!(left_over < 10, "{left_over} descriptors were left open");
    }

    #[test]
    fn a_forked_child_reads_its_own_figure() {
        // Collect some wait in the parent first: a fresh child has had almost none.
        let mine = thread_wait_ns().unwrap();
        let mut ends = [0; 2];
        // SAFETY: `ends` has room for both descriptors.
        assert_eq!(unsafe { libc::pipe(ends.as_mut_ptr()) }, 0);
        // SAFETY: the child calls nothing that allocates or locks, and leaves by `_exit`.
        let child = unsafe { libc::fork() };
        assert!(child >= 0);
        if child == 0 {
            let text = thread_wait_ns().map_or(u64::MAX, |wait| wait);
            let path = kept_path();
            // SAFETY: both buffers live through their writes; `_exit` runs no destructor of the parent's copies.
            unsafe {
                libc::write(ends[1], text.to_ne_bytes().as_ptr().cast(), 8);
                libc::write(ends[1], i32::from(path).to_ne_bytes().as_ptr().cast(), 4);
                libc::_exit(0);
            }
        }
        let mut answer = [0_u8; 12];
        let mut filled = 0;
        while filled < answer.len() {
            // SAFETY: the rest of `answer` is writable for the length given.
            let got = unsafe {
                libc::read(
                    ends[0],
                    answer[filled..].as_mut_ptr().cast(),
                    answer.len() - filled,
                )
            };
            assert!(got > 0, "the child died before it answered");
            filled += got as usize;
        }
        // SAFETY: `child` is our own child and nobody else waits for it.
        unsafe { libc::waitpid(child, std::ptr::null_mut(), 0) };
        let wait = u64::from_ne_bytes(answer[..8].try_into().unwrap());
        assert_ne!(wait, u64::MAX, "the child could not read its figure");
        let own = i32::from_ne_bytes(answer[8..].try_into().unwrap());
        assert_eq!(
            own, 1,
            "the child kept its parent's descriptor (parent: {mine} ns)"
        );
    }

    /// Whether one of the lowest descriptors points at this very thread's file; allocation-free, for use after a fork.
    fn kept_path() -> bool {
        let mut wanted = [0_u8; 64];
        // SAFETY: `getpid` cannot fail; it is also the id of the only thread after a fork.
        let id = unsafe { libc::getpid() };
        let wanted_length = write_path(&mut wanted, id);
        (0..256).any(|descriptor| {
            let mut link = [0_u8; 32];
            let length = write_link(&mut link, descriptor);
            debug_assert!(length < link.len());
            let mut target = [0_u8; 64];
            // SAFETY: `link` ends with a zero byte; `target` is writable for the length given.
            let got = unsafe {
                libc::readlink(
                    link.as_ptr().cast(),
                    target.as_mut_ptr().cast(),
                    target.len(),
                )
            };
            usize::try_from(got).is_ok_and(|got| target[..got] == wanted[..wanted_length])
        })
    }

    fn write_path(buffer: &mut [u8; 64], id: i32) -> usize {
        use std::io::Write as _;
        let mut rest = &mut buffer[..];
        write!(rest, "/proc/{id}/task/{id}/schedstat").unwrap();
        64 - rest.len()
    }

    fn write_link(buffer: &mut [u8; 32], descriptor: i32) -> usize {
        use std::io::Write as _;
        let mut rest = &mut buffer[..];
        write!(rest, "/proc/self/fd/{descriptor}").unwrap();
        32 - rest.len()
    }
}
