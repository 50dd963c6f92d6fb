//! A further look in a fresh process: another layout of the address space, another moment, the same executable.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use super::super::harness::lock;
use super::{ARGUMENT, Answer, Look, Request};
use crate::report::{from_json, to_json};

/// Starts this executable again for one look; the error says why there is none.
pub(in super::super) fn look_in_fresh_process(request: &Request) -> Result<Look, String> {
    let folder = Folder::make().map_err(|error| format!("no temporary folder: {error}"))?;
    let (question, answer) = (folder.file("request.json"), folder.file("answer.json"));
    let text = to_json(request).map_err(|error| error.to_string())?;
    fs::write(&question, text).map_err(|error| error.to_string())?;
    let exe = env::current_exe().map_err(|error| error.to_string())?;
    let status = Command::new(exe)
        .arg(ARGUMENT)
        .arg(&question)
        .arg(&answer)
        .env(lock::INHERITED, "held")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status()
        .map_err(|error| format!("the executable could not be started again: {error}"))?;
    let text = fs::read(&answer)
        .map_err(|_| format!("the fresh process ended without an answer ({status})"))?;
    let answer: Answer = from_json(&text).map_err(|error| error.to_string())?;
    let no_answer = || {
        answer
            .error
            .unwrap_or_else(|| "the fresh process did not look".to_owned())
    };
    answer.look.ok_or_else(no_answer)
}

/// A folder of this process, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn make() -> io::Result<Self> {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let name = format!("perf-runtime-look-{}-{number}", std::process::id());
            let path = env::temp_dir().join(name);
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                // Of a process that was killed: containers give the same numbers again.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind is two small files in the temporary folder.
        let _ = fs::remove_dir_all(&self.0);
    }
}
