//! The one thread that looks at open runs a few times a second.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::line::{View, line};
use super::wanted::is_wanted;
use crate::flow::health::open_runs;
use crate::flow::run::Run;
use crate::guard::local;
use crate::probe::heap;
use crate::terminal::{stderr_columns, write_as_it_is};

/// Between two looks: a line that changes four times a second is alive, and four looks cost nothing.
const PERIOD: Duration = Duration::from_millis(250);

/// A run that ends sooner needs no line.
const LONG_NS: f64 = 1e9;

/// Looks without an open run after which the thread ends: runs that follow each other share one.
const IDLE_LOOKS: u32 = 8;

/// Columns of a terminal that does not tell.
const DEFAULT_WIDTH: usize = 80;

/// Back to the line's beginning, and erase it.
const ERASE: &str = "\r\x1b[2K";

/// What is known of the thread and of the terminal.
#[derive(Debug)]
pub(in crate::flow) struct Watch {
    /// Whether the thread exists.
    running: bool,
    /// Whether the line is on the terminal.
    drawn: bool,
}

impl Watch {
    pub(in crate::flow) const NONE: Self = Self {
        running: false,
        drawn: false,
    };
}

static WATCH: Mutex<Watch> = Mutex::new(Watch::NONE);

/// Whether the line may be on the terminal: runs end without a lock where there is none.
static DRAWN: AtomicBool = AtomicBool::new(false);

/// What is known of the thread, locked.
pub(in crate::flow) type Guard = MutexGuard<'static, Watch>;

pub(in crate::flow) fn locked() -> Guard {
    WATCH.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A run has been added to those that are open.
pub(in crate::flow) fn run_has_started(run: &Run) {
    if !local::is_recording() || !(is_wanted() || run.would_warn()) {
        return;
    }
    let mut watch = locked();
    if !watch.running {
        let builder = thread::Builder::new().name("perf-runtime live".to_owned());
        // Without threads there is no line, and the warning comes with the next phase.
        watch.running = builder.spawn(look_until_idle).is_ok();
    }
}

/// A run is not open any more: its line goes before the program goes on.
pub(in crate::flow) fn run_has_ended() {
    clear();
}

/// Takes the line from the terminal, if it is there.
pub(crate) fn clear() {
    if DRAWN.load(Ordering::Relaxed) {
        erase(&mut locked());
    }
}

fn erase(watch: &mut Watch) {
    if watch.drawn {
        write_as_it_is(ERASE);
        watch.drawn = false;
        DRAWN.store(false, Ordering::Relaxed);
    }
}

fn look_until_idle() {
    // Nothing of this is the program's heap.
    heap::uncounted(|| {
        let mut idle = 0;
        loop {
            let next = look();
            idle = if next.is_some() { 0 } else { idle + 1 };
            if idle >= IDLE_LOOKS && stop() {
                return;
            }
            thread::sleep(next.unwrap_or(PERIOD));
        }
    });
}

/// Ends the thread unless a run has begun meanwhile, which then counts on it.
fn stop() -> bool {
    let mut watch = locked();
    watch.running = !open_runs().is_empty();
    !watch.running
}

/// Tells what there is to tell; returns when to look again, and nothing where no run is open.
fn look() -> Option<Duration> {
    let runs = open_runs();
    let longest = runs.first()?;
    let mut next = PERIOD;
    for run in &runs {
        run.warn_if_spent();
        if let Some(left) = run.left_before_warning() {
            next = next.min(left);
        }
    }
    if is_wanted() && longest.elapsed_ns() >= LONG_NS {
        let width = stderr_columns().unwrap_or(DEFAULT_WIDTH);
        let newest = runs.last().unwrap_or(longest);
        let view = view(longest, newest);
        let mut watch = locked();
        // A run that has ended since erases what it finds, and must find what is drawn.
        if !longest.has_ended() {
            let text = line(&view, runs.len() - 1, width);
            write_as_it_is(&format!("{ERASE}{text}\r"));
            watch.drawn = true;
            DRAWN.store(true, Ordering::Relaxed);
        }
    }
    Some(next)
}

/// The run that has been open longest, with the phase of the newest where it has none of its own.
fn view(longest: &Run, newest: &Run) -> View {
    let phase = longest.phase().or_else(|| newest.phase());
    View {
        name: longest.site.info().display_name().to_owned(),
        phase: phase.map(|site| site.info().display_name()),
        phases_done: longest.phases_done(),
        elapsed_ns: longest.elapsed_ns(),
        limit_ns: longest.limit_ns(),
    }
}
