//! When a series of figures changed its level: a CUSUM on clipped robust z, and the rule of medians beside it.
//!
//! Single-point rules (a t-test on the newest point, a fixed percentage) alarm falsely in more than half of all histories
//! of a hundred runs; these two in two or three of a hundred, and they find a step of 5 % in about five runs.

use super::robust::{Level, level};

/// What a point must deviate to count at all, in standard deviations.
const SLACK: f64 = 1.0;

/// The sum of counted deviations that is an alarm.
const ALARM: f64 = 8.0;

/// No single point counts for more: at 4 and above, single outliers of 30 % raise false alarms in every tenth history.
const CLIP: f64 = 3.0;

/// Points that a level is taken from before the first deviation counts; the spread of fewer is a guess.
pub const MIN_REFERENCE: usize = 10;

/// A spread of zero (counts that never vary) would make every difference infinite; below this share of the level no
/// difference is worth a word.
const LEAST_SPREAD: f64 = 1e-4;

/// A change of level.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Index of the first point on the new level, as far as the sums tell.
    pub at: usize,
    /// Index of the point that raised the alarm.
    pub noticed: usize,
    /// The level before.
    pub before: f64,
    /// The level from `at` to `noticed`.
    pub after: f64,
}

/// Every change of level in the series, oldest first, as they would have been noticed run by run.
#[must_use]
pub fn changes(series: &[f64]) -> Vec<Change> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(change) = first_change(series, start) {
        start = change.at;
        found.push(change);
    }
    found
}

/// The sums of deviations in one direction, and where they last started from nothing.
#[derive(Clone, Copy)]
struct Sum {
    value: f64,
    since: usize,
}

impl Sum {
    fn add(&mut self, deviation: f64, index: usize) {
        if self.value == 0.0 {
            self.since = index;
        }
        self.value = (self.value + deviation - SLACK).max(0.0);
    }
}

fn first_change(series: &[f64], start: usize) -> Option<Change> {
    let mut up = Sum {
        value: 0.0,
        since: start,
    };
    let mut down = up;
    for index in start + MIN_REFERENCE..series.len() {
        let Level { centre, spread } = level(&series[start..index])?;
        let spread = spread.max(LEAST_SPREAD * centre.abs());
        let difference = series[index] - centre;
        let z = if difference == 0.0 {
            0.0
        } else {
            (difference / spread).clamp(-CLIP, CLIP)
        };
        up.add(z, index);
        down.add(-z, index);
        for sum in [up, down] {
            if sum.value > ALARM {
                let after = level(&series[sum.since..=index])?.centre;
                let before = level(&series[start..sum.since])?.centre;
                return Some(Change {
                    at: sum.since,
                    noticed: index,
                    before,
                    after,
                });
            }
        }
    }
    None
}

/// Points that make the present.
const RECENT: usize = 8;

/// Points before them that make the past.
const PAST: usize = 30;

/// Fewer points of the past say too little.
const LEAST_PAST: usize = 20;

/// A smaller change is not worth a word.
const LEAST_SHARE: f64 = 0.02;

/// Standard errors of the difference of medians that noise does not reach.
const STANDARD_ERRORS: f64 = 4.0;

/// A median's standard error is this times that of a mean.
const MEDIAN_TO_MEAN: f64 = 1.2533;

/// The present level against the past one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The median of the points before.
    pub before: f64,
    /// The median of the newest points.
    pub after: f64,
    /// Whether the difference is more than noise and more than 2 %.
    pub significant: bool,
}

/// The median of the last 8 points against that of up to 30 before; `None` with fewer than 28 points.
#[must_use]
pub fn shift(series: &[f64]) -> Option<Shift> {
    let split = series.len().checked_sub(RECENT)?;
    if split < LEAST_PAST {
        return None;
    }
    let past = &series[split.saturating_sub(PAST)..split];
    let before = level(past)?;
    let after = level(&series[split..])?;
    let error = |spread: f64, n: usize| MEDIAN_TO_MEAN * spread / (n as f64).sqrt();
    // The spread of eight points is a guess: where it looks small, the past's stands for it.
    let recent = error(after.spread.max(before.spread), RECENT);
    let noise = error(before.spread, past.len()).hypot(recent);
    let least = (LEAST_SHARE * before.centre.abs()).max(STANDARD_ERRORS * noise);
    Some(Shift {
        before: before.centre,
        after: after.centre,
        significant: (after.centre - before.centre).abs() > least,
    })
}

