//! Links from a page to the source.

use std::path::{Component, Path};

use crate::markup::uri_path;

/// Where the source of the functions is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Links {
    /// On a forge: the address of a file at the measured commit, to which the path is added.
    Forge(String),
    /// In the workspace: the way there from the page's folder.
    Beside(String),
}

impl Links {
    /// The forge that the remote's address names, else the files themselves. `prefix` leads from the root of the repository
    /// to `root`, the workspace's.
    pub(crate) fn find(
        remote: Option<&str>,
        commit: &str,
        prefix: &str,
        page: &Path,
        root: &Path,
    ) -> Self {
        match remote.and_then(forge) {
            Some(base) if !commit.is_empty() => {
                Self::Forge(format!("{base}/blob/{commit}/{}", uri_path(prefix)))
            }
            _ => Self::Beside(way(page, root)),
        }
    }

    /// The address of a line. Whatever the file is called, it is a path below a place that we chose.
    pub(super) fn to(&self, file: &str, line: u32) -> String {
        match self {
            Self::Forge(base) => format!("{base}{}#L{line}", uri_path(file)),
            Self::Beside(way) => format!("{way}{}", uri_path(file)),
        }
    }
}

/// `git@host:owner/name.git` and `https://host/owner/name.git` → `https://host/owner/name`.
fn forge(remote: &str) -> Option<String> {
    let known = ["github.com", "gitlab.com", "codeberg.org"];
    let rest = remote
        .strip_prefix("https://")
        .or_else(|| remote.strip_prefix("ssh://git@"))
        .or_else(|| remote.strip_prefix("git@"))?;
    let (host, path) = rest.split_once(['/', ':'])?;
    // A token before the host is nothing for a page.
    let host = host.rsplit('@').next()?;
    let path = path.trim_end_matches('/').trim_end_matches(".git");
    known
        .contains(&host)
        .then(|| format!("https://{host}/{}", uri_path(path)))
}

/// The way from the page's folder to the root, as a relative address: `../../`; a `file:` address where there is none.
fn way(page: &Path, root: &Path) -> String {
    let folder = page.parent().unwrap_or(Path::new(""));
    match folder.strip_prefix(root) {
        Ok(below) => {
            let down = |part: &Component<'_>| matches!(part, Component::Normal(_));
            let levels = below.components().filter(down).count();
            if levels == 0 {
                "./".to_owned()
            } else {
                "../".repeat(levels)
            }
        }
        Err(_) => format!("file://{}/", uri_path(&root.to_string_lossy())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forges_are_known_by_their_remotes() {
        let page = Path::new("/w/target/perf-budget/report.html");
        let below = |prefix, remote| {
            Links::find(remote, "abc", prefix, page, Path::new("/w")).to("src/a b.rs", 7)
        };
        let to = |remote| below("", remote);
        assert_eq!(
            to(Some("git@github.com:o/n.git")),
            "https://github.com/o/n/blob/abc/src/a%20b.rs#L7"
        );
        assert_eq!(
            to(Some("https://token@gitlab.com/o/n")),
            "https://gitlab.com/o/n/blob/abc/src/a%20b.rs#L7"
        );
        assert_eq!(to(Some("/srv/git/n")), "../../src/a%20b.rs");
        assert_eq!(to(None), "../../src/a%20b.rs");
        // A workspace that is not the whole repository.
        assert_eq!(
            below("my crates/", Some("git@github.com:o/n.git")),
            "https://github.com/o/n/blob/abc/my%20crates/src/a%20b.rs#L7"
        );
        assert_eq!(below("my crates/", None), "../../src/a%20b.rs");
    }

    #[test]
    fn no_file_name_is_an_address_of_its_own() {
        let links = Links::Beside("../".to_owned());
        assert_eq!(
            links.to("javascript:alert(1)", 1),
            "../javascript%3Aalert%281%29"
        );
        assert_eq!(links.to("\"><script>", 1), "../%22%3E%3Cscript%3E");
    }
}
