//! The units that figures are kept in, and how a person reads them.

mod quantity;

pub use quantity::{Quantity, Unit};
