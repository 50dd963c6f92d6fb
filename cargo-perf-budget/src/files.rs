//! Writing files so that a reader, or the next start after a crash, sees the old contents or the new, never half; reading
//! those whose place is fixed, whatever somebody put there.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::exit::Exit;
use crate::fault::Fault;

/// The contents of a file at a place that nobody chose; `None` where there is none. A pipe would be waited for, and a device
/// would fill the memory.
pub(crate) fn read_whole(path: &Path, what: &str, largest: u64) -> Result<Option<Vec<u8>>, Fault> {
    let failed = |error| Fault::io(&format!("read {what}"), path, &error);
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        metadata => metadata.map_err(failed)?,
    };
    let refused =
        |why: String| Fault::new(Exit::Io, format!("cannot read {what}: {why}")).at(path.display());
    if !metadata.is_file() {
        let fault = refused("it is no file".to_owned());
        return Err(fault.remedy("move away what lies there"));
    }
    if metadata.len() > largest {
        return Err(refused(format!(
            "a file of {} bytes, where at most {largest} are read",
            metadata.len()
        )));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(failed)?;
    file.take(largest).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(bytes))
}

/// Replaces the file's contents as a whole. Through a link it is the file behind it that is replaced; a pipe or a device,
/// such as `/dev/stdout`, takes the text and stays what it is.
pub(crate) fn write_whole(path: &Path, text: &str) -> Result<(), Fault> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => match fs::canonicalize(path) {
            Ok(file) => replace(&file, text),
            Err(error) => Err(Fault::io("write", path, &error)),
        },
        Ok(found) if !found.is_dir() => {
            let device = fs::OpenOptions::new().write(true).open(path);
            device
                .and_then(|mut device| device.write_all(text.as_bytes()))
                .map_err(|error| Fault::io("write", path, &error))
        }
        _ => replace(path, text),
    }
}

fn replace(path: &Path, text: &str) -> Result<(), Fault> {
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

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link_and_a_device_a_device() {
        use std::os::unix::fs::FileTypeExt as _;

        let home = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| home.path().join(name));
        fs::write(&file, "one").unwrap();
        std::os::unix::fs::symlink("file", &link).unwrap();
        write_whole(&link, "two").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());

        let device = home.path().join("null");
        std::os::unix::fs::symlink("/dev/null", &device).unwrap();
        write_whole(&device, "two").unwrap();
        let kind = fs::metadata("/dev/null").unwrap().file_type();
        assert!(kind.is_char_device() && device.is_symlink());
        let fault = read_whole(&device, "the settings", 9).unwrap_err();
        assert!(fault.to_string().contains("it is no file"), "{fault}");
    }

    #[test]
    fn what_is_too_large_is_not_read() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("file");
        assert_eq!(read_whole(&path, "it", 3).unwrap(), None);
        fs::write(&path, "four").unwrap();
        assert_eq!(read_whole(&path, "it", 4).unwrap(), Some(b"four".to_vec()));
        let fault = read_whole(&path, "it", 3).unwrap_err();
        assert!(fault.to_string().contains("4 bytes"), "{fault}");
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
