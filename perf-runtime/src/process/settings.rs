//! What `perf-budget.toml` of the package that this process was built from says to it.

use std::env;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::cargo_layout::target_folder;
use crate::class::{Classes, InForce};
use crate::record;
use crate::settings::{SettingsError, find, read};
use crate::spans::{SpanBudgets, SpanSite, announced};
use crate::startup::StartupSettings;

/// What the file says, as far as processes obey it.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// The class of this machine; `None` where no file says anything of it.
    pub(crate) class: Option<InForce>,
    /// The budgets on spans, which the registry knows now.
    #[cfg_attr(
        not(feature = "tracing-layer"),
        expect(dead_code, reason = "only the layer looks spans up")
    )]
    pub(crate) spans: Vec<SpanSite>,
    /// What the start-up of programs may take.
    pub(crate) startup: StartupSettings,
}

/// What the file says; looked up once, when somebody judges or asks for a layer.
///
/// # Errors
///
/// A file that cannot be obeyed. Nothing may be judged as if there were none.
pub(crate) fn settings() -> Result<&'static Settings, &'static SettingsError> {
    SETTINGS.get_or_init(look_up).as_ref()
}

/// Whether somebody has asked for what the file says, and in vain: then there is something to tell, whatever else
/// happened in the process.
pub(super) fn have_been_refused() -> bool {
    SETTINGS.get().is_some_and(Result::is_err)
}

static SETTINGS: OnceLock<Result<Settings, SettingsError>> = OnceLock::new();

/// The class of this machine.
///
/// # Errors
///
/// As [`settings`].
pub(crate) fn class() -> Result<Option<&'static InForce>, &'static SettingsError> {
    Ok(settings()?.class.as_ref())
}

fn look_up() -> Result<Settings, SettingsError> {
    let Some(file) = package_folder().and_then(|folder| find(&folder)) else {
        return Ok(Settings::default());
    };
    let text = read(&file)?;
    let spans = SpanBudgets::parse(&text, &file)?;
    let startup = StartupSettings::parse(&text, &file)?;
    let class = InForce::here(&Classes::parse(&text, &file)?);
    let spans = announced(spans.budgets());
    if let Some(class) = &class {
        class.check(&record::sites())?;
    }
    Ok(Settings {
        class,
        spans,
        startup,
    })
}

/// The package's folder where cargo or nextest say so, else the folder around cargo's target folder. The working folder
/// would let any folder that a program is started in change its limits.
fn package_folder() -> Option<PathBuf> {
    let told = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    told.filter(|folder| folder.is_absolute()).or_else(|| {
        let exe = env::current_exe().ok()?;
        Some(target_folder(&exe)?.parent()?.to_owned())
    })
}
