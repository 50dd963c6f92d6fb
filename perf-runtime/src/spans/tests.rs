//! `[[span]]` entries as users write them, right and wrong.

use std::path::Path;

use super::SpanBudgets;
use crate::settings::FILE;
use crate::site::{Metric, Statistic};

fn parse(text: &str) -> Result<SpanBudgets, String> {
    SpanBudgets::parse(text, Path::new(FILE)).map_err(|error| error.to_string())
}

#[test]
fn budgets_are_read_in_base_units_and_with_their_lines() {
    let text = "
        [policy]
        strict = true
        [[span]]
        target = 'hyper'
        name = 'request'
        max_ms = 5.0
        max_p99_ms = 20
        max_busy_us = 200
        [[span]]
        target = 'hyper'
        name = 'connection'
        max_s = 60
    ";
    let budgets = parse(text).unwrap();
    let [request, connection] = budgets.budgets() else {
        panic!("{budgets:?}");
    };
    assert_eq!((&*request.target, &*request.name), ("hyper", "request"));
    assert_eq!((request.line, connection.line), (4, 10));
    let limits: Vec<_> = request
        .limits
        .iter()
        .map(|limit| {
            (
                limit.key,
                limit.written,
                limit.metric,
                limit.statistic,
                limit.value,
            )
        })
        .collect();
    for expected in [
        ("max_ms", "5.0", Metric::Time, Statistic::Median, 5e6),
        ("max_p99_ms", "20", Metric::Time, Statistic::P99, 2e7),
        ("max_busy_us", "200", Metric::Busy, Statistic::Median, 2e5),
    ] {
        assert!(limits.contains(&expected), "{limits:?}");
    }
    assert_eq!(connection.limits[0].value, 6e10);
    assert_eq!(parse("").unwrap().budgets(), []);
}

#[test]
fn mistakes_are_refused_with_place_and_remedy() {
    let cases = [
        (
            "[[span]]\nname = 'request'\nmax_ms = 5",
            "perf-budget.toml:1:1: a span budget without `target`; write `target = \"hyper\"`",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = ''\nmax_ms = 5",
            "perf-budget.toml:3:8: `name` is empty",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = 'request'",
            "the budget of the span `request` has no limit; give at least one: `max_ms = 5.0`",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = 'request'\nmax_mss = 5",
            "perf-budget.toml:4:1: unknown key `max_mss`; did you mean `max_ms`?",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = 'request'\nmax_allocs = 5",
            "perf-budget.toml:4:1: unknown key `max_allocs`",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = 'request'\nmax_ms = 0",
            "perf-budget.toml:4:10: `max_ms` is 0, which nothing can keep",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = 'request'\nmax_s = 1e12",
            "`max_s` is longer than any clock counts",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = 'request'\nmax_ms = 'five'",
            "`max_ms` takes a finite number, not this string",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = 'request'\nmax_ms = 5\nmax_us = 7",
            "limit the same; remove one of them",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = 'request'\nmax_ms = 5\nmax_p99_ms = 4",
            "`max_p99_ms` is below `max_ms`",
        ),
        (
            "[[span]]\ntarget = 'hyper'\nname = 'request'\nmax_busy_ms = 5\nmax_ms = 4",
            "`max_ms` is below `max_busy_ms`",
        ),
        (
            "[[span]]\ntarget = 'a'\nname = 'b'\nmax_ms = 5\n[[span]]\ntarget = 'a'\nname = 'b'\nmax_ms = 4",
            "two budgets for the span `b` of `a`, the first in line 1; make them one",
        ),
        (
            "[span]\ntarget = 'a'",
            "`span` is not a list of tables; write `[[span]]`",
        ),
        (
            "[[spans]]\ntarget = 'a'",
            "unknown key `spans`; did you mean `span`?",
        ),
        ("[[span]", "this is not TOML"),
    ];
    for (text, expected) in cases {
        let message = parse(text).unwrap_err();
        assert!(message.contains(expected), "{text}\n{message}");
    }
}

#[test]
fn other_parts_of_the_file_are_for_others() {
    for key in [
        "policy", "check", "baseline", "history", "startup", "sink", "override",
    ] {
        assert!(parse(&format!("[{key}]\nname = 1")).is_ok(), "{key}");
    }
    assert!(parse("[[machine]]\nname = 'ci'\nhost = '*'\nscale = 2").is_ok());
}
