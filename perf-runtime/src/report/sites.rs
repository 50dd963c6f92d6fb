//! Sites of many reports, each once: found by what makes them the same, their figures added up.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::distribution::add;
use super::model::{LimitRecord, SiteRecord};
use crate::record::ContextSnapshot;

/// Sites that are found by what makes them the same: package, function, place and limits.
#[derive(Debug, Default)]
pub(super) struct Sites {
    list: Vec<Merged>,
    /// Places in the list by hash: a key of its own for each record would be most of a merge's work.
    places: HashMap<u64, Vec<usize>>,
}

/// A site whose contexts are found by name.
#[derive(Debug)]
struct Merged {
    site: SiteRecord,
    contexts: BTreeMap<String, ContextSnapshot>,
}

impl Sites {
    /// Adds a site with its figures; the answer is its place, which stays the same.
    pub(super) fn put(&mut self, mut site: SiteRecord) -> usize {
        let contexts = std::mem::take(&mut site.contexts);
        let mut hasher = DefaultHasher::new();
        place(&site).hash(&mut hasher);
        let places = self.places.entry(hasher.finish()).or_default();
        let known = places
            .iter()
            .copied()
            .find(|&index| is_same(&self.list[index].site, &site));
        let index = known.unwrap_or_else(|| {
            places.push(self.list.len());
            self.list.push(Merged {
                site,
                contexts: BTreeMap::new(),
            });
            self.list.len() - 1
        });
        self.add(index, contexts);
        index
    }

    /// Adds figures of the site at this place.
    pub(super) fn add(
        &mut self,
        place: usize,
        contexts: impl IntoIterator<Item = ContextSnapshot>,
    ) {
        let merged = &mut self.list[place];
        for context in contexts {
            match merged.contexts.get_mut(&context.context) {
                Some(sum) => add(sum, &context),
                None => {
                    merged.contexts.insert(context.context.clone(), context);
                }
            }
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The sites in the order in which they came.
    pub(super) fn into_records(self) -> impl Iterator<Item = SiteRecord> {
        self.list.into_iter().map(Merged::finish)
    }

    /// The sites by package, name, place and limits.
    pub(super) fn into_sorted(self) -> Vec<SiteRecord> {
        let mut sites: Vec<SiteRecord> = self.into_records().collect();
        sites.sort_by(|a, b| (place(a).cmp(&place(b))).then_with(|| limits(a).cmp(limits(b))));
        sites
    }
}

impl Merged {
    fn finish(self) -> SiteRecord {
        SiteRecord {
            contexts: self.contexts.into_values().collect(),
            ..self.site
        }
    }
}

fn place(site: &SiteRecord) -> (&str, &str, &str, u32) {
    (&site.package, &site.function_path, &site.file, site.line)
}

/// A limit's bits stand for its value: equal limits have equal bits.
fn limits(site: &SiteRecord) -> impl Iterator<Item = (&str, u64)> {
    let limits = site.limits.iter();
    limits.map(|limit: &LimitRecord| (&*limit.key, limit.value.to_bits()))
}

fn is_same(a: &SiteRecord, b: &SiteRecord) -> bool {
    place(a) == place(b) && limits(a).eq(limits(b))
}
