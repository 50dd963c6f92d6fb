//! Which files are meant: a file is itself, a folder is every run file below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::exit::Exit;
use crate::fault::Fault;

/// `runs/<run>/<process>.json` lies two levels below the folder that a person names; links are not followed, so that no
/// loop is.
const DEEPEST: usize = 4;

/// Where run files lie, beside what was made of them: the merged report of the last check, the builds of comparisons.
const RUNS: &str = "runs";

/// Every run file that the paths name or hold, in a stable order, each once.
pub(super) fn run_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Fault> {
    let mut files = Vec::new();
    for path in paths {
        let metadata = fs::metadata(path).map_err(|error| Fault::io("read", path, &error))?;
        if metadata.is_dir() {
            walk(path, DEEPEST, &mut files)?;
        } else if metadata.is_file() {
            files.push(path.clone());
        } else {
            return Err(Fault::new(Exit::Io, "neither a file nor a folder").at(path.display()));
        }
    }
    Ok(once(files))
}

/// Each file once, however it is spelled, in the order of where they are. A file that is gone by now is told by its reader.
fn once(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut known = BTreeMap::new();
    for file in files {
        let place = fs::canonicalize(&file).unwrap_or_else(|_| file.clone());
        known.entry(place).or_insert(file);
    }
    known.into_values().collect()
}

fn walk(folder: &Path, levels: usize, files: &mut Vec<PathBuf>) -> Result<(), Fault> {
    let runs = folder.join(RUNS);
    // A report that was merged from these files would count their samples a second time.
    if levels > 1 && fs::symlink_metadata(&runs).is_ok_and(|runs| runs.is_dir()) {
        return walk(&runs, levels - 1, files);
    }
    let failed = |error| Fault::io("read the folder", folder, &error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let path = entry.path();
        if kind.is_dir() && levels > 1 {
            walk(&path, levels - 1, files)?;
        } else if kind.is_file()
            && path
                .extension()
                .is_some_and(|extension| extension == "json")
        {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_once_and_in_order_and_half_written_ones_are_not() {
        let home = tempfile::tempdir().unwrap();
        let run = home.path().join("runs/r");
        fs::create_dir_all(&run).unwrap();
        for name in ["b.json", "a.json", "c.tmp"] {
            fs::write(run.join(name), "").unwrap();
        }
        let found = run_files(&[home.path().to_owned(), run.join("a.json")]).unwrap();
        assert_eq!(found, [run.join("a.json"), run.join("b.json")]);
        let missing = run_files(&[home.path().join("none")]).unwrap_err();
        assert!(missing.to_string().contains("none"), "{missing}");
    }

    #[test]
    fn no_sample_counts_twice() {
        let home = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, "").unwrap();
            path
        };
        let file = write("runs/r/a.json");
        write("latest.json");
        write("compare/scratch/r/b.json");
        let spelled = |way: &str| home.path().join(way);
        for paths in [
            vec![spelled("")],
            vec![spelled("runs"), spelled("compare/../runs")],
            vec![file.clone(), spelled("./runs/r/../r/a.json")],
        ] {
            assert_eq!(run_files(&paths).unwrap(), std::slice::from_ref(&file));
        }
    }
}
