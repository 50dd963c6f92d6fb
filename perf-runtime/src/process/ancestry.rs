//! The processes above this one: was it started by a test, and which `cargo` do all test binaries of one run share?

use std::path::PathBuf;

use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate, System, UpdateKind};

/// More levels than shells, runners and test drivers pile up, and an end to a table of processes that changes meanwhile.
const HIGHEST: usize = 32;

/// A process above this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ancestor {
    /// Its process number.
    pub(super) pid: u32,
    /// When it started, in seconds since the epoch: with the number it names the process for ever.
    pub(super) started: u64,
    /// Its executable, or just its name where the system does not show the path.
    pub(super) exe: PathBuf,
}

/// The processes above the given one, nearest first; as many as the system lets us see.
pub(super) fn above(pid: u32) -> Vec<Ancestor> {
    let Ok(mut system) = System::new() else {
        return Vec::new();
    };
    let mut ancestors = Vec::new();
    let mut current = Pid::from_u32(pid);
    // Above this process the table may change while we read: a process that is gone ends the walk.
    let mut parent = look_at(&mut system, current).and_then(|process| process.parent());
    while let Some(pid) = parent.filter(|&parent| parent != current)
        && ancestors.len() < HIGHEST
    {
        let Some(process) = look_at(&mut system, pid) else {
            break;
        };
        ancestors.push(Ancestor {
            pid: pid.as_u32(),
            started: process.start_time(),
            exe: process
                .exe()
                .map_or_else(|| PathBuf::from(process.name()), PathBuf::from),
        });
        current = pid;
        parent = process.parent();
    }
    ancestors
}

fn look_at(system: &mut System, pid: Pid) -> Option<&sysinfo::Process> {
    let what = ProcessRefreshKind::nothing()
        .with_exe(UpdateKind::OnlyIfNotSet)
        .without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), false, what);
    system.process(pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_comes_first_and_keeps_its_start() {
        let first = above(std::process::id());
        #[cfg(unix)]
        assert_eq!(first[0].pid, std::os::unix::process::parent_id());
        assert!(first[0].started > 0);
        assert_eq!(above(std::process::id())[0], first[0]);
    }

    #[test]
    fn a_process_that_does_not_exist_has_nobody_above() {
        assert_eq!(above(u32::MAX >> 1), []);
    }
}
