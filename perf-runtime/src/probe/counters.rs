//! Retired user instructions and core cycles of the calling thread, where the kernel lets them be counted.
//!
//! Opening costs about 0.1 ms and reading 3 µs: once a batch, never once a call.

use super::Unavailable;

/// User instructions and cycles over one stretch of code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Retired user instructions.
    pub instructions: u64,
    /// Core cycles spent in user code.
    pub cycles: u64,
}

impl Counts {
    /// What was counted since `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            instructions: self.instructions.saturating_sub(earlier.instructions),
            cycles: self.cycles.saturating_sub(earlier.cycles),
        }
    }
}

pub use platform::Counters;

#[cfg(target_os = "linux")]
mod platform {
    use std::io;

    use perf_event::events::Hardware;
    use perf_event::{Builder, Counter, Group};

    use super::{Counts, Unavailable};

    /// A group of two counters on the thread that opened it.
    pub struct Counters {
        group: Group,
        instructions: Counter,
        cycles: Counter,
    }

    impl Counters {
        /// Opens and starts the counters for the calling thread.
        ///
        /// # Errors
        ///
        /// Where the kernel refuses performance events, or the machine (often a virtual one) has no counters.
        pub fn open() -> Result<Self, Unavailable> {
            Self::try_open().map_err(|error| explain(&error))
        }

        fn try_open() -> io::Result<Self> {
            let mut group = Group::new()?;
            // The builder counts user code only by default; that is also what unprivileged processes may count.
            let instructions = group.add(&Builder::new(Hardware::INSTRUCTIONS))?;
            let cycles = group.add(&Builder::new(Hardware::CPU_CYCLES))?;
            group.enable()?;
            Ok(Self {
                group,
                instructions,
                cycles,
            })
        }

        /// The counts since the counters were opened.
        ///
        /// # Errors
        ///
        /// When reading fails, or when the kernel took the counters away for a while: a scaled count is a guess.
        pub fn read(&mut self) -> Result<Counts, Unavailable> {
            let data = self.group.read().map_err(|error| explain(&error))?;
            if data.time_running() != data.time_enabled() {
                return Err(Unavailable::because(
                    "the processor's counters were shared with another user of them: the counts are incomplete",
                ));
            }
            let value = |counter: &Counter| data.get(counter).map_or(0, |entry| entry.value());
            let counts = Counts {
                instructions: value(&self.instructions),
                cycles: value(&self.cycles),
            };
            if counts.instructions == 0 || counts.cycles == 0 {
                return Err(Unavailable::because(
                    "the processor's counters opened but do not count",
                ));
            }
            Ok(counts)
        }
    }

    pub(super) fn explain(error: &io::Error) -> Unavailable {
        let cause = match error.raw_os_error() {
            Some(libc::EACCES | libc::EPERM) => {
                "the kernel refuses performance events to this process (see /proc/sys/kernel/perf_event_paranoid)"
            }
            Some(libc::ENOENT | libc::ENODEV | libc::EOPNOTSUPP) => {
                "this machine has no instruction counter (most virtual machines have none)"
            }
            Some(libc::ENOSYS) => "this kernel has no performance events",
            Some(libc::EMFILE | libc::ENFILE) => {
                "too many files are open to open performance events"
            }
            _ => return Unavailable(format!("performance events failed: {error}").into()),
        };
        Unavailable::because(cause)
    }
}

#[cfg(not(target_os = "linux"))]
mod platform {
    use super::{Counts, Unavailable};

    /// Counters of this platform: none are supported, so that no value of this type exists.
    pub enum Counters {}

    impl Counters {
        /// Refuses: this platform's counters are not supported.
        ///
        /// # Errors
        ///
        /// Always.
        pub fn open() -> Result<Self, Unavailable> {
            Err(Unavailable::because(
                "instruction counters are supported on Linux only",
            ))
        }

        /// Cannot be called: no value of this type exists.
        ///
        /// # Errors
        ///
        /// None.
        pub fn read(&mut self) -> Result<Counts, Unavailable> {
            match *self {}
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io;

    use super::Counters;
    use super::platform::explain;
    use crate::probe::reference::spin;

    #[test]
    fn known_work_is_counted_where_counters_open_and_a_reason_is_given_elsewhere() {
        match Counters::open() {
            Ok(mut counters) => {
                let mut count = |rounds| {
                    let before = counters.read().unwrap();
                    spin::work(rounds);
                    counters.read().unwrap().since(before)
                };
                let (small, large) = (count(10_000), count(110_000));
                let per_round = (large.instructions - small.instructions) as f64 / 100_000.0;
                assert!(
                    (3.0..20.0).contains(&per_round),
                    "{per_round} instructions a round"
                );
                assert!(large.cycles > small.cycles);
            }
            Err(reason) => assert!(reason.reason().len() > 20, "{reason}"),
        }
    }

    #[test]
    fn errors_of_the_kernel_become_reasons() {
        let reason = |code| explain(&io::Error::from_raw_os_error(code)).to_string();
        assert!(reason(libc::EACCES).contains("perf_event_paranoid"));
        assert!(reason(libc::ENOENT).contains("no instruction counter"));
        assert!(reason(libc::ENOSYS).contains("kernel"));
        assert!(reason(libc::EIO).contains("performance events failed"));
    }
}
