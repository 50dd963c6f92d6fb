//! Text that fits a terminal: hostile characters made visible, widths counted in columns.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// No sentence of a report is longer; a name may be.
const MAX_COLUMNS: usize = 600;

/// Stands for characters that would move the cursor or reorder the line.
const REPLACEMENT: char = '\u{fffd}';

/// `text` without control and direction characters, and not endless.
pub(crate) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut columns = 0;
    for character in text.chars() {
        let character = if is_harmful(character) {
            REPLACEMENT
        } else {
            character
        };
        columns += character.width().unwrap_or(0).max(1);
        if columns > MAX_COLUMNS {
            clean.push('…');
            break;
        }
        clean.push(character);
    }
    clean
}

/// Whether a character has no place in what is written to a terminal: controls, separators of lines, and characters that nobody
/// sees, some of which turn the direction of writing.
#[must_use]
pub fn is_harmful(character: char) -> bool {
    let invisible = matches!(character,
        '\u{061c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    character.is_control() || invisible
}

/// Columns that `text` takes.
pub(crate) fn columns(text: &str) -> usize {
    text.width()
}

/// A path in at most `width` columns: leading segments go first, as a whole where what is left says enough.
pub(crate) fn keep_segments(path: &str, width: usize) -> String {
    /// `…::`
    const MARK: &str = "…::";
    if columns(path) <= width {
        return path.to_owned();
    }
    let separators = path
        .match_indices("::")
        .map(|(offset, found)| offset + found.len());
    let mut tails = separators.map(|offset| &path[offset..]);
    let fitting = tails.find(|tail| columns(tail) + columns(MARK) <= width);
    fitting.map_or_else(|| keep_end(path, width), |tail| format!("{MARK}{tail}"))
}

/// The end of `text`, in at most `width` columns: of a path, the end tells functions apart.
pub(crate) fn keep_end(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let mut start = text.len();
    for (offset, character) in text.char_indices().rev() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        start = offset;
    }
    format!("…{}", &text[start..])
}

/// The beginning of `text`, in at most `width` columns.
pub(crate) fn keep_start(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let mut kept = String::new();
    for character in text.chars() {
        used += character.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(character);
    }
    kept.push('…');
    kept
}

/// `text` padded on the right to `width` columns.
pub(crate) fn left(text: &str, width: usize) -> String {
    let padding = width.saturating_sub(columns(text));
    format!("{text}{:padding$}", "")
}

/// `text` padded on the left to `width` columns.
pub(crate) fn right(text: &str, width: usize) -> String {
    let padding = width.saturating_sub(columns(text));
    format!("{:padding$}{text}", "")
}

/// Breaks `text` at spaces into lines of at most `width` columns; a longer word is broken where it must be.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0;
    for word in text.split(' ') {
        let mut space = usize::from(used > 0);
        if used > 0 && used + space + columns(word) > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
            space = 0;
        }
        if space == 1 {
            line.push(' ');
            used += 1;
        }
        for character in word.chars() {
            let wide = character.width().unwrap_or(0);
            if used > 0 && used + wide > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += wide;
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_moves_the_cursor_is_replaced() {
        assert_eq!(
            clean("a\x1b[2Jb\r\n\u{202e}c"),
            "a\u{fffd}[2Jb\u{fffd}\u{fffd}\u{fffd}c"
        );
        for mark in ['\u{061c}', '\u{200e}', '\u{200f}', '\u{2066}'] {
            assert_eq!(clean(&format!("a{mark}b")), "a\u{fffd}b");
        }
        assert_eq!(columns(&clean(&"x".repeat(100_000))), MAX_COLUMNS + 1);
    }

    #[test]
    fn wide_characters_count_twice() {
        assert_eq!(columns("測定"), 4);
        assert_eq!(left("測", 4), "測  ");
        assert_eq!(keep_end("krate::測定", 6), "…:測定");
        assert_eq!(keep_end("krate測定", 5), "…測定");
        assert_eq!(keep_end("krate測定", 4), "…定");
        assert_eq!(keep_start("測定測定", 5), "測定…");
    }

    #[test]
    fn paths_keep_their_end() {
        assert_eq!(keep_end("krate::module::function", 12), "…e::function");
        assert_eq!(keep_end("short", 12), "short");
    }

    #[test]
    fn whole_segments_go_where_the_rest_fits() {
        assert_eq!(keep_segments("krate::module::function", 16), "…::function");
        assert_eq!(
            keep_segments("krate::module::function", 20),
            "…::module::function"
        );
        assert_eq!(keep_segments("krate::module::function", 8), "…unction");
    }

    #[test]
    fn words_wrap_and_long_ones_break() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("", 3), [""]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(text in "\\PC{0,80}", width in 4_usize..40) {
            let text = clean(&text);
            prop_assert!(columns(&keep_end(&text, width)) <= width);
            prop_assert!(columns(&keep_start(&text, width)) <= width);
            for line in wrap(&text, width) {
                prop_assert!(columns(&line) <= width, "{line:?}");
            }
        }
    }
}
