//! What requests ask for: a table behind something slow, as a database is.

use std::collections::BTreeMap;
use std::time::Duration;

/// A table of names by number.
#[derive(Debug, Clone)]
pub struct Store {
    names: BTreeMap<u32, String>,
    latency: Duration,
}

impl Store {
    /// A table of so many names, each of which takes `latency` to come.
    #[must_use]
    pub fn new(names: u32, latency: Duration) -> Self {
        let names = (0..names).map(|number| (number, format!("name{number}")));
        Self {
            names: names.collect(),
            latency,
        }
    }

    /// The name of a number, as soon as it has come.
    pub async fn find(&self, number: u32) -> Option<&str> {
        tokio::time::sleep(self.latency).await;
        self.names.get(&number).map(String::as_str)
    }
}
