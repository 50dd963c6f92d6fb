//! Reads checks and series back.

use perf_runtime::baseline::Figure;
use perf_runtime::budget::Estimate;
use perf_runtime::site::{Metric, Statistic};
use perf_runtime::unit::Unit;
use rusqlite::types::Type;
use rusqlite::{Row, params};
use serde::de::DeserializeOwned;

use super::entry::Entry;
use super::open::History;
use crate::baseline::Machine;
use crate::fault::Fault;

/// The figures of one thing, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Series {
    pub(crate) site: String,
    pub(crate) context: String,
    pub(crate) metric: Metric,
    pub(crate) statistic: Statistic,
    pub(crate) unit: Unit,
    pub(crate) points: Vec<Point>,
}

/// One figure of a series with the check it is from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    pub(crate) at_unix_ms: u64,
    pub(crate) commit: String,
    pub(crate) dirty: bool,
    pub(crate) branch: String,
    pub(crate) machine: Machine,
    pub(crate) measured: Estimate,
}

const CHECK: &str = "id, run, at_unix_ms, commit_hash, branch, dirty, machine, exit_status";

impl History {
    /// The newest checks, oldest first, with all their figures.
    pub(crate) fn checks(&self, newest: usize) -> Result<Vec<Entry>, Fault> {
        self.read_checks(newest).map_err(|error| self.fault(&error))
    }

    fn read_checks(&self, newest: usize) -> rusqlite::Result<Vec<Entry>> {
        let mut statement = self.connection.prepare(&format!(
            "SELECT * FROM (SELECT {CHECK} FROM checks ORDER BY at_unix_ms DESC, id DESC LIMIT ?1) ORDER BY at_unix_ms, id"
        ))?;
        let newest = i64::try_from(newest).unwrap_or(i64::MAX);
        let mut entries = statement
            .query_map([newest], |row| Ok((row.get::<_, i64>(0)?, entry(row)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for (id, entry) in &mut entries {
            entry.figures = self.figures_of(*id)?;
        }
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    fn figures_of(&self, check: i64) -> rusqlite::Result<Vec<Figure>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT site, context, metric, statistic, unit, low, value, high, samples, cancelled
             FROM points JOIN series ON series.id = points.series WHERE check_id = ?1
             ORDER BY site, context, metric, statistic",
        )?;
        statement.query_map([check], figure)?.collect()
    }

    /// Every series whose site contains `part`, each with its newest points.
    pub(crate) fn series(&self, part: &str, newest: usize) -> Result<Vec<Series>, Fault> {
        self.read_series(part, newest)
            .map_err(|error| self.fault(&error))
    }

    fn read_series(&self, part: &str, newest: usize) -> rusqlite::Result<Vec<Series>> {
        let mut statement = self.connection.prepare(
            "SELECT id, site, context, metric, statistic, unit FROM series WHERE instr(site, ?1) > 0
             ORDER BY site, context, metric, statistic",
        )?;
        let mut found = statement
            .query_map([part], |row| {
                let series = Series {
                    site: row.get(1)?,
                    context: row.get(2)?,
                    metric: parsed(row, 3)?,
                    statistic: parsed(row, 4)?,
                    unit: parsed(row, 5)?,
                    points: Vec::new(),
                };
                Ok((row.get::<_, i64>(0)?, series))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        for (id, series) in &mut found {
            series.points = self.points_of(*id, newest)?;
        }
        Ok(found.into_iter().map(|(_, series)| series).collect())
    }

    fn points_of(&self, series: i64, newest: usize) -> rusqlite::Result<Vec<Point>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT at_unix_ms, commit_hash, dirty, branch, machine, low, value, high
             FROM points JOIN checks ON checks.id = points.check_id WHERE series = ?1
             ORDER BY at_unix_ms DESC, check_id DESC LIMIT ?2",
        )?;
        let newest = i64::try_from(newest).unwrap_or(i64::MAX);
        // Most checks of a series come from one machine, and reading its text again is most of the work.
        let mut known: Option<(String, Machine)> = None;
        let mut points = statement
            .query_map(params![series, newest], |row| {
                Ok(Point {
                    at_unix_ms: unsigned(row, 0)?,
                    commit: row.get(1)?,
                    dirty: row.get(2)?,
                    branch: row.get(3)?,
                    machine: machine(row, 4, &mut known)?,
                    measured: estimate(row, 5)?,
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        points.reverse();
        Ok(points)
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        schema: super::schema::VERSION,
        run: row.get(1)?,
        at_unix_ms: unsigned(row, 2)?,
        commit: row.get(3)?,
        branch: row.get(4)?,
        dirty: row.get(5)?,
        machine: json(row, 6)?,
        exit_status: row.get(7)?,
        figures: Vec::new(),
    })
}

fn figure(row: &Row<'_>) -> rusqlite::Result<Figure> {
    Ok(Figure {
        site: row.get(0)?,
        context: row.get(1)?,
        metric: parsed(row, 2)?,
        statistic: parsed(row, 3)?,
        unit: parsed(row, 4)?,
        measured: estimate(row, 5)?,
        samples: unsigned(row, 8)?,
        cancelled: row.get(9)?,
    })
}

fn machine(
    row: &Row<'_>,
    column: usize,
    known: &mut Option<(String, Machine)>,
) -> rusqlite::Result<Machine> {
    let text = row.get_ref(column)?.as_str().unwrap_or_default();
    if let Some((_, machine)) = known.as_ref().filter(|(known, _)| known == text) {
        return Ok(machine.clone());
    }
    let machine: Machine = json(row, column)?;
    *known = Some((text.to_owned(), machine.clone()));
    Ok(machine)
}

fn estimate(row: &Row<'_>, first: usize) -> rusqlite::Result<Estimate> {
    Ok(Estimate {
        low: row.get(first)?,
        value: row.get(first + 1)?,
        high: row.get(first + 2)?,
    })
}

fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

/// A variant's name.
fn parsed<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let word: String = row.get(column)?;
    serde_json::from_value(serde_json::Value::String(word)).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    })
}
