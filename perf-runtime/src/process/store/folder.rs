//! Where run files go.

use std::path::{Path, PathBuf};

use crate::config::Config;
use crate::process::cargo_layout::target_folder;

/// The folder of all runs; `None` outside cargo when no folder was asked for.
pub(in crate::process) fn runs_folder(config: &Config, exe: &Path) -> Option<PathBuf> {
    let asked = config.directory.clone();
    let home = asked.or_else(|| Some(target_folder(exe)?.join("perf-budget")))?;
    Some(home.join("runs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_asked_for_wins_over_the_target_folder() {
        let exe = Path::new("/p/target/debug/deps/it-9ed1aaa1c26cc4b2");
        let mut config = Config::default();
        assert_eq!(
            runs_folder(&config, exe),
            Some("/p/target/perf-budget/runs".into())
        );
        assert_eq!(runs_folder(&config, Path::new("/usr/bin/it")), None);
        config.directory = Some("/elsewhere".into());
        assert_eq!(runs_folder(&config, exe), Some("/elsewhere/runs".into()));
    }
}
