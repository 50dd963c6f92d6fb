//! Writing files so that a reader, or the next start after a crash, sees the old contents or the new, never half.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use tempfile::NamedTempFile;

use crate::fault::Fault;

/// Replaces the file's contents as a whole.
pub(crate) fn write_whole(path: &Path, text: &str) -> Result<(), Fault> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).map_err(|error| Fault::io("create the folder", folder, &error))?;
    let failed = |error| Fault::io("write", path, &error);
    let mut aside = NamedTempFile::new_in(folder).map_err(failed)?;
    aside.write_all(text.as_bytes()).map_err(failed)?;
    // A rename may reach the disk before the contents do; after a power cut the file would be empty.
    aside.as_file().sync_all().map_err(failed)?;
    keep_rights(path, aside.path());
    aside.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Temporary files are their owner's alone; what is committed or shared is to be as readable as before, or as any new file.
#[cfg(unix)]
fn keep_rights(path: &Path, aside: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    /// What `umask 022` leaves of a new file's rights.
    const USUAL: u32 = 0o644;
    let rights = fs::metadata(path).map_or_else(
        |_| fs::Permissions::from_mode(USUAL),
        |metadata| metadata.permissions(),
    );
    // Rights that cannot be changed are no reason to lose the contents.
    drop(fs::set_permissions(aside, rights));
}

#[cfg(not(unix))]
fn keep_rights(_: &Path, _: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_are_replaced_and_nothing_is_left_beside() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("sub/report.json");
        write_whole(&path, "one").unwrap();
        write_whole(&path, "two").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(home.path().join("sub")).unwrap().count(), 1);
    }

    #[test]
    fn a_place_that_cannot_be_written_to_is_named() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "").unwrap();
        let fault = write_whole(&file.join("x.json"), "").unwrap_err();
        assert!(fault.to_string().contains("file"), "{fault}");
    }
}
