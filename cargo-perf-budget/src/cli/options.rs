//! The options that every command has.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of all commands.
#[derive(Debug, Clone, Args)]
pub(crate) struct Global {
    /// When to colour
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        env = "CARGO_TERM_COLOR",
        default_value = "auto"
    )]
    pub(crate) color: Color,
    /// Show everything: budgets that are kept, evidence, notes
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
    /// Say nothing but the answer
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The language of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person
    Terminal,
    /// For programs: the whole report with what was concluded
    Json,
    /// A table for comments on merge requests
    Markdown,
    /// JUnit XML: a test case per limit
    Junit,
    /// SARIF 2.1.0: findings with source locations
    Sarif,
    /// GitHub Actions annotations
    Github,
}

/// Which packages, and how cargo builds them.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Cargo options")]
pub(crate) struct CargoOptions {
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// Only these packages [default: the whole workspace]
    #[arg(long, short, value_name = "NAME")]
    pub(crate) package: Vec<String>,
    /// All packages but these
    #[arg(long, value_name = "NAME", conflicts_with = "package")]
    pub(crate) exclude: Vec<String>,
    /// Features to activate beside `monitoring`
    #[arg(long, short = 'F', value_name = "FEATURES")]
    pub(crate) features: Vec<String>,
    /// Activate all features
    #[arg(long)]
    pub(crate) all_features: bool,
    /// Do not activate the `default` feature
    #[arg(long)]
    pub(crate) no_default_features: bool,
    /// Build with this profile
    #[arg(long, value_name = "PROFILE")]
    pub(crate) profile: Option<String>,
}

impl CargoOptions {
    /// The whole workspace of a manifest.
    pub(crate) fn of_manifest(manifest_path: Option<PathBuf>) -> Self {
        Self {
            manifest_path,
            ..Self::default()
        }
    }
}
