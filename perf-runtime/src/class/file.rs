//! Reads the `[[machine]]` entries of `perf-budget.toml`; the rest of the file is for others.

use std::path::{Path, PathBuf};

use toml_span::Span;
use toml_span::value::Table;

use super::machine::{Conditions, Machine};
use crate::settings::{Document, SettingsError, place, read};
use crate::site::{Metric, Statistic};

/// The name of the list.
const LIST: &str = "machine";

/// The keys of an entry.
const KEYS: [&str; 7] = [
    "name",
    "processor",
    "cores",
    "hypervisor",
    "host",
    "scale",
    "limit",
];

/// Beyond this no machine of today is slower or faster than another; and a limit times it remains a figure.
const MOST_SCALE: f64 = 1e9;

/// The machine classes of one file, in its order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Classes {
    /// The file.
    pub file: PathBuf,
    classes: Vec<Class>,
}

/// A kind of machine, and the limits that hold there.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// What reports call it.
    pub name: String,
    /// Where its entry says so, from 1.
    pub line: usize,
    /// What limits on time are multiplied by.
    pub scale: Option<f64>,
    /// Limits that hold instead of declared ones, scaled or not.
    pub limits: Vec<Replacement>,
    conditions: Conditions,
}

/// A limit of one function on machines of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// The function's printed name, or its path.
    pub function: String,
    /// The key: `max_ms`.
    pub key: String,
    /// What is limited.
    pub metric: Metric,
    /// Which figure of it.
    pub statistic: Statistic,
    /// The limit in the metric's base unit.
    pub value: f64,
    /// Line and column of the key, from 1.
    pub place: (usize, usize),
}

impl Classes {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is no TOML, or has an entry that cannot be obeyed.
    pub fn read(file: &Path) -> Result<Self, SettingsError> {
        let text = read(file)?;
        Self::parse(&text, file)
    }

    /// Reads the text of `file`.
    ///
    /// # Errors
    ///
    /// When the text is no TOML, or has an entry that cannot be obeyed.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SettingsError> {
        let document = Document { text, file };
        let root = document.root()?;
        let mut classes: Vec<Class> = Vec::new();
        if let Some(root) = root.as_table() {
            document.misspelt(root, LIST)?;
            for (entry, at) in document.tables(root, LIST, LIST)? {
                let class = class(&document, entry, at)?;
                if let Some(first) = classes.iter().find(|first| first.name == class.name) {
                    let what = format!(
                        "two machine classes are called `{}`, the first in line {}",
                        class.name, first.line
                    );
                    return Err(document.refuse(at_name(entry, at), what, "rename one of them"));
                }
                classes.push(class);
            }
        }
        Ok(Self {
            file: file.to_owned(),
            classes,
        })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty()
    }

    /// The limits that any class replaces.
    pub fn replacements(&self) -> impl Iterator<Item = &Replacement> {
        self.classes.iter().flat_map(|class| &class.limits)
    }

    /// The first class that the machine belongs to.
    #[must_use]
    pub fn of(&self, machine: &Machine) -> Option<&Class> {
        let mut classes = self.classes.iter();
        classes.find(|class| class.conditions.are_met_by(machine))
    }
}

fn class(document: &Document<'_>, entry: &Table<'_>, at: Span) -> Result<Class, SettingsError> {
    document.only(entry, &KEYS)?;
    let text = |key, example| document.text(entry, key, example);
    let conditions = Conditions {
        processor: text("processor", "\"*EPYC*\"")?,
        cores: cores(document, entry)?,
        hypervisor: text("hypervisor", "\"KVM\"")?,
        host: text("host", "\"ci-*\"")?,
    };
    let Some(name) = text("name", "\"ci\"")? else {
        let what = "a machine class without a name";
        return Err(document.refuse(at, what, "give it one, for reports: `name = \"ci\"`"));
    };
    let at = at_name(entry, at);
    if conditions == Conditions::default() {
        let what = format!("nothing says which machines belong to `{name}`");
        let remedy = "give `processor`, `cores`, `hypervisor` or `host`; `host = \"*\"` is any";
        return Err(document.refuse(at, what, remedy));
    }
    let class = Class {
        line: place(document.text, at.start).0,
        scale: scale(document, entry)?,
        limits: limits(document, entry)?,
        conditions,
        name,
    };
    if class.scale.is_none() && class.limits.is_empty() {
        let what = format!("the machine class `{}` changes no limit", class.name);
        let remedy = "give `scale = 1.5` for limits on time, or `[[machine.limit]]`";
        return Err(document.refuse(at, what, remedy));
    }
    Ok(class)
}

