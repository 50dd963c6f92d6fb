//! What can name a baseline: names stand in files, on command lines and in attributes.

/// The longest name.
const LONGEST: usize = 100;

/// Whether a text can name a baseline.
#[must_use]
pub fn is_baseline_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    !text.is_empty() && text.len() <= LONGEST && text.chars().all(plain) && !text.starts_with('-')
}

/// What a name is made of, for remedies.
pub const BASELINE_NAME_RULE: &str =
    "up to 100 letters, digits, `.`, `_`, `-` and `/`, no `-` in front";
