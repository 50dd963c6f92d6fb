//! The public surface with the feature `monitoring` off: the same names, no code.

/// Runs `work`; with the feature `monitoring` it is measured as a workflow called `name`.
#[inline(always)]
pub fn workflow<R>(name: &str, work: impl FnOnce() -> R) -> R {
    let _ = name;
    work()
}

/// With the feature `monitoring`: measures the rest of the block under a name of its own. Off: nothing.
#[macro_export]
macro_rules! phase {
    ($name:literal) => {};
}

/// With the feature `monitoring`: makes the program allocate through a counting allocator. Off: nothing.
#[macro_export]
macro_rules! install_allocator {
    () => {};
    ($allocator:ident) => {};
    ($type:ty = $inner:expr) => {};
}
