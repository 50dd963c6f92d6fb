//! Takes values out of a TOML document, and says where one is not what it should be.

use std::path::Path;

use toml_span::value::{Table, Value};
use toml_span::{Error, Span};

use super::error::ClassError;

/// How alike two words are to be taken for a typing error of each other.
const ALIKE: f64 = 0.75;

/// A document with its text, which errors are placed in.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) text: &'a str,
    pub(super) file: &'a Path,
}

impl Document<'_> {
    pub(super) fn refuse(
        &self,
        at: Span,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> ClassError {
        ClassError {
            file: self.file.to_owned(),
            place: Some(place(self.text, at.start)),
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// A file that is not TOML at all.
    pub(super) fn no_toml(&self, error: &Error) -> ClassError {
        self.refuse(
            error.span,
            format!("this is not TOML: {error}"),
            "mend this line",
        )
    }

    /// Refuses keys that are not in `known`, naming the nearest.
    pub(super) fn only(&self, table: &Table<'_>, known: &[&str]) -> Result<(), ClassError> {
        let unknown = table.keys().find(|key| !known.contains(&&*key.name));
        unknown.map_or(Ok(()), |key| Err(self.unknown(&key.name, key.span, known)))
    }

    /// The refusal of a key.
    pub(super) fn unknown(&self, name: &str, at: Span, known: &[&str]) -> ClassError {
        let remedy = match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        self.refuse(at, format!("unknown key `{name}`"), remedy)
    }

    /// A text that says something.
    pub(super) fn text(
        &self,
        table: &Table<'_>,
        key: &str,
        example: &str,
    ) -> Result<Option<String>, ClassError> {
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
    pub(super) fn number(
        &self,
        key: &str,
        value: &Value<'_>,
        example: &str,
    ) -> Result<f64, ClassError> {
        let number = value
            .as_float()
            .or_else(|| value.as_integer().map(|whole| whole as f64));
        number
            .filter(|number| number.is_finite())
            .ok_or_else(|| self.wrong(key, value, "a finite number", example))
    }

    /// The tables of `[[key]]`; none where it is absent.
    pub(super) fn tables<'t, 'de>(
        &self,
        table: &'t Table<'de>,
        key: &str,
        heading: &str,
    ) -> Result<Vec<(&'t Table<'de>, Span)>, ClassError> {
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
    pub(super) fn wrong(
        &self,
        key: &str,
        value: &Value<'_>,
        wanted: &str,
        example: &str,
    ) -> ClassError {
        let found = value.as_ref().type_str();
        let what = format!("`{key}` takes {wanted}, not this {found}");
        self.refuse(value.span, what, format!("write `{key} = {example}`"))
    }
}

/// Line and column of an offset, from 1.
pub(super) fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The known word that was meant, if any.
pub(super) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let alike = |known: &str| strsim::jaro_winkler(word, known);
    let near = known.iter().copied().filter(|known| alike(known) >= ALIKE);
    near.max_by(|a, b| alike(a).total_cmp(&alike(b)))
}
