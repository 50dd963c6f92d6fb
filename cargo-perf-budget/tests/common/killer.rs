//! Kills processes at moments spread over their whole life, on machines where that life changes from minute to minute.

use std::process::Child;
use std::time::Duration;

/// The steps from a kill at once to one after the usual end.
const STEPS: u32 = 25;

/// How much later than the usual end the last step is.
const BEYOND: f64 = 1.2;

/// Chooses the moment of each kill by what earlier ones have met.
pub(crate) struct Killer {
    /// How long such a process seems to live at present.
    life: Duration,
    kills: u32,
}

impl Killer {
    /// For processes of which one has lived for `life`.
    pub(crate) fn new(life: Duration) -> Self {
        Self { life, kills: 0 }
    }

    /// Lets `child` live for the next of the moments, and kills it.
    pub(crate) fn kill(&mut self, mut child: Child) {
        let step = f64::from(self.kills % STEPS) / f64::from(STEPS - 1);
        self.kills += 1;
        let moment = self.life.mul_f64(step * BEYOND);
        std::thread::sleep(moment);
        if child.try_wait().unwrap().is_some() {
            self.life = self.life.min(moment);
        } else {
            // Alive after the usual end: the machine has become slower, and the next ones are given more time.
            self.life = self.life.max(moment.mul_f64(BEYOND));
        }
        drop(child.kill());
        child.wait().unwrap();
    }
}
