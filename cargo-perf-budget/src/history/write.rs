//! Appends checks. A check is one transaction: a kill leaves all of it or nothing.

use rusqlite::{OptionalExtension as _, TransactionBehavior, params};
use serde::Serialize;

use super::entry::Entry;
use super::open::History;
use crate::fault::Fault;

impl History {
    /// Appends the checks that are not there yet, and says how many those were.
    pub(crate) fn append(&mut self, entries: &[Entry]) -> Result<usize, Fault> {
        let appended = append(&mut self.connection, entries);
        appended.map_err(|error| self.fault(&error))
    }
}

fn append(connection: &mut rusqlite::Connection, entries: &[Entry]) -> rusqlite::Result<usize> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut appended = 0;
    for entry in entries {
        let inserted = transaction
            .prepare_cached(
                "INSERT INTO checks (run, at_unix_ms, commit_hash, branch, dirty, machine, exit_status)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (run) DO NOTHING RETURNING id",
            )?
            .query_row(
                params![
                    entry.run,
                    i64::try_from(entry.at_unix_ms).unwrap_or(i64::MAX),
                    entry.commit,
                    entry.branch,
                    entry.dirty,
                    text(&entry.machine),
                    entry.exit_status
                ],
                |row| row.get::<_, i64>(0),
            )
            .optional()?;
        let Some(check) = inserted else {
            continue;
        };
        appended += 1;
        for figure in &entry.figures {
            let series: i64 = transaction
                .prepare_cached(
                    "INSERT INTO series (site, context, metric, statistic, unit) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (site, context, metric, statistic) DO UPDATE SET unit = excluded.unit RETURNING id",
                )?
                .query_row(
                    params![
                        figure.site,
                        figure.context,
                        word(&figure.metric),
                        word(&figure.statistic),
                        word(&figure.unit)
                    ],
                    |row| row.get(0),
                )?;
            let measured = figure.measured;
            transaction
                .prepare_cached(
                    "INSERT OR REPLACE INTO points VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                )?
                .execute(params![
                    series,
                    check,
                    measured.low,
                    measured.value,
                    measured.high,
                    i64::try_from(figure.samples).unwrap_or(i64::MAX),
                    figure.cancelled
                ])?;
        }
    }
    transaction.commit()?;
    Ok(appended)
}

/// The JSON text of a value.
fn text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain structures have JSON")
}

/// A unit variant's name, without the quotes of JSON.
pub(super) fn word(value: &impl Serialize) -> String {
    text(value).trim_matches('"').to_owned()
}
