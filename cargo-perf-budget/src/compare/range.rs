//! `A..B`: two commits, or a commit and the files as they are.

use std::fmt;

use crate::exit::Exit;
use crate::fault::Fault;
use crate::workspace::Git;

/// A commit that was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Revision {
    /// The full hash.
    pub(crate) hash: String,
    /// The first line of its message.
    pub(crate) subject: String,
}

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    Commit(Revision),
    /// The files as they are, with every change that is not committed.
    Files,
}

/// What is compared with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) before: State,
    pub(crate) after: State,
}

impl Revision {
    /// Looks a revision up, in any spelling that git knows.
    pub(crate) fn find(git: &Git, spelled: &str) -> Result<Self, Fault> {
        let spec = format!("{spelled}^{{commit}}");
        let Some(hash) = git.ask(&[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &spec,
        ])?
        else {
            return Err(unknown(git, spelled)?);
        };
        let subject = git.tell(&["show", "--no-patch", "--format=%s", &hash])?;
        Ok(Self { hash, subject })
    }

    /// As in other answers of this program.
    pub(crate) fn short(&self) -> &str {
        self.hash.get(..10).unwrap_or(&self.hash)
    }
}

fn unknown(git: &Git, spelled: &str) -> Result<Fault, Fault> {
    let shallow = git.ask(&["rev-parse", "--is-shallow-repository"])?;
    let fault = Fault::new(Exit::BadConfig, format!("git knows no commit `{spelled}`"));
    Ok(match shallow.as_deref() {
        Some("true") => fault.remedy(
            "this clone is shallow: `git fetch --unshallow` brings the rest (GitHub Actions: `fetch-depth: 0`)",
        ),
        _ => fault.remedy("`git log --oneline` lists the commits of this branch"),
    })
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.short(), self.subject)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Commit(revision) => revision.fmt(f),
            Self::Files => f.write_str("the files as they are"),
        }
    }
}

impl Range {
    /// Looks both ends up: `A..B` are two commits; `A..`, or `A` alone, is a commit and the files as they are.
    pub(crate) fn find(git: &Git, spelled: &str) -> Result<Self, Fault> {
        let (before, after) = spelled.split_once("..").unwrap_or((spelled, ""));
        if before.is_empty() || after.starts_with('.') {
            let what = format!("`{spelled}` is no range of commits");
            return Err(Fault::new(Exit::BadConfig, what)
                .remedy("write `main..HEAD` for two commits, `main..` for a commit and the files as they are"));
        }
        let before = Revision::find(git, before)?;
        let after = match after {
            "" if !git.is_dirty()? && Revision::find(git, "HEAD")? == before => {
                let what = "there is nothing to compare: no file differs from that commit";
                return Err(Fault::new(Exit::BadConfig, what)
                    .remedy("name two commits: `cargo perf-budget compare main..HEAD`"));
            }
            "" => State::Files,
            after => State::Commit(Revision::find(git, after)?),
        };
        Ok(Self {
            before: State::Commit(before),
            after,
        })
    }
}
