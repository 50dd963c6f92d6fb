//! What a measured process tells whoever started it, as text.

use std::fmt;

/// The first line: a program of another version may tell something else.
const HEAD: &str = "perf-runtime start-up 1";

/// Times are those of the clock that all processes share, in nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StartupRecord {
    /// The loader ran the first constructor.
    pub(crate) loaded_ns: u64,
    /// The program called something measured for the first time.
    pub(crate) entered_ns: u64,
    /// The program was ready.
    pub(crate) ready_ns: u64,
    /// How long the thread that was ready had waited for a processor, since it began.
    pub(crate) wait_ns: u64,
    /// How long of that before the first constructor.
    pub(crate) loaded_wait_ns: u64,
    /// Phases with their durations, in the order in which they ended.
    pub(crate) phases: Vec<TimedPhase>,
}

/// A phase before the program was ready, in nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TimedPhase {
    pub(crate) name: String,
    pub(crate) wall_ns: u64,
    /// How long its thread waited for a processor meanwhile.
    pub(crate) wait_ns: u64,
}

impl fmt::Display for StartupRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEAD}")?;
        writeln!(f, "loaded {}", self.loaded_ns)?;
        writeln!(f, "entered {}", self.entered_ns)?;
        writeln!(f, "ready {}", self.ready_ns)?;
        writeln!(f, "wait {}", self.wait_ns)?;
        writeln!(f, "loaded-wait {}", self.loaded_wait_ns)?;
        for phase in &self.phases {
            let name = phase.name.replace(['\n', '\r'], " ");
            writeln!(f, "phase {} {} {name}", phase.wall_ns, phase.wait_ns)?;
        }
        writeln!(f, "end")
    }
}

impl StartupRecord {
    /// Reads what a process told; `None` where it is not whole, or something else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let lines = text.strip_prefix(HEAD)?.strip_suffix("\nend\n")?;
        let mut record = Self::default();
        for line in lines.lines().skip(1) {
            let (key, value) = line.split_once(' ')?;
            match key {
                "loaded" => record.loaded_ns = value.parse().ok()?,
                "entered" => record.entered_ns = value.parse().ok()?,
                "ready" => record.ready_ns = value.parse().ok()?,
                "wait" => record.wait_ns = value.parse().ok()?,
                "loaded-wait" => record.loaded_wait_ns = value.parse().ok()?,
                "phase" => {
                    let (wall, rest) = value.split_once(' ')?;
                    let (wait, name) = rest.split_once(' ')?;
                    record.phases.push(TimedPhase {
                        name: name.to_owned(),
                        wall_ns: wall.parse().ok()?,
                        wait_ns: wait.parse().ok()?,
                    });
                }
                _ => return None,
            }
        }
        (record.ready_ns >= record.loaded_ns && record.loaded_ns > 0).then_some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_understood_and_half_of_it_is_not() {
        let record = StartupRecord {
            loaded_ns: 1_000,
            entered_ns: 2_000,
            ready_ns: 9_000,
            wait_ns: 30,
            loaded_wait_ns: 10,
            phases: vec![TimedPhase {
                name: "read the\nfile".to_owned(),
                wall_ns: 4_000,
                wait_ns: 20,
            }],
        };
        let text = record.to_string();
        let mut understood = record.clone();
        understood.phases[0].name = "read the file".to_owned();
        assert_eq!(StartupRecord::parse(&text), Some(understood));
        for length in 0..text.len() {
            assert_eq!(StartupRecord::parse(&text[..length]), None, "{length}");
        }
        assert_eq!(StartupRecord::parse(&text.replace("wait", "weight")), None);
    }
}
