//! How often the calling thread lost its processor, and its page faults.

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod elsewhere;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod rusage;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub use elsewhere::of_thread;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub use rusage::of_thread;

/// Counts since the calling thread started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Switches {
    /// The thread waited for something: sleep, lock, input or output.
    pub voluntary: u64,
    /// The thread was preempted while it could have gone on.
    pub involuntary: u64,
    /// Page faults, with and without reading from a disk.
    pub faults: u64,
}

impl Switches {
    /// What happened since `earlier`.
    #[must_use]
    pub fn since(self, earlier: Self) -> Self {
        Self {
            voluntary: self.voluntary.saturating_sub(earlier.voluntary),
            involuntary: self.involuntary.saturating_sub(earlier.involuntary),
            faults: self.faults.saturating_sub(earlier.faults),
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::time::Duration;

    use super::of_thread;

    #[test]
    fn sleeping_is_voluntary_and_touching_fresh_memory_faults() {
        let before = of_thread().unwrap();
        for _ in 0..5 {
            std::thread::sleep(Duration::from_millis(1));
        }
        let slept = of_thread().unwrap().since(before);
        assert!(slept.voluntary >= 5, "{slept:?}");

        let before = of_thread().unwrap();
        let pages = std::hint::black_box(vec![1_u8; 16 << 20]);
        let touched = of_thread().unwrap().since(before);
        assert!(touched.faults > 0, "{touched:?} for {} bytes", pages.len());
    }
}
