//! Reports survive files, merging and hostile input.

use std::path::Path;

use proptest::prelude::*;

use super::fixture::{
    ALLOCATIONS, MS, TYPICAL, clock, environment, healthy, mixed, report, run, site, spread, timed,
};
use super::{MergeError, Report, merge};
use crate::budget::{Gate, Outcome, Policy};
use crate::class::{Classes, InForce};
use crate::record::{
    Bucket, CallTree, ContextSnapshot, Distribution, MemorySnapshot, SiteSnapshot, Snapshot,
    TreeNode, TreeSite,
};
use crate::site::{Kind, Limit, Metric, Statistic, limit};

fn message(text: impl AsRef<[u8]>) -> String {
    Report::from_json(text)
        .expect_err("it is no report")
        .to_string()
}

#[test]
fn a_report_survives_a_file() {
    for report in [mixed(), healthy()] {
        let text = report.to_json().unwrap();
        assert_eq!(Report::from_json(&text).unwrap(), report);
    }
}

#[test]
fn a_site_is_a_line() {
    let report = mixed();
    let text = report.to_json().unwrap();
    let lines = text
        .lines()
        .filter(|line| line.starts_with("{\"path\":"))
        .count();
    assert_eq!(lines, report.sites.len());
}

#[test]
fn names_with_quotes_and_control_characters_survive() {
    let mut report = healthy();
    report.sites[0].path = "a\"b\\c\n\t\u{1}\u{7f}\u{9b}é測\u{1f600}".to_owned();
    let text = report.to_json().unwrap();
    assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
    assert_eq!(Report::from_json(&text).unwrap(), report);
}

#[test]
fn figures_that_are_not_finite_are_not_written() {
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut report = healthy();
        report.sites[0].contexts[0].time.sum = bad;
        let error = report.to_json().unwrap_err().to_string();
        assert!(error.contains("a figure is"), "{error}");
    }
}

