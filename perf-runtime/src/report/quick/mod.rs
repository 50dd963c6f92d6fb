//! Reads run files as this version writes them, byte for byte in its order of fields, at several times the speed of the
//! general reader. What is written otherwise, or is wrong, it leaves to the general one, and so has no errors of its own.
//!
//! Test processes of one project have the same functions: what is known of a function by its text (`heads`) is not read
//! again. `cursor` goes through the text, `context` reads the figures, which are nearly all of it.

mod context;
mod cursor;
mod heads;
#[cfg(test)]
mod tests;

pub(super) use heads::Heads;

use super::environment::Environment;
use super::model::{Run, SiteRecord};
use super::validate::{check_site, check_tree};
use crate::budget::Verdict;
use crate::record::{CallTree, ContextSnapshot};
use context::Figures;
use cursor::Cursor;
use heads::Expected;

/// The data of a run file. What follows from it (verdicts, alerts, workflows, remarks) stands behind it and stays unread.
#[derive(Debug)]
pub(super) struct Quick<'t> {
    pub(super) runs: Vec<Run>,
    pub(super) environments: Vec<Environment>,
    pub(super) sites: Vec<QuickSite<'t>>,
    pub(super) decided: Vec<Verdict>,
    pub(super) tree: CallTree,
    pub(super) notes: Vec<String>,
}

/// A function whose figures are the next `contexts`.
#[derive(Debug)]
pub(super) struct QuickSite<'t> {
    pub(super) who: Who<'t>,
    pub(super) contexts: usize,
}

/// Which function it is.
#[derive(Debug)]
pub(super) enum Who<'t> {
    /// One that a text before was about: its place in the sum.
    Known(usize),
    /// A new one, and the text that it will be known by.
    New(&'t [u8], Box<SiteRecord>),
}

/// The data of `text`, and in `contexts`, which is cleared before, the contexts of all its sites one after the other;
/// `None` where the general reader has to look at it.
pub(super) fn read<'t>(
    text: &'t [u8],
    heads: &Heads,
    contexts: &mut Vec<ContextSnapshot>,
) -> Option<Quick<'t>> {
    contexts.clear();
    data(text, heads, contexts).filter(Quick::is_sound)
}

impl Quick<'_> {
    /// Figures are checked where they are read.
    fn is_sound(&self) -> bool {
        let new = self.sites.iter().filter_map(|site| match &site.who {
            Who::Known(_) => None,
            Who::New(_, site) => Some(site),
        });
        check_tree(&self.tree).is_ok() && new.into_iter().all(|site| check_site(site).is_ok())
    }
}

fn data<'t>(
    text: &'t [u8],
    heads: &Heads,
    contexts: &mut Vec<ContextSnapshot>,
) -> Option<Quick<'t>> {
    let mut cursor = Cursor::new(text);
    cursor.take(b"{\n\"schema\":1,\n\"runs\":")?;
    let runs = cursor.value()?;
    cursor.take(b",\n\"environments\":")?;
    let environments = cursor.value()?;
    cursor.take(b",\n\"sites\":[")?;
    let sites = read_sites(&mut cursor, heads, contexts)?;
    cursor.take(b",\n\"decided\":")?;
    let decided = cursor.value()?;
    cursor.take(b",\n\"tree\":")?;
    let tree = cursor.value()?;
    cursor.take(b",\n\"notes\":")?;
    let notes = cursor.value()?;
    cursor.take(b",\n\"verdicts\":[")?;
    // A text that was cut short does not end so.
    cursor.rest().ends_with(b"]}\n").then_some(Quick {
        runs,
        environments,
        sites,
        decided,
        tree,
        notes,
    })
}

fn read_sites<'t>(
    cursor: &mut Cursor<'t>,
    heads: &Heads,
    contexts: &mut Vec<ContextSnapshot>,
) -> Option<Vec<QuickSite<'t>>> {
    let mut sites = Vec::new();
    if cursor.take(b"]").is_some() {
        return Some(sites);
    }
    let mut figures = Figures::default();
    let mut next = Expected::default();
    loop {
        cursor.take(b"\n")?;
        let (who, after) = heads.find(cursor, next)?;
        next = after;
        let before = contexts.len();
        figures.read(cursor, contexts)?;
        sites.push(QuickSite {
            who,
            contexts: contexts.len() - before,
        });
        cursor.take(b"}")?;
        if cursor.take(b"]").is_some() {
            return Some(sites);
        }
        cursor.take(b",")?;
    }
}
