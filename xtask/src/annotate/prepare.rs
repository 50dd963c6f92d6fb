//! Makes the two copies of a crate: one as it is, one with the attribute and the dependency.

use std::fs;
use std::path::{Path, PathBuf};

use super::crates::Subject;
use super::{insert, repository};

/// A copy as it was published, in a workspace of its own.
///
/// # Errors
///
/// When files cannot be read or written.
pub(super) fn bare(subject: &Subject, source: &Path, home: &Path) -> Result<PathBuf, String> {
    let copy = folder(subject, home, "bare");
    copy_all(source, &copy)?;
    empty(subject, &copy)?;
    add_to_manifest(&copy, "")?;
    Ok(copy)
}

/// A copy with every function annotated, and how many those are.
///
/// # Errors
///
/// When files cannot be read or written.
pub(super) fn annotated(
    subject: &Subject,
    source: &Path,
    bare: &Path,
    home: &Path,
) -> Result<(PathBuf, usize), String> {
    let copy = folder(subject, home, "annotated");
    copy_all(source, &copy)?;
    empty(subject, &copy)?;
    // The versions that the bare copy was built with.
    let lock = bare.join("Cargo.lock");
    fs::copy(&lock, copy.join("Cargo.lock"))
        .map_err(|error| format!("{}: {error}", lock.display()))?;
    let runtime = repository().join("perf-runtime");
    let dependency = format!(
        "\n[dependencies.perf-runtime]\npath = {:?}\nfeatures = [\"monitoring\"]\n",
        runtime.display().to_string()
    );
    add_to_manifest(&copy, &dependency)?;
    let mut count = 0;
    for file in annotated_files(&copy)? {
        let text =
            fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        match insert::annotate(&text) {
            Ok(annotated) => {
                count += annotated.functions;
                write(&file, &annotated.text)?;
            }
            // Templates and what only other compilers read.
            Err(error) => eprintln!("   left as it is: {}: {error}", file.display()),
        }
    }
    Ok((copy, count))
}

fn empty(subject: &Subject, copy: &Path) -> Result<(), String> {
    let mut files = subject.emptied.iter();
    files.try_for_each(|file| write(&copy.join(file), ""))
}

fn folder(subject: &Subject, home: &Path, kind: &str) -> PathBuf {
    home.join(format!("{}-{}", subject.name, subject.version))
        .join(kind)
}

/// The program and its tests. Deeper folders of tests often hold what must not compile, to the letter.
fn annotated_files(copy: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    rust_files(&copy.join("src"), true, &mut files)?;
    rust_files(&copy.join("tests"), false, &mut files)?;
    Ok(files)
}

fn rust_files(folder: &Path, deep: bool, files: &mut Vec<PathBuf>) -> Result<(), String> {
    if !folder.is_dir() {
        return Ok(());
    }
    for path in entries(folder)? {
        if path.is_dir() && deep {
            rust_files(&path, deep, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}

/// Copies what differs: an untouched file keeps its time, and cargo its work.
fn copy_all(from: &Path, to: &Path) -> Result<(), String> {
    for path in entries(from)? {
        let Some(name) = path.file_name() else {
            continue;
        };
        let target = to.join(name);
        if path.is_dir() {
            copy_all(&path, &target)?;
        } else {
            let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            write(&target, bytes)?;
        }
    }
    Ok(())
}

fn add_to_manifest(copy: &Path, more: &str) -> Result<(), String> {
    let path = copy.join("Cargo.toml");
    let manifest =
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let workspace = if manifest.lines().any(|line| line.trim() == "[workspace]") {
        ""
    } else {
        "\n[workspace]\n"
    };
    write(&path, format!("{manifest}{workspace}{more}"))
}

fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), String> {
    if fs::read(path).is_ok_and(|old| old == content.as_ref()) {
        return Ok(());
    }
    path.parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(path, content))
        .map_err(|error| format!("{}: {error}", path.display()))
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let read = fs::read_dir(folder).and_then(|entries| {
        let paths = entries.map(|entry| entry.map(|entry| entry.path()));
        paths.collect::<Result<Vec<PathBuf>, _>>()
    });
    let mut paths = read.map_err(|error| format!("{}: {error}", folder.display()))?;
    paths.sort();
    Ok(paths)
}
