//! Names of functions and tests as text in languages that have markup.

/// Names of functions and tests are data: nothing in them is markup.
pub(crate) fn markdown_cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(character);
            }
            '@' => out.push_str("&#64;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A path as a URI reference: separators become `/`, everything that has a meaning in URIs is escaped.
pub(crate) fn uri_path(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'\\' => out.push('/'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{markdown_cell, uri_path};

    #[test]
    fn paths_become_references() {
        assert_eq!(uri_path("src\\a b/ü#.rs"), "src/a%20b/%C3%BC%23.rs");
    }

    #[test]
    fn nothing_in_a_name_is_markup() {
        // Within a code span the backslashes would be seen.
        assert_eq!(markdown_cell("`a_b`"), "\\`a\\_b\\`");
        assert_eq!(
            markdown_cell("<img src=x>|a\n@all"),
            "&lt;img src=x&gt;\\|a &#64;all"
        );
    }
}
