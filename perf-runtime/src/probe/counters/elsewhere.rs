//! Platforms whose counters are not supported.

use super::Counts;
use crate::probe::Unavailable;

/// Counters of this platform: none are supported, so that no value of this type exists.
pub enum Counters {}

impl Counters {
    /// Refuses: this platform's counters are not supported.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn open() -> Result<Self, Unavailable> {
        Err(Unavailable::because(
            "instruction counters are supported on Linux only",
        ))
    }

    /// Cannot be called: no value of this type exists.
    ///
    /// # Errors
    ///
    /// None.
    pub fn read(&mut self) -> Result<Counts, Unavailable> {
        match *self {}
    }
}
