//! Whether somebody else uses the cores at present, which no clock of a process shows.

use std::thread;

use super::machine::{Machine, beats};
use super::measure::Speed;
use crate::probe::machine::Remembered;

/// How long each core is watched, in nanoseconds: some dozens of readings.
const MOMENT_NS: u128 = 3_000_000;
/// Cores that are watched, at most: of many, some tell enough.
const CORES: usize = 16;

/// Watches the cores for programs of others: another machine on the same host, or the second hardware thread of a core.
///
/// Such a program slows code by up to two and a half times, without a trace in any clock. References that are timed where
/// nobody disturbs are known from earlier runs on this machine; what they take now tells.
#[derive(Debug)]
pub struct CoreWatch {
    remembered: Remembered,
}

impl Default for CoreWatch {
    fn default() -> Self {
        Self::new()
    }
}

impl CoreWatch {
    /// Looks up what the references take on this machine. One that is met for the first time is watched for some hundredths of a
    /// second and remembered.
    #[must_use]
    pub fn new() -> Self {
        Self {
            remembered: Machine::meet().remembered(),
        }
    }

    /// The most that somebody else adds to code at present, as a part of its time, on the worst of the cores that this process
    /// may use: 0 where nobody is, 1 where code may take twice as long. Where these cores were never seen without anybody, that
    /// somebody is there is assumed.
    ///
    /// Takes a few milliseconds a core. `None` where there is no clock of CPU time.
    #[must_use]
    pub fn most_added(&self) -> Option<f64> {
        // On a thread of its own, which may be bound to cores.
        thread::scope(|scope| scope.spawn(|| self.most_added_anywhere()).join().ok()?)
    }

    fn most_added_anywhere(&self) -> Option<f64> {
        let cores = cores();
        if cores.is_empty() {
            return self.most_added_here();
        }
        let each = cores.into_iter().take(CORES).filter_map(|core| {
            bind_to(core);
            self.most_added_here()
        });
        each.reduce(f64::max)
    }

    fn most_added_here(&self) -> Option<f64> {
        let speed = Speed::of(&beats(MOMENT_NS)?, self.remembered);
        Some(if speed.is_crowded() {
            speed.most_added_by_crowd()
        } else {
            0.0
        })
    }
}

/// The numbers of the cores that this thread may use; none where the system does not tell.
#[cfg(target_os = "linux")]
fn cores() -> Vec<usize> {
    // SAFETY: a set of bits, which may all be zero.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: the set is as large as is said, and outlives the call.
    let result = unsafe { libc::sched_getaffinity(0, size_of_val(&set), &raw mut set) };
    if result != 0 {
        return Vec::new();
    }
    let all = 0..libc::CPU_SETSIZE as usize;
    // SAFETY: below the size of the set.
    all.filter(|core| unsafe { libc::CPU_ISSET(*core, &set) })
        .collect()
}

#[cfg(not(target_os = "linux"))]
fn cores() -> Vec<usize> {
    Vec::new()
}

/// Has this thread run on one core. Where that fails it runs on any, and is as good a sample.
#[cfg(target_os = "linux")]
fn bind_to(core: usize) {
    // SAFETY: a set of bits, which may all be zero.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: out of the set of this thread's cores, and so below the size of the set.
    unsafe { libc::CPU_SET(core, &mut set) };
    // SAFETY: the set is as large as is said, and outlives the call.
    unsafe { libc::sched_setaffinity(0, size_of_val(&set), &raw const set) };
}

#[cfg(not(target_os = "linux"))]
fn bind_to(_core: usize) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::probe::machine::Reference;

    fn watch(wide: Option<f64>) -> CoreWatch {
        CoreWatch {
            remembered: Remembered {
                wide: wide.map(|ns| Reference { ns, seen: 1 }),
                ..Remembered::default()
            },
        }
    }

    #[test]
    fn what_takes_longer_than_it_ever_did_is_somebodys_doing() {
        // So slow alone that nothing seems crowded, and so fast that everything does.
        assert_eq!(watch(Some(30.0)).most_added(), Some(0.0));
        assert!(watch(Some(0.05)).most_added().unwrap() > 1.0);
    }

    #[test]
    fn watching_binds_nobody_else_to_a_core() {
        let before = cores();
        assert!(!before.is_empty());
        watch(None).most_added().unwrap();
        assert_eq!(cores(), before);
    }
}
