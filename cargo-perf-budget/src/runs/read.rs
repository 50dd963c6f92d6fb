//! Reads run files on several threads, each of which adds up what it reads, and keeps an account of those that are none.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::thread;

use perf_runtime::report::{ReadError, Sum};

use crate::exit::Exit;
use crate::fault::Fault;

/// A run file of 10 000 functions has some tens of megabytes; what is larger than this is no run file, and reading it
/// would take the machine's memory.
const LARGEST: u64 = 1 << 30;

/// What files say together.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) sum: Sum,
    /// Files that were read.
    pub(super) files: usize,
    /// The faults of files that are none, in the order of the files.
    pub(super) refused: Vec<Fault>,
}

impl Read {
    fn add(&mut self, path: &Path, buffer: &mut Vec<u8>) {
        let added = load(path, buffer).and_then(|()| {
            self.sum
                .read(&*buffer)
                .map_err(|error| no_report(path, &error))
        });
        match added {
            Ok(()) => self.files += 1,
            Err(fault) => self.refused.push(fault),
        }
    }

    fn unite(&mut self, other: Self) {
        self.sum.unite(other.sum);
        self.files += other.files;
        self.refused.extend(other.refused);
    }
}

/// Each thread takes a row of neighbouring files, so that the same files make the same sum to the last bit.
pub(super) fn all(files: &[PathBuf]) -> Read {
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = files.len().div_ceil(workers).max(1);
    let read = |files: &[PathBuf]| {
        // One buffer for all: getting memory for each file from the system takes as long as reading it.
        let (mut read, mut buffer) = (Read::default(), Vec::new());
        files.iter().for_each(|path| read.add(path, &mut buffer));
        read
    };
    let mut parts: Vec<Read> = thread::scope(|scope| {
        let threads: Vec<_> = files
            .chunks(share)
            .map(|files| scope.spawn(move || read(files)))
            .collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined
            .map(|part| part.expect("reading a run file does not panic"))
            .collect()
    });
    let rest = parts.split_off(parts.len().min(1));
    let mut whole = parts.pop().unwrap_or_default();
    rest.into_iter().for_each(|part| whole.unite(part));
    whole
}

/// Brings a file into the buffer.
fn load(path: &Path, buffer: &mut Vec<u8>) -> Result<(), Fault> {
    let failed = |error| Fault::io("read the run file", path, &error);
    let bytes = fs::metadata(path).map_err(failed)?.len();
    if bytes > LARGEST {
        let what = format!("a file of {bytes} bytes is no run file: at most {LARGEST} are read");
        return Err(Fault::new(Exit::Io, what).at(path.display()));
    }
    buffer.clear();
    let file = fs::File::open(path).map_err(failed)?;
    let mut file = file.take(LARGEST);
    file.read_to_end(buffer).map_err(failed)?;
    Ok(())
}

fn no_report(path: &Path, error: &ReadError) -> Fault {
    let remedy = match error {
        ReadError::Schema { .. } => {
            "use the `cargo-perf-budget` of the same version as the project's `perf-runtime`"
        }
        ReadError::Json(_) | ReadError::Invalid(_) => "delete the file and run the tests again",
    };
    Fault::new(Exit::Io, error.to_string())
        .at(path.display())
        .remedy(remedy)
}
