//! Files as users write them, right and wrong, and the limits that hold by them.

use std::path::Path;

use super::in_force::InForce;
use super::{Classes, FILE, Machine};
use crate::budget::Changed;
use crate::probe::machine::{Fingerprint, Reference};
use crate::record::RECORDER;
use crate::site::{Identity, Kind, Limit, Metric, Place, Site, SiteInfo, Statistic, limit};

const TYPICAL: Limit = limit(Metric::Time, Statistic::Median, 1e6, "max_ms", 2.0, "2.0");
const TAIL: Limit = limit(Metric::Time, Statistic::P95, 1e6, "max_p95_ms", 3.0, "3.0");
const ALLOCATIONS: Limit = limit(
    Metric::Allocations,
    Statistic::Maximum,
    1.0,
    "max_allocs",
    4.0,
    "4",
);
const LIMITS: &[Limit] = &[TYPICAL, TAIL, ALLOCATIONS];

fn machine(host: &str) -> Machine {
    Machine {
        fingerprint: Fingerprint {
            processor: "AMD EPYC 7R32".to_owned(),
            cores: 2,
            hypervisor: "KVM".to_owned(),
        },
        host: host.to_owned(),
    }
}

fn site(label: &'static str) -> &'static Site {
    let place = Place {
        file: "src/fit.rs",
        module: "xpcs::fit",
        package: "xpcs",
        test_build: true,
    };
    let identity = Identity::new(label, "", &[], 10.0, 50.0);
    let info = SiteInfo::new(Kind::Function, "chi2", 7, 8, place, LIMITS, identity);
    // A marker that is not understood: the path falls back to `module::function`.
    Box::leak(Box::new(Site::new(info, || "", &RECORDER)))
}

fn parse(text: &str) -> Result<Classes, String> {
    Classes::parse(text, Path::new(FILE)).map_err(|error| error.to_string())
}

fn in_force(text: &str) -> InForce {
    let classes = parse(text).unwrap();
    InForce::on(&classes, machine("ci-17"), None).expect("the class of this machine")
}

#[test]
fn the_first_class_that_fits_is_the_machines() {
    let text = "
        [policy]
        fail_on = 'critical'

        [[machine]]
        name = 'laptop'
        processor = '*Apple*'
        scale = 0.8

        [[machine]]
        name = 'ci'
        processor = 'AMD *'
        cores = 2
        host = 'ci-*'
        scale = 1.5

        [[machine]]
        name = 'any'
        host = '*'
        scale = 3
    ";
    let classes = parse(text).unwrap();
    let name = |host: &str| classes.of(&machine(host)).map(|class| &*class.name);
    assert_eq!(name("ci-17"), Some("ci"));
    assert_eq!(name("dev"), Some("any"));
    let none = parse("[[machine]]\nname = 'ci'\nhost = 'ci-*'\nscale = 2").unwrap();
    assert_eq!(none.of(&machine("dev")), None);
    assert!(parse("").unwrap().is_empty());
    assert!(parse("[policy]\nstrict = true").unwrap().is_empty());
}

#[test]
fn scale_is_for_time_and_a_limit_of_its_own_comes_before_it() {
    let text = "
        [[machine]]
        name = 'ci'
        host = 'ci-*'
        scale = 1.5

        [[machine.limit]]
        function = 'xpcs::fit::chi2'
        max_p95_us = 9_000
    ";
    let class = in_force(text);
    let site = site("");
    let bound = |limit| class.bound(site, limit);
    assert_eq!(bound(&TYPICAL).value, 3e6);
    let changed = Changed {
        declared: 2e6,
        class: "ci",
    };
    assert_eq!(bound(&TYPICAL).changed, Some(changed));
    assert_eq!((bound(&TAIL).value, bound(&TAIL).key), (9e6, "max_p95_ms"));
    assert_eq!(bound(&ALLOCATIONS).value, 4.0);
    assert_eq!(bound(&ALLOCATIONS).changed, None);
    assert_eq!(class.check(&[site]), Ok(()));
}

#[test]
fn a_function_is_found_by_its_label_and_by_its_path_and_no_other_is() {
    for (function, label, found) in [
        ("fit", "fit", true),
        ("xpcs::fit::chi2", "fit", true),
        ("chi2", "", false),
        ("xpcs::fit", "", false),
    ] {
        let class = in_force(&format!(
            "[[machine]]\nname = 'ci'\nhost = '*'\n[[machine.limit]]\nfunction = '{function}'\nmax_allocs = 0"
        ));
        let value = class.bound(site(label), &ALLOCATIONS).value;
        assert_eq!(value, if found { 0.0 } else { 4.0 }, "{function} {label}");
    }
}

#[test]
fn a_limit_that_the_function_does_not_declare_is_refused_with_its_place() {
    let class = in_force(
        "[[machine]]\nname = 'ci'\nhost = '*'\n[[machine.limit]]\nfunction = 'xpcs::fit::chi2'\n  max_cpu_ms = 1",
    );
    let error = class.check(&[site("")]).unwrap_err().to_string();
    assert_eq!(
        error,
        "perf-budget.toml:6:3: `max_cpu_ms` replaces no limit: `xpcs::fit::chi2` declares only `max_ms`, \
         `max_p95_ms`, `max_allocs`; declare `max_cpu_ms` in its attribute, or remove this line"
    );
    assert_eq!(class.check(&[]), Ok(()), "not linked, not known");
}

#[test]
fn two_limits_by_the_two_names_of_a_function_are_refused() {
    let class = in_force(
        "[[machine]]\nname = 'ci'\nhost = '*'\n\
         [[machine.limit]]\nfunction = 'xpcs::fit::chi2'\nmax_ms = 1\n\
         [[machine.limit]]\nfunction = 'fit'\nmax_us = 9",
    );
    let error = class.check(&[site("fit")]).unwrap_err().to_string();
    assert_eq!(
        error,
        "perf-budget.toml:9:1: `max_us` of `fit` and `max_ms` of `xpcs::fit::chi2` in line 6 limit the same; \
         remove one of them"
    );
    assert_eq!(class.check(&[site("")]), Ok(()), "another function's label");
}

#[test]
fn the_note_names_class_changes_machine_and_calibration() {
    let text = "[[machine]]\nname = 'ci'\nhost = 'ci-*'\nscale = 1.5\n[[machine.limit]]\nfunction = 'f'\nmax_s = 1";
    let classes = parse(text).unwrap();
    let reference = Reference::now(2.25);
    let known = InForce::on(&classes, machine("ci-17"), Some(reference)).unwrap();
    assert_eq!(
        known.note(),
        "machine class `ci` (perf-budget.toml:2) is in force: limits on time × 1.5, 1 limit of its own; \
         this machine is AMD EPYC 7R32, 2 cores, hypervisor KVM, host ci-17; \
         a reference round takes 2.250 ns here at best, seen 0 days ago"
    );
    let unknown = in_force(text).note();
    assert!(unknown.contains("no reference is remembered"), "{unknown}");
}

#[test]
fn mistakes_are_refused_with_place_and_remedy() {
    const HEAD: &str = "[[machine]]\nname = 'ci'\nhost = '*'\n";
    const LIMIT: &str = "[[machine.limit]]\nfunction = 'f'\n";
    let head = |rest: &str| format!("{HEAD}{rest}");
    let limit = |rest: &str| format!("{HEAD}{LIMIT}{rest}");
    let mistakes = [
        (
            "[machine\n".to_owned(),
            "perf-budget.toml:1:9: this is not TOML: ",
        ),
        (
            "[[machin]]\n".to_owned(),
            "perf-budget.toml:1:3: unknown key `machin`; did you mean `machine`?",
        ),
        (
            "[machine]\n".to_owned(),
            "`machine` is not a list of tables; write `[[machine]]`",
        ),
        (
            "[[machine]]\nhost = '*'\nscale = 2".to_owned(),
            "a machine class without a name",
        ),
        (
            "[[machine]]\nname = ''\n".to_owned(),
            ":2:8: `name` is empty; write `name = \"ci\"`",
        ),
        (
            "[[machine]]\nname = 3\n".to_owned(),
            ":2:8: `name` takes a text, not this integer",
        ),
        (
            "[[machine]]\nname = 'ci'\nscale = 2".to_owned(),
            ":2:1: nothing says which machines belong to `ci`; give `processor`",
        ),
        (head(""), ":2:1: the machine class `ci` changes no limit"),
        (
            head("scal = 2"),
            ":4:1: unknown key `scal`; did you mean `scale`?",
        ),
        (
            head("zzz = 2"),
            ":4:1: unknown key `zzz`; known here: name, processor, ",
        ),
        (
            head("scale = 0"),
            ":4:9: `scale` is 0, which leaves no limit to keep",
        ),
        (
            head("scale = nan"),
            ":4:9: `scale` takes a finite number, not this float",
        ),
        (
            head("scale = '2'"),
            ":4:10: `scale` takes a finite number, not this string",
        ),
        (
            head("cores = 0"),
            ":4:9: `cores` takes a whole number from 1, not this integer",
        ),
        (
            head("cores = 2.5"),
            "`cores` takes a whole number from 1, not this float",
        ),
        (
            head(&format!("scale = 2\n{HEAD}scale = 3")),
            ":6:1: two machine classes are called `ci`, the first in line 2",
        ),
        (
            head("limit = 3"),
            "`limit` is not a list of tables; write `[[machine.limit]]`",
        ),
        (
            head("[[machine.limit]]\nmax_ms = 2"),
            "a limit of no function",
        ),
        (limit(""), "no limit is given for `f`"),
        (
            limit("max_mss = 2"),
            ":6:1: unknown key `max_mss`; did you mean `max_ms`?",
        ),
        (
            limit("max_ms = 0"),
            ":6:10: `max_ms` is 0, which nothing can keep",
        ),
        (
            limit("max_allocs = -1"),
            "`max_allocs` is -1, which nothing can keep",
        ),
        (
            limit("max_ms = 2\nmax_us = 9"),
            ":7:1: `max_us` of `f` and `max_ms` of `f` in line 6 limit the same; remove one of them",
        ),
        (
            limit(&format!("max_ms = 2\n{LIMIT}max_allocs = 1\nmax_ms = 3")),
            ":10:1: `max_ms` of `f` and `max_ms` of `f` in line 6 limit the same",
        ),
        (
            limit("max_s = 1e300"),
            ":6:9: `max_s` is longer than any clock counts; write a smaller number",
        ),
        (
            limit("max_peak_mb = 1e14"),
            "`max_peak_mb` is more than 64 bits count",
        ),
        (
            limit("max_allocs = 1.5"),
            ":6:14: `max_allocs` is 1.5, and counts have no fractions; write a whole number",
        ),
        (
            limit("max_calls = 0.5"),
            "`max_calls` is 0.5, and counts have no fractions",
        ),
        (
            head("scale = 1e300"),
            ":4:9: `scale` is 1e300, and no machine is so far from another; write a number from 1e-9 to 1e9",
        ),
        (limit("max_growth = 2"), ":6:1: unknown key `max_growth`"),
    ];
    let unlike: Vec<String> = mistakes
        .iter()
        .filter_map(|(text, message)| {
            let error = parse(text).expect_err(text);
            let found = format!("{text}\n{error}\nis not: {message}\n");
            (!error.contains(message)).then_some(found)
        })
        .collect();
    assert!(unlike.is_empty(), "{}", unlike.join("\n"));
    for right in [
        "max_allocs = 0",
        "max_allocs = 2.0",
        "max_ms = 2\nmax_p95_ms = 3",
        "max_ms = 2\n[[machine.limit]]\nfunction = 'g'\nmax_ms = 3",
    ] {
        assert!(parse(&limit(right)).is_ok(), "{right}");
    }
}

#[test]
fn no_key_of_the_file_reaches_a_terminal_as_it_is() {
    let error =
        parse("[[machine]]\nname = 'ci'\nhost = '*'\n\"scal\\u001b[2J\\u061c\" = 2").unwrap_err();
    assert!(
        error.contains("unknown key `scal\u{fffd}[2J\u{fffd}`"),
        "{error:?}"
    );
    assert!(!error.contains('\u{1b}'), "{error:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(FILE);
    std::fs::write(&file, b"\xff\xfe").unwrap();
    let error = Classes::read(&file).unwrap_err().to_string();
    assert!(error.contains("cannot be read"), "{error}");
    assert!(error.contains("UTF-8"), "{error}");
}
