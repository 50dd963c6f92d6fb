//! Small data sets with known truths, so that the program runs, and can be tested, without data.
//!
//! The truths are computed here from the formulas as published, one value at a time, and share no
//! arithmetic with the analyses that have to find them again.

pub mod aerogel;
pub mod frames;
pub mod normal;
pub mod two_time;
