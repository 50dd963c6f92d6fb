//! How bad an excess is.

use super::verdict::Severity;

/// How the figure that exceeds its limit was obtained.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Sampled: noise is possible, so a small excess is a notice.
    Sampled,
    /// Counted: any excess is real, so it is a warning at least.
    Counted,
    /// Graded already, by something else than a percentage.
    Graded(Severity),
}

/// The severity and the percentage over of `value`, which exceeds `limit`.
///
/// Over a limit of zero there is no percentage, and everything is critical.
pub(super) fn grade(
    value: f64,
    limit: f64,
    kind: Kind,
    warning_percent: f64,
    critical_percent: f64,
) -> (Severity, Option<f64>) {
    if let Kind::Graded(severity) = kind {
        return (severity, None);
    }
    if limit <= 0.0 {
        return (Severity::Critical, None);
    }
    let percent = (value - limit) / limit * 100.0;
    let severity = if percent > critical_percent {
        Severity::Critical
    } else if percent >= warning_percent || kind == Kind::Counted {
        Severity::Warning
    } else {
        Severity::Notice
    };
    (severity, Some(percent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_belong_to_the_warning() {
        let sampled = |value| grade(value, 100.0, Kind::Sampled, 10.0, 50.0);
        assert_eq!(sampled(109.0), (Severity::Notice, Some(9.0)));
        assert_eq!(sampled(110.0), (Severity::Warning, Some(10.0)));
        assert_eq!(sampled(150.0), (Severity::Warning, Some(50.0)));
        assert_eq!(sampled(151.0), (Severity::Critical, Some(51.0)));
    }

    #[test]
    fn counts_are_never_a_notice_and_zero_has_no_percentage() {
        let counted = |value, limit| grade(value, limit, Kind::Counted, 10.0, 50.0);
        assert_eq!(counted(101.0, 100.0), (Severity::Warning, Some(1.0)));
        assert_eq!(counted(1.0, 0.0), (Severity::Critical, None));
    }
}
