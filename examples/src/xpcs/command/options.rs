//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

use crate::xpcs::XpcsError;
use crate::xpcs::slow::{STEPS, Step};

/// One of the analyses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Analysis {
    /// Fits to a two-time correlation.
    TwoTime,
    /// The static reference.
    Aerogel,
    /// Correlation from frames.
    Frames,
}

/// The analyses under their names, in the order in which they run.
const ANALYSES: [(&str, Analysis); 3] = [
    ("two-time", Analysis::TwoTime),
    ("aerogel", Analysis::Aerogel),
    ("frames", Analysis::Frames),
];

/// What to analyse, and where the results go.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Options {
    /// Folder of the inputs; generated data without.
    pub data: Option<PathBuf>,
    /// File for the results.
    pub json: Option<PathBuf>,
    /// Folder for the figures.
    pub plot: Option<PathBuf>,
    /// The analyses, each once, in their order.
    pub analyses: Vec<Analysis>,
    /// Steps that are to be slow.
    pub slow: Vec<Step>,
}

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    /// The help text.
    Help,
    /// The version.
    Version,
    /// The analyses.
    Analyse(Options),
}

/// Understands the arguments that follow the program's name.
///
/// # Errors
///
/// [`XpcsError::Usage`] that names the argument.
pub(super) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Request, XpcsError> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut options = Options {
        data: None,
        json: None,
        plot: None,
        analyses: Vec::new(),
        slow: Vec::new(),
    };
    while let Some(argument) = parser.next().map_err(usage)? {
        match argument {
            Short('h') | Long("help") => return Ok(Request::Help),
            Short('V') | Long("version") => return Ok(Request::Version),
            Long("data") => options.data = Some(value(&mut parser)?.into()),
            Long("json") => options.json = Some(value(&mut parser)?.into()),
            Long("plot") => options.plot = Some(value(&mut parser)?.into()),
            Long("only") => options.analyses.push(analysis(&value(&mut parser)?)?),
            Long("slow") => options.slow.push(step(&value(&mut parser)?)?),
            other => return Err(usage(other.unexpected())),
        }
    }
    options.analyses = in_order(&options.analyses);
    Ok(Request::Analyse(options))
}

/// The analyses in the order in which they run, each once; all of them when none was asked for.
fn in_order(asked_for: &[Analysis]) -> Vec<Analysis> {
    let analyses = ANALYSES.iter().map(|(_, analysis)| *analysis);
    analyses
        .filter(|analysis| asked_for.is_empty() || asked_for.contains(analysis))
        .collect()
}

fn value(parser: &mut lexopt::Parser) -> Result<OsString, XpcsError> {
    parser.value().map_err(usage)
}

fn analysis(name: &OsString) -> Result<Analysis, XpcsError> {
    named(name, &ANALYSES, "unknown analysis", "--only")
}

fn step(name: &OsString) -> Result<Step, XpcsError> {
    named(name, &STEPS, "no step to make slow", "--slow")
}

/// What has this name in a table.
fn named<T: Copy>(
    name: &OsString,
    table: &[(&str, T)],
    problem: &str,
    option: &str,
) -> Result<T, XpcsError> {
    let known = table.iter().find(|(known, _)| name == known);
    known.map(|(_, found)| *found).ok_or_else(|| {
        let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
        XpcsError::Usage {
            problem: format!(
                "{problem} {name:?} after {option}; there are {}",
                names.join(", ")
            ),
        }
    })
}

fn usage(error: lexopt::Error) -> XpcsError {
    XpcsError::Usage {
        problem: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Request, XpcsError> {
        parse(arguments.iter().map(OsString::from))
    }

    fn analyses(arguments: &[&str]) -> Vec<Analysis> {
        match parsed(arguments).expect("understood") {
            Request::Analyse(options) => options.analyses,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_analysis_runs_unless_told() {
        assert_eq!(analyses(&[]), ANALYSES.map(|(_, analysis)| analysis));
        let two = ["--only", "frames", "--only=two-time", "--only", "frames"];
        assert_eq!(analyses(&two), [Analysis::TwoTime, Analysis::Frames]);
    }

    #[test]
    fn paths_are_taken_as_they_are() {
        let expected = Options {
            data: Some("a b".into()),
            json: Some("out.json".into()),
            plot: Some("figures".into()),
            analyses: vec![Analysis::Aerogel],
            slow: vec![Step::MultiTau],
        };
        let found = parsed(&[
            "--data",
            "a b",
            "--json=out.json",
            "--plot",
            "figures",
            "--only",
            "aerogel",
            "--slow=multi_tau",
        ]);
        assert_eq!(found.expect("understood"), Request::Analyse(expected));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (arguments, named) in [
            (&["--jsn", "x"][..], "--jsn"),
            (&["--data"], "--data"),
            (&["stray"], "stray"),
            (&["--only", "saxs"], "two-time, aerogel, frames"),
            (&["--slow", "decay"], "fill_diffusion, multi_tau"),
        ] {
            let refused = parsed(arguments).expect_err("not understood").to_string();
            assert!(
                refused.contains(named) && refused.contains("xpcs --help"),
                "{refused}"
            );
        }
    }
}
