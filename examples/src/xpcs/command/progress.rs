//! The progress bar of the long fit; drawn on a terminal only.

use indicatif::{ProgressBar, ProgressStyle};

use crate::xpcs::fit::{Mode, Progress};

const TEMPLATE: &str = "{prefix:>18} [{bar:20}] {msg}";

/// Evaluations between two updates: an evaluation takes well under a millisecond, and nobody
/// reads faster than the bar redraws.
const EVERY: u64 = 16;

/// A bar over the steps of the search. Without a terminal it draws nothing.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(super) fn new() -> Self {
        // Two lines that redraw themselves would erase each other; this one knows more.
        perf_runtime::live_line(false);
        let style =
            ProgressStyle::with_template(TEMPLATE).unwrap_or_else(|_| ProgressStyle::default_bar());
        Self {
            bar: ProgressBar::new(1).with_style(style),
        }
    }

    /// Shows how far the fit of `mode` has come.
    pub(super) fn show(&mut self, mode: Mode, progress: Progress) {
        if !progress.evaluations.is_multiple_of(EVERY) || self.bar.is_hidden() {
            return;
        }
        self.bar.set_prefix(mode.name());
        self.bar.set_length(progress.steps as u64);
        self.bar.set_position(progress.step as u64);
        self.bar.set_message(format!(
            "{} evaluations, reduced chi2 {:.4}",
            progress.evaluations, progress.lowest
        ));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
