//! What a process does at its end: its role, unless `PERF_BUDGET` says otherwise.

use super::role::Role;
use crate::config::Mode;

/// What a process does at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    /// Nothing: not a word, not a file.
    Silent,
    /// The run file, and not a word: whoever reads it judges.
    Collect,
    /// Judge, print, write the run file, and keep the exit status.
    Report,
    /// The same, and turn exit status 0 into a failure when the gate fails.
    Enforce,
}

impl Plan {
    /// The plan for a process of this role in this mode.
    pub(super) fn of(role: Role, mode: Mode) -> Self {
        match (mode, role) {
            // Listing runs nothing, and whoever asked reads the output: not even an explicit wish may disturb it.
            (Mode::Off, _) | (_, Role::Listing) => Self::Silent,
            (Mode::Enforce, _) => Self::Enforce,
            (Mode::Report, _) => Self::Report,
            (Mode::Collect, _) => Self::Collect,
            (Mode::Automatic, Role::Test | Role::Doctest) => Self::Enforce,
            (Mode::Automatic, Role::Bench | Role::Program) => Self::Report,
            (Mode::Automatic, Role::StartedByTest) => Self::Silent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Role; 6] = [
        Role::Test,
        Role::Doctest,
        Role::Bench,
        Role::Listing,
        Role::StartedByTest,
        Role::Program,
    ];

    #[test]
    fn without_a_wish_the_role_decides() {
        let plans = ALL.map(|role| Plan::of(role, Mode::Automatic));
        assert_eq!(
            plans,
            [
                Plan::Enforce,
                Plan::Enforce,
                Plan::Report,
                Plan::Silent,
                Plan::Silent,
                Plan::Report
            ]
        );
    }

    #[test]
    fn an_explicit_wish_beats_every_role_but_listing() {
        for (mode, plan) in [
            (Mode::Enforce, Plan::Enforce),
            (Mode::Report, Plan::Report),
            (Mode::Collect, Plan::Collect),
            (Mode::Off, Plan::Silent),
        ] {
            for role in ALL {
                let expected = if role == Role::Listing {
                    Plan::Silent
                } else {
                    plan
                };
                assert_eq!(Plan::of(role, mode), expected, "{mode:?} {role:?}");
            }
        }
    }
}
