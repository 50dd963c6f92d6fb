//! The intensity behind each bin: from the detector image, and from the curve for comparison.

use perf_runtime::perf_budget;

use crate::xpcs::dataset::ScatteringCurve;

/// Mean intensity of the pixels of one bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BinMean {
    /// Pixels in the bin.
    pub pixels: u32,
    /// Their mean, photon/pixel/frame; 0 in an empty bin.
    pub mean: f64,
}

/// Mean intensity of each bin 1 … `n_bins` in one pass over the image; pixels of bin 0 (masked) and
/// of bins beyond are left out.
///
/// # Panics
///
/// When image and map differ in size.
#[perf_budget(max_ms = 40, max_allocs = 1)]
pub fn bin_means(intensity: &[f32], q_bin: &[u16], n_bins: usize) -> Vec<BinMean> {
    assert_eq!(intensity.len(), q_bin.len(), "one bin for each pixel");
    let mut sums = vec![BinMean::default(); n_bins + 1];
    for (&intensity, &bin) in intensity.iter().zip(q_bin) {
        if let Some(sum) = sums.get_mut(usize::from(bin)) {
            sum.pixels += 1;
            sum.mean += f64::from(intensity);
        }
    }
    sums.remove(0);
    for bin in sums.iter_mut().filter(|bin| bin.pixels > 0) {
        bin.mean /= f64::from(bin.pixels);
    }
    sums
}

/// Mean of the curve over each bin, photon/pixel/frame; `None` where no point of it falls in.
///
/// A bin reaches half-way (in the logarithm) to its neighbours. A ring of the detector holds pixels
/// in proportion to its radius and its width, so that is the weight of a point of the curve.
pub fn curve_means(curve: &ScatteringCurve, q_inv_angstrom: &[f64]) -> Vec<Option<f64>> {
    let q = &curve.q_inv_angstrom;
    let edges = edges(q_inv_angstrom);
    edges
        .windows(2)
        .map(|edge| {
            let inside = q.partition_point(|q| *q < edge[0])..q.partition_point(|q| *q < edge[1]);
            let (mut sum, mut weight) = (0.0, 0.0);
            for k in inside {
                let width = q[(k + 1).min(q.len() - 1)] - q[k.saturating_sub(1)];
                sum += q[k] * width * curve.intensity[k];
                weight += q[k] * width;
            }
            (weight > 0.0).then(|| sum / weight)
        })
        .collect()
}

/// Edges between bins at the geometric mean of neighbours, the outer ones mirrored.
fn edges(q_inv_angstrom: &[f64]) -> Vec<f64> {
    let inner: Vec<f64> = q_inv_angstrom
        .windows(2)
        .map(|q| (q[0] * q[1]).sqrt())
        .collect();
    let [(Some(first), Some(low)), (Some(last), Some(high))] = [
        (q_inv_angstrom.first(), inner.first()),
        (q_inv_angstrom.last(), inner.last()),
    ] else {
        // A single bin has no neighbour to say how wide it is: the whole curve.
        return vec![0.0, f64::INFINITY];
    };
    [&[first * first / low], &inner[..], &[last * last / high]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_are_averaged_by_bin_and_masked_ones_left_out() {
        let means = bin_means(&[1.0, 100.0, 3.0, 5.0, 7.0], &[1, 0, 1, 3, 9], 3);
        assert_eq!(
            means[0],
            BinMean {
                pixels: 2,
                mean: 2.0
            }
        );
        assert_eq!(means[1], BinMean::default());
        assert_eq!(
            means[2],
            BinMean {
                pixels: 1,
                mean: 5.0
            }
        );
    }

    #[test]
    fn edges_lie_half_way_in_the_logarithm() {
        let found = edges(&[1.0, 4.0, 16.0]);
        for (found, expected) in found.iter().zip([0.5, 2.0, 8.0, 32.0]) {
            assert!((found - expected).abs() < 1e-12, "{found}");
        }
    }

    /// Points 2, 3 and 4 fall in the middle bin (2 … 8), each 2 wide but for the last, at the end of
    /// the curve, which is 1: (2·2·1 + 3·2·2 + 4·1·4) / (4 + 6 + 4).
    #[test]
    fn the_curve_is_averaged_by_the_area_of_its_rings() {
        let curve = ScatteringCurve {
            q_inv_angstrom: vec![1.0, 2.0 + 1e-12, 3.0, 4.0],
            intensity: vec![9.0, 1.0, 2.0, 4.0],
        };
        let found = curve_means(&curve, &[1.0, 4.0, 16.0]);
        assert!(
            (found[1].expect("three points") - 32.0 / 14.0).abs() < 1e-9,
            "{found:?}"
        );
        assert_eq!(found[2], None);
    }

    #[test]
    fn a_single_bin_is_the_whole_curve() {
        let curve = ScatteringCurve {
            q_inv_angstrom: vec![1.0, 2.0],
            intensity: vec![3.0, 3.0],
        };
        assert_eq!(curve_means(&curve, &[1.5]), [Some(3.0)]);
        assert_eq!(curve_means(&curve, &[]).len(), 1);
    }
}
