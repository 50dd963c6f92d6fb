//! What `check` adds to the time of the tests themselves, in a package of 1000 budgets.
//!
//! Both run in turns. What `check` adds is one thing after the other on one core, so its processor time is what it adds to
//! the wall time of a machine that does nothing else. The tests sleep, so their wall time is the same on any machine.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::Figure;
use super::common::perf_budget;
use super::cost::{Cost, median};

const BUDGETS: usize = 1000;
/// What the test of one budget takes; a thousand of them take some seconds on two cores.
const TEST_US: u64 = 10_000;
/// Of so many pairs the median counts.
const PAIRS: usize = 9;

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
    Cost::of(&mut cargo());
    Cost::of(&mut check());
    let pairs: Vec<(Cost, Cost)> = (0..PAIRS)
        .map(|_| (Cost::of(&mut cargo()), Cost::of(&mut check())))
        .collect();
    let over_pairs = |of: fn(&(Cost, Cost)) -> f64| median(pairs.iter().map(of).collect());
    let added = over_pairs(|(bare, checked)| checked.cpu.as_secs_f64() - bare.cpu.as_secs_f64());
    let wall = over_pairs(|(bare, checked)| checked.wall.as_secs_f64() / bare.wall.as_secs_f64());
    let walls = pairs.iter().map(|(bare, _)| bare.wall.as_secs_f64());
    // The shortest: where others use the cores, the tests take longer, and a share of that would look smaller.
    let tests = walls.fold(f64::INFINITY, f64::min);
    Figure {
        name: "check",
        what: format!(
            "`check` of {BUDGETS} budgets adds {:.0} ms of processor time to {tests:.2} s of `cargo test` (wall time \
             {:+.1} %), {PAIRS} pairs",
            added * 1e3,
            (wall - 1.0) * 100.0
        ),
        value: added / tests * 100.0,
        bound: 5.0,
        unit: "%",
    }
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
