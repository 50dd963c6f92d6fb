//! Tells whether a body surely reads an argument, going by tokens.
//!
//! A mention of ours would silence the user's `unused_variables`. So a name counts only when its first occurrence that
//! can be about the argument reads it; once it could have been bound anew, assigned or hidden by an item, it does not.

mod reachable;

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};

/// What an occurrence inside the call of a macro amounts to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum InMacros {
    /// Nothing: a macro may ignore what it is given.
    Ignored,
    /// A read, as with nearly all macros; also by name in a format string.
    Read,
}

/// Whether `body` reads the argument `name` under all conditions, beyond doubt.
pub(super) fn is_surely_read(name: &Ident, body: &[TokenTree], in_macros: InMacros) -> bool {
    let reached = reachable::part(body);
    !mentions_cfg(body) && Search { name, in_macros }.statements(reached) == Found::Read
}

/// Whether `body` may mention `name` at all, if only in a format string.
pub(super) fn is_mentioned(name: &Ident, body: &[TokenTree]) -> bool {
    let search = Search {
        name,
        in_macros: InMacros::Read,
    };
    mentions(name, body) || search.is_formatted(body)
}

/// Code under `#[cfg]` may vanish, and uses with it.
fn mentions_cfg(body: &[TokenTree]) -> bool {
    body.iter().any(|tree| match tree {
        TokenTree::Ident(word) => word == "cfg" || word == "cfg_attr",
        TokenTree::Group(group) => mentions_cfg(&trees(group)),
        _ => false,
    })
}

/// What the first occurrence that counts was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    Read,
    /// The name may be about something else from here on.
    Lost,
}

#[derive(Clone, Copy)]
struct Search<'a> {
    name: &'a Ident,
    in_macros: InMacros,
}

/// Where a pattern that mentions the name begins to hide the argument.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hides {
    Never,
    /// After the `;` of `let pattern = …;`
    AfterSemicolon,
    /// In the block of `if let`, `while let`, `for`.
    InBlock,
}

