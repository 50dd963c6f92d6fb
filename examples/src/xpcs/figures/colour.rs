//! From a share to a colour that is as bright as the share is large, also in print.

use plotters::style::RGBColor;

/// Stops of the map, dark to bright (after viridis).
const STOPS: [(f64, f64, f64); 5] = [
    (68.0, 1.0, 84.0),
    (59.0, 82.0, 139.0),
    (33.0, 145.0, 140.0),
    (94.0, 201.0, 98.0),
    (253.0, 231.0, 37.0),
];

/// The colour of a share from 0 to 1.
pub(super) fn of(share: f64) -> RGBColor {
    let place = share.clamp(0.0, 1.0) * (STOPS.len() - 1) as f64;
    let below = (place as usize).min(STOPS.len() - 2);
    let (low, high, part) = (STOPS[below], STOPS[below + 1], place - below as f64);
    let mixed = |low: f64, high: f64| (low + (high - low) * part).round() as u8;
    RGBColor(
        mixed(low.0, high.0),
        mixed(low.1, high.1),
        mixed(low.2, high.2),
    )
}
