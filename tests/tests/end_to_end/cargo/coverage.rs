//! Coverage profiles are written, also when the exit status is changed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use perf_runtime::process::exit_code::OVER;

use super::fixtures::cargo;

/// The first bytes of a raw profile of a 64-bit program: `\xfflprofr\x81` in the byte order of the machine.
const MAGIC: u64 = u64::from_be_bytes(*b"\xfflprofr\x81");

#[test]
fn a_red_run_writes_its_profile() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    // Compiles the fixture alone with coverage, and apart: what it depends on is not built again, and the fixture itself
    // only once, because the wrapper keeps its place.
    let wrapper = Path::new(env!("CARGO_TARGET_TMPDIR")).join("with-coverage");
    fs::write(&wrapper, "#!/bin/sh\nexec \"$@\" -C instrument-coverage\n").unwrap();
    fs::set_permissions(&wrapper, fs::Permissions::from_mode(0o755)).unwrap();
    let ended = cargo("test -p app --features monitoring --test sums")
        .env("RUSTC_WORKSPACE_WRAPPER", &wrapper)
        .env("LLVM_PROFILE_FILE", folder.path().join("%p.profraw"))
        .env("APP_SLOW_LARGE", "1")
        .run();
    if ended.stderr.contains("profiler_builtins") {
        eprintln!("skipped: this toolchain has no profiler runtime");
        return;
    }
    ended.assert_code(OVER.into());
    let profiles: Vec<Vec<u8>> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|found| found == "profraw"))
        .map(|path| fs::read(path).unwrap())
        .collect();
    assert!(!profiles.is_empty());
    for profile in profiles {
        let (magic, rest) = profile.split_first_chunk().unwrap();
        assert_eq!(u64::from_ne_bytes(*magic), MAGIC);
        // A header alone is sixteen words.
        assert!(rest.len() > 128, "{} bytes", rest.len());
    }
}
