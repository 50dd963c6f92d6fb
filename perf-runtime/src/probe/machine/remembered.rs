//! The best reference times ever seen on a kind of machine: what "at this machine's full speed" means.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Fingerprint;
use crate::probe::reference::spin;

const HEADER: &str = "perf-runtime machine reference 1";

/// One round of the spin takes about six cycles; no processor runs at 15 GHz, and none that runs tests at 0.1 GHz.
const SPIN_BOUNDS_NS: (f64, f64) = (0.4, 60.0);
/// A hop loads a line from beyond the private caches: more than a nanosecond, and less than a disk.
const HOP_BOUNDS_NS: (f64, f64) = (0.5, 10_000.0);

/// Rounds of the wide reference take less than two of the spin's on any core that does more than one thing at once.
const WIDE_BOUNDS: (f64, f64) = (0.05, 3.0);

/// A reference time with the moment it was seen.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reference {
    /// Nanoseconds of one round or hop; of the wide reference, its round in rounds of the spin.
    pub ns: f64,
    /// When it was seen, in seconds since 1970.
    pub seen: u64,
}

impl Reference {
    /// A time that was seen just now.
    #[must_use]
    pub fn now(ns: f64) -> Self {
        Self {
            ns,
            seen: unix_seconds(),
        }
    }

    /// How long ago it was seen, in whole days.
    #[must_use]
    pub fn age_days(&self) -> u64 {
        unix_seconds().saturating_sub(self.seen) / (24 * 60 * 60)
    }
}

/// The best times of the references; each absent until it was seen once.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Remembered {
    /// One round of the core-bound spin.
    pub spin: Option<Reference>,
    /// One round of the wide reference, in rounds of the spin beside it: how fast it is with the core to itself.
    pub wide: Option<Reference>,
    /// One hop of the memory reference.
    pub chase: Option<Reference>,
}

/// What was found in the cache.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Loaded {
    /// The times; empty when there were none or they could not be used.
    pub remembered: Remembered,
    /// Why a file that is there was not used, for the report.
    pub note: Option<String>,
}

/// The file that holds the times of one kind of machine.
#[derive(Debug, Clone)]
pub struct Memory {
    file: PathBuf,
    machine: String,
}

impl Memory {
    /// The file for this fingerprint below the given cache directory. Nothing is read or written yet.
    #[must_use]
    pub fn new(cache_directory: &Path, fingerprint: &Fingerprint) -> Self {
        let name = format!("{}.{}.txt", fingerprint.file_stem(), spin::KIND);
        Self {
            file: cache_directory.join("machines").join(name),
            machine: fingerprint.to_string(),
        }
    }

    /// Reads the times. A file that cannot be used is ignored, with a note; a missing one is no news.
    #[must_use]
    pub fn load(&self) -> Loaded {
        let ignored = |why: String| Loaded {
            remembered: Remembered::default(),
            note: Some(format!(
                "the remembered reference in {} is ignored: {why}",
                self.file.display()
            )),
        };
        match fs::read_to_string(&self.file) {
            Ok(text) => match parse(&text) {
                Ok(remembered) => Loaded {
                    remembered,
                    note: None,
                },
                Err(why) => ignored(why),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Loaded::default(),
            Err(error) => ignored(error.to_string()),
        }
    }

    /// Keeps the smaller of the remembered and the offered times. Times that no machine can have are dropped.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; measuring goes on without it.
    pub fn offer(&self, offered: Remembered) -> io::Result<()> {
        let known = self.load().remembered;
        let best = Remembered {
            spin: smaller(known.spin, offered.spin, SPIN_BOUNDS_NS),
            wide: smaller(known.wide, offered.wide, WIDE_BOUNDS),
            chase: smaller(known.chase, offered.chase, HOP_BOUNDS_NS),
        };
        if best == known {
            return Ok(());
        }
        let directory = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        // Written aside and renamed: a reader sees the old file or the new one. Two writers at once may lose one of two
        // minima, which the next run finds again.
        let aside = self
            .file
            .with_extension(format!("{}.tmp", std::process::id()));
        let written =
            fs::write(&aside, self.print(best)).and_then(|()| fs::rename(&aside, &self.file));
        if written.is_err() {
            let _ = fs::remove_file(&aside);
        }
        written
    }

    fn print(&self, remembered: Remembered) -> String {
        let mut text = format!("{HEADER}\nmachine {}\n", self.machine);
        for (key, reference) in [
            ("spin", remembered.spin),
            ("wide", remembered.wide),
            ("chase", remembered.chase),
        ] {
            if let Some(Reference { ns, seen }) = reference {
                text.push_str(&format!("{key} {ns} {seen}\n"));
            }
        }
        text
    }
}

fn parse(text: &str) -> Result<Remembered, String> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(format!("its first line is not `{HEADER}`"));
    }
    let mut remembered = Remembered::default();
    for line in lines {
        let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
        match key {
            "machine" => {}
            "spin" => remembered.spin = Some(reference(rest, SPIN_BOUNDS_NS)?),
            "wide" => remembered.wide = Some(reference(rest, WIDE_BOUNDS)?),
            "chase" => remembered.chase = Some(reference(rest, HOP_BOUNDS_NS)?),
            _ => return Err(format!("the line `{line}` is not understood")),
        }
    }
    Ok(remembered)
}

