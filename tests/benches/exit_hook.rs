//! How long the exit hook of a healthy run of a hundred sites takes: `cargo bench -p perf-tests --features monitoring
//! --bench exit_hook`.
//!
//! The program runs itself under the name of a test executable. A run brackets the hook with two exit handlers: what
//! libc registers last it calls first, so the one from `main` runs before the hook, and the one that is registered before
//! the hook runs after it.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use perf_runtime::perf_budget;

/// Runs that are timed: their median is what a person waits for.
const RUNS: usize = 31;
/// Asks for one run instead of all.
const ONE: &str = "--one-run";

/// Runs before the start hook of perf-runtime: the linker sorts by the number, and what has none comes last.
#[used]
#[cfg_attr(target_os = "linux", unsafe(link_section = ".init_array.00101"))]
#[cfg_attr(
    target_vendor = "apple",
    unsafe(link_section = "__DATA,__mod_init_func")
)]
static FIRST: extern "C" fn() = register_after_hook;

static BEFORE: OnceLock<(Instant, Duration)> = OnceLock::new();

/// CPU time of the process: what the hook costs, whatever else the machine does.
fn cpu_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: `time` is writable.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
    Duration::from_secs_f64(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)
}

extern "C" fn register_after_hook() {
    extern "C" fn after_hook() {
        if let Some((wall, cpu)) = BEFORE.get() {
            let (wall, cpu) = (wall.elapsed(), cpu_time().saturating_sub(*cpu));
            println!("{} {}", wall.as_nanos(), cpu.as_nanos());
        }
    }
    // SAFETY: the handler is a function of this executable, which stays.
    unsafe { libc::atexit(after_hook) };
}

fn begin_at_exit() {
    extern "C" fn before_hook() {
        BEFORE.get_or_init(|| (Instant::now(), cpu_time()));
    }
    // SAFETY: as above.
    assert_eq!(unsafe { libc::atexit(before_hook) }, 0);
}

macro_rules! sites {
    ($($name:ident)*) => {
        $(
            #[perf_budget(max_ms = 50)]
            fn $name(n: u64) -> u64 {
                n.wrapping_mul(n)
            }
        )*
        const SITES: &[fn(u64) -> u64] = &[$($name),*];
    };
}

sites! {
    s00 s01 s02 s03 s04 s05 s06 s07 s08 s09 s10 s11 s12 s13 s14 s15 s16 s17 s18 s19
    s20 s21 s22 s23 s24 s25 s26 s27 s28 s29 s30 s31 s32 s33 s34 s35 s36 s37 s38 s39
    s40 s41 s42 s43 s44 s45 s46 s47 s48 s49 s50 s51 s52 s53 s54 s55 s56 s57 s58 s59
    s60 s61 s62 s63 s64 s65 s66 s67 s68 s69 s70 s71 s72 s73 s74 s75 s76 s77 s78 s79
    s80 s81 s82 s83 s84 s85 s86 s87 s88 s89 s90 s91 s92 s93 s94 s95 s96 s97 s98 s99
}

fn main() {
    if std::env::args().any(|argument| argument == ONE) {
        one_run();
    } else {
        all_runs();
    }
}

fn one_run() {
    for site in SITES {
        for n in 0..200 {
            std::hint::black_box(site(std::hint::black_box(n)));
        }
    }
    begin_at_exit();
}

fn all_runs() {
    let home = tempfile::tempdir().expect("a folder for temporary files");
    let deps = home.path().join("target/debug/deps");
    fs::create_dir_all(&deps).expect("the folder is new");
    let test = deps.join("exit_hook-0123456789abcdef");
    let this = std::env::current_exe().expect("the system tells what runs");
    fs::copy(this, &test).expect("the folder has room for this program");
    let runs: Vec<[f64; 2]> = (0..RUNS).map(|_| milliseconds(&test)).collect();
    println!("exit hook of a healthy run of {} sites:", SITES.len());
    for (i, name) in ["wall", "CPU"].into_iter().enumerate() {
        let mut times: Vec<f64> = runs.iter().map(|run| run[i]).collect();
        times.sort_by(f64::total_cmp);
        println!(
            "{name:>5} median {:.2} ms, from {:.2} ms to {:.2} ms in {RUNS} runs",
            times[RUNS / 2],
            times[0],
            times[RUNS - 1],
        );
    }
}

/// Wall and CPU time of the hook in one run.
fn milliseconds(test: &Path) -> [f64; 2] {
    let mut run = Command::new(test);
    let output = run.arg(ONE).stderr(Stdio::null()).output();
    let printed = output.expect("the copy runs").stdout;
    let printed = String::from_utf8(printed).expect("digits");
    let mut times = printed.split_whitespace().map(|ns| {
        let ns: f64 = ns.parse().expect("nanoseconds");
        ns / 1e6
    });
    [(); 2].map(|()| times.next().expect("two times"))
}
