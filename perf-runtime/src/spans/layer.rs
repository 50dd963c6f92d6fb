//! The layer that hands the times of spans to their sites.

use std::thread::{self, ThreadId};

use tracing::span::{Attributes, Id};
use tracing::{Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::budget::SpanSite;
use crate::clock;
use crate::guard::local;
use crate::guard::tree::SpanId;
use crate::probe::{heap, run_queue};
use crate::site::Site;

/// Measures spans that `sites` has budgets for, and is not asked about any other.
pub(crate) fn layer<S>(sites: &'static [SpanSite]) -> impl Layer<S> + Send + Sync + 'static
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let wanted = move |metadata: &Metadata<'_>| site_of(sites, metadata).is_some();
    Spans { sites }.with_filter(filter_fn(wanted))
}

/// The site of the spans of a callsite: of several targets around it, the nearest.
fn site_of(sites: &[SpanSite], metadata: &Metadata<'_>) -> Option<&'static Site> {
    if !metadata.is_span() {
        return None;
    }
    let around = sites.iter().filter(|known| {
        known.name == metadata.name() && is_within(metadata.target(), known.target)
    });
    let nearest = around.max_by_key(|known| known.target.len())?;
    Some(nearest.site)
}

/// Whether a target is `around`, or a module in it.
fn is_within(target: &str, around: &str) -> bool {
    match target.strip_prefix(around) {
        Some(rest) => rest.is_empty() || rest.starts_with("::"),
        None => false,
    }
}

struct Spans {
    sites: &'static [SpanSite],
}

/// What is known of one span so far; it may change threads between its entries.
struct Open {
    site: &'static Site,
    created: u64,
    /// The clock at the first entry and at the last exit; absent for a span that nobody enters.
    entered: Option<(u64, u64)>,
    /// Entries that are open: of one thread, or of several.
    depth: u32,
    /// Ticks during which some thread was inside.
    busy: u64,
    /// Run-queue wait within these, in nanoseconds.
    wait_ns: u64,
    /// The outermost open entry.
    entry: Entry,
}

/// Where an outermost entry began.
#[derive(Default)]
struct Entry {
    start: u64,
    wait_ns: u64,
    /// Its place in the call tree, where a workflow is open.
    in_tree: Option<SpanId>,
    thread: Option<ThreadId>,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Spans {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(site) = site_of(self.sites, attributes.metadata()) else {
            return;
        };
        heap::uncounted(|| {
            if let Some(span) = context.span(id) {
                span.extensions_mut().insert(Open {
                    site,
                    created: clock::now(),
                    entered: None,
                    depth: 0,
                    busy: 0,
                    wait_ns: 0,
                    entry: Entry::default(),
                });
            }
        });
    }

    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        // Entries begin and end where the heap is counted; what it takes to keep them is not.
        if let Some(part) = with_open(id, &context, Open::enter)
            && let Some(tree) = local::tree()
        {
            tree.open_span(part.site, part.at, part.id);
        }
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        if let Some(part) = with_open(id, &context, Open::exit)
            && let Some(tree) = local::tree()
        {
            tree.close_span(part.id, part.at, thread::panicking());
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        heap::uncounted(|| {
            let span = context.span(&id);
            if let Some(open) = span.and_then(|span| span.extensions_mut().remove::<Open>()) {
                open.record();
            }
        });
    }
}

/// What is to be opened or closed in the call tree.
struct Part {
    site: &'static Site,
    id: SpanId,
    /// The clock.
    at: u64,
}

fn with_open<S>(
    id: &Id,
    context: &Context<'_, S>,
    change: fn(&mut Open) -> Option<Part>,
) -> Option<Part>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    heap::uncounted(|| {
        let span = context.span(id)?;
        let mut extensions = span.extensions_mut();
        extensions.get_mut::<Open>().and_then(change)
    })
}

impl Open {
    /// What opens in the call tree: nothing where another entry is open, or no workflow.
    fn enter(&mut self) -> Option<Part> {
        self.depth += 1;
        if self.depth > 1 {
            return None;
        }
        // The site gets its number, which the call tree knows it by.
        local::slot(self.site);
        let in_tree = local::in_workflow().then(SpanId::new_phase);
        let wait_ns = run_queue::thread_wait_ns().unwrap_or(0);
        let start = clock::now();
        self.entered.get_or_insert((start, start));
        self.entry = Entry {
            start,
            wait_ns,
            in_tree,
            thread: Some(thread::current().id()),
        };
        self.part(in_tree, start)
    }

    /// What closes in the call tree.
    fn exit(&mut self) -> Option<Part> {
        let now = clock::now();
        self.depth = self.depth.saturating_sub(1);
        if self.depth > 0 {
            return None;
        }
        let Entry {
            start,
            wait_ns,
            in_tree,
            thread,
        } = std::mem::take(&mut self.entry);
        self.busy += now.saturating_sub(start);
        // Another thread's clock says nothing of this entry.
        if thread == Some(thread::current().id()) {
            let waited = run_queue::thread_wait_ns().unwrap_or(0);
            self.wait_ns += waited.saturating_sub(wait_ns);
        }
        if let Some((_, last)) = &mut self.entered {
            *last = now;
        }
        self.part(in_tree, now)
    }

    fn part(&self, in_tree: Option<SpanId>, at: u64) -> Option<Part> {
        let site = self.site;
        in_tree.map(|id| Part { site, id, at })
    }

    /// From the first entry to the last exit, as a future counts from its first poll; a span that nobody entered counts
    /// from its making to its end.
    fn record(&self) {
        let Some(slot) = local::slot(self.site) else {
            return;
        };
        // SAFETY: a thread's slots live until the thread ends.
        let slot = unsafe { slot.as_ref() };
        match self.entered {
            Some((first, last)) => {
                slot.record_future(last.saturating_sub(first), self.busy, self.wait_ns);
            }
            None => slot.record_future(clock::now().saturating_sub(self.created), 0, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::alloc::{GlobalAlloc, Layout, System};

    use tracing_subscriber::prelude::*;

    use super::*;
    use crate::probe::heap::CountingAllocator;
    use crate::record::snapshot;
    use crate::spans::{SpanBudget, announced};

    /// Takes so many bytes of the heap and gives them back.
    fn take(bytes: usize) {
        let allocator = CountingAllocator::new(System);
        let layout = Layout::from_size_align(bytes, 8).expect("layout");
        // SAFETY: the block is given back with the layout it was taken with.
        unsafe {
            let block = allocator.alloc(layout);
            allocator.dealloc(block, layout);
        }
    }

    /// The peak of the one node of the call tree whose site's path ends so.
    fn peak_of(name: &str) -> u64 {
        let tree = snapshot().tree;
        let ends = |site: usize| tree.sites[site].path.ends_with(name);
        let mut nodes = tree.nodes.iter();
        let found = nodes.find(|node| ends(node.site));
        found.expect("it is in the tree").peak_bytes
    }

    #[test]
    fn a_span_in_a_call_tree_has_the_peak_of_its_own_entries() {
        let budget = SpanBudget {
            target: module_path!().to_owned(),
            name: "peaks".to_owned(),
            limits: Vec::new(),
            line: 1,
        };
        let layer = layer(announced(&[budget]).leak());
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || {
            crate::workflow("around a span", || {
                take(5000);
                let span = tracing::info_span!("peaks");
                span.in_scope(|| take(1000));
                span.in_scope(|| take(300));
            });
        });
        assert_eq!(peak_of("peaks"), 1000);
    }
}