#[test]
fn other_versions_are_refused_whatever_else_they_hold() {
    let error = message(r#"{"schema": 2, "new": [{"deep": null}]}"#);
    assert!(
        error.contains("schema version 2") && error.contains("reads version 1"),
        "{error}"
    );
    assert!(message("{}").contains("missing field `schema`"));
}

#[test]
fn errors_say_where() {
    let text = healthy().to_json().unwrap();
    let cut = &text[..text.len() / 2];
    let error = message(cut);
    assert!(error.contains(&format!("byte {}", cut.len())), "{error}");
    assert!(error.contains("run again"), "{error}");

    let wrong = text.replacen("\"line\":41", "\"line\":\"x\"", 1);
    let error = message(&wrong);
    assert!(
        error.contains("invalid type: string \"x\", expected u32"),
        "{error}"
    );
    let line = 1 + wrong[..wrong.find("\"x\"").unwrap()].matches('\n').count();
    assert!(error.contains(&format!("line {line}, ")), "{error}");
}

#[test]
fn hostile_texts_are_refused_without_harm() {
    let deep = format!("{{\"schema\":1,\"x\":{}", "[".repeat(1_000_000));
    assert!(message(deep).contains("nested deeper than"));
    for text in [
        "",
        " ",
        "nul",
        "[",
        "{",
        "{\"schema\"",
        "{\"schema\":",
        "{\"schema\":1",
        "{\"schema\":1,}",
        "{\"schema\":01}",
        "{\"schema\":-1}",
        "{\"schema\":1e999}",
        "{\"schema\":99999999999999999999}",
        "{\"schema\":NaN}",
        "{\"schema\":1}x",
        "{\"schema\":1 \"runs\":[]}",
        "\u{feff}{}",
        "{'schema':1}",
        "{\"schema\":\"\\ud800\"}",
    ] {
        assert!(!message(text).is_empty(), "{text:?}");
    }
    assert!(!message(b"{\"schema\":\"\xff\"}").is_empty());
}

#[test]
fn figures_that_contradict_themselves_are_refused() {
    type Spoil = fn(&mut Distribution);
    let spoil: [(&str, Spoil); 4] = [
        ("no samples", |d| d.buckets[0].count = 0),
        ("do not ascend", |d| d.buckets.reverse()),
        ("can count", |d| {
            d.buckets[..2].iter_mut().for_each(|b| b.count = u64::MAX)
        }),
        ("above the largest", |d| d.min = d.max + 1.0),
    ];
    for (problem, spoil) in spoil {
        let mut report = healthy();
        spoil(&mut report.sites[0].contexts[0].time);
        let error = message(report.to_json().unwrap());
        assert!(error.contains(problem), "{error}");
        assert!(
            error.contains("chi_squared_batch") && error.contains("tests::batch"),
            "{error}"
        );
    }
}

#[test]
fn a_hundred_thousand_equal_sites_are_one_when_merged() {
    let mut report = healthy();
    report.sites.truncate(1);
    report.sites = vec![report.sites[0].clone(); 100_000];
    report
        .sites
        .iter_mut()
        .for_each(|site| site.contexts[0].time.buckets.truncate(1));
    let merged = merge([report]).unwrap();
    assert_eq!(merged.sites.len(), 1);
    assert_eq!(merged.sites[0].contexts[0].time.count(), 100_000);
}

#[test]
fn merged_figures_are_judged_anew() {
    let fit = site("fit", 90, &[TYPICAL]);
    let part = || report(vec![(fit, vec![timed("tests::fit", spread(1.9 * MS, 6))])]);
    assert_eq!(part().verdicts[0].outcome, Outcome::Inconclusive);
    let merged = merge([part(), part()]).unwrap();
    assert_eq!(merged.verdicts.len(), 1);
    assert_eq!(merged.verdicts[0].outcome, Outcome::Within);
    assert_eq!(merged.verdicts[0].evidence.samples, 12);
}

#[test]
fn a_site_called_in_one_process_is_called() {
    let fit = site("fit", 90, &[TYPICAL]);
    let called = report(vec![(fit, vec![timed("t", spread(MS, 20))])]);
    let uncalled = report(vec![(fit, vec![])]);
    let merged = merge([uncalled, called]).unwrap();
    assert_eq!(merged.verdicts.len(), 1);
    assert_eq!(merged.verdicts[0].outcome, Outcome::Within);
}

#[test]
fn a_limit_unread_in_one_process_stays_unread() {
    let save = site("save", 1, &[ALLOCATIONS]);
    let counted = ContextSnapshot {
        memory: Some(MemorySnapshot {
            calls: 9,
            ..MemorySnapshot::default()
        }),
        ..timed("t", [MS])
    };
    let with = report(vec![(save, vec![counted])]);
    let mut clock = clock();
    clock.allocator_installed = false;
    let snapshot = Snapshot {
        sites: vec![SiteSnapshot {
            site: save,
            contexts: vec![timed("t", [MS])],
        }],
        clock: clock.clone(),
        tree: crate::record::CallTree::default(),
        notes: vec![],
    };
    let mut elsewhere = environment();
    elsewhere.clock = clock;
    let without = Report::new(run(2), elsewhere, &snapshot);
    let merged = merge([with, without]).unwrap();
    assert_eq!(merged.verdicts[0].outcome, Outcome::NotMeasured);
    assert!(
        merged.verdicts[0].reason.contains("install_allocator"),
        "{:?}",
        merged.verdicts[0]
    );
    assert_eq!(merged.gate(&Policy::default()), Gate::NotMeasured);
    assert!(
        merged.remarks[0].contains("counting allocator"),
        "{:?}",
        merged.remarks
    );
}

#[test]
fn sites_with_other_limits_stay_apart() {
    let old = report(vec![(site("fit", 90, &[TYPICAL]), vec![])]);
    let new = report(vec![(site("fit", 90, &[ALLOCATIONS]), vec![])]);
    assert_eq!(merge([old, new]).unwrap().sites.len(), 2);
}

#[test]
fn nothing_and_strangers_do_not_merge() {
    assert_eq!(merge([]), Err(MergeError::Nothing));
    let stranger = Report {
        schema: 7,
        ..healthy()
    };
    assert_eq!(merge([stranger]), Err(MergeError::Schema { found: 7 }));
}

#[test]
fn an_unoptimised_build_is_said_once() {
    let mut slow = environment();
    slow.opt_level = "0".to_owned();
    let mut report = healthy();
    report.environments = vec![slow];
    let merged = merge([report]).unwrap();
    assert_eq!(merged.remarks.len(), 1);
    assert!(merged.remarks[0].contains("[profile.test] opt-level = 3"));
}

#[test]
fn decisions_of_workloads_stand_and_survive_merging() {
    let report = mixed();
    let mut decision = report.verdicts[0].clone();
    assert_eq!(decision.outcome, Outcome::Over);
    decision.outcome = Outcome::Inconclusive;
    decision.reason = "preempted".to_owned();
    let mut worse = decision.clone();
    worse.outcome = Outcome::Over;
    let a = mixed().with_decided([decision.clone()]);
    assert_eq!(
        a.verdicts
            .iter()
            .filter(|v| v.key == decision.key
                && v.context == decision.context
                && v.site == decision.site)
            .count(),
        1
    );
    let b = mixed().with_decided([worse.clone()]);
    let merged = merge([a, b]).unwrap();
    assert_eq!(merged.decided, [worse]);
}

#[test]
fn functions_of_one_name_keep_their_decisions_apart() {
    // As two implementations of `From` for one type print them.
    let sites = || {
        vec![
            (site("T::from", 10, &[TYPICAL]), Vec::new()),
            (site("T::from", 20, &[TYPICAL]), Vec::new()),
        ]
    };
    let decision = |line: u32, outcome: Outcome| {
        let mut verdicts = report(sites()).verdicts.into_iter();
        let mut verdict = verdicts.find(|verdict| verdict.line == line).unwrap();
        (verdict.outcome, verdict.called) = (outcome, true);
        verdict
    };
    let lines = |report: &Report| -> Vec<(u32, Outcome)> {
        let verdicts = report.verdicts.iter();
        verdicts.map(|v| (v.line, v.outcome)).collect()
    };
    let both = [decision(10, Outcome::Within), decision(20, Outcome::Within)];
    let merged = merge([report(sites()).with_decided(both)]).unwrap();
    let expected = [(10, Outcome::Within), (20, Outcome::Within)];
    assert_eq!(lines(&merged), expected);
    // A decision on one of them is none on the other.
    let one = report(sites()).with_decided([decision(20, Outcome::Within)]);
    assert_eq!(
        lines(&one),
        [(10, Outcome::NotMeasured), (20, Outcome::Within)]
    );
}

#[test]
fn the_call_tree_speaks_of_the_limits_of_the_machine_class() {
    let text = "[[machine]]\nname = 'ci'\nhost = '*'\nscale = 3";
    let classes = Classes::parse(text, Path::new("perf-budget.toml")).unwrap();
    let class = InForce::here(&classes).unwrap();
    let analysis = site("analysis", 5, &[TYPICAL]);
    let of_tree = |path: String| TreeSite {
        path,
        file: "src/chi2.rs".to_owned(),
        line: 5,
        kind: Kind::Workflow,
        limit_ns: Some(2.0 * MS),
    };
    let node = TreeNode {
        calls: 1,
        inclusive_ns: 5.0 * MS,
        self_ns: 5.0 * MS,
        ..TreeNode::default()
    };
    let snapshot = Snapshot {
        sites: vec![SiteSnapshot {
            site: analysis,
            contexts: vec![timed("tests::it", spread(5.0 * MS, 20))],
        }],
        clock: clock(),
        tree: CallTree {
            sites: vec![of_tree(analysis.path()), of_tree("another".to_owned())],
            nodes: vec![node],
            ..CallTree::default()
        },
        notes: Vec::new(),
    };
    let report = Report::under(Some(&class), run(1), environment(), &snapshot);
    assert_eq!(report.verdicts[0].outcome, Outcome::Within);
    let workflow = &report.workflows[0];
    assert_eq!(workflow.limit_ns, Some(6.0 * MS));
    assert_eq!(workflow.critical_path[0].slack_ns, Some(1.0 * MS));
    assert_eq!(report.tree.sites[1].limit_ns, Some(2.0 * MS));
}

#[test]
fn limits_for_workloads_are_told_with_the_remedy_first_and_not_all() {
    const WORK: Limit = limit(
        Metric::Instructions,
        Statistic::Median,
        1.0,
        "max_instructions",
        9.0,
        "9",
    );
    let told = |lines: u32| {
        let sites = (1..=lines).map(|line| {
            let name: &'static str = format!("work_{line}").leak();
            (site(name, line, &[WORK]), vec![timed("tests::it", [MS])])
        });
        let remarks = report(sites.collect()).remarks.into_iter();
        let mut told = remarks.filter(|remark| remark.contains("#[perf_workload]"));
        told.next().unwrap()
    };
    assert_eq!(
        told(1),
        "judged by workloads only, and by none so far; run the test target of `perf_runtime::testing::main()`, with a \
         #[perf_workload] that reaches them: `max_instructions` of `analysis::chi2::work_1`"
    );
    let many = told(30);
    assert!(many.ends_with("and 26 more"), "{many}");
    assert_eq!(many.matches("max_instructions").count(), 4);
}

#[test]
fn a_limit_that_no_workload_reaches_is_judged_by_the_tests_that_do() {
    let fit = || site("fit", 90, &[TYPICAL]);
    let uncalled = report(vec![(fit(), vec![])]);
    let unreached = uncalled.verdicts[0].clone();
    let harness = || uncalled.clone().with_decided([unreached.clone()]);
    let alone = harness();
    assert_eq!(alone.verdicts, std::slice::from_ref(&unreached));
    assert_eq!(alone.gate(&Policy::default()), Gate::Pass);

    let tested = report(vec![(fit(), vec![timed("tests::fit", spread(MS, 20))])]);
    let merged = merge([harness(), tested]).unwrap();
    let outcomes: Vec<Outcome> = merged.verdicts.iter().map(|v| v.outcome).collect();
    assert_eq!(outcomes, [Outcome::Within]);
    assert_eq!(merged.decided, [unreached]);
}

/// A distribution as a recorder gives it.
fn distribution() -> impl Strategy<Value = Distribution> {
    prop::collection::btree_map(1_u64..1 << 50, 1_u64..1 << 30, 0..12).prop_map(|buckets| {
        let buckets: Vec<Bucket> = buckets
            .into_iter()
            .map(|(value, count)| Bucket {
                value: value as f64 * 0.37,
                count,
            })
            .collect();
        Distribution {
            min: buckets.first().map_or(0.0, |b| b.value),
            max: buckets.last().map_or(0.0, |b| b.value),
            sum: buckets.iter().map(|b| b.value * b.count as f64).sum(),
            buckets,
        }
    })
}

fn context() -> impl Strategy<Value = ContextSnapshot> {
    let memory = prop::option::of((1_u64..9, any::<u32>(), any::<i64>()));
    (
        "[a-c]",
        distribution(),
        prop::option::of(distribution()),
        memory,
        0_u64..100,
    )
        .prop_map(|(context, time, cpu, memory, panics)| ContextSnapshot {
            context,
            calls: time.count() + panics,
            panics,
            wall: time.clone(),
            time,
            cpu,
            memory: memory.map(|(calls, bytes, max_net)| MemorySnapshot {
                calls,
                max_bytes: u64::from(bytes),
                max_net,
                total_bytes: u64::MAX - u64::from(bytes),
                ..MemorySnapshot::default()
            }),
            ..ContextSnapshot::default()
        })
}

fn reports() -> impl Strategy<Value = Report> {
    let contexts = || prop::collection::vec(context(), 0..4);
    (contexts(), contexts(), 1_u32..4).prop_map(|(a, b, process)| {
        let mut report = report(vec![
            (site("a", 1, &[TYPICAL]), a),
            (site("b", 2, &[ALLOCATIONS]), b),
        ]);
        report.runs = vec![run(process)];
        report.notes = vec![format!("note of {process}")];
        report.environments[0].clock.stolen_ns = f64::from(process);
        report
    })
}

/// Sums of floats depend on the order of their terms, and so do they alone.
fn without_sums(mut report: Report) -> Report {
    for context in report.sites.iter_mut().flat_map(|site| &mut site.contexts) {
        context.run_queue_wait_ns = 0.0;
        let all = [
            Some(&mut context.time),
            Some(&mut context.wall),
            context.cpu.as_mut(),
        ];
        all.into_iter().flatten().for_each(|d| d.sum = 0.0);
    }
    report
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_report_survives_a_file(report in reports()) {
        prop_assert_eq!(Report::from_json(report.to_json().unwrap()).unwrap(), report);
    }

    #[test]
    fn merging_does_not_depend_on_the_order(a in reports(), b in reports(), c in reports()) {
        let merged = |reports: [&Report; 3]| merge(reports.map(Clone::clone)).unwrap();
        let all = without_sums(merged([&a, &b, &c]));
        prop_assert_eq!(&without_sums(merged([&c, &a, &b])), &all);
        let left = merge([merge([a.clone(), b.clone()]).unwrap(), c.clone()]).unwrap();
        prop_assert_eq!(&without_sums(left), &all);
        let right = merge([a, merge([b, c]).unwrap()]).unwrap();
        prop_assert_eq!(&without_sums(right), &all);
    }

    #[test]
    fn no_text_harms_the_reader(text in "[\\[\\]{}\",:0-9a-z.eE+-]{0,200}") {
        let _ = Report::from_json(text);
    }

    #[test]
    fn no_change_of_a_byte_harms_the_reader(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut text = healthy().to_json().unwrap().into_bytes();
        let at = at.index(text.len());
        text[at] = byte;
        if let Ok(report) = Report::from_json(&text) {
            let _ = merge([report]);
        }
    }
}
