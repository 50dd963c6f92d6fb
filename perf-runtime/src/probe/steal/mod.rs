//! Time that the hypervisor gave to other guests while this machine's processors wanted to run.

#[cfg(not(any(target_os = "linux", target_os = "android")))]
mod elsewhere;
#[cfg(any(target_os = "linux", target_os = "android"))]
mod proc_stat;

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub use elsewhere::machine_ns;
#[cfg(any(target_os = "linux", target_os = "android"))]
pub use proc_stat::machine_ns;

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::machine_ns;
    use super::proc_stat::stolen_ticks;

    #[test]
    fn the_eighth_figure_is_read() {
        let text = "cpu  6096 5725 3813 291183 2696 0 33 25 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n";
        assert_eq!(stolen_ticks(text), Some(25));
        assert_eq!(stolen_ticks("cpu  1 2 3 4\n"), None);
        assert_eq!(stolen_ticks("intr 1 2 3 4 5 6 7 8 9\n"), None);
        assert_eq!(stolen_ticks(""), None);
    }

    #[test]
    fn stolen_time_never_runs_backwards() {
        let earlier = machine_ns().unwrap();
        assert!(machine_ns().unwrap() >= earlier);
    }
}
