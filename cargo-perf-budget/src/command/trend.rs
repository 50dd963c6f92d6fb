//! `trend`: what the history says of a function.

use clap::{Args, ValueEnum};

use super::history::{Place, disorder};
use crate::cli::Global;
use crate::console;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::history::{self, History};
use crate::trend::{self, Trend};

/// What the history says: level, slope, and where it changed
///
/// For each function, test and metric: the level since the last change, a robust slope with its interval (Theil–Sen), and
/// every change of level with the commit that brought it (a CUSUM that outliers do not trip: 2 to 3 of 100 histories
/// alarm falsely, and a step of 5 % is found in about 5 runs). Times of other machines are left out. Without a function,
/// only what moved is listed.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Functions whose path contains this
    function: Option<String>,
    /// The newest runs that are looked at
    #[arg(long, value_name = "N", default_value_t = 200)]
    last: usize,
    #[command(flatten)]
    place: Place,
    /// The language of the answer
    #[arg(long, value_name = "FORMAT", default_value = "terminal")]
    format: Language,
}

/// The languages of this answer.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Language {
    /// For a person
    Terminal,
    /// For programs
    Json,
}

pub(crate) fn run(global: &Global, arguments: &Arguments) -> Result<Exit, Fault> {
    let history = History::existing(&arguments.place.path()?)?;
    let part = arguments.function.as_deref().unwrap_or_default();
    let series = history.series(part, arguments.last)?;
    if series.is_empty() {
        let what = match part {
            "" => "the history holds no figure yet".to_owned(),
            part => format!("the history holds no function whose path contains `{part}`"),
        };
        return Err(Fault::new(Exit::BadConfig, what)
            .remedy("`cargo perf-budget history list` shows what is kept"));
    }
    let newest = series.iter().filter_map(|series| series.points.last());
    if let Some(newest) = newest.map(|point| point.at_unix_ms).max()
        && let Some(text) = disorder(newest, history::now())
    {
        console::warn(global, &text);
    }
    let total = series.len();
    let mut trends: Vec<Trend> = series.into_iter().filter_map(trend::analyse).collect();
    let mut short = 0;
    if arguments.function.is_none() && !global.verbose {
        trends.retain(|trend| {
            let moving = trend.is_moving();
            short += usize::from(!moving && trend.slope_percent.is_none());
            moving
        });
    }
    let text = match arguments.format {
        Language::Json => trend::json(&trends)?,
        Language::Terminal => {
            let mut text = trend::terminal(&trends, &console::style(global));
            let still = total - trends.len();
            if still > 0 {
                let few = match short {
                    0 => String::new(),
                    short => format!("{short} with too few runs to tell; "),
                };
                let other = if trends.is_empty() { "" } else { " other" };
                text.push_str(&format!(
                    "{still}{other} series did not move ({few}--verbose shows all)\n"
                ));
            }
            text
        }
    };
    console::answer(&text)?;
    Ok(Exit::Success)
}
