//! What is read quickly is what the general reader reads, and every run file as this version writes it is read quickly.

use proptest::prelude::*;

use super::super::fixture::{
    ALLOCATIONS, MS, TYPICAL, healthy, mixed, report, site, spread, timed,
};
use super::super::{Report, Sum, merge};
use super::*;
use crate::record::{CallsPerRun, MemorySnapshot, ProcessSnapshot, TreeNode, TreeSite};
use crate::site::{Kind, Metric};

/// A report in which nothing that can be there is missing.
fn full() -> Report {
    let mut report = mixed();
    let context = &mut report.sites[0].contexts[0];
    context.cpu = Some(spread(MS, 3).into_iter().collect());
    context.busy = Some(Default::default());
    context.memory = Some(MemorySnapshot {
        max_net: -5,
        ..MemorySnapshot::default()
    });
    context.process = Some(ProcessSnapshot::default());
    context.calls_per_run = Some(CallsPerRun::default());
    context.unavailable = vec![(Metric::Cpu, "no \"clock\"".to_owned())];
    report.sites[0].against.since = "before".to_owned();
    report.tree.sites.push(TreeSite {
        path: "all".to_owned(),
        file: "src/lib.rs".to_owned(),
        line: 1,
        kind: Kind::Workflow,
        limit_ns: Some(MS),
    });
    report.tree.nodes.push(TreeNode::default());
    report.notes.push("a note".to_owned());
    report.decided = report.verdicts.clone();
    report
}

fn is_quick(text: &[u8]) -> bool {
    read(text, &Heads::default(), &mut Vec::new()).is_some()
}

fn sum(texts: &[&str]) -> Report {
    let mut sum = Sum::default();
    for text in texts {
        sum.read(text).unwrap();
    }
    sum.into_report().unwrap()
}

#[test]
fn what_this_version_writes_is_read_quickly_and_the_same() {
    for report in [mixed(), healthy(), full(), report(Vec::new())] {
        let text = report.to_json().unwrap();
        assert!(is_quick(text.as_bytes()), "{text}");
        assert_eq!(sum(&[&text]), merge([report]).unwrap());
    }
}

#[test]
fn functions_are_known_again_in_any_order() {
    let fit = || {
        (
            site("fit", 90, &[TYPICAL]),
            vec![timed("tests::fit", spread(MS, 3))],
        )
    };
    let save = || {
        (
            site("save", 10, &[ALLOCATIONS]),
            vec![timed("tests::save", [MS])],
        )
    };
    let gone = || (site("gone", 50, &[TYPICAL]), vec![]);
    let reports = [
        report(vec![fit(), save()]),
        report(vec![gone(), save(), fit()]),
        report(vec![fit(), gone(), fit()]),
    ];
    let texts: Vec<String> = reports.iter().map(|r| r.to_json().unwrap()).collect();
    let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
    assert_eq!(sum(&texts), merge(reports).unwrap());
}

#[test]
fn of_a_text_that_is_refused_nothing_is_added() {
    let good = healthy().to_json().unwrap();
    let wrong = mixed().to_json().unwrap();
    for wrong in [
        wrong.replacen("\"notes\":[]", "\"notes\":[1]", 1),
        wrong[..wrong.len() - 1].trim_end_matches('}').to_owned(),
        wrong.replacen("\"calls\":", "\"calls\":-", 1),
    ] {
        let mut sum = Sum::default();
        sum.read(&good).unwrap();
        sum.read(&wrong).unwrap_err();
        sum.read(&good).unwrap();
        let twice = merge([healthy(), healthy()]).unwrap();
        assert_eq!(sum.into_report().unwrap(), twice);
    }
}

#[test]
fn other_layouts_are_left_to_the_general_reader() {
    let text = healthy().to_json().unwrap();
    let spaced = text.replacen("\"panics\":", "\"panics\": ", 1);
    assert!(!is_quick(spaced.as_bytes()));
    assert_eq!(sum(&[&spaced]), sum(&[&text]));
    let escaped = text.replace("tests::batch", "tests::b\\u0061tch");
    assert_ne!(escaped, text);
    assert_eq!(sum(&[&escaped]), sum(&[&text]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_changed_byte_is_read_as_the_general_reader_reads_it(
        at in any::<prop::sample::Index>(),
        byte in prop_oneof![any::<u8>(), prop::sample::select(b"0123456789.eE+-,[]{}\"\\ \n".to_vec())],
    ) {
        let mut text = full().to_json().unwrap().into_bytes();
        // What stands behind the data is not looked at.
        let verdicts = text.windows(13).position(|window| window == b"\n\"verdicts\":[").unwrap();
        text[at.index(verdicts)] = byte;
        if is_quick(&text) {
            let mut quick = Sum::default();
            quick.read(&text).unwrap();
            let general = Report::from_json(&text).unwrap();
            prop_assert_eq!(quick.into_report(), merge([general]));
        }
    }
}
