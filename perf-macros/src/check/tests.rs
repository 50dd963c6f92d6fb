//! Every mistake has one sentence, and all of an attribute come at once.

use super::check;
use crate::diagnostics::Mistakes;
use crate::keys::Attribute::{self, Budget, Workflow, Workload};
use crate::syntax::{args, item};

fn sentences(attribute: Attribute, arguments: &str, item: &str) -> Vec<String> {
    let mut mistakes = Mistakes::new();
    let given = args::parse(attribute, arguments.parse().unwrap(), &mut mistakes);
    check(
        attribute,
        given,
        item::read(item.parse().unwrap()),
        &mut mistakes,
    );
    mistakes.sentences()
}

/// The one sentence about `arguments` of a budget on a plain function.
fn sentence(arguments: &str) -> String {
    let mut found = sentences(Budget, arguments, "fn f() {}");
    assert_eq!(found.len(), 1, "{found:?}");
    found.remove(0)
}

#[test]
fn a_right_budget_has_none() {
    let all = r#"max_ns = 1, max_p95_us = LIMIT, max_allocs = 0, max_peak_mb = 0.5, warning_percent = 0,
        critical_percent = 20.0, name = "x", owner = "y", tags("a", "b"), crate = a::b,"#;
    assert_eq!(
        sentences(Budget, all, "pub(crate) unsafe extern \"C\" fn f() {}"),
        [""; 0]
    );
    assert_eq!(
        sentences(Budget, "max_busy_ms = 1, max_ms = 2", "async fn f() {}"),
        [""; 0]
    );
    assert_eq!(sentences(Workflow, "max_rss_mb = 1", "fn f() {}"), [""; 0]);
    assert_eq!(sentences(Workflow, "", "fn f() {}"), [""; 0]);
    assert_eq!(
        sentences(
            Workload,
            "sizes = [1, N], covers(f)",
            "fn f(w: &mut Workload) {}"
        ),
        [""; 0]
    );
}