impl Search<'_> {
    fn statements(self, body: &[TokenTree]) -> Found {
        let mut at = 0;
        let mut hides = Hides::Never;
        while at < body.len() {
            let (found, next) = match &body[at] {
                TokenTree::Ident(word) if word == "let" => {
                    let (pattern, next) = until(body, at + 1, |at| is_equals(body, at));
                    if self.is_mentioned(pattern) {
                        hides = hides_from(body, at);
                    }
                    (Found::Nothing, next)
                }
                TokenTree::Ident(word) if word == "for" => {
                    let (pattern, next) = until(body, at + 1, |at| is_word(&body[at], "in"));
                    if self.is_mentioned(pattern) {
                        hides = Hides::InBlock;
                    }
                    (Found::Nothing, next)
                }
                TokenTree::Ident(word) if begins_item(word, body.get(at + 1)) => {
                    self.item(body, at)
                }
                TokenTree::Ident(word) if is_macro(body, at) => self.macro_call(word, body, at),
                TokenTree::Ident(word) if word == self.name => (self.occurrence(body, at), at + 1),
                TokenTree::Punct(punct) if punct.as_char() == '|' && begins_closure(body, at) => {
                    let (pattern, next) = until(body, at + 1, |at| is_punct(&body[at], '|'));
                    (self.lost_if(self.is_mentioned(pattern)), next + 1)
                }
                TokenTree::Punct(punct) if punct.as_char() == ';' => {
                    let found = self.lost_if(hides == Hides::AfterSemicolon);
                    hides = Hides::Never;
                    (found, at + 1)
                }
                TokenTree::Group(group) => (self.group(group, body, at, hides), at + 1),
                _ => (Found::Nothing, at + 1),
            };
            if found != Found::Nothing {
                return found;
            }
            at = next;
        }
        self.lost_if(hides != Hides::Never)
    }

    fn lost_if(self, lost: bool) -> Found {
        if lost { Found::Lost } else { Found::Nothing }
    }

    fn is_mentioned(self, trees: &[TokenTree]) -> bool {
        mentions(self.name, trees)
    }

    fn group(self, group: &Group, body: &[TokenTree], at: usize, hides: Hides) -> Found {
        let is_block = group.delimiter() == Delimiter::Brace;
        if is_block && hides == Hides::InBlock {
            return Found::Lost;
        }
        if group.delimiter() == Delimiter::Bracket && at > 0 && is_punct(&body[at - 1], '#') {
            return Found::Nothing;
        }
        let inside = trees(group);
        match arms(&inside) {
            Some(arms) if is_block => self.arms(&inside, &arms),
            _ => self.statements(&inside),
        }
    }

    /// The arms of a `match`, by where their arrows stand.
    fn arms(self, inside: &[TokenTree], arrows: &[usize]) -> Found {
        let mut from = 0;
        for arrow in arrows {
            if self.is_mentioned(&inside[from..*arrow]) {
                return Found::Lost;
            }
            // The next pattern begins somewhere before the next arrow; to see it here as well does no harm.
            from = arrow + 2;
            let end = inside.len().min(from + expression_length(&inside[from..]));
            match self.statements(&inside[from..end]) {
                Found::Nothing => from = end,
                found => return found,
            }
        }
        Found::Nothing
    }

    /// An item sees no arguments, but may take their names.
    fn item(self, body: &[TokenTree], at: usize) -> (Found, usize) {
        let ends = |at: usize| match &body[at] {
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            tree => is_punct(tree, ';'),
        };
        let (item, next) = until(body, at, ends);
        let braces = body.get(next).map(std::slice::from_ref).unwrap_or_default();
        let mentioned = self.is_mentioned(item) || self.is_mentioned(braces);
        (self.lost_if(mentioned), next + 1)
    }

    fn macro_call(self, name: &Ident, body: &[TokenTree], at: usize) -> (Found, usize) {
        // These give back what they were given as text, or define another macro.
        const SPELLING: [&str; 4] = ["stringify", "concat", "compile_error", "macro_rules"];
        let (before, next) = until(body, at + 2, |at| matches!(body[at], TokenTree::Group(_)));
        let Some(TokenTree::Group(group)) = body.get(next) else {
            return (Found::Lost, body.len());
        };
        let inside = trees(group);
        let spells = SPELLING.iter().any(|spelling| name == spelling);
        let found = match (self.in_macros, self.statements(&inside)) {
            _ if spells => self.lost_if(self.is_mentioned(before) || self.is_mentioned(&inside)),
            (InMacros::Ignored, Found::Read) => Found::Nothing,
            (InMacros::Read, Found::Nothing) if self.is_formatted(&inside) => Found::Read,
            (_, found) => found,
        };
        (found, next + 1)
    }

    /// Whether `{name}` or `{name:…}` stands in a text.
    fn is_formatted(self, inside: &[TokenTree]) -> bool {
        let (whole, with_format) = (format!("{{{}}}", self.name), format!("{{{}:", self.name));
        inside.iter().any(|tree| match tree {
            TokenTree::Literal(literal) => {
                let text = text(literal);
                text.contains(&whole) || text.contains(&with_format)
            }
            TokenTree::Group(group) => self.is_formatted(&trees(group)),
            _ => false,
        })
    }

    /// The name as a token of its own, outside of patterns.
    fn occurrence(self, body: &[TokenTree], at: usize) -> Found {
        let previous = at.checked_sub(1).map(|at| &body[at]);
        let before = |at: usize, back: usize, wanted: char| {
            at.checked_sub(back)
                .is_some_and(|at| is_punct(&body[at], wanted))
        };
        let next = |ahead: usize, wanted: char| {
            body.get(at + ahead)
                .is_some_and(|tree| is_punct(tree, wanted))
        };
        let is_range = before(at, 1, '.') && before(at, 2, '.');
        let is_field = before(at, 1, '.') && !is_range;
        let in_path = before(at, 1, ':') && before(at, 2, ':') || next(1, ':') && next(2, ':');
        let is_label = before(at, 1, '\'');
        // `Struct { name: value }`
        let names_field = next(1, ':');
        if is_field || in_path || is_label || names_field {
            return Found::Nothing;
        }
        let is_bound = previous.is_some_and(|tree| is_word(tree, "ref")) || next(1, '@');
        let arrow_follows = next(1, '=') && next(2, '>');
        let is_assigned = next(1, '=') && !next(2, '=');
        let operator_follows = matches!(body.get(at + 1), Some(TokenTree::Punct(punct)) if "+-*/%^&|".contains(punct.as_char()));
        let shift_follows = next(1, '<') && next(2, '<') || next(1, '>') && next(2, '>');
        let is_updated = operator_follows && next(2, '=') || shift_follows && next(3, '=');
        if is_bound || arrow_follows || is_assigned || is_updated {
            Found::Lost
        } else {
            Found::Read
        }
    }
}

