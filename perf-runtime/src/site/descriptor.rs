//! The static that an expansion places inside an annotated function.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use super::info::{Kind, SiteInfo};
use super::recorder::Recorder;

/// An annotated function: its description, and the index under which recorders keep it.
pub struct Site {
    info: SiteInfo,
    /// Returns the name of a type declared inside the function, from which the printed path is cut.
    marker: fn() -> &'static str,
    /// Where samples go.
    recorder: &'static Recorder,
    /// 0 until the registry has seen the site; its index afterwards. With [`LEFT_OUT`] where nothing is recorded.
    index: AtomicU32,
}

/// Makes the index one that is in no table: a call finds with one look that it is not recorded.
const LEFT_OUT: u32 = 1 << 31;

/// Where tables hold what belongs to a site, as one look at it told.
#[derive(Clone, Copy)]
pub(crate) struct TablePlace(u32);

impl TablePlace {
    /// The place, which is in no table if the site is left out.
    #[inline(always)]
    pub(crate) fn get(self) -> usize {
        self.0 as usize
    }

    /// Whether calls of the site are not recorded and never will be.
    #[inline(always)]
    pub(crate) fn is_left_out(self) -> bool {
        self.0 & LEFT_OUT != 0
    }
}

impl Site {
    /// A site that nobody has called yet.
    #[must_use]
    pub const fn new(
        info: SiteInfo,
        marker: fn() -> &'static str,
        recorder: &'static Recorder,
    ) -> Self {
        Self {
            info,
            marker,
            recorder,
            index: AtomicU32::new(0),
        }
    }

    /// What the attribute and the compiler know of the function.
    #[must_use]
    pub const fn info(&self) -> &SiteInfo {
        &self.info
    }

    /// The printed name: the label given in the attribute, else `module::Type::function`; for a phase
    /// `module::function/phase`.
    #[must_use]
    pub fn path(&self) -> String {
        let label = self.info.identity.label;
        if label.is_empty() {
            self.function_path()
        } else if self.info.kind == Kind::Phase {
            format!("{}/{label}", self.function_path())
        } else {
            label.to_owned()
        }
    }

    /// `module::Type::function`, whatever the label.
    #[must_use]
    pub fn function_path(&self) -> String {
        super::path::of_marker((self.marker)(), self.info.place.module, self.info.name)
    }

    /// Whether both sites stand in the same function.
    pub(crate) fn same_function(&self, other: &Self) -> bool {
        (self.marker)() == (other.marker)()
    }

    /// The floor that keeps this site's slots.
    pub(crate) fn recorder(&self) -> &'static Recorder {
        self.recorder
    }

    /// The registry's index; 0 while the registry has not seen the site.
    #[inline(always)]
    pub(crate) fn index(&self) -> usize {
        (self.index.load(Ordering::Relaxed) & !LEFT_OUT) as usize
    }

    /// Where a thread's table holds what belongs to the site.
    #[inline(always)]
    pub(crate) fn place(&self) -> TablePlace {
        TablePlace(self.index.load(Ordering::Relaxed))
    }

    /// No further call of the site is recorded.
    pub(crate) fn leave_out(&self) {
        self.index.fetch_or(LEFT_OUT, Ordering::Release);
    }

    /// Set once, by the registry, while it holds its lock.
    pub(crate) fn set_index(&self, index: u32) {
        self.index.fetch_or(index, Ordering::Release);
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site")
            .field("path", &self.path())
            .field("file", &self.info.place.file)
            .field("line", &self.info.line)
            .finish_non_exhaustive()
    }
}
