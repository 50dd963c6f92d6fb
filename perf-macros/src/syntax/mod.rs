//! First stage: the tokens of an attribute and of the item below it become values of our own.

pub(crate) mod args;
pub(crate) mod container;
mod growth;
pub(crate) mod item;
pub(crate) mod quantity;
mod signature;
pub(crate) mod tail;
pub(crate) mod unread_types;
