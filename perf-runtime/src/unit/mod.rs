//! The units that figures are kept in, and how a person reads them.

mod model;
mod quantity;

pub use model::Model;
pub use quantity::{Quantity, Unit};
