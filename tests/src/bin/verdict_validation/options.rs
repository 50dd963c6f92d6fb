//! What the command line asks for.

use std::path::PathBuf;

use crate::neighbours::Noise;
use crate::plan::HEALTHY_CELLS;

/// Checks of healthy core-bound functions in the short form.
const SHORT: usize = 40;

/// What to run and where to write.
pub(crate) struct Options {
    /// Checks of every cell of the table.
    pub(crate) checks_per_cell: usize,
    /// Only these subjects; empty for all.
    subjects: Vec<String>,
    /// Only at these parts of their limits; empty for all.
    loads: Vec<f64>,
    /// Only under these noises.
    pub(crate) noises: Vec<Noise>,
    /// Checks are added to this file, and the table is of all that are in it.
    pub(crate) log: Option<PathBuf>,
    /// The table goes there too.
    pub(crate) markdown: Option<PathBuf>,
    /// A broken promise fails the program.
    pub(crate) assert: bool,
    /// A plain median and change detection are asked as well.
    pub(crate) ask_others: bool,
    /// Every verdict that should not be is told with its reason.
    pub(crate) explain: bool,
}

impl Options {
    pub(crate) fn parse(arguments: Vec<String>) -> Result<Self, String> {
        let mut checks = SHORT;
        let mut options = Self {
            checks_per_cell: 0,
            subjects: Vec::new(),
            loads: Vec::new(),
            log: None,
            noises: Noise::ALL.to_vec(),
            markdown: None,
            assert: false,
            ask_others: true,
            explain: false,
        };
        let mut rest = arguments.into_iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--checks" => {
                    checks = value()?.parse().map_err(|_| "--checks needs a number")?;
                }
                "--only" => options.subjects = value()?.split(',').map(str::to_owned).collect(),
                "--loads" => {
                    let loads = value()?;
                    options.loads = loads
                        .split(',')
                        .map(str::parse)
                        .collect::<Result<_, _>>()
                        .map_err(|_| "--loads needs numbers, as in 0.9,1.1")?;
                }
                "--log" => options.log = Some(value()?.into()),
                "--noise" => {
                    let names = value()?;
                    options.noises = names
                        .split(',')
                        .map(Noise::named)
                        .collect::<Result<_, _>>()?;
                }
                "--markdown" => options.markdown = Some(value()?.into()),
                "--assert" => options.assert = true,
                "--ours-alone" => options.ask_others = false,
                "--explain" => options.explain = true,
                _ => {
                    return Err(format!(
                        "{argument} is not understood: --checks N, --only SUBJECT,…, --loads LOAD,…, \
                         --noise NOISE,…, --log FILE, --markdown FILE, --ours-alone, --assert, --explain"
                    ));
                }
            }
        }
        options.checks_per_cell = checks.div_ceil(HEALTHY_CELLS);
        Ok(options)
    }

    /// Whether this subject is asked for, at this part of its limit.
    pub(crate) fn wants(&self, subject: &str, load: f64) -> bool {
        let subjects = &self.subjects;
        (subjects.is_empty() || subjects.iter().any(|wanted| wanted == subject))
            && (self.loads.is_empty() || self.loads.contains(&load))
    }
}
