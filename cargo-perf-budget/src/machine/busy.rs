//! What others did on the machine meanwhile: their work slows ours through what is shared, which no clock of ours shows.

use std::fs;

use perf_runtime::testing::CoreWatch;

/// What others did while something ran.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Others {
    /// The share of all cores' time that they used, as far as the system tells.
    pub(crate) share: f64,
    /// The most that somebody outside of this system added to code, as a part of its time, by using the same cores: another
    /// machine on the same host.
    pub(crate) added: f64,
}

/// Watches others from its making on.
pub(crate) struct Watch {
    cores: CoreWatch,
    added: Option<f64>,
    meter: Option<Meter>,
}

impl Watch {
    pub(crate) fn start() -> Self {
        let cores = CoreWatch::new();
        let added = cores.most_added();
        Self {
            cores,
            added,
            meter: Meter::read(),
        }
    }

    /// What they did since.
    pub(crate) fn end(self) -> Others {
        let meters = self.meter.zip(Meter::read());
        let share = meters.and_then(|(then, now)| now.others_since(then));
        let added = [self.added, self.cores.most_added()];
        Others {
            share: share.unwrap_or(0.0),
            added: added.into_iter().flatten().fold(0.0, f64::max),
        }
    }
}

/// What all cores did so far, in clock ticks.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Meter {
    total: u64,
    /// Everything but idling, also what other guests of the host took.
    busy: u64,
    /// What processes below this one took that have ended.
    ours: u64,
}

impl Meter {
    /// The present state; `None` where the system does not tell.
    fn read() -> Option<Self> {
        let stat = fs::read_to_string("/proc/stat").ok()?;
        let own = fs::read_to_string("/proc/self/stat").ok()?;
        Self::parse(&stat, &own)
    }

    /// proc_stat(5) and proc_pid_stat(5).
    fn parse(stat: &str, own: &str) -> Option<Self> {
        let cores = stat.lines().next()?.strip_prefix("cpu ")?;
        // user, nice, system, idle, iowait, irq, softirq, steal; what follows is in the first two, too.
        let ticks: Vec<u64> = cores
            .split_whitespace()
            .take(8)
            .map(|field| field.parse().ok())
            .collect::<Option<_>>()?;
        let idle = ticks.get(3)? + ticks.get(4)?;
        let total: u64 = ticks.iter().sum();
        // The name, in parentheses, may hold spaces; cutime and cstime are the 14th and 15th field behind it.
        let (_, fields) = own.rsplit_once(')')?;
        let mut fields = fields.split_whitespace().skip(13);
        let mut next = || fields.next()?.parse::<u64>().ok();
        Some(Self {
            total,
            busy: total - idle,
            ours: next()? + next()?,
        })
    }

    /// The share of all cores' time since then that others used.
    fn others_since(self, then: Self) -> Option<f64> {
        let total = self
            .total
            .checked_sub(then.total)
            .filter(|ticks| *ticks > 0)?;
        let busy = self.busy.saturating_sub(then.busy);
        let ours = self.ours.saturating_sub(then.ours);
        Some(busy.saturating_sub(ours) as f64 / total as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::Meter;

    #[test]
    fn what_others_use_is_neither_ours_nor_idle() {
        let own = |ticks: u64| format!("7 (a ) b) S {} {ticks} 5 0 0", "1 ".repeat(12));
        let then = Meter::parse("cpu  100 0 50 800 10 0 0 40 9 9\ncpu0 1", &own(20)).unwrap();
        let now = Meter::parse("cpu  160 0 60 900 20 0 0 60 9 9\ncpu0 1", &own(50)).unwrap();
        // Of 200 ticks 90 were busy, 30 of them ours.
        assert_eq!(now.others_since(then), Some(0.3));
        assert_eq!(then.others_since(then), None);
        assert_eq!(Meter::parse("cpu0 1 2 3", &own(1)), None);
    }
}
