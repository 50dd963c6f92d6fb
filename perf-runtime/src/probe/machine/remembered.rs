//! What the references usually take on a kind of machine: what "at this machine's usual speed" means.
//!
//! Processors change their clock in steps, a shared one with what its neighbours do: the best time of the spin that was ever
//! seen goes on falling for hours, by a tenth, and took every figure and verdict with it. Its median over the first
//! [`SETTLED`] measurements is as good a unit of time, and stays.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::Fingerprint;
use crate::probe::reference::spin;

const HEADER: &str = "perf-runtime machine reference 4";

/// So many measurements tell the usual speed: later ones do not move it any more.
const SETTLED: usize = 31;

/// One round of the spin takes about six cycles; no processor runs at 15 GHz, and none that runs tests at 0.1 GHz.
const SPIN_BOUNDS_NS: (f64, f64) = (0.4, 60.0);
/// A hop loads a line from beyond the private caches: more than a nanosecond, and less than a disk.
const HOP_BOUNDS_NS: (f64, f64) = (0.5, 10_000.0);

/// A round of the wide reference takes as long as some of the spin's: twenty on a core that does one thing after the other.
const WIDE_BOUNDS: (f64, f64) = (0.5, 40.0);
/// Eight additions, one after the other, of one to eight cycles each.
const FLOAT_BOUNDS: (f64, f64) = (1.0, 20.0);

/// A reference time with the moment it was seen.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Reference {
    /// Nanoseconds of one round or hop; of the wide and the float reference, their round in rounds of the spin.
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

/// The times of the references; each absent until it was seen once.
#[derive(Debug, Clone, Copy, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Remembered {
    /// One round of the core-bound spin: the median of the first measurements, and when the first of them was made.
    pub spin: Option<Reference>,
    /// One round of the wide reference, in rounds of the spin beside it: its best, with the core to itself.
    pub wide: Option<Reference>,
    /// One round of the float reference, likewise.
    pub float: Option<Reference>,
    /// One hop of the memory reference: its best.
    pub chase: Option<Reference>,
}

/// What the file holds.
#[derive(Debug, Clone, PartialEq, Default)]
struct Kept {
    /// What each of the first measurements saw, the oldest first.
    spins: Vec<Reference>,
    wide: Option<Reference>,
    float: Option<Reference>,
    chase: Option<Reference>,
}

impl Kept {
    fn remembered(&self) -> Remembered {
        let mut times: Vec<f64> = self.spins.iter().map(|spin| spin.ns).collect();
        times.sort_by(f64::total_cmp);
        let usual = times.get(times.len() / 2).zip(self.spins.first());
        Remembered {
            spin: usual.map(|(&ns, first)| Reference {
                ns,
                seen: first.seen,
            }),
            wide: self.wide,
            float: self.float,
            chase: self.chase,
        }
    }

