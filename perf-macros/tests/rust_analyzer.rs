//! Half-typed bodies through the server that rust-analyzer has macros expanded by: the built library, in another process,
//! asked as an editor asks it, with spans that are numbers.

#[path = "../src/half_typed/cuts.rs"]
mod cuts;

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use cuts::{FUNCTIONS, flat, occur, truncated};
use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};
use serde_json::{Value, json};
use syn::Lit;

/// The versions of the protocol that write tokens as `Tree` does.
const VERSIONS: [u64; 2] = [5, 6];

/// Where nothing stands.
const NONE: u32 = u32::MAX;

/// The server, as long as it runs.
struct Server {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Server {
    fn start(program: &Path) -> Self {
        let mut child = Command::new(program)
            .env("RUST_ANALYZER_INTERNALS_DO_NOT_USE", "this is unstable")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let requests = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            requests,
            answers,
        }
    }

    fn ask(&mut self, request: &Value) -> Value {
        writeln!(self.requests, "{request}").unwrap();
        let mut answer = String::new();
        self.answers.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer)
            .unwrap_or_else(|error| panic!("{error}: {answer:?} to {request}"))
    }

    /// The words that an attribute of `library` makes of an item.
    fn expand(
        &mut self,
        library: &Path,
        name: &str,
        arguments: &str,
        item: TokenStream,
    ) -> Vec<String> {
        let answer = self.ask(&json!({"ExpandMacro": {
            "lib": library,
            "env": [["CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR")]],
            "current_dir": env!("CARGO_MANIFEST_DIR"),
            "macro_name": name,
            "macro_body": Tree::of(item).json(),
            "attributes": Tree::of(arguments.parse().unwrap()).json(),
            "has_global_spans": {"serialize": true, "def_site": 0, "call_site": 0, "mixed_site": 0},
        }}));
        let tree = &answer["ExpandMacro"]["Ok"];
        assert!(tree.is_object(), "{answer}");
        words(tree, 0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Tokens as the server reads them: tables of numbers, all spans 0.
#[derive(Default)]
struct Tree {
    groups: Vec<[u32; 5]>,
    literals: Vec<u32>,
    signs: Vec<u32>,
    words: Vec<u32>,
    children: Vec<u32>,
    texts: Vec<String>,
}

impl Tree {
    fn of(tokens: TokenStream) -> Self {
        let mut tree = Self::default();
        let mut waiting = VecDeque::new();
        tree.group(Delimiter::None, tokens, &mut waiting);
        while let Some((at, inside)) = waiting.pop_front() {
            let inside: Vec<TokenTree> = inside.into_iter().collect();
            let begin = tree.children.len();
            tree.children.resize(begin + inside.len(), 0);
            tree.groups[at][3] = number(begin);
            tree.groups[at][4] = number(begin + inside.len());
            for (child, token) in (begin..).zip(inside) {
                tree.children[child] = tree.child(token, &mut waiting);
            }
        }
        tree
    }

    fn group(
        &mut self,
        delimiter: Delimiter,
        inside: TokenStream,
        waiting: &mut VecDeque<(usize, TokenStream)>,
    ) -> u32 {
        let kind = match delimiter {
            Delimiter::None => 0,
            Delimiter::Parenthesis => 1,
            Delimiter::Brace => 2,
            Delimiter::Bracket => 3,
        };
        let at = self.groups.len();
        self.groups.push([0, 0, kind, 0, 0]);
        waiting.push_back((at, inside));
        number(at) << 2
    }

    fn text(&mut self, text: &str) -> u32 {
        self.texts.push(text.to_owned());
        number(self.texts.len() - 1)
    }

    fn child(&mut self, token: TokenTree, waiting: &mut VecDeque<(usize, TokenStream)>) -> u32 {
        match token {
            TokenTree::Group(group) => self.group(group.delimiter(), group.stream(), waiting),
            TokenTree::Literal(literal) => {
                let at = self.literals.len() / 4;
                let text = literal.to_string();
                let (kind, text, suffix) = match Lit::new(literal) {
                    Lit::Char(_) => (2, text.trim_matches('\''), String::new()),
                    Lit::Str(_) => (5, &text[1..text.len() - 1], String::new()),
                    Lit::Int(int) => (
                        3,
                        text.trim_end_matches(int.suffix()),
                        int.suffix().to_owned(),
                    ),
                    Lit::Float(float) => (
                        4,
                        text.trim_end_matches(float.suffix()),
                        float.suffix().to_owned(),
                    ),
                    _ => panic!("not among the bodies: {text}"),
                };
                let text = self.text(text);
                let suffix = if suffix.is_empty() {
                    NONE
                } else {
                    self.text(&suffix)
                };
                self.literals.extend([0, text, kind, suffix]);
                number(at) << 2 | 1
            }
            TokenTree::Punct(punct) => {
                let at = self.signs.len() / 3;
                let joint = punct.spacing() == Spacing::Joint;
                self.signs
                    .extend([0, u32::from(punct.as_char()), joint.into()]);
                number(at) << 2 | 2
            }
            TokenTree::Ident(word) => {
                let at = self.words.len() / 3;
                let text = self.text(&word.to_string());
                self.words.extend([0, text, 0]);
                number(at) << 2 | 3
            }
        }
    }

    fn json(&self) -> Value {
        json!({
            "subtree": self.groups.concat(),
            "literal": self.literals,
            "punct": self.signs,
            "ident": self.words,
            "token_tree": self.children,
            "text": self.texts,
        })
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap()
}

/// The words and signs of an answer, out of their brackets; literals without quotes.
fn words(tree: &Value, group: usize) -> Vec<String> {
    let table = |name: &str, at: usize| usize::try_from(tree[name][at].as_u64().unwrap()).unwrap();
    let text = |at: usize| tree["text"][at].as_str().unwrap().to_owned();
    let children = table("subtree", 5 * group + 3)..table("subtree", 5 * group + 4);
    children
        .flat_map(|child| {
            let child = table("token_tree", child);
            let at = child >> 2;
            match child & 3 {
                0 => words(tree, at),
                1 => vec![text(table("literal", 4 * at + 1))],
                2 => {
                    let sign = u32::try_from(table("punct", 3 * at + 1)).unwrap();
                    vec![char::from_u32(sign).unwrap().to_string()]
                }
                _ => vec![text(table("ident", 3 * at + 1))],
            }
        })
        .collect()
}

/// The words of a body as `words` has them.
fn expected(body: TokenStream) -> Vec<String> {
    words(&Tree::of(body).json(), 0)
}

/// The library of macros, built as for a crate that is measured.
fn library() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["build", "--lib", "--features", "monitoring"])
        .args(["--message-format", "json"])
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(built.status.success());
    let text = String::from_utf8(built.stdout).unwrap();
    let messages = text
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut ours = messages.filter(|message| message["target"]["name"] == "perf_macros");
    let files = ours.next().unwrap()["filenames"].clone();
    PathBuf::from(files[0].as_str().unwrap())
}

