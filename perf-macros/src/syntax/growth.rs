//! Ways to grow as users write them: `"n log n"`, `"n²"`.

/// The ways to grow in ascending order; the runtime knows them by their place.
const MODELS: [&[&str]; 6] = [
    &["1"],
    &["log n"],
    &["n"],
    &["n log n"],
    &["n^2", "n²"],
    &["n^3", "n³"],
];

/// What a message lists.
pub(super) const FORM: &str = "one of \"1\", \"log n\", \"n\", \"n log n\", \"n^2\" and \"n^3\"";

/// The place of a model in the list of the runtime, however it is spaced; `None` for any other text.
pub(super) fn model(text: &str) -> Option<u32> {
    let plain = |text: &str| -> String { text.split_whitespace().collect() };
    let wanted = plain(text);
    let place = MODELS
        .iter()
        .position(|spellings| spellings.iter().any(|one| plain(one) == wanted))?;
    u32::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use super::model;

    #[test]
    fn all_spellings_of_the_six_models() {
        for (text, place) in [
            ("1", 0),
            ("log n", 1),
            ("n", 2),
            ("n log n", 3),
            ("nlogn", 3),
            ("  n  log n ", 3),
            ("n^2", 4),
            ("n ^ 2", 4),
            ("n²", 4),
            ("n^3", 5),
            ("n³", 5),
        ] {
            assert_eq!(model(text), Some(place), "{text}");
        }
    }

    #[test]
    fn other_texts_are_no_models() {
        for text in ["", "2", "N", "n2", "O(n)", "n^4", "n log m", "log n n"] {
            assert_eq!(model(text), None, "{text}");
        }
    }
}