    fn add(&mut self, offered: Remembered) {
        if self.spins.len() < SETTLED {
            let spin = offered.spin;
            self.spins
                .extend(spin.filter(|spin| possible(spin.ns, SPIN_BOUNDS_NS)));
        }
        self.wide = smaller(self.wide, offered.wide, WIDE_BOUNDS);
        self.float = smaller(self.float, offered.float, FLOAT_BOUNDS);
        self.chase = smaller(self.chase, offered.chase, HOP_BOUNDS_NS);
    }
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
        match self.read() {
            Ok(kept) => Loaded {
                remembered: kept.remembered(),
                note: None,
            },
            Err(why) => Loaded {
                remembered: Remembered::default(),
                note: Some(format!(
                    "the remembered reference in {} is ignored: {why}",
                    self.file.display()
                )),
            },
        }
    }

    fn read(&self) -> Result<Kept, String> {
        match fs::read_to_string(&self.file) {
            Ok(text) => parse(&text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Kept::default()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Keeps what another measurement saw: of the spin each of the first times, of the others the smallest. Times that no
    /// machine can have are dropped.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; measuring goes on without it.
    pub fn offer(&self, offered: Remembered) -> io::Result<()> {
        let known = self.read().unwrap_or_default();
        let mut kept = known.clone();
        kept.add(offered);
        if kept == known {
            return Ok(());
        }
        let directory = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(directory)?;
        // Written aside and renamed: a reader sees the old file or the new one. Of two writers at once one may be lost, and
        // the next run finds the same again.
        let aside = self
            .file
            .with_extension(format!("{}.tmp", std::process::id()));
        let written =
            fs::write(&aside, self.print(&kept)).and_then(|()| fs::rename(&aside, &self.file));
        if written.is_err() {
            let _ = fs::remove_file(&aside);
        }
        written
    }

    fn print(&self, kept: &Kept) -> String {
        let mut text = format!("{HEADER}\nmachine {}\n", self.machine);
        let spins = kept.spins.iter().map(|spin| ("spin", spin));
        let wide = kept.wide.iter().map(|wide| ("wide", wide));
        let float = kept.float.iter().map(|float| ("float", float));
        let chase = kept.chase.iter().map(|chase| ("chase", chase));
        for (key, Reference { ns, seen }) in spins.chain(wide).chain(float).chain(chase) {
            text.push_str(&format!("{key} {ns} {seen}\n"));
        }
        text
    }
}

fn parse(text: &str) -> Result<Kept, String> {
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(format!("its first line is not `{HEADER}`"));
    }
    let mut kept = Kept::default();
    for line in lines {
        let (key, rest) = line.split_once(' ').unwrap_or((line, ""));
        match key {
            "machine" => {}
            "spin" if kept.spins.len() < SETTLED => {
                kept.spins.push(reference(rest, SPIN_BOUNDS_NS)?);
            }
            "wide" => kept.wide = Some(reference(rest, WIDE_BOUNDS)?),
            "float" => kept.float = Some(reference(rest, FLOAT_BOUNDS)?),
            "chase" => kept.chase = Some(reference(rest, HOP_BOUNDS_NS)?),
            _ => return Err(format!("the line `{line}` is not understood")),
        }
    }
    Ok(kept)
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
    fn an_empty_cache_is_no_news_and_of_hops_the_fastest_is_kept() {
        let directory = tempfile::tempdir().unwrap();
        let memory = Memory::new(&directory.path().join("not made yet"), &machine());
        assert_eq!(memory.load(), Loaded::default());
        memory.offer(spin_of(2.5)).unwrap();
        assert_eq!(memory.load().remembered, spin_of(2.5));
        for ns in [40.0, 30.0, 50.0] {
            let chase = Some(Reference { ns, seen: 2 });
            memory
                .offer(Remembered {
                    chase,
                    ..Remembered::default()
                })
                .unwrap();
        }
        let both = memory.load().remembered;
        assert_eq!(both.spin, spin_of(2.5).spin);
        assert_eq!(both.chase, Some(Reference { ns: 30.0, seen: 2 }));
    }

    #[test]
    fn the_usual_spin_is_the_median_of_the_first_and_stays() {
        let directory = tempfile::tempdir().unwrap();
        let memory = Memory::new(directory.path(), &machine());
        let offer = |ns| memory.offer(spin_of(ns)).unwrap();
        let usual = || memory.load().remembered.spin.unwrap().ns;
        [2.5, 3.0, 2.0].into_iter().for_each(offer);
        assert_eq!(usual(), 2.5);
        (3..SETTLED).for_each(|_| offer(2.2));
        assert_eq!(usual(), 2.2);
        (0..2 * SETTLED).for_each(|_| offer(1.5));
        assert_eq!(usual(), 2.2);
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
            "perf-runtime machine reference 4\nspin two 1\n",
            "perf-runtime machine reference 1\nspin 2 1\n",
            "perf-runtime machine reference 4\nspin 2\n",
            "perf-runtime machine reference 4\nfoo 2 1\n",
            "perf-runtime machine reference 4\nwide 90 1\n",
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
