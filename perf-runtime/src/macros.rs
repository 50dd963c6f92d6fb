//! The macros that users and expansions call, as they are with the feature `monitoring`.

/// The static of a site and its registration, as an expression of type `&'static Site`.
#[doc(hidden)]
#[macro_export]
macro_rules! __perf_site {
    ($info:expr) => {{
        struct __PerfHere;
        static __PERF_SITE: $crate::__private_0_1::Site = $crate::__private_0_1::Site::new(
            $info,
            $crate::__private_0_1::type_name::<__PerfHere>,
            &$crate::__private_0_1::RECORDER,
        );
        $crate::__private_0_1::inventory::submit! {
            $crate::__private_0_1::Registered(&__PERF_SITE)
        }
        &__PERF_SITE
    }};
}

/// Where an expansion stands: file, module, package, and whether it is part of a test harness.
#[doc(hidden)]
#[macro_export]
macro_rules! __perf_place {
    () => {
        $crate::__private_0_1::Place {
            file: $crate::__private_0_1::file!(),
            module: $crate::__private_0_1::module_path!(),
            package: $crate::__private_0_1::or_empty($crate::__private_0_1::option_env!(
                "CARGO_PKG_NAME"
            )),
            test_build: $crate::__private_0_1::cfg!(test),
        }
    };
}

/// Measures the rest of a block, up to the next `phase!` of the same block, under a name of its own.
///
/// Phases of one block stand at the same indentation; a phase that stands deeper is part of the one around it.
///
/// ```
/// fn analyse() -> u32 {
///     perf_runtime::phase!("load");
///     let data = [1, 2, 3];
///     perf_runtime::phase!("sum");
///     data.iter().sum()
/// }
/// assert_eq!(analyse(), 6);
/// ```
#[macro_export]
macro_rules! phase {
    ($name:literal) => {
        // Lives to the end of the block, as a named one would; no name can be taken for a constant of the user's.
        let _ = &$crate::__private_0_1::phase(
            $crate::__private_0_1::site!($crate::__private_0_1::SiteInfo::new(
                $crate::__private_0_1::Kind::Phase,
                "",
                $crate::__private_0_1::line!(),
                $crate::__private_0_1::column!(),
                $crate::__private_0_1::place!(),
                &[],
                $crate::__private_0_1::Identity::new($name, "", &[], 10.0, 50.0)
            )),
            $crate::__private_0_1::column!(),
        );
    };
}

/// Makes the program allocate through a counting allocator, which limits on allocations, bytes and peak need.
///
/// One line in a binary or test target. Without an argument it counts for the system's allocator, with one for the
/// allocator given. With the feature `monitoring` off it is empty.
///
/// ```
/// perf_runtime::install_allocator!();
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! install_allocator {
    () => {
        $crate::install_allocator!(@ $crate::__private_0_1::System, $crate::__private_0_1::System);
    };
    (@ $type:ty, $inner:expr) => {
        #[global_allocator]
        static __PERF_ALLOCATOR: $crate::__private_0_1::CountingAllocator<$type> =
            $crate::__private_0_1::CountingAllocator::new($inner);
    };
    ($allocator:ident) => {
        $crate::install_allocator!(@ $allocator, $allocator);
    };
    ($type:ty = $inner:expr) => {
        $crate::install_allocator!(@ $type, $inner);
    };
}
