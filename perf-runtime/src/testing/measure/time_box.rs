//! When a measurement that cannot decide gives up.

use std::time::Instant;

use super::settings::Settings;

/// With so many samples the interval leaves out a third of them at either end: what is still undecided then is near its
/// limit.
const ENOUGH_SAMPLES: u64 = 33;

/// The time that one measurement may take.
pub(super) struct TimeBox {
    box_ns: f64,
    boxes_for_slow: f64,
    wall_factor: f64,
    boxes_for_crowd: f64,
    /// How many times as long it may take by now.
    extended: f64,
    spent_ns: f64,
    start: Instant,
}

impl TimeBox {
    pub(super) fn open(settings: &Settings) -> Self {
        Self {
            box_ns: settings.box_ns,
            boxes_for_slow: settings.boxes_for_slow,
            wall_factor: settings.wall_factor,
            boxes_for_crowd: settings.boxes_for_crowd,
            extended: 1.0,
            spent_ns: 0.0,
            start: Instant::now(),
        }
    }

    /// Spends the judged time of a batch. With the samples that an interval needs one box is all there is; a slow
    /// function gets more. Time spent waiting for a processor is not the function's, but it has an end as well.
    pub(super) fn is_up(&mut self, batch_ns: f64, samples: u64) -> bool {
        self.spent_ns += batch_ns;
        let allowed_ns = if samples >= ENOUGH_SAMPLES {
            self.box_ns
        } else {
            self.box_ns * self.boxes_for_slow
        };
        let allowed_ns = allowed_ns * self.extended;
        let wall_ns = self.start.elapsed().as_nanos() as f64;
        self.spent_ns >= allowed_ns || wall_ns >= allowed_ns * self.wall_factor
    }

    /// Takes longer, because a crowd on the core left too few samples without one; says whether it had not done so before.
    pub(super) fn extend_for_crowd(&mut self) -> bool {
        let extends = self.extended < self.boxes_for_crowd;
        self.extended = self.boxes_for_crowd;
        extends
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_functions_get_more_boxes_until_they_have_samples() {
        let settings = Settings::default();
        let mut time = TimeBox::open(&settings);
        assert!(!time.is_up(settings.box_ns * 2.0, 3));
        assert!(!time.is_up(0.0, ENOUGH_SAMPLES - 1));
        assert!(time.is_up(0.0, ENOUGH_SAMPLES));
        assert!(time.is_up(settings.box_ns * 8.0, 3));
    }

    #[test]
    fn a_crowd_extends_it_once() {
        let settings = Settings::default();
        let mut time = TimeBox::open(&settings);
        assert!(time.is_up(settings.box_ns * 1.5, ENOUGH_SAMPLES));
        assert!(time.extend_for_crowd());
        assert!(!time.is_up(0.0, ENOUGH_SAMPLES));
        assert!(time.is_up(settings.box_ns * 2.0, ENOUGH_SAMPLES));
        assert!(!time.extend_for_crowd());
    }
}
