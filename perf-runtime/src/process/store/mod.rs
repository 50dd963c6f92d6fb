//! Run files: `runs/<run>/<process>.json` below the target folder or `PERF_BUDGET_DIR`, whole or not at all, newest runs kept.

mod folder;
mod keep;
mod write;

pub(super) use folder::runs_folder;
pub(super) use keep::{NEWEST_KEPT, remove_old_runs};
pub(super) use write::{StoreError, write_run_file};
