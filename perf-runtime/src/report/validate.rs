//! What a report read from a file must hold before anything is computed from it.

use std::fmt;

use super::flow;
use super::model::{Report, SiteRecord};
use crate::record::{CallTree, ContextSnapshot, Distribution};

/// A figure that contradicts itself, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    place: String,
    problem: String,
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.problem)
    }
}

impl std::error::Error for Invalid {}

pub(super) fn validate(report: &Report) -> Result<(), Invalid> {
    check_tree(&report.tree)?;
    report.sites.iter().enumerate().try_for_each(|(i, site)| {
        check_site(site).map_err(|(inner, problem)| Invalid {
            place: format!("sites[{i}] `{}`{inner}", site.path),
            problem: problem.to_owned(),
        })
    })
}

pub(super) fn check_tree(tree: &CallTree) -> Result<(), Invalid> {
    match flow::problem(tree) {
        None => Ok(()),
        Some(problem) => Err(Invalid {
            place: "tree".to_owned(),
            problem: problem.to_owned(),
        }),
    }
}

/// The place below the site, and what is wrong there.
type Problem = (String, &'static str);

pub(super) fn check_site(site: &SiteRecord) -> Result<(), Problem> {
    if !(site.warning_percent >= 0.0 && site.warning_percent < site.critical_percent) {
        return Err((
            String::new(),
            "`warning_percent` is not below `critical_percent`",
        ));
    }
    if let Some(limit) = site.limits.iter().find(|limit| limit.value < 0.0) {
        return Err((format!(", limit `{}`", limit.key), "a limit is negative"));
    }
    let against = &site.against;
    let percents = [
        against.max_regression_percent,
        against.min_improvement_percent,
    ];
    if percents.iter().flatten().any(|percent| *percent < 0.0) {
        return Err((String::new(), "a promise against a baseline is negative"));
    }
    site.contexts.iter().try_for_each(|context| {
        check_context(context).map_err(|(name, problem)| {
            let place = format!(", context `{}`, {name}", context.context);
            (place, problem)
        })
    })
}

pub(super) fn check_context(context: &ContextSnapshot) -> Result<(), (&'static str, &'static str)> {
    let distributions = [
        ("time", Some(&context.time)),
        ("wall", Some(&context.wall)),
        ("cpu", context.cpu.as_ref()),
        ("busy", context.busy.as_ref()),
    ];
    distributions
        .into_iter()
        .try_for_each(|(name, distribution)| {
            let problem = distribution.and_then(problem);
            problem.map_or(Ok(()), |problem| Err((name, problem)))
        })
}

fn problem(distribution: &Distribution) -> Option<&'static str> {
    let buckets = &distribution.buckets;
    let total = buckets
        .iter()
        .try_fold(0_u64, |sum, bucket| sum.checked_add(bucket.count));
    if buckets.iter().any(|bucket| bucket.count == 0) {
        Some("a bucket has no samples")
    } else if !buckets.is_sorted_by(|a, b| a.value < b.value) {
        Some("the buckets do not ascend")
    } else if total.is_none() {
        Some("there are more samples than a number can count")
    } else if distribution.min > distribution.max {
        Some("the smallest sample is above the largest")
    } else {
        None
    }
}
