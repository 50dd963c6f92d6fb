//! Reads just enough TOML to list the keys and scalar values of a `Cargo.toml`.
//!
//! Every proc macro crate is compiled for every user, so a whole TOML crate would be paid by all of them.

/// One `key = value`: the table's path and the key's, in one; inline tables are taken apart.
pub(super) struct Entry {
    pub(super) path: Vec<String>,
    pub(super) value: String,
}

/// All entries of `text`; what cannot be read is left out, for cargo has already judged the file.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let mut reader = Reader {
        rest: text,
        found: Vec::new(),
    };
    let mut table = Vec::new();
    loop {
        reader.skip_blank();
        if reader.rest.is_empty() {
            return reader.found;
        }
        if reader.eat("[") {
            reader.eat("[");
            table = reader.key();
            reader.skip_line();
            reader.record(&table, String::new());
        } else {
            reader.pair(&table);
            reader.skip_line();
        }
    }
}

struct Reader<'a> {
    rest: &'a str,
    found: Vec<Entry>,
}

impl Reader<'_> {
    fn record(&mut self, path: &[String], value: String) {
        self.found.push(Entry {
            path: path.to_vec(),
            value,
        });
    }

    /// `key = value`, below `table`.
    fn pair(&mut self, table: &[String]) {
        let mut path = table.to_vec();
        path.extend(self.key());
        self.skip_space();
        if self.eat("=") {
            self.skip_space();
            self.value(&path);
        }
    }

    /// `a.b."c d"`
    fn key(&mut self) -> Vec<String> {
        let mut parts = Vec::new();
        loop {
            self.skip_space();
            let part = match self.string() {
                Some(text) => text,
                None => self.take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_')),
            };
            parts.push(part);
            self.skip_space();
            if !self.eat(".") {
                return parts;
            }
        }
    }

    fn value(&mut self, path: &[String]) {
        if self.eat("{") {
            self.record(path, String::new());
            self.inline_table(path);
        } else if self.eat("[") {
            self.array(path);
        } else {
            let value = self.string().unwrap_or_else(|| {
                self.take_while(|c| !c.is_whitespace() && !matches!(c, ',' | '}' | ']' | '#'))
            });
            self.record(path, value);
        }
    }

    fn inline_table(&mut self, path: &[String]) {
        loop {
            self.skip_blank();
            if self.rest.is_empty() || self.eat("}") {
                return;
            }
            let before = self.rest.len();
            self.pair(path);
            self.skip_blank();
            if !self.eat(",") && before == self.rest.len() {
                return;
            }
        }
    }

    /// Elements are of no interest, but have to be read to find the end.
    fn array(&mut self, path: &[String]) {
        let kept = self.found.len();
        loop {
            self.skip_blank();
            if self.rest.is_empty() || self.eat("]") {
                break;
            }
            let before = self.rest.len();
            self.value(path);
            self.skip_blank();
            if !self.eat(",") && before == self.rest.len() {
                break;
            }
        }
        self.found.truncate(kept);
    }

    /// A string of any of the four kinds.
    fn string(&mut self) -> Option<String> {
        let quote = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find(|quote| self.rest.starts_with(quote))?;
        let body = &self.rest[quote.len()..];
        let escapes = quote.starts_with('"');
        let mut at = 0;
        while at < body.len() && !body[at..].starts_with(quote) {
            let escaped = escapes && body[at..].starts_with('\\');
            at += usize::from(escaped);
            at += body[at..].chars().next().map_or(0, char::len_utf8);
        }
        self.rest = body.get(at + quote.len()..).unwrap_or("");
        Some(body[..at].to_owned())
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_owned()
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// White space, newlines and comments.
    fn skip_blank(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            if !self.rest.starts_with('#') {
                return;
            }
            self.skip_line();
        }
    }

    fn skip_line(&mut self) {
        self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
}
