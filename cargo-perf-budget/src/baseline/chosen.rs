//! Which baseline is meant: the command line's, else `PERF_BUDGET_BASELINE`'s, else the settings'.

use std::env;

use perf_runtime::baseline::{Baselines, Chosen};
use perf_runtime::config::BASELINE_VARIABLE;

use super::model::name;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::settings::Settings;

/// The baseline that is meant; `asked` is the one on the command line.
pub(crate) fn chosen(asked: Option<&str>, settings: &Settings) -> Result<Chosen, Fault> {
    let found = match asked {
        Some(asked) => Some((asked.to_owned(), None)),
        None => env::var_os(BASELINE_VARIABLE).map(|value| {
            (
                value.to_string_lossy().into_owned(),
                Some(BASELINE_VARIABLE),
            )
        }),
    };
    let Some((found, place)) = found else {
        return Ok(Chosen {
            name: settings.baseline.name.clone(),
            asked: false,
        });
    };
    name(&found).map_err(|fault| match place {
        Some(place) => fault.at(format!("the environment variable {place}")),
        None => fault,
    })?;
    Ok(Chosen {
        name: found,
        asked: true,
    })
}

/// Refuses a baseline that somebody asked for and that is not there.
pub(crate) fn must_exist(chosen: &Chosen, file: &Baselines) -> Result<(), Fault> {
    if !chosen.asked || file.baselines.contains_key(&chosen.name) {
        return Ok(());
    }
    let what = format!("there is no baseline `{}`", chosen.name);
    Err(Fault::new(Exit::BadConfig, what).remedy("`cargo perf-budget baseline list` lists them"))
}
