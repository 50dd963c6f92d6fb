//! Time that the hypervisor gave to other guests while this machine's processors wanted to run.

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod elsewhere;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod proc_stat;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
use elsewhere::processors_ns;
#[cfg(any(target_os = "linux", target_os = "android"))]
use proc_stat::processors_ns;

use super::Unavailable;

/// Stolen time of each processor up to a moment.
#[derive(Debug, Clone)]
pub struct Stolen(Vec<u64>);

impl Stolen {
    /// Up to now.
    ///
    /// # Errors
    ///
    /// Where nobody counts it.
    pub fn so_far() -> Result<Self, Unavailable> {
        processors_ns().map(Self)
    }

    /// Of all processors, in nanoseconds.
    #[must_use]
    pub fn all_ns(&self) -> u64 {
        self.0.iter().sum()
    }

    /// What was stolen since `earlier` from the one processor that lost most, in nanoseconds: no thread can have lost more
    /// without moving between processors that were taken away one after the other.
    #[must_use]
    pub fn most_since(&self, earlier: &Self) -> u64 {
        self.since(earlier).max().unwrap_or(0)
    }

    /// What was stolen since `earlier` from all processors, in nanoseconds.
    #[must_use]
    pub fn all_since(&self, earlier: &Self) -> u64 {
        self.since(earlier).sum()
    }

    fn since(&self, earlier: &Self) -> impl Iterator<Item = u64> {
        let pairs = self.0.iter().zip(&earlier.0);
        pairs.map(|(now, then)| now.saturating_sub(*then))
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::Stolen;
    use super::proc_stat::stolen_ticks;

    #[test]
    fn the_eighth_figure_of_each_processor_is_read() {
        let text = "cpu  6096 5725 3813 291183 2696 0 33 25 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\ncpu12 1 2 3 4 5 6 7 17 9\nintr 1 2 3 4 5 6 7 8\n";
        assert_eq!(stolen_ticks(text), [8, 17]);
        for nothing in [
            "cpu0  1 2 3 4\n",
            "cpu 1 2 3 4 5 6 7 8 9\n",
            "intr 1 2 3 4 5 6 7 8 9\n",
            "",
        ] {
            assert!(stolen_ticks(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn the_processor_that_lost_most_counts_and_no_time_runs_backwards() {
        let (earlier, later) = (Stolen(vec![5, 100, 7]), Stolen(vec![15, 130, 0]));
        assert_eq!(
            (later.most_since(&earlier), later.all_since(&earlier)),
            (30, 40)
        );
        let earlier = Stolen::so_far().unwrap();
        assert!(Stolen::so_far().unwrap().most_since(&earlier) < 1_000_000_000_000);
    }
}
