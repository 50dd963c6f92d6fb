//! Takes values out of a TOML document, and says where one is not what it should be.

use std::path::Path;

use toml_span::value::{Table, Value};
use toml_span::{Error, Span};

use super::error::SettingsError;
use super::keys::{self, Key, key};
use crate::site::Metric;

/// How alike two words are to be taken for a typing error of each other.
const ALIKE: f64 = 0.75;

/// No figure is kept in more than 64 bits: 584 years in nanoseconds, 16 exbibytes.
const LARGEST: f64 = u64::MAX as f64;

/// What this library reads of the file; the rest is for others.
const OURS: [&str; 3] = ["machine", "span", "startup"];

/// A document with its text, which errors are placed in.
#[derive(Clone, Copy)]
pub(crate) struct Document<'a> {
    pub(crate) text: &'a str,
    pub(crate) file: &'a Path,
}

impl<'a> Document<'a> {
    /// The document as TOML.
    pub(crate) fn root(&self) -> Result<Value<'a>, SettingsError> {
        toml_span::parse(self.text).map_err(|error| self.no_toml(&error))
    }

    /// Other keys are not ours to know, but one that was meant to be ours must not be passed over.
    pub(crate) fn misspelt(&self, root: &Table<'_>, ours: &str) -> Result<(), SettingsError> {
        let mut keys = root.keys().filter(|key| !OURS.contains(&&*key.name));
        match keys.find(|key| nearest(&key.name, &[ours]).is_some()) {
            Some(key) => Err(self.unknown(&key.name, key.span, &[ours])),
            None => Ok(()),
        }
    }

    pub(crate) fn refuse(
        &self,
        at: Span,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> SettingsError {
        SettingsError {
            file: self.file.to_owned(),
            place: Some(place(self.text, at.start)),
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// A file that is not TOML at all.
    fn no_toml(&self, error: &Error) -> SettingsError {
        self.refuse(
            error.span,
            format!("this is not TOML: {error}"),
            "mend this line",
        )
    }

    /// Refuses keys that are not in `known`, naming the nearest.
    pub(crate) fn only(&self, table: &Table<'_>, known: &[&str]) -> Result<(), SettingsError> {
        let unknown = table.keys().find(|key| !known.contains(&&*key.name));
        unknown.map_or(Ok(()), |key| Err(self.unknown(&key.name, key.span, known)))
    }

    /// The refusal of a key.
    pub(crate) fn unknown(&self, name: &str, at: Span, known: &[&str]) -> SettingsError {
        let remedy = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        self.refuse(at, format!("unknown key `{name}`"), remedy)
    }

    /// A text that says something.
    pub(crate) fn text(
        &self,
        table: &Table<'_>,
        key: &str,
        example: &str,
    ) -> Result<Option<String>, SettingsError> {
        let Some(value) = table.get(key) else {
            return Ok(None);
        };
        match value.as_str() {
            Some(text) if !text.trim().is_empty() => Ok(Some(text.to_owned())),
            Some(_) => Err(self.refuse(
                value.span,
                format!("`{key}` is empty"),
                format!("write `{key} = {example}`"),
            )),
            None => Err(self.wrong(key, value, "a text", example)),
        }
    }

    /// A finite number, whole or not.
    pub(crate) fn number(
        &self,
        key: &str,
        value: &Value<'_>,
        example: &str,
    ) -> Result<f64, SettingsError> {
        let number = value
            .as_float()
            .or_else(|| value.as_integer().map(|whole| whole as f64));
        number
            .filter(|number| number.is_finite())
            .ok_or_else(|| self.wrong(key, value, "a finite number", example))
    }

    /// A limit under its key, in the metric's base unit. `limits` says which metrics may be limited here, `others` which
    /// keys stand beside.
    pub(crate) fn limit(
        &self,
        name: &toml_span::value::Key<'_>,
        value: &Value<'_>,
        limits: fn(Metric) -> bool,
        others: &[&str],
    ) -> Result<(Key, f64), SettingsError> {
        let Some(known) = key(&name.name).filter(|key| limits(key.metric)) else {
            let names: Vec<String> = keys::names(limits).collect();
            let mut all: Vec<&str> = names.iter().map(String::as_str).collect();
            all.extend(others);
            return Err(self.unknown(&name.name, name.span, &all));
        };
        let number = self.number(&name.name, value, "2.0")?;
        if number < 0.0 || number == 0.0 && !known.may_be_zero() {
            let what = format!("`{}` is {number}, which nothing can keep", name.name);
            return Err(self.refuse(value.span, what, "write a number above 0"));
        }
        let limit = number * known.factor;
        if limit > LARGEST {
            let beyond = match known.metric {
                Metric::Time | Metric::Cpu | Metric::Busy => "longer than any clock counts",
                _ => "more than 64 bits count",
            };
            let what = format!("`{}` is {beyond}", name.name);
            return Err(self.refuse(value.span, what, "write a smaller number"));
        }
        if known.is_whole() && number.fract() != 0.0 {
            let what = format!("`{}` is {number}, and counts have no fractions", name.name);
            return Err(self.refuse(value.span, what, "write a whole number"));
        }
        Ok((known, limit))
    }

    /// The tables of `[[key]]`; none where it is absent.
    pub(crate) fn tables<'t, 'de>(
        &self,
        table: &'t Table<'de>,
        key: &str,
        heading: &str,
    ) -> Result<Vec<(&'t Table<'de>, Span)>, SettingsError> {
        let Some(value) = table.get(key) else {
            return Ok(Vec::new());
        };
        let refused = || {
            let what = format!("`{key}` is not a list of tables");
            self.refuse(value.span, what, format!("write `[[{heading}]]`"))
        };
        let entries = value.as_array().ok_or_else(refused)?.iter();
        entries
            .map(|entry| Ok((entry.as_table().ok_or_else(refused)?, entry.span)))
            .collect()
    }

    /// A value of the wrong type.
    pub(crate) fn wrong(
        &self,
        key: &str,
        value: &Value<'_>,
        wanted: &str,
        example: &str,
    ) -> SettingsError {
        let found = value.as_ref().type_str();
        let what = format!("`{key}` takes {wanted}, not this {found}");
        self.refuse(value.span, what, format!("write `{key} = {example}`"))
    }
}

/// Line and column of an offset, from 1.
pub(crate) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The known word that was meant, if any.
pub(crate) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let alike = |known: &str| strsim::jaro_winkler(word, known);
    let near = known.iter().copied().filter(|known| alike(known) >= ALIKE);
    near.max_by(|a, b| alike(a).total_cmp(&alike(b)))
}