#[test]
fn promises_against_baselines() {
    assert_eq!(
        sentences(Budget, "max_regression_percent = 0", "fn f() {}"),
        [""; 0]
    );
    assert_eq!(
        sentences(
            Budget,
            r#"min_improvement_percent = 30, since = "v1""#,
            "fn f() {}"
        ),
        [""; 0]
    );
    assert_eq!(
        sentence("min_improvement_percent = 30"),
        "`min_improvement_percent` needs the older baseline: `since = \"v1\"`"
    );
    assert_eq!(
        sentence(r#"max_ms = 1, since = "v1""#),
        "`since` is about `min_improvement_percent`: give that, too"
    );
    assert_eq!(
        sentence(r#"min_improvement_percent = 100, since = "v1""#),
        "`min_improvement_percent` must be below 100: no function takes no time"
    );
}

#[test]
fn keys() {
    assert_eq!(
        sentence("max_mss = 2"),
        "unknown argument `max_mss`: did you mean `max_ms`?"
    );
    assert_eq!(
        sentence("colour = 2"),
        "`#[perf_budget]` has no argument `colour`"
    );
    assert_eq!(
        sentence("max = 2"),
        "`max` lacks a unit: write `max_ns`, `max_us`, `max_ms` or `max_s`"
    );
    assert_eq!(
        sentence("max_peak = 2"),
        "`max_peak` lacks a unit: write `max_peak_bytes`, `max_peak_kb` or `max_peak_mb`"
    );
    assert_eq!(
        sentence("max_rss_mb = 2"),
        "`max_rss_mb` is an argument of `#[monitored_workflow]`, not of `#[perf_budget]`"
    );
    assert_eq!(
        sentence("max_complexity = 10"),
        "`max_complexity` (cyclomatic complexity) is not supported yet: nothing reads the source of functions"
    );
    assert_eq!(
        sentence("max_ms = 1, max_ms = 2"),
        "`max_ms` is given twice"
    );
    assert_eq!(
        sentence("max_ms = 1, max_us = 2"),
        "`max_us` limits the same as `max_ms`: keep one of them"
    );
    assert_eq!(
        sentence("3"),
        "expected the name of an argument, as in `max_ms = 2.0`"
    );
    assert_eq!(
        sentence("max_ms = 1 max_allocs = 2"),
        "expected `,` between two arguments"
    );
}

#[test]
fn values() {
    let number = "a number of milliseconds, as in `max_ms = 2.0`";
    assert_eq!(sentence("max_ms"), format!("`max_ms` takes {number}"));
    assert_eq!(sentence("max_ms ="), format!("`max_ms` takes {number}"));
    assert_eq!(sentence("max_ms = ,"), format!("`max_ms` takes {number}"));
    assert_eq!(sentence("max_ms(2)"), format!("`max_ms` takes {number}"));
    assert_eq!(sentence("max_ms = 2 +"), format!("`max_ms` takes {number}"));
    assert_eq!(
        sentence("max_ms = \"2\""),
        format!("`max_ms` takes {number}, not text")
    );
    assert_eq!(
        sentence("max_ms = true"),
        format!("`max_ms` takes {number}, not a truth value")
    );
    assert_eq!(
        sentence("max_ms = 2ms"),
        format!(
            "`max_ms` takes {number}, without the suffix `ms`: the unit is part of the argument's name"
        )
    );
    assert_eq!(sentence("max_ms = 0"), "`max_ms` must be greater than zero");
    assert_eq!(sentence("max_ms = -0.5"), "`max_ms` cannot be negative");
    assert_eq!(
        sentence("max_allocs = 1.5"),
        "`max_allocs` counts: it must be a whole number"
    );
    let too_large = "is too large: it must fit 64 bits as nanoseconds, bytes or a count";
    assert_eq!(sentence("max_s = 1e300"), format!("`max_s` {too_large}"));
    assert_eq!(sentence("max_s = 1e999"), format!("`max_s` {too_large}"));
    assert_eq!(
        sentence("max_alloc_bytes = 999999999999999999999999"),
        format!("`max_alloc_bytes` {too_large}")
    );
    assert_eq!(
        sentence("max_ms = 1, name = 3"),
        "`name` takes text, as in `name = \"some text\"`"
    );
    assert_eq!(
        sentence("max_ms = 1, owner = \" \""),
        "`owner` must not be empty"
    );
    assert_eq!(
        sentence(r#"max_ms = 1, name = "a\tb""#),
        r"`name` must be one line of printable text, without `\t`"
    );
    assert_eq!(
        sentence(r#"max_ms = 1, tags("a", "b\u{202e}")"#),
        r"`tags` must be one line of printable text, without `\u{202e}`"
    );
    assert_eq!(
        sentence(r#"max_ms = 1, owner = "\u{200b}""#),
        "`owner` must not be empty"
    );
    assert_eq!(
        sentences(Budget, r#"max_ms = 1, name = "größe 变量 👩‍🔬""#, "fn f() {}"),
        [""; 0]
    );
    assert_eq!(
        sentence("max_ms = 1, tags()"),
        "`tags` takes a list of texts, as in `tags(\"some\", \"words\")`"
    );
    assert_eq!(
        sentence("max_ms = 1, tags(\"a\" \"b\")"),
        "`tags` takes a list of texts, as in `tags(\"some\", \"words\")`"
    );
    assert_eq!(
        sentence("max_ms = 1, crate = \"a\""),
        "`crate` takes a path without quotes, as in `crate = some::path`"
    );
}

#[test]
fn names_that_a_static_cannot_use() {
    let generic = sentences(
        Budget,
        "max_ms = T::LIMIT + Self::LIMIT + N as f64",
        "fn f<T: L, const N: u8>() {}",
    );
    assert_eq!(generic.len(), 3);
    assert!(generic[0].contains("generic parameter `T`"));
    assert!(generic[1].contains("cannot use `Self`"));
    assert!(generic[2].contains("generic parameter `N`"));
}

#[test]
fn agreement() {
    let tail = "a tail cannot be shorter than what lies before it";
    assert_eq!(
        sentence("max_ms = 2, max_p95_us = 1"),
        format!("`max_p95_us` contradicts `max_ms`: {tail}")
    );
    assert_eq!(
        sentence("max_p99_ms = 1, max_p95_ms = 2"),
        format!("`max_p99_ms` contradicts `max_p95_ms`: {tail}")
    );
    assert_eq!(
        sentence("max_ms = 1, warning_percent = 60"),
        "`warning_percent` (60) must be below `critical_percent` (50)"
    );
    let busy = sentences(Budget, "max_busy_ms = 3, max_ms = 2", "async fn f() {}");
    assert_eq!(
        busy,
        ["`max_busy_ms` contradicts `max_ms`: busy time is a part of elapsed time"]
    );
    let returned = "fn f() -> BoxFuture<u8> { g(); Box::pin(async move { 1 }) }";
    assert_eq!(sentences(Budget, "max_busy_ms = 3", returned), [""; 0]);
    let sync = "`max_busy_ms` needs an `async fn` or a body that ends in `async move { … }`: elsewhere all time is busy time, use `max_ms`";
    assert_eq!(sentence("max_busy_ms = 1"), sync);
}

#[test]
fn empty_budgets() {
    assert_eq!(
        sentence(""),
        "the budget is empty: give at least one limit, as in `max_ms = 2.0`"
    );
    assert_eq!(
        sentence("owner = \"me\""),
        "the budget declares no limit: give at least one limit, as in `max_ms = 2.0`"
    );
}

#[test]
fn items() {
    let about = |item: &str| {
        let mut found = sentences(Budget, "max_ms = 1", item);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    };
    assert_eq!(
        about("pub struct S;"),
        "`#[perf_budget]` measures functions, not a struct"
    );
    assert_eq!(
        about("impl S { const fn f() {} }"),
        "this `impl` block has no function to measure"
    );
    assert_eq!(
        about("mod elsewhere;"),
        "`#[perf_budget]` measures functions, not a module in a file of its own: put it on the functions there"
    );
    assert_eq!(
        sentences(Budget, "max_ms = 1, name = \"a\"", "mod m { fn f() {} }"),
        ["`name` would name every function of this module alike"]
    );
    assert_eq!(
        sentence("skip"),
        "`skip` leaves a function out of the attribute of its `impl` block or module: there is none here"
    );
    assert_eq!(
        about("unsafe trait T {}"),
        "`#[perf_budget]` measures functions, not a trait: put it on the methods that have a body"
    );
    assert_eq!(
        about("extern \"C\" { fn f(); }"),
        "`#[perf_budget]` measures functions, not an `extern` block"
    );
    assert_eq!(
        about("const N: u8 = 0;"),
        "`#[perf_budget]` measures functions, not a constant"
    );
    let bodiless = "this function has no body to measure: put the attribute on its implementation";
    assert_eq!(about("fn f(&self);"), bodiless);
    let constant =
        "a `const fn` cannot be measured: it may run while compiling, where there is no clock";
    assert_eq!(about("pub const unsafe fn f() {}"), constant);
    assert_eq!(
        about("#[unsafe(naked)] extern \"C\" fn f() { core::arch::naked_asm!(\"ret\") }"),
        "a naked function cannot be measured: its body is assembly and nothing else"
    );
    assert_eq!(about("3 + 3"), "expected a function below the attribute");
}

#[test]
fn workloads() {
    let mistakes = sentences(
        Workload,
        "sizes = [0, 1.5, \"a\"], max_ms = 1",
        "async fn f<T>(a: T, b: T) {}",
    );
    assert_eq!(
        mistakes,
        [
            "`sizes` takes a list of whole numbers, as in `sizes = [1, 2, 4]`, not text",
            "`max_ms` is an argument of `#[perf_budget]` or `#[monitored_workflow]`, not of `#[perf_workload]`",
            "a workload is no `async fn`: use `run_async` inside a plain one",
            "the workload `f` cannot be generic: nothing tells with which types to run it",
            "a workload takes one argument, as in `fn f(w: &mut Workload)`",
        ]
    );
    assert_eq!(
        sentences(Workload, "sizes = [0]", "fn f(w: &mut W) {}"),
        ["`sizes` must be greater than zero"]
    );
}

#[test]
fn fragments_of_macros_are_looked_through() {
    use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
    let group = |text: &str| TokenTree::Group(Group::new(Delimiter::None, text.parse().unwrap()));
    let mut arguments: TokenStream = "max_ms =".parse().unwrap();
    arguments.extend([group("-2")]);
    let mut function: TokenStream = [group("pub")].into_iter().collect();
    function.extend("fn f()".parse::<TokenStream>().unwrap());
    function.extend([group("{ 1 }")]);
    let whole = TokenTree::Group(Group::new(Delimiter::None, function));
    let mut mistakes = Mistakes::new();
    let given = args::parse(Budget, arguments, &mut mistakes);
    let (_, function) = check(Budget, given, item::read(whole.into()), &mut mistakes);
    assert_eq!(mistakes.sentences(), ["`max_ms` cannot be negative"]);
    let Some(super::Carrier::Function(function)) = function else {
        panic!("no function");
    };
    assert_eq!(function.body.statements.len(), 1);
}

#[test]
fn growth_and_its_size_come_together() {
    assert_eq!(
        sentences(
            Budget,
            "max_growth = \"n log n\", size = data.len() + 1",
            "fn f(data: &[u8]) {}"
        ),
        [""; 0]
    );
    assert_eq!(
        sentence("max_growth = \"n\""),
        "`max_growth` needs the size that it is about, as in `size = data.len()`"
    );
    assert_eq!(
        sentence("size = n, max_ms = 1"),
        "`size` needs the limit that it belongs to, as in `max_growth = \"n log n\"`"
    );
    let form = "`max_growth` takes one of \"1\", \"log n\", \"n\", \"n log n\", \"n^2\" and \"n^3\", as in \
                `max_growth = \"n log n\"`";
    for wrong in ["\"n^4\"", "\"O(n)\"", "2"] {
        assert_eq!(sentence(&format!("max_growth = {wrong}")), form);
    }
    assert_eq!(
        sentence("max_growth = \"n\", size ="),
        "`size` takes an expression of the arguments, as in `size = data.len()`"
    );
}