/// A number in 0 .. 1 for tests, from a state that starts as a seed.
#[cfg(test)]
pub(super) fn uniform(state: &mut u64) -> f64 {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    let mixed = (*state ^ (*state >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    ((mixed ^ (mixed >> 33)) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNS: usize = 100;
    const STEP_AT: usize = 70;
    const HISTORIES: usize = 300;

    fn normal(state: &mut u64) -> f64 {
        let (a, b) = (uniform(state).max(1e-300), uniform(state));
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }

    /// 1 % of Gaussian noise.
    fn gaussian(state: &mut u64) -> f64 {
        1.0 + 0.01 * normal(state)
    }

    /// 1.5 % of Student's t with three degrees of freedom, and one run in twenty slower by 30 % on average.
    fn heavy(state: &mut u64) -> f64 {
        let squares: f64 = (0..3).map(|_| normal(state).powi(2)).sum();
        let t = normal(state) / (squares / 3.0).sqrt();
        let outlier = uniform(state) < 0.05;
        let slowed = if outlier {
            1.0 - 0.3 * uniform(state).max(1e-300).ln()
        } else {
            1.0
        };
        (0.015 * t).exp() * slowed
    }

    type Alarm = fn(&[f64]) -> Option<usize>;

    /// The run that first raises an alarm, each run judged when it was the newest.
    fn cusum_alarm(series: &[f64]) -> Option<usize> {
        changes(series).first().map(|change| change.noticed)
    }

    fn median_alarm(series: &[f64]) -> Option<usize> {
        (1..=series.len())
            .find(|&n| shift(&series[..n]).is_some_and(|shift| shift.significant))
            .map(|n| n - 1)
    }

    /// Percent of histories without a step that raise an alarm, and of those with one that raise it within ten runs of
    /// the step and not before.
    fn rates(noise: fn(&mut u64) -> f64, alarm: Alarm) -> (f64, f64) {
        let mut state = 20_260_101;
        let (mut false_alarms, mut found) = (0, 0);
        for _ in 0..HISTORIES {
            let flat: Vec<f64> = (0..RUNS).map(|_| noise(&mut state)).collect();
            let factor = |run| if run < STEP_AT { 1.0 } else { 1.05 };
            let stepped: Vec<f64> = (0..RUNS)
                .map(|run| noise(&mut state) * factor(run))
                .collect();
            false_alarms += usize::from(alarm(&flat).is_some());
            found += usize::from(
                alarm(&stepped).is_some_and(|at| (STEP_AT..STEP_AT + 10).contains(&at)),
            );
        }
        let percent = |count: usize| 100.0 * count as f64 / HISTORIES as f64;
        (percent(false_alarms), percent(found))
    }

    /// What the design's experiment found: 2 to 3 % false histories, 94 to 100 % found; 300 histories leave a rate of 3 %
    /// an interval of 1.5 to 5.5 %.
    #[test]
    fn the_cusum_has_the_rates_of_the_design() {
        let (false_alarms, found) = rates(gaussian, cusum_alarm);
        assert!(
            false_alarms <= 3.0 && found >= 98.0,
            "gaussian: {false_alarms} % false, {found} % found"
        );
        let (false_alarms, found) = rates(heavy, cusum_alarm);
        assert!(
            false_alarms <= 5.0 && found >= 89.0,
            "heavy: {false_alarms} % false, {found} % found"
        );
    }

    /// The experiment found 0 to 2 % false histories and 88 to 100 % found. Its heavy noise is known by its description
    /// only; on ours the rule finds about 80 % within ten runs, and the CUSUM finds the rest.
    #[test]
    fn the_rule_of_medians_has_the_rates_of_the_design() {
        let (false_alarms, found) = rates(gaussian, median_alarm);
        assert!(
            false_alarms <= 3.0 && found >= 98.0,
            "gaussian: {false_alarms} % false, {found} % found"
        );
        let (false_alarms, found) = rates(heavy, median_alarm);
        assert!(
            false_alarms <= 2.0 && found >= 75.0,
            "heavy: {false_alarms} % false, {found} % found"
        );
    }

    #[test]
    fn a_step_is_placed_at_its_run_and_found_once() {
        let mut state = 3;
        let step = |run: usize| if run < 40 { 1.0 } else { 1.2 };
        let series: Vec<f64> = (0..80)
            .map(|run| step(run) * gaussian(&mut state))
            .collect();
        let found = changes(&series);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].at, 40);
        assert!((found[0].after / found[0].before - 1.2).abs() < 0.02);
    }

    #[test]
    fn counts_that_never_vary_change_when_they_change() {
        let mut series = vec![7.0; 20];
        assert_eq!(changes(&series), []);
        series.extend([8.0; 5]);
        let found = changes(&series);
        assert_eq!(
            (found[0].at, found[0].before, found[0].after),
            (20, 7.0, 8.0)
        );
        assert_eq!(changes(&[0.0; 40]), []);
        let zeros_then_ones: Vec<f64> = [0.0; 20].into_iter().chain([1.0; 5]).collect();
        assert_eq!(changes(&zeros_then_ones)[0].at, 20);
    }

    #[test]
    fn few_points_change_nothing() {
        assert_eq!(changes(&[]), []);
        assert_eq!(changes(&[1.0, 9.0, 1.0, 9.0]), []);
        assert_eq!(shift(&[1.0; 27]), None);
        assert!(!shift(&[1.0; 28]).unwrap().significant);
    }
}
