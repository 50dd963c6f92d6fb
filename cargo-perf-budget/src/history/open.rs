//! Opens the database, brings it to the present version, and says what is wrong with a file that is none.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::schema::{APPLICATION_ID, STEPS, VERSION};
use crate::exit::Exit;
use crate::fault::Fault;

/// Checks of several shells may write at once; each needs milliseconds.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open database.
#[derive(Debug)]
pub(crate) struct History {
    pub(super) connection: Connection,
    path: PathBuf,
}

impl History {
    /// Opens or creates the database.
    ///
    /// The rollback journal, SQLite's default, survives a kill at any moment and works on network folders, where the
    /// write-ahead log does not.
    pub(crate) fn open(path: &Path) -> Result<Self, Fault> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)
            .map_err(|error| Fault::io("create the folder", folder, &error))?;
        Self::connect(path, OpenFlags::default())
    }

    /// Opens a database that must exist.
    pub(crate) fn existing(path: &Path) -> Result<Self, Fault> {
        if path.exists() && !path.is_file() {
            return Err(
                Fault::new(Exit::Io, "the history cannot be used: it is no file")
                    .at(path.display())
                    .remedy(
                        "name another file: `[history] file` in perf-budget.toml, or --history",
                    ),
            );
        }
        if !path.is_file() {
            return Err(Fault::new(Exit::Io, "there is no history yet")
                .at(path.display())
                .remedy("every `cargo perf-budget check` is kept; `cargo perf-budget history import` brings an export back"));
        }
        Self::connect(path, OpenFlags::default() & !OpenFlags::SQLITE_OPEN_CREATE)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, Fault> {
        let connection = Connection::open_with_flags(path, flags);
        let mut connection = connection.map_err(|error| fault(&error, path))?;
        let prepared = connection
            .busy_timeout(PATIENCE)
            .and_then(|()| migrate(&mut connection));
        match prepared.map_err(|error| fault(&error, path))? {
            Prepared::Ready => Ok(Self {
                connection,
                path: path.to_owned(),
            }),
            Prepared::Foreign => Err(Fault::new(Exit::Io, "the database is another program's")
                .at(path.display())
                .remedy("name another file: `[history] file` in perf-budget.toml, or --history")),
            Prepared::Newer(version) => {
                let what = format!(
                    "the history has version {version}, this cargo-perf-budget knows version {VERSION}"
                );
                Err(Fault::new(Exit::Io, what)
                    .at(path.display())
                    .remedy("use the cargo-perf-budget that wrote it, or name another file"))
            }
        }
    }

    /// An error of SQLite with the file and what to do.
    pub(super) fn fault(&self, error: &rusqlite::Error) -> Fault {
        fault(error, &self.path)
    }
}

enum Prepared {
    Ready,
    Foreign,
    Newer(i64),
}

fn migrate(connection: &mut Connection) -> rusqlite::Result<Prepared> {
    let number = |connection: &Connection, pragma| {
        connection.query_row(pragma, [], |row| row.get::<_, i64>(0))
    };
    let known = i64::from(VERSION);
    // Reading first: the usual case needs no lock.
    let is_present = |connection: &Connection| -> rusqlite::Result<bool> {
        Ok(
            number(connection, "PRAGMA application_id")? == APPLICATION_ID
                && number(connection, "PRAGMA user_version")? == known,
        )
    };
    if is_present(connection)? {
        return Ok(Prepared::Ready);
    }
    // From here on nobody else migrates.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = number(&transaction, "PRAGMA user_version")?;
    let tables = number(&transaction, "SELECT count(*) FROM sqlite_master")?;
    let ours = number(&transaction, "PRAGMA application_id")? == APPLICATION_ID;
    if !ours && (tables > 0 || version != 0) {
        return Ok(Prepared::Foreign);
    }
    if version > known {
        return Ok(Prepared::Newer(version));
    }
    for step in STEPS
        .iter()
        .skip(usize::try_from(version).unwrap_or(usize::MAX))
    {
        transaction.execute_batch(step)?;
    }
    transaction.execute_batch(&format!(
        "PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {known}"
    ))?;
    transaction.commit()?;
    Ok(Prepared::Ready)
}

fn fault(error: &rusqlite::Error, path: &Path) -> Fault {
    let fault =
        Fault::new(Exit::Io, format!("the history cannot be used: {error}")).at(path.display());
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => fault.remedy(
            "move the file away: the next check starts a new one, and `cargo perf-budget history import` brings an export back",
        ),
        Some(ErrorCode::DiskFull) => fault.remedy("make room on the disk"),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            fault.remedy("give this user the right to write there, or name another file with --history")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            fault.remedy("another process writes for longer than 20 s: wait for it, or end it")
        }
        _ => fault,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_database_is_made_once_and_opened_again() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("sub/history.sqlite");
        assert!(History::existing(&path).is_err());
        History::open(&path).unwrap();
        History::existing(&path).unwrap();
    }

    #[test]
    fn what_is_not_ours_is_refused_and_stays_as_it_is() {
        let home = tempfile::tempdir().unwrap();
        let told = |path: &Path| {
            let before = fs::read(path).unwrap();
            let fault = History::open(path).unwrap_err();
            assert_eq!(fault.exit(), Exit::Io);
            assert_eq!(fs::read(path).unwrap(), before);
            fault.to_string()
        };
        let text = home.path().join("text");
        fs::write(
            &text,
            "this is no database, and it is longer than a header of a hundred bytes. ".repeat(20),
        )
        .unwrap();
        assert!(told(&text).contains("move the file away"));

        let foreign = home.path().join("foreign");
        Connection::open(&foreign)
            .unwrap()
            .execute_batch("CREATE TABLE mine (x)")
            .unwrap();
        assert!(told(&foreign).contains("another program's"));

        let future = home.path().join("future");
        let history = History::open(&future).unwrap();
        history
            .connection
            .execute_batch("PRAGMA user_version = 99")
            .unwrap();
        drop(history);
        assert!(told(&future).contains("version 99"));

        let cut = home.path().join("cut");
        drop(History::open(&cut).unwrap());
        let bytes = fs::read(&cut).unwrap();
        fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
        let cut = History::open(&cut).and_then(|history| history.checks(1));
        assert!(cut.is_err());
    }
}
