//! A quantity that changes with time as a power law above an offset.

/// Lowest value a transport coefficient or a shear rate may take, in its own unit: below it the
/// sample would gain order as time passes.
pub const FLOOR: f64 = 1e-10;

/// `scale · t^exponent + offset`, never below [`FLOOR`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerLaw {
    /// Prefactor: Å²/s^(1+exponent) for transport, 1/s^(1+exponent) for shear.
    pub scale: f64,
    /// Exponent, without unit, −2 … 2.
    pub exponent: f64,
    /// Constant part: Å²/s for transport, 1/s for shear.
    pub offset: f64,
}

impl PowerLaw {
    /// The value at `t_s` seconds.
    ///
    /// By convention the value at `t = 0` under a negative exponent is the offset: the power law
    /// diverges there, and the measurement starts with a frame of finite length.
    pub fn at(&self, t_s: f64) -> f64 {
        let power = if t_s == 0.0 && self.exponent < 0.0 {
            0.0
        } else {
            t_s.powf(self.exponent)
        };
        (self.scale * power + self.offset).max(FLOOR)
    }

    /// The values at all of `t_s` (seconds), written to `out`.
    ///
    /// # Panics
    ///
    /// When the lengths differ.
    pub fn fill(&self, t_s: &[f64], out: &mut [f64]) {
        assert_eq!(t_s.len(), out.len(), "one value for each time");
        for (out, &t_s) in out.iter_mut().zip(t_s) {
            *out = self.at(t_s);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_hand() {
        let law = PowerLaw {
            scale: 3.0,
            exponent: 2.0,
            offset: 1.0,
        };
        let mut out = [0.0; 3];
        law.fill(&[0.0, 1.0, 2.0], &mut out);
        assert_eq!(out, [1.0, 4.0, 13.0]);
    }

    #[test]
    fn a_negative_exponent_starts_at_the_offset() {
        let law = PowerLaw {
            scale: 3.0,
            exponent: -0.5,
            offset: 7.0,
        };
        assert_eq!(law.at(0.0), 7.0);
        assert_eq!(law.at(4.0), 8.5);
    }

    #[test]
    fn a_constant_is_constant_from_the_start() {
        let law = PowerLaw {
            scale: 3.0,
            exponent: 0.0,
            offset: 7.0,
        };
        assert_eq!((law.at(0.0), law.at(5.0)), (10.0, 10.0));
    }

    #[test]
    fn the_floor_holds() {
        let law = PowerLaw {
            scale: 1.0,
            exponent: 1.0,
            offset: -5.0,
        };
        assert_eq!(law.at(2.0), FLOOR);
        assert_eq!(law.at(6.0), 1.0);
    }
}
