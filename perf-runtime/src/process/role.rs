//! What kind of process this is, from facts that a program cannot inherit by accident.

use super::cargo_layout::{BuiltFor, built_for};
use super::facts::Facts;

/// What kind of process this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A test executable of cargo that runs tests.
    Test,
    /// A documentation example, or the runner of many.
    Doctest,
    /// A test executable that `cargo bench` started: measures on purpose, with limits that are meant for tests.
    Bench,
    /// A test executable that only lists what it holds.
    Listing,
    /// An ordinary program that some test started: the test reads what it prints and how it ends.
    StartedByTest,
    /// Any other program.
    Program,
}

/// The role of the process with these facts; `test_build` says whether any of its sites was compiled into a test harness.
///
/// No environment variable is looked at: a program inherits all of them from the test that starts it.
pub(super) fn of(facts: &Facts, test_build: bool) -> Role {
    let has = |wanted: &str| {
        facts
            .arguments
            .iter()
            .skip(1)
            .any(|argument| argument == wanted)
    };
    match built_for(&facts.exe) {
        BuiltFor::Program if !test_build => {
            if facts
                .ancestors()
                .iter()
                .any(|above| built_for(&above.exe) != BuiltFor::Program)
            {
                Role::StartedByTest
            } else {
                Role::Program
            }
        }
        BuiltFor::Doctest => Role::Doctest,
        BuiltFor::TestTarget | BuiltFor::Program => {
            if has("--list") {
                Role::Listing
            } else if has("--bench") {
                Role::Bench
            } else {
                Role::Test
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::ancestry::Ancestor;

    const TEST: &str = "/p/target/debug/deps/it-9ed1aaa1c26cc4b2";
    const PROGRAM: &str = "/p/target/debug/tool";

    fn facts(exe: &str, arguments: &[&str], above: &[&str]) -> Facts {
        let ancestor = |exe: &&str| Ancestor {
            pid: 2,
            started: 3,
            exe: exe.into(),
        };
        Facts::assembled(exe, arguments, above.iter().map(ancestor).collect())
    }

    #[test]
    fn the_arguments_tell_what_a_test_executable_does() {
        for (arguments, role) in [
            (&[][..], Role::Test),
            (&["--exact", "a::b", "--nocapture"], Role::Test),
            (&["--list", "--format", "terse"], Role::Listing),
            (&["--bench"], Role::Bench),
        ] {
            assert_eq!(of(&facts(TEST, arguments, &[]), false), role);
        }
    }

    #[test]
    fn a_test_started_by_a_test_is_still_a_test() {
        assert_eq!(
            of(&facts(TEST, &[], &["/bin/cargo", TEST]), false),
            Role::Test
        );
    }

    #[test]
    fn a_harness_in_an_unusual_place_is_known_by_its_sites() {
        assert_eq!(of(&facts("/app/copied", &[], &[]), true), Role::Test);
        assert_eq!(
            of(&facts("/app/copied", &["--list"], &[]), true),
            Role::Listing
        );
    }

    #[test]
    fn a_program_below_a_test_is_told_from_one_that_a_person_started() {
        assert_eq!(
            of(&facts(PROGRAM, &[], &["/bin/sh", "/usr/bin/login"]), false),
            Role::Program
        );
        assert_eq!(of(&facts(PROGRAM, &["--list"], &[]), false), Role::Program);
        assert_eq!(
            of(
                &facts(PROGRAM, &[], &["/bin/sh", TEST, "/bin/cargo"]),
                false
            ),
            Role::StartedByTest
        );
        let doctest = "/tmp/rustdoctestYw4TIt/rust_out";
        assert_eq!(
            of(&facts(PROGRAM, &[], &[doctest]), false),
            Role::StartedByTest
        );
    }
}
