//! What expansions name, and nothing else does. The module's name carries the version: macros and runtime are pinned to
//! each other.

pub use core::primitive::{bool, f64, str, u64, usize};
pub use core::{compile_error, concat};

pub use crate::site::{Against, Identity, Limit, Metric, Statistic, agree, check, in_order, limit};
pub use crate::testing::Workload;

#[cfg(feature = "monitoring")]
pub use core::{any::type_name, cfg, column, file, line, module_path, option_env, ptr::addr_of};
#[cfg(feature = "monitoring")]
pub use std::alloc::System;

#[cfg(feature = "monitoring")]
pub use inventory;

#[cfg(feature = "monitoring")]
pub use crate::flow::{
    Fallible, Returned, enter_workflow, expect_error, expect_return, finished, phase,
    timed_fallible, timed_workflow,
};
#[cfg(feature = "monitoring")]
pub use crate::guard::{
    enter_memory, enter_time, held, measured, never, never_from, observe, timed_memory, timed_time,
    watches, without_end,
};
#[cfg(feature = "monitoring")]
pub use crate::probe::heap::CountingAllocator;
#[cfg(feature = "monitoring")]
pub use crate::record::{RECORDER, Registered};
#[cfg(feature = "monitoring")]
pub use crate::site::{Kind, Place, Site, SiteInfo, or_empty};
#[cfg(feature = "monitoring")]
pub use crate::testing::WorkloadInfo;
#[cfg(feature = "monitoring")]
pub use crate::{__perf_place as place, __perf_site as site, __perf_workload as workload};