fn reference(text: &str, bounds: (f64, f64)) -> Result<Reference, String> {
    let parsed = text
        .split_once(' ')
        .and_then(|(ns, seen)| Some((ns.parse().ok()?, seen.parse().ok()?)));
    match parsed {
        Some((ns, seen)) if possible(ns, bounds) => Ok(Reference { ns, seen }),
        Some((ns, _)) => Err(format!("{ns} ns is not a time that a machine can have")),
        None => Err(format!("`{text}` is not a time and a date")),
    }
}

fn possible(ns: f64, (low, high): (f64, f64)) -> bool {
    (low..=high).contains(&ns)
}

fn smaller(
    known: Option<Reference>,
    offered: Option<Reference>,
    bounds: (f64, f64),
) -> Option<Reference> {
    let offered = offered.filter(|reference| possible(reference.ns, bounds));
    match (known, offered) {
        (Some(known), Some(offered)) if offered.ns < known.ns => Some(offered),
        (Some(known), _) => Some(known),
        (None, offered) => offered,
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> Fingerprint {
        Fingerprint {
            processor: "Test".to_owned(),
            cores: 2,
            hypervisor: "none".to_owned(),
        }
    }

    fn spin_of(ns: f64) -> Remembered {
        Remembered {
            spin: Some(Reference { ns, seen: 1 }),
            ..Remembered::default()
        }
    }

    #[test]
    fn an_empty_cache_is_no_news_and_only_minima_are_kept() {
        let directory = tempfile::tempdir().unwrap();
        let memory = Memory::new(&directory.path().join("not made yet"), &machine());
        assert_eq!(memory.load(), Loaded::default());
        memory.offer(spin_of(2.5)).unwrap();
        memory.offer(spin_of(3.0)).unwrap();
        assert_eq!(memory.load().remembered, spin_of(2.5));
        memory
            .offer(Remembered {
                chase: Some(Reference { ns: 30.0, seen: 2 }),
                ..Remembered::default()
            })
            .unwrap();
        memory.offer(spin_of(2.0)).unwrap();
        let both = memory.load().remembered;
        assert_eq!(both.spin, spin_of(2.0).spin);
        assert_eq!(both.chase, Some(Reference { ns: 30.0, seen: 2 }));
    }

    #[test]
    fn absurd_times_are_neither_kept_nor_believed() {
        let directory = tempfile::tempdir().unwrap();
        let memory = Memory::new(directory.path(), &machine());
        for absurd in [0.0, -1.0, 0.01, 1e9, f64::NAN, f64::INFINITY] {
            memory.offer(spin_of(absurd)).unwrap();
            assert_eq!(memory.load(), Loaded::default(), "{absurd}");
        }
        memory.offer(spin_of(2.0)).unwrap();
        fs::write(&memory.file, format!("{HEADER}\nspin 0.001 7\n")).unwrap();
        let loaded = memory.load();
        assert_eq!(loaded.remembered, Remembered::default());
        assert!(loaded.note.unwrap().contains("0.001 ns"));
    }

    #[test]
    fn corrupt_files_are_ignored_with_a_note_and_mended_by_the_next_offer() {
        let directory = tempfile::tempdir().unwrap();
        let memory = Memory::new(directory.path(), &machine());
        memory.offer(spin_of(2.0)).unwrap();
        for corrupt in [
            "",
            "perf-runtime machine reference 99\nspin 2 1\n",
            "perf-runtime machine reference 1\nspin two 1\n",
            "perf-runtime machine reference 1\nspin 2\n",
            "perf-runtime machine reference 1\nfoo 2 1\n",
            "perf-runtime machine reference 1\nwide 30 1\n",
            "\u{0}\u{1}\u{2}",
        ] {
            fs::write(&memory.file, corrupt).unwrap();
            let loaded = memory.load();
            assert_eq!(loaded.remembered, Remembered::default(), "{corrupt:?}");
            assert!(loaded.note.unwrap().contains("is ignored"), "{corrupt:?}");
        }
        fs::write(&memory.file, [0xFF, 0xFE, 0x00]).unwrap();
        assert!(memory.load().note.is_some());
        memory.offer(spin_of(2.2)).unwrap();
        assert_eq!(memory.load().remembered, spin_of(2.2));
    }

    #[test]
    fn an_unwritable_cache_is_an_error_that_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        let blocked = directory.path().join("a file");
        fs::write(&blocked, "").unwrap();
        let memory = Memory::new(&blocked, &machine());
        assert!(memory.offer(spin_of(2.0)).is_err());
        assert_eq!(fs::read_to_string(&blocked).unwrap(), "");
    }
}
