//! Where figures about this machine are kept between runs: the user's cache directory.

use std::env;
use std::path::PathBuf;

/// `$XDG_CACHE_HOME/perf-runtime`, else `~/.cache/perf-runtime` (Windows: `%LOCALAPPDATA%\perf-runtime`).
///
/// `None` when neither is set to an absolute path; nothing is remembered then.
#[must_use]
pub fn directory() -> Option<PathBuf> {
    let absolute = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let base = if cfg!(windows) {
        absolute("LOCALAPPDATA")
    } else {
        absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))
    };
    Some(base?.join("perf-runtime"))
}
