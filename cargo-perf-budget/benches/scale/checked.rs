//! What `check` adds to the time of the tests themselves, in a package of 1000 budgets.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::common::{outcome, perf_budget};
use super::{Figure, RUNS};

const BUDGETS: usize = 1000;
/// What the test of one budget takes; a thousand of them take some seconds on two cores.
const TEST_US: u64 = 10_000;

pub(super) fn overhead() -> Figure {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("thousand");
    write(folder);
    let features = ["test", "--quiet", "--features", "monitoring"];
    let cargo = || {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(features)
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", &target)
            .env("PERF_BUDGET", "report");
        command
    };
    let check = || {
        let mut command = perf_budget(folder, &["check", "--quiet"]);
        command.env("CARGO_TARGET_DIR", &target);
        command
    };
    // Builds, and warms the caches.
    succeed(&mut cargo());
    succeed(&mut check());
    let mut times = (Duration::MAX, Duration::MAX);
    for _ in 0..RUNS {
        times.0 = times.0.min(succeed(&mut cargo()));
        times.1 = times.1.min(succeed(&mut check()));
    }
    let share = times.1.as_secs_f64() / times.0.as_secs_f64() - 1.0;
    Figure {
        name: "check",
        what: format!(
            "added to {:.2} s of `cargo test` by `check`, {BUDGETS} budgets",
            times.0.as_secs_f64()
        ),
        value: share * 100.0,
        bound: 5.0,
        unit: "%",
    }
}

fn succeed(command: &mut Command) -> Duration {
    let start = Instant::now();
    let (status, out, err) = outcome(command);
    assert_eq!(status, 0, "{out}\n{err}");
    start.elapsed()
}

fn write(folder: &Path) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let manifest = format!(
        "[package]\nname = \"thousand\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         perf-runtime = {{ path = '{}' }}\n\n[features]\nmonitoring = [\"perf-runtime/monitoring\"]\n\n[workspace]\n",
        root.join("perf-runtime").display()
    );
    let mut source = String::from("use perf_runtime::perf_budget;\n");
    let mut tests = String::from("#[cfg(test)]\nmod tests {\n");
    for i in 0..BUDGETS {
        let _ = writeln!(
            source,
            "#[perf_budget(max_s = 10.0)]\npub fn f{i}(n: u64) -> u64 {{ std::hint::black_box(n) + {i} }}"
        );
        let _ = writeln!(
            tests,
            "#[test] fn t{i}() {{ for n in 0..20 {{ assert!(super::f{i}(n) >= {i}); }} \
             std::thread::sleep(std::time::Duration::from_micros({TEST_US})); }}"
        );
    }
    tests.push_str("}\n");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), source + &tests).unwrap();
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
}
