//! The table, as a page of the repository.

use std::fmt::Write;

use super::Row;

/// The runner tells hundredths of a second; below this sum of them a ratio says nothing.
const LEAST_SECONDS: f64 = 0.2;

pub(super) fn render(rows: &[Row]) -> String {
    let mut page = String::from(
        "# Mass annotation

Crates that others wrote, with `#[perf_budget(max_s = 3600)]` put on every function of their sources and tests that may
carry it (no `const fn`, nothing inside of macros, nothing foreign), and the feature `monitoring` on. Their own test suites
are run bare and annotated, unoptimised, as `cargo test` does; a crate agrees when the same tests pass and cargo's status
is the same. The slow-down is that of the tests' own time, the fastest of three runs each; a dash stands where the suite is
too short to tell. Every call is measured, down to the getters: this is the price of annotating everything, not of budgets.

This page is written by

```console
$ cargo run -p xtask -- mass-annotation --write
```

| crate | version | style | functions annotated | passed bare | passed annotated | agrees | slow-down |
| --- | --- | --- | ---: | ---: | ---: | --- | ---: |
",
    );
    for row in rows {
        let (name, version, style) = (row.subject.name, row.subject.version, row.subject.style);
        let (bare, annotated) = (row.bare.passed.len(), row.annotated.passed.len());
        let agrees = if row.agrees() { "yes" } else { "**no**" };
        let slow_down = slow_down(row.bare.seconds, row.annotated.seconds);
        let functions = row.annotated_functions;
        // Writing to a string does not fail.
        let _ = writeln!(
            page,
            "| {name} | {version} | {style} | {functions} | {bare} | {annotated} | {agrees} | {slow_down} |"
        );
    }
    page
}

fn slow_down(bare: f64, annotated: f64) -> String {
    if bare < LEAST_SECONDS {
        "–".to_owned()
    } else {
        format!("{:.1}×", annotated / bare)
    }
}

#[cfg(test)]
mod tests {
    use super::slow_down;

    #[test]
    fn suites_too_short_to_tell_say_nothing() {
        assert_eq!(slow_down(0.01, 1.0), "–");
        assert_eq!(slow_down(2.0, 3.0), "1.5×");
    }
}