/// The trees from `from` to the first position that `ends` says yes to, and that position.
fn until(body: &[TokenTree], from: usize, ends: impl Fn(usize) -> bool) -> (&[TokenTree], usize) {
    let from = from.min(body.len());
    let end = (from..body.len())
        .find(|at| ends(*at))
        .unwrap_or(body.len());
    (&body[from..end], end)
}

/// A single `=`: that of a `let`.
fn is_equals(body: &[TokenTree], at: usize) -> bool {
    let beside = |at: Option<usize>| {
        at.and_then(|at| body.get(at))
            .is_some_and(|tree| is_punct(tree, '=') || is_punct(tree, '.'))
    };
    is_punct(&body[at], '=') && !beside(at.checked_sub(1)) && !beside(Some(at + 1))
        || is_punct(&body[at], ';')
}

/// `let` of a condition hides in the block that follows, a statement behind its semicolon.
fn hides_from(body: &[TokenTree], at: usize) -> Hides {
    let in_condition = at.checked_sub(1).is_some_and(|before| {
        let tree = &body[before];
        is_word(tree, "if") || is_word(tree, "while") || is_punct(tree, '&') || is_punct(tree, '|')
    });
    if in_condition {
        Hides::InBlock
    } else {
        Hides::AfterSemicolon
    }
}

fn begins_item(word: &Ident, next: Option<&TokenTree>) -> bool {
    const KEYWORDS: [&str; 12] = [
        "fn", "struct", "enum", "union", "trait", "impl", "mod", "use", "type", "static", "const",
        "extern",
    ];
    // `const { … }` and the like are expressions; what is a keyword only before a name may be a name itself.
    KEYWORDS.iter().any(|keyword| word == keyword)
        && matches!(next, Some(TokenTree::Ident(_) | TokenTree::Literal(_)))
        || word == "use"
        || word == "impl"
}

/// `name!` that is no `name != …`
fn is_macro(body: &[TokenTree], at: usize) -> bool {
    let is = |ahead: usize, wanted: char| {
        body.get(at + ahead)
            .is_some_and(|tree| is_punct(tree, wanted))
    };
    is(1, '!') && !is(2, '=')
}

/// A `|` where an expression begins.
fn begins_closure(body: &[TokenTree], at: usize) -> bool {
    match at.checked_sub(1).map(|before| &body[before]) {
        None => true,
        Some(TokenTree::Ident(word)) => {
            ["move", "return", "async", "static", "else", "in", "break"]
                .iter()
                .any(|keyword| word == keyword)
        }
        Some(TokenTree::Punct(punct)) => punct.as_char() != '?' && punct.as_char() != '|',
        Some(TokenTree::Literal(_)) => false,
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
    }
}

/// Where the `=>` stand, if there are any.
fn arms(inside: &[TokenTree]) -> Option<Vec<usize>> {
    let arrows: Vec<usize> = (1..inside.len())
        .map(|at| at - 1)
        .filter(|at| is_punct(&inside[*at], '=') && is_punct(&inside[at + 1], '>'))
        .collect();
    (!arrows.is_empty()).then_some(arrows)
}

/// How many trees the expression of an arm has: up to its comma, or its block.
fn expression_length(after_arrow: &[TokenTree]) -> usize {
    match after_arrow.first() {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => 1,
        _ => after_arrow
            .iter()
            .position(|tree| is_punct(tree, ','))
            .unwrap_or(after_arrow.len()),
    }
}

fn mentions(name: &Ident, body: &[TokenTree]) -> bool {
    body.iter().any(|tree| match tree {
        TokenTree::Ident(word) => word == name,
        TokenTree::Group(group) => mentions(name, &trees(group)),
        _ => false,
    })
}

fn text(literal: &Literal) -> String {
    literal.to_string()
}

fn trees(group: &Group) -> Vec<TokenTree> {
    let inside: TokenStream = group.stream();
    inside.into_iter().collect()
}

fn is_word(tree: &TokenTree, wanted: &str) -> bool {
    matches!(tree, TokenTree::Ident(word) if word == wanted)
}

fn is_punct(tree: &TokenTree, wanted: char) -> bool {
    matches!(tree, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests;
