//! The texts around the generated help.

use std::fmt::Write as _;

use crate::exit::Exit;

pub(super) const ABOUT: &str = "\
Checks the performance budgets of a cargo workspace.

A budget is written on a function:

    #[perf_budget(max_ms = 2.0, max_allocs = 0)]
    pub fn chi_squared(theory: &[f64], measured: &[f64]) -> f64 { … }

Every test that happens to call the function measures it. With the feature `monitoring` on, each test process judges \
the budgets it exercised and leaves a run file in target/perf-budget/runs. This command works on those run files: it \
brings the processes of a whole run together, and says what one process cannot know.";

pub(super) const AFTER: &str = "`--help` says more, also of each command.";

/// Exit statuses and environment variables.
pub(super) fn after_long() -> String {
    let mut text = String::from("Exit statuses:\n");
    for exit in Exit::ALL {
        // Writing to a String does not fail.
        let _ = writeln!(text, "  {:>3}  {}", exit.code(), exit.meaning());
    }
    text.push_str("    2  the arguments cannot be parsed\n");
    text.push_str(
        "\nEnvironment:
  CARGO                 the cargo to call
  CARGO_TARGET_DIR      the target folder, as for cargo
  CARGO_TERM_COLOR      auto, always or never
  COLUMNS               the width of tables
  NO_COLOR              set: no colour
  PERF_BUDGET_BASELINE  the baseline to compare with
  PERF_BUDGET_DIR       the folder that takes the place of target/perf-budget",
    );
    text
}
