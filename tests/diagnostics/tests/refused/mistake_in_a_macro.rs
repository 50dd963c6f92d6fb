//! A mistake that a macro hands on.
use perf_runtime::perf_budget;

macro_rules! measured {
    ($limit:expr) => {
        #[perf_budget(max_ms = $limit)]
        fn measured() {}
    };
}

measured!(-1);

fn main() {
    measured();
}