#[test]
fn half_typed_bodies_expand_in_an_editor() {
    let toolchain = Path::new(env!("CARGO")).ancestors().nth(2).unwrap();
    let program = toolchain.join("libexec/rust-analyzer-proc-macro-srv");
    if !program.is_file() {
        eprintln!("not checked: this toolchain comes without rust-analyzer's server for macros");
        return;
    }
    let mut server = Server::start(&program);
    let version = server.ask(&json!({"ApiVersionCheck": {}}))["ApiVersionCheck"].as_u64();
    if !version.is_some_and(|version| VERSIONS.contains(&version)) {
        eprintln!("not checked: the server speaks version {version:?}, this test {VERSIONS:?}");
        return;
    }
    let library = library();
    let listed = server.ask(&json!({"ListMacros": {"dylib_path": library}}));
    assert!(flat(listed.to_string().parse().unwrap()).contains(&"\"perf_budget\"".to_owned()));
    let mut tried = 0;
    for function in FUNCTIONS {
        let item: TokenStream = function.parse().unwrap();
        let mut head: Vec<TokenTree> = item.into_iter().collect();
        let Some(TokenTree::Group(body)) = head.pop() else {
            panic!("no body: {function}");
        };
        for cut in truncated(body.stream()) {
            let half = TokenTree::Group(Group::new(body.delimiter(), cut.clone()));
            let item: TokenStream = head.iter().cloned().chain([half]).collect();
            let cut = expected(cut);
            for attribute in ["perf_budget", "monitored_workflow"] {
                let arguments = "max_ms = 1, max_allocs = LIMIT";
                let expanded = server.expand(&library, attribute, arguments, item.clone());
                assert!(occur(&cut, &expanded), "{item}");
                assert!(occur(&["fn".into(), "f".into()], &expanded), "{item}");
                assert!(!expanded.contains(&"compile_error".to_owned()), "{item}");
                tried += 1;
            }
        }
    }
    assert!(tried > 500, "{tried}");
    // Mistakes come as errors beside the function.
    let item = "fn f() { x. }".parse().unwrap();
    let expanded = server.expand(&library, "perf_budget", "max_mss = 1", item);
    let both = ["fn", "f", "x", ".", "compile_error"].map(str::to_owned);
    assert!(occur(&both, &expanded), "{expanded:?}");
}
