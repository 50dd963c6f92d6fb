//! JUnit XML: a suite per package, a case per limit, the worst of its contexts.

use std::collections::BTreeMap;

use perf_runtime::budget::{Outcome, Verdict};
use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::answer::Answer;
use super::finding::Finding;
use super::unwritable;
use crate::console::clean;
use crate::fault::Fault;

pub(super) fn write(answer: &Answer<'_>) -> Result<String, Fault> {
    let packages: BTreeMap<(&str, u32), &str> = answer
        .report
        .sites
        .iter()
        .map(|site| ((&*site.file, site.line), &*site.package))
        .collect();
    let mut suites: BTreeMap<&str, BTreeMap<(&str, &str), TestCase>> = BTreeMap::new();
    for verdict in &answer.report.verdicts {
        let package = packages.get(&(&*verdict.file, verdict.line)).copied();
        let cases = suites.entry(package.unwrap_or_default()).or_default();
        let key = if verdict.called { &*verdict.key } else { "" };
        cases
            .entry((&verdict.site, key))
            .or_insert_with(|| case(&verdict.site, key, verdict));
    }
    // The cases of findings take the place of kept ones, whichever context they came from.
    for finding in answer.findings.iter().rev() {
        let cases = suites.entry(&finding.package).or_default();
        cases.insert((&finding.site, &finding.key), of_finding(finding));
    }
    let mut document = Document::new("perf-budget");
    for (package, cases) in suites {
        let name = if package.is_empty() {
            "unknown package"
        } else {
            package
        };
        let mut suite = TestSuite::new(name);
        suite.add_test_cases(cases.into_values());
        document.add_test_suite(suite);
    }
    let text = document.to_string().map_err(unwritable)?;
    Ok(without_skipped_at_the_root(&text))
}

/// By the schema, suites count what they skip, and the root does not.
fn without_skipped_at_the_root(text: &str) -> String {
    let Some((before, root)) = text.split_once("<testsuites") else {
        return text.to_owned();
    };
    let (attributes, rest) = root.split_once('>').unwrap_or((root, ""));
    let kept: Vec<&str> = attributes
        .split(' ')
        .filter(|attribute| !attribute.starts_with("skipped="))
        .collect();
    format!("{before}<testsuites{}>{rest}", kept.join(" "))
}

fn case(site: &str, key: &str, verdict: &Verdict) -> TestCase {
    let status = match verdict.outcome {
        Outcome::Within | Outcome::Over => TestCaseStatus::success(),
        Outcome::NotMeasured | Outcome::Inconclusive => TestCaseStatus::skipped(),
    };
    named(site, key, status)
}

fn of_finding(finding: &Finding) -> TestCase {
    let mut status = if finding.fails {
        TestCaseStatus::non_success(NonSuccessKind::Failure)
    } else {
        TestCaseStatus::skipped()
    };
    let mut text = String::new();
    if finding.fails {
        status.set_message(clean(&finding.message));
        status.set_type(finding.rule.name());
    } else {
        // By the schema, what is skipped has no message but its text.
        text.push_str(&clean(&finding.message));
        text.push('\n');
    }
    text.push_str(&format!("{}:{}", clean(&finding.file), finding.line));
    for line in finding.contexts.iter().chain(&finding.details) {
        text.push('\n');
        text.push_str(&clean(line));
    }
    status.set_description(text);
    named(&finding.site, &finding.key, status)
}

fn named(site: &str, key: &str, status: TestCaseStatus) -> TestCase {
    let name = if key.is_empty() { "budget" } else { key };
    let mut case = TestCase::new(name, status);
    case.set_classname(clean(site));
    case
}
