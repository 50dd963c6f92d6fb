//! Where and how a process ran: what two reports must share before their times are compared.

use std::thread::available_parallelism;

use serde::{Deserialize, Serialize};
use sysinfo::{CpuRefreshKind, RefreshKind, System};

use crate::record::ClockSnapshot;

/// The machine, the build and the clock of a process. Texts are empty where the system does not say.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Environment {
    /// The host's name.
    pub machine: String,
    /// The operating system with its version.
    pub os: String,
    /// The processor's model.
    pub cpu: String,
    /// Processors this process may use; 0 when unknown.
    pub cores: u64,
    /// `0`, `1`, `2`, `3`, `s` or `z`: how perf-runtime was compiled.
    pub opt_level: String,
    /// Whether debug assertions were compiled in.
    pub debug_assertions: bool,
    /// The compiler.
    pub rustc: String,
    /// The clock, and whether a counting allocator is installed.
    pub clock: ClockSnapshot,
}

impl Environment {
    /// The environment of this process.
    #[must_use]
    pub fn current(clock: &ClockSnapshot) -> Self {
        let models = RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing());
        let system = System::new_with_specifics(models).ok();
        let cpu = system.as_ref().and_then(|system| system.cpus().first());
        Self {
            machine: System::host_name().unwrap_or_default(),
            os: System::long_os_version().unwrap_or_default(),
            cpu: cpu.map_or_else(String::new, |cpu| cpu.brand().trim().to_owned()),
            cores: available_parallelism().map_or(0, |n| n.get() as u64),
            opt_level: env!("PERF_RUNTIME_OPT_LEVEL").to_owned(),
            debug_assertions: cfg!(debug_assertions),
            rustc: env!("PERF_RUNTIME_RUSTC").to_owned(),
            clock: clock.clone(),
        }
    }

    /// All facts but the clock's calibration, which differs a little from process to process.
    fn facts(&self) -> [(&'static str, String); 10] {
        [
            ("machine", self.machine.clone()),
            ("operating system", self.os.clone()),
            ("processor", self.cpu.clone()),
            ("cores", self.cores.to_string()),
            ("optimisation level", self.opt_level.clone()),
            ("debug assertions", self.debug_assertions.to_string()),
            ("compiler", self.rustc.clone()),
            ("clock", self.clock.name.clone()),
            (
                "counting allocator",
                self.clock.allocator_installed.to_string(),
            ),
            (
                "run-queue wait",
                self.clock.run_queue_unavailable.clone().unwrap_or_default(),
            ),
        ]
    }
}

/// Makes one list of distinct environments, in an order that does not depend on the order of the lists.
pub(super) fn unite(environments: impl IntoIterator<Item = Environment>) -> Vec<Environment> {
    let mut distinct: Vec<Environment> = Vec::new();
    for environment in environments {
        let facts = environment.facts();
        match distinct.iter_mut().find(|known| known.facts() == facts) {
            Some(known) => coarser(&mut known.clock, &environment.clock),
            None => distinct.push(environment),
        }
    }
    distinct.sort_by_cached_key(Environment::facts);
    distinct
}

/// The clock that every sample of these environments can be judged by: the coarsest calibration and the most stolen time
/// of all.
pub(super) fn common_clock(environments: &[Environment]) -> ClockSnapshot {
    let Some(first) = environments.first() else {
        return ClockSnapshot::default();
    };
    let mut clock = first.clock.clone();
    for other in &environments[1..] {
        coarser(&mut clock, &other.clock);
        clock.allocator_installed &= other.clock.allocator_installed;
        if clock.run_queue_unavailable.is_none() {
            clock
                .run_queue_unavailable
                .clone_from(&other.clock.run_queue_unavailable);
        }
    }
    clock
}

fn coarser(clock: &mut ClockSnapshot, other: &ClockSnapshot) {
    clock.resolution_ns = clock.resolution_ns.max(other.resolution_ns);
    clock.overlap_ns = clock.overlap_ns.max(other.overlap_ns);
    clock.overhead_ns = clock.overhead_ns.max(other.overhead_ns);
    // Processes that ran at the same time saw the same theft: a sum would count it twice.
    clock.stolen_ns = clock.stolen_ns.max(other.stolen_ns);
}

/// One sentence for each fact in which the environments differ.
pub(super) fn differences(environments: &[Environment]) -> Vec<String> {
    let Some(first) = environments.first() else {
        return Vec::new();
    };
    let all: Vec<_> = environments.iter().map(Environment::facts).collect();
    let mut sentences = Vec::new();
    for (i, (name, _)) in first.facts().iter().enumerate() {
        let mut values: Vec<&str> = all.iter().map(|facts| facts[i].1.as_str()).collect();
        values.sort_unstable();
        values.dedup();
        if values.len() > 1 {
            let values: Vec<String> = values.iter().map(|v| format!("`{v}`")).collect();
            sentences.push(format!(
                "the merged runs differ in {name}: {}",
                values.join(", ")
            ));
        }
    }
    sentences
}