fn at_name(entry: &Table<'_>, at: Span) -> Span {
    let name = entry.keys().find(|key| key.name == "name");
    name.map_or(at, |name| name.span)
}

fn cores(document: &Document<'_>, entry: &Table<'_>) -> Result<Option<usize>, SettingsError> {
    let Some(value) = entry.get("cores") else {
        return Ok(None);
    };
    let whole = value.as_integer().and_then(|n| usize::try_from(n).ok());
    match whole.filter(|&n| n > 0) {
        Some(cores) => Ok(Some(cores)),
        None => Err(document.wrong("cores", value, "a whole number from 1", "2")),
    }
}

fn scale(document: &Document<'_>, entry: &Table<'_>) -> Result<Option<f64>, SettingsError> {
    let Some(value) = entry.get("scale") else {
        return Ok(None);
    };
    let scale = document.number("scale", value, "1.5")?;
    if scale <= 0.0 {
        let what = format!("`scale` is {scale}, which leaves no limit to keep");
        return Err(document.refuse(value.span, what, "write a number above 0"));
    }
    if !(1.0 / MOST_SCALE..=MOST_SCALE).contains(&scale) {
        let what = format!("`scale` is {scale:e}, and no machine is so far from another");
        let remedy = format!(
            "write a number from {:e} to {MOST_SCALE:e}",
            1.0 / MOST_SCALE
        );
        return Err(document.refuse(value.span, what, remedy));
    }
    Ok(Some(scale))
}

fn limits(document: &Document<'_>, entry: &Table<'_>) -> Result<Vec<Replacement>, SettingsError> {
    let mut limits = Vec::new();
    for (table, at) in document.tables(entry, "limit", "machine.limit")? {
        let example = "\"my_crate::module::function\"";
        let Some(function) = document.text(table, "function", example)? else {
            let remedy = format!("write `function = {example}`, the name that reports print");
            return Err(document.refuse(at, "a limit of no function", remedy));
        };
        let before = limits.len();
        for (name, value) in table.iter().filter(|(name, _)| name.name != "function") {
            let (known, value) = document.limit(name, value, |_| true, &["function"])?;
            limits.push(Replacement {
                function: function.clone(),
                key: name.name.to_string(),
                metric: known.metric,
                statistic: known.statistic,
                value,
                place: place(document.text, name.span.start),
            });
        }
        if limits.len() == before {
            let what = format!("no limit is given for `{function}`");
            let remedy = "give at least one, as in an attribute: `max_ms = 2.0`";
            return Err(document.refuse(at, what, remedy));
        }
    }
    // The keys of a table come by name.
    limits.sort_by_key(|limit| limit.place);
    for (number, limit) in limits.iter().enumerate() {
        let is_same =
            |other: &&Replacement| other.function == limit.function && other.limits_what(limit);
        if let Some(first) = limits[..number].iter().find(is_same) {
            return Err(limit.repeats(first, document.file));
        }
    }
    Ok(limits)
}

impl Replacement {
    /// Whether both are limits on the same figure, of whatever function.
    pub(super) fn limits_what(&self, other: &Self) -> bool {
        (self.metric, self.statistic) == (other.metric, other.statistic)
    }

    /// The refusal of a limit on a figure of a function that another one limits already: one of them would mean nothing.
    pub(super) fn repeats(&self, first: &Self, file: &Path) -> SettingsError {
        let (line, _) = first.place;
        SettingsError {
            file: file.to_owned(),
            place: Some(self.place),
            what: format!(
                "`{}` of `{}` and `{}` of `{}` in line {line} limit the same",
                self.key, self.function, first.key, first.function
            ),
            remedy: "remove one of them".to_owned(),
        }
    }
}
