//! The program around the analyses: arguments → inputs → analyses → summary and JSON.

mod help;
mod inputs;
mod options;
mod progress;
mod summary;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use super::figures::Figures;
use super::results::aerogel::AerogelRecord;
use super::results::frames::FramesRecord;
use super::results::homodyne::HomodyneRecord;
use super::results::{JsonFile, Results};
use super::{XpcsError, aerogel, fit, frames, slow};
use inputs::Source;
use options::{Analysis, Options, Request};
use progress::Bar;

/// Runs the program with the arguments that follow its name; tells of errors on stderr.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let done = options::parse(arguments).and_then(|request| match request {
        Request::Help => say(help::HELP),
        Request::Version => say(concat!("xpcs ", env!("CARGO_PKG_VERSION"), "\n")),
        Request::Analyse(options) => analyse(&options),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xpcs: {error}");
            ExitCode::from(error.exit_status() as u8)
        }
    }
}

fn analyse(options: &Options) -> Result<(), XpcsError> {
    let json = options.json.as_deref().map(JsonFile::prepare).transpose()?;
    let figures = options.plot.as_deref().map(Figures::prepare).transpose()?;
    options.slow.iter().copied().for_each(slow::slow_down);
    let source = Source::new(options.data.clone());
    let mut results = Results::from_source(source.description());
    for &analysis in &options.analyses {
        match analysis {
            Analysis::TwoTime => two_time(&source, &mut results, figures.as_ref()),
            Analysis::Aerogel => reference(&source, &mut results),
            Analysis::Frames => correlation(&source, &mut results),
        }?;
    }
    if let Some(figures) = &figures {
        if let Some(aerogel) = &results.aerogel {
            figures.aerogel(aerogel)?;
        }
        if let Some(frames) = &results.frames {
            figures.frames(frames)?;
        }
        figures.flow()?;
    }
    // The file first: a reader that closes the pipe must not cost the results.
    if let Some(json) = json {
        json.commit(&results)?;
    }
    say(&summary::summary(&results))
}

fn two_time(
    source: &Source,
    results: &mut Results,
    figures: Option<&Figures>,
) -> Result<(), XpcsError> {
    let data = source.two_time()?;
    let mut bar = Bar::new();
    let mut watched = |mode: fit::Mode| {
        let watch = &mut |progress| bar.show(mode, progress);
        match mode {
            fit::Mode::LaminarFlow => fit::laminar_flow(&data, watch),
            fit::Mode::StaticAnisotropic => fit::static_anisotropic(&data, watch),
            fit::Mode::StaticIsotropic => fit::static_isotropic(&data, watch),
        }
    };
    let isotropic = watched(fit::Mode::StaticIsotropic)?;
    let anisotropic = watched(fit::Mode::StaticAnisotropic)?;
    let flow = watched(fit::Mode::LaminarFlow)?;
    results.static_isotropic = Some(HomodyneRecord::from(&isotropic));
    results.static_anisotropic = Some(HomodyneRecord::from(&anisotropic));
    results.laminar_flow = Some(HomodyneRecord::from(&flow));
    figures.map_or(Ok(()), |figures| figures.two_time(&data, &flow))
}

fn reference(source: &Source, results: &mut Results) -> Result<(), XpcsError> {
    let input = source.aerogel()?;
    let bins = aerogel::analyse(&input)?;
    results.aerogel = Some(AerogelRecord::from(&bins[..]));
    Ok(())
}

fn correlation(source: &Source, results: &mut Results) -> Result<(), XpcsError> {
    let (stack, truth) = source.frames();
    results.frames = Some(FramesRecord::new(&frames::analyse(&stack), &truth));
    Ok(())
}

/// Writes to stdout. A reader that has gone away is not an error of ours.
fn say(text: &str) -> Result<(), XpcsError> {
    let mut stdout = std::io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(cause) if cause.kind() != std::io::ErrorKind::BrokenPipe => Err(XpcsError::Output {
            path: Path::new("standard output").to_owned(),
            cause,
        }),
        _ => Ok(()),
    }
}
