//! Reads, from an executable's path alone, what cargo or rustdoc built it for and where its target folder is.

use std::env::consts::EXE_SUFFIX;
use std::path::Path;

/// Length of the hash that cargo appends to the files of a unit.
const HASH_DIGITS: usize = 16;
/// How far a target folder is above its executables at most: `<target>/<triple>/<profile>/build/<package>/<hash>/out/<exe>`.
const DEEPEST: usize = 7;

/// What an executable was built for, as far as its path tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BuiltFor {
    /// A unit test, integration test or bench: started under its hashed name by cargo and nextest only.
    TestTarget,
    /// A documentation example, or the runner of many of them.
    Doctest,
    /// Anything else.
    Program,
}

/// What the executable was built for.
pub(super) fn built_for(exe: &Path) -> BuiltFor {
    if is_test_target(exe) {
        BuiltFor::TestTarget
    } else if is_doctest(exe) {
        BuiltFor::Doctest
    } else {
        BuiltFor::Program
    }
}

/// `deps/<name>-<hash>` and `examples/<name>-<hash>` (an example's own tests), and `<hash>/out/<name>-<hash>` of the layout
/// that cargo is moving to. Programs and examples are started by their names without hash.
fn is_test_target(exe: &Path) -> bool {
    let Some(hash) = stem(exe)
        .and_then(|stem| stem.rsplit_once('-'))
        .map(|(_, hash)| hash)
    else {
        return false;
    };
    let folder = exe.parent();
    is_hash(hash)
        && match folder.and_then(name) {
            Some("deps" | "examples") => true,
            Some("out") => folder.and_then(Path::parent).and_then(name) == Some(hash),
            _ => false,
        }
}

/// `rustdoctest<random>/rust_out`, and the runners of merged doctests beside it.
fn is_doctest(exe: &Path) -> bool {
    let in_own_folder = exe
        .ancestors()
        .skip(1)
        .filter_map(name)
        .any(|folder| folder.starts_with("rustdoctest"));
    in_own_folder && stem(exe).is_some_and(|stem| stem.starts_with("rust_out"))
        || stem(exe) == Some("rust_out")
}

/// The cargo target folder that the executable lies in; with a separate `build.build-dir`, that folder.
///
/// Cargo marks the folder. Archives of tests carry no mark, so for a test executable the name `target` will do.
pub(crate) fn target_folder(exe: &Path) -> Option<&Path> {
    let folders = || exe.ancestors().skip(2).take(DEEPEST);
    folders()
        .find(|folder| is_marked_by_cargo(folder))
        .or_else(|| {
            let mut folders = folders().filter(|_| is_test_target(exe));
            folders.find(|folder| name(folder) == Some("target"))
        })
}

/// Caches of other tools carry the same kind of tag, with another author.
fn is_marked_by_cargo(folder: &Path) -> bool {
    std::fs::read_to_string(folder.join("CACHEDIR.TAG"))
        .is_ok_and(|tag| tag.contains("created by cargo"))
}

fn is_hash(text: &str) -> bool {
    text.len() == HASH_DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

fn name(path: &Path) -> Option<&str> {
    path.file_name()?.to_str()
}

fn stem(exe: &Path) -> Option<&str> {
    let name = name(exe)?;
    Some(name.strip_suffix(EXE_SUFFIX).unwrap_or(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(path: &str) -> BuiltFor {
        built_for(Path::new(path))
    }

    #[test]
    fn test_targets_are_recognised_in_every_folder_cargo_uses() {
        for path in [
            "/p/target/debug/deps/it-9ed1aaa1c26cc4b2",
            "/elsewhere/release/deps/my_crate-0123456789abcdef",
            "/p/target/x86_64-unknown-linux-musl/debug/deps/a-b-9ed1aaa1c26cc4b2",
            "/p/target/debug/examples/show-9ed1aaa1c26cc4b2",
            "/p/target/debug/build/dt/9ed1aaa1c26cc4b2/out/it-9ed1aaa1c26cc4b2",
        ] {
            assert_eq!(kind(path), BuiltFor::TestTarget, "{path}");
        }
    }

    #[test]
    fn programs_and_look_alikes_are_no_test_targets() {
        for path in [
            "/p/target/debug/xpcs",
            "/p/target/debug/examples/show",
            "/p/target/debug/deps/tool",
            "/p/target/debug/deps/tool-9ed1aaa1c26cc4b",
            "/p/target/debug/deps/tool-9ED1AAA1C26CC4B2",
            "/usr/bin/it-9ed1aaa1c26cc4b2",
            "/p/target/debug/build/dt-9ed1aaa1c26cc4b2/build-script-build",
            "/p/target/debug/build/dt/0000000000000000/out/it-9ed1aaa1c26cc4b2",
            "/",
        ] {
            assert_eq!(kind(path), BuiltFor::Program, "{path}");
        }
    }

    #[test]
    fn doctests_are_recognised() {
        for path in [
            "/tmp/rustdoctestYw4TIt/rust_out",
            "/tmp/rustdoctestYw4TIt/merged/rust_out_2024",
        ] {
            assert_eq!(kind(path), BuiltFor::Doctest, "{path}");
        }
    }

    #[test]
    fn the_target_folder_is_the_one_cargo_marked_else_the_one_named_target() {
        let root = tempfile::tempdir().unwrap();
        let custom = root.path().join("target/custom");
        let deps = custom.join("x86_64-unknown-linux-gnu/debug/deps");
        std::fs::create_dir_all(&deps).unwrap();
        let exe = deps.join("it-9ed1aaa1c26cc4b2");
        let by_name = root.path().join("target");
        assert_eq!(target_folder(&exe), Some(by_name.as_path()));
        let tag = "Signature: 8a477f597d28d172789f06886806bc55\n# This file is a cache directory tag created by ";
        std::fs::write(custom.join("CACHEDIR.TAG"), format!("{tag}somebody.\n")).unwrap();
        assert_eq!(target_folder(&exe), Some(by_name.as_path()));
        std::fs::write(custom.join("CACHEDIR.TAG"), format!("{tag}cargo.\n")).unwrap();
        assert_eq!(target_folder(&exe), Some(custom.as_path()));
    }

    #[test]
    fn a_program_outside_a_marked_folder_has_no_target_folder() {
        assert_eq!(target_folder(Path::new("/usr/bin/it")), None);
        assert_eq!(target_folder(Path::new("/opt/target/release/tool")), None);
    }
}
