//! A series as one line of blocks.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The newest `width` values between their extremes; a flat series is a low line.
pub(crate) fn sparkline(values: &[f64], width: usize) -> String {
    let shown = &values[values.len().saturating_sub(width)..];
    let low = shown.iter().copied().fold(f64::INFINITY, f64::min);
    let high = shown.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let range = high - low;
    shown
        .iter()
        .map(|value| {
            let share = if range > 0.0 {
                (value - low) / range
            } else {
                0.0
            };
            BLOCKS[((share * 8.0) as usize).min(7)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn extremes_are_lowest_and_highest_block() {
        assert_eq!(sparkline(&[1.0, 4.5, 8.0], 10), "▁▅█");
        assert_eq!(sparkline(&[9.0, 3.0, 3.0], 2), "▁▁");
        assert_eq!(sparkline(&[], 5), "");
    }
}
