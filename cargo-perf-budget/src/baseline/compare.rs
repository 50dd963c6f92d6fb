//! A report against one accepted baseline.

use std::collections::BTreeMap;

use perf_runtime::baseline::{Baseline, Circumstances, Difference, Figure, Trend, compare};
use perf_runtime::report::Report;
use perf_runtime::site::Metric;
use perf_runtime::unit::Quantity;
use serde::Serialize;

use crate::machine::Others;

/// What became of the figures of a baseline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Comparison {
    /// The baseline's name.
    pub(crate) name: String,
    /// The commit it was measured at.
    pub(crate) commit: String,
    /// Why times were not compared; absent where they were.
    pub(crate) times_differ: Option<String>,
    /// By how many percent a figure may grow.
    pub(crate) tolerance_percent: f64,
    /// The same for functions that say so themselves.
    pub(crate) own_tolerance_percent: BTreeMap<String, f64>,
    /// Every figure, the worst first.
    pub(crate) differences: Vec<Difference>,
}

/// Sets a report against a baseline.
pub(crate) fn against(
    name: &str,
    baseline: &Baseline,
    report: &Report,
    tolerance_percent: f64,
) -> Comparison {
    let circumstances = circumstances(baseline, report, tolerance_percent);
    Comparison {
        name: name.to_owned(),
        commit: baseline.commit.clone(),
        differences: compare(&baseline.figures, &report.kept_figures(), &circumstances),
        times_differ: circumstances.times_differ,
        tolerance_percent,
        own_tolerance_percent: circumstances.own_tolerance_percent,
    }
}

/// What baseline and report have in common.
pub(crate) fn circumstances(
    baseline: &Baseline,
    report: &Report,
    tolerance_percent: f64,
) -> Circumstances {
    Circumstances {
        times_differ: baseline.machine.times_differ(&report.machine()),
        tolerance_percent,
        own_tolerance_percent: report
            .sites
            .iter()
            .filter_map(|site| Some((site.path.clone(), site.against.max_regression_percent?)))
            .collect(),
    }
}

/// From this share of the cores in the hands of others on, they are neighbours that matter.
const BUSY: f64 = 0.20;

/// By how much neighbours on the same core and caches slow code that is bound by them.
const SHARED: f64 = 2.0;

/// How many times as long code may have taken by what others did, and how; `None` where they did next to nothing.
fn most_slowed_by(others: Others) -> Option<(f64, String)> {
    let beside = (others.share >= BUSY).then(|| {
        let percent = others.share * 100.0;
        let what = format!(
            "others used {percent:.0} % of the cores meanwhile, which can do that through caches and memory"
        );
        (SHARED, what)
    });
    let within = (others.added > 0.0).then(|| {
        let percent = others.added * 100.0;
        let what = format!(
            "somebody outside of this system used the same cores and may have added {percent:.0} %"
        );
        (1.0 + others.added, what)
    });
    let both = beside.into_iter().chain(within);
    both.max_by(|(one, _), (other, _)| one.total_cmp(other))
}

fn is_slower(difference: &Difference) -> bool {
    let is_time = matches!(difference.metric, Metric::Time | Metric::Cpu | Metric::Busy);
    is_time && difference.trend == Trend::Worse
}

impl Comparison {
    /// By how many percent a figure of this function may grow.
    pub(crate) fn tolerance_percent_of(&self, site: &str) -> f64 {
        let own = self.own_tolerance_percent.get(site);
        own.copied().unwrap_or(self.tolerance_percent)
    }

    /// The differences of a kind.
    pub(crate) fn of(&self, trend: Trend) -> impl Iterator<Item = &Difference> {
        self.differences
            .iter()
            .filter(move |difference| difference.trend == trend)
    }

    /// Whether a time is worse, which a neighbour on the machine can do for a moment.
    pub(crate) fn is_slower(&self) -> bool {
        self.differences.iter().any(is_slower)
    }

    /// Takes in what others did meanwhile. Where that was much, they shared cores, caches or memory with the tests, and the time
    /// of an ordinary test, which has no reference beside it, proves no slight slow-down.
    pub(crate) fn excuse(&mut self, now: &[Figure], others: Others) {
        let Some((most, what)) = most_slowed_by(others) else {
            return;
        };
        for difference in &mut self.differences {
            let of = |figure: &&Figure| {
                (
                    &figure.site,
                    &figure.context,
                    figure.metric,
                    figure.statistic,
                ) == (
                    &difference.site,
                    &difference.context,
                    difference.metric,
                    difference.statistic,
                )
            };
            let has_reference = now.iter().find(of).is_some_and(|figure| figure.cancelled);
            let explained = difference
                .before
                .zip(difference.now)
                .is_some_and(|(before, now)| now.low <= before.high * most);
            if is_slower(difference) && !has_reference && explained {
                difference.trend = Trend::Undecided;
                difference.reason = format!(
                    "{}; {what}: a quieter machine, or a #[perf_workload], would decide",
                    difference.reason
                );
            }
        }
        self.differences.sort_by_key(|difference| difference.trend);
    }

