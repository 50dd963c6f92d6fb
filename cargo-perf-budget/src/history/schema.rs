//! The tables, as a list of steps: a database of any earlier version takes the steps that it lacks.

/// The version of databases and of exported lines.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// Says in the file's header whose database it is: "pbud".
pub(super) const APPLICATION_ID: i64 = 0x7062_7564;

/// Step `n` makes version `n + 1` of version `n`. A released step never changes.
pub(super) const STEPS: [&str; 1] = ["
    CREATE TABLE checks (
        id INTEGER PRIMARY KEY,
        run TEXT NOT NULL UNIQUE,
        at_unix_ms INTEGER NOT NULL,
        commit_hash TEXT NOT NULL,
        branch TEXT NOT NULL,
        dirty INTEGER NOT NULL,
        machine TEXT NOT NULL,
        exit_status INTEGER NOT NULL
    );
    CREATE INDEX checks_by_time ON checks (at_unix_ms);
    CREATE TABLE series (
        id INTEGER PRIMARY KEY,
        site TEXT NOT NULL,
        context TEXT NOT NULL,
        metric TEXT NOT NULL,
        statistic TEXT NOT NULL,
        unit TEXT NOT NULL,
        UNIQUE (site, context, metric, statistic)
    );
    CREATE TABLE points (
        series INTEGER NOT NULL REFERENCES series (id),
        check_id INTEGER NOT NULL REFERENCES checks (id),
        low REAL NOT NULL,
        value REAL NOT NULL,
        high REAL NOT NULL,
        samples INTEGER NOT NULL,
        cancelled INTEGER NOT NULL,
        PRIMARY KEY (series, check_id)
    ) WITHOUT ROWID;
    CREATE INDEX points_by_check ON points (check_id);
"];
