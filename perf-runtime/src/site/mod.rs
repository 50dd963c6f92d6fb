//! Floor 2: annotated functions, each with one static descriptor.

mod against;
#[cfg(feature = "monitoring")]
mod descriptor;
#[cfg(feature = "monitoring")]
mod info;
mod limit;
#[cfg(feature = "monitoring")]
mod path;
#[cfg(feature = "monitoring")]
mod recorder;

pub use against::Against;
#[cfg(feature = "monitoring")]
pub use descriptor::Site;
#[cfg(feature = "monitoring")]
pub(crate) use descriptor::TablePlace;
#[cfg(feature = "monitoring")]
pub use info::{Kind, Place, SiteInfo, or_empty};
pub use limit::{Identity, Limit, Metric, Statistic, agree, check, in_order, limit};
#[cfg(feature = "monitoring")]
pub use recorder::{Recorder, Samples};
