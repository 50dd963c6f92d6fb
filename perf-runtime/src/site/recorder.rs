//! The way from a site to the floor above that keeps its samples.

use std::ptr::NonNull;

use super::descriptor::Site;

/// What a thread keeps of a site's samples. Opaque here: only guards and recorders know its shape.
#[repr(C)]
pub struct Samples {
    _opaque: [u8; 0],
}

/// Keeps samples.
pub struct Recorder {
    /// This thread's place for the samples of a site that it calls for the first time; `None` when nothing is recorded.
    pub(crate) open: fn(&'static Site) -> Option<NonNull<Samples>>,
    /// Takes samples that no thread keeps, after their one call.
    pub(crate) hand_over: fn(NonNull<Samples>),
}