    /// Takes in another look at the same code: what is slower by chance is not slower again.
    pub(crate) fn look_again(&mut self, other: &Self) {
        for difference in &mut self.differences {
            if !is_slower(difference) {
                continue;
            }
            let same = |again: &&Difference| {
                (&again.site, &again.context, again.metric, again.statistic)
                    == (
                        &difference.site,
                        &difference.context,
                        difference.metric,
                        difference.statistic,
                    )
            };
            let again = other.differences.iter().find(same);
            if again.is_some_and(is_slower) {
                continue;
            }
            let found = match again.and_then(|again| again.now) {
                Some(now) => Quantity::new(now.value, difference.unit).to_string(),
                None => "nothing".to_owned(),
            };
            difference.trend = Trend::Undecided;
            difference.reason = format!(
                "{}; another look at once found {found}: the machine was busy, or the time varies",
                difference.reason
            );
        }
        // Stable: within a trend the order remains.
        self.differences.sort_by_key(|difference| difference.trend);
    }

    /// One line: how many figures became what, and which were comparable.
    pub(crate) fn summary(&self) -> String {
        let counts = [
            (Trend::Worse, "worse"),
            (Trend::MoreWork, "do more work"),
            (Trend::Undecided, "undecided"),
            (Trend::Better, "better"),
            (Trend::Same, "the same"),
            (Trend::NotComparable, "not comparable"),
            (Trend::New, "not accepted yet"),
            (Trend::Gone, "not measured now"),
        ];
        let parts: Vec<String> = counts
            .iter()
            .map(|(trend, word)| (self.of(*trend).count(), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let parts = if parts.is_empty() {
            "no figure".to_owned()
        } else {
            parts.join(", ")
        };
        let times = match &self.times_differ {
            Some(why) => format!("; times were not compared ({why})"),
            None => String::new(),
        };
        format!(
            "against baseline `{}` ({}): {parts}{times}",
            self.name, self.commit
        )
    }
}

#[cfg(test)]
mod tests {
    use perf_runtime::budget::Estimate;
    use perf_runtime::site::Statistic;
    use perf_runtime::unit::Unit;

    use super::*;

    fn comparison(trends: &[(&str, Metric, Trend)]) -> Comparison {
        let differences = trends.iter().map(|(site, metric, trend)| Difference {
            site: (*site).to_owned(),
            context: "tests::all".to_owned(),
            metric: *metric,
            statistic: Statistic::Median,
            unit: Unit::Nanoseconds,
            before: Some(Estimate::exact(1000.0)),
            now: Some(Estimate::exact(2000.0)),
            percent: Some(100.0),
            trend: *trend,
            reason: "1.00 µs became 2.00 µs".to_owned(),
        });
        Comparison {
            name: "main".to_owned(),
            commit: String::new(),
            times_differ: None,
            tolerance_percent: 10.0,
            own_tolerance_percent: BTreeMap::new(),
            differences: differences.collect(),
        }
    }

    #[test]
    fn a_busy_machine_excuses_slight_slow_downs_of_ordinary_tests() {
        let figure = |site: &str, cancelled| Figure {
            site: site.to_owned(),
            context: "tests::all".to_owned(),
            metric: Metric::Time,
            statistic: Statistic::Median,
            unit: Unit::Nanoseconds,
            samples: 100,
            cancelled,
            measured: Estimate::exact(2000.0),
        };
        let now = [figure("ordinary", false), figure("workload", true)];
        let worse = |share, added| {
            let both = ["ordinary", "workload"].map(|site| (site, Metric::Time, Trend::Worse));
            let mut comparison = comparison(&both);
            comparison.excuse(&now, Others { share, added });
            comparison.of(Trend::Worse).count()
        };
        assert_eq!((worse(0.1, 0.0), worse(0.5, 0.0)), (2, 1));
        assert_eq!((worse(0.1, 0.8), worse(0.1, 1.2)), (2, 1));
        let mut thrice = comparison(&[("ordinary", Metric::Time, Trend::Worse)]);
        thrice.differences[0].now = Some(Estimate::exact(3000.0));
        thrice.excuse(
            &now,
            Others {
                share: 0.5,
                added: 1.2,
            },
        );
        assert!(thrice.is_slower());
    }

    #[test]
    fn a_time_is_worse_when_it_stays_worse_and_a_count_at_once() {
        let mut first = comparison(&[
            ("stays", Metric::Time, Trend::Worse),
            ("passes", Metric::Time, Trend::Worse),
            ("vanishes", Metric::Cpu, Trend::Worse),
            ("counted", Metric::Allocations, Trend::Worse),
        ]);
        assert!(first.is_slower());
        first.look_again(&comparison(&[
            ("stays", Metric::Time, Trend::Worse),
            ("passes", Metric::Time, Trend::Same),
            ("counted", Metric::Allocations, Trend::Same),
        ]));
        let trend = |site: &str| {
            let mut found = first.differences.iter();
            found.find(|difference| difference.site == site).unwrap()
        };
        assert_eq!(trend("stays").trend, Trend::Worse);
        assert_eq!(trend("counted").trend, Trend::Worse);
        assert_eq!(trend("passes").trend, Trend::Undecided);
        assert!(
            trend("passes")
                .reason
                .contains("another look at once found 2.00 µs")
        );
        assert!(trend("vanishes").reason.contains("found nothing"));
        assert_eq!(first.of(Trend::Undecided).count(), 2);
        assert!(!comparison(&[("counted", Metric::Allocations, Trend::Worse)]).is_slower());
    }
}
