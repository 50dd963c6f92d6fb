//! Samples that lie close together, sorted into buckets all at once: the usual case, for most functions take about as long at
//! every call.
//!
//! One by one, samples of the same bucket wait for each other: a counter is read again before its last increment has reached
//! the cache. Here each bucket is counted once, by comparing all samples with it; compilers make vector code of every loop.

use super::bucket::{PAGE_BITS, PAGE_BUCKETS};

/// Buckets that a cluster may reach over: with more of them, sorting samples one by one is as fast.
const WIDEST: u8 = 40;

/// In later octaves distances do not fit 15 bits. Samples take much longer there than it takes to sort them.
const LAST_OCTAVE: u32 = 15 - PAGE_BITS - 1;

/// Samples within [`WIDEST`] buckets of one octave.
pub(super) struct Cluster<const N: usize> {
    /// Buckets are `1 << octave` ticks wide.
    octave: u32,
    /// Where the octave begins. The first one begins at 0, for its buckets are as wide as those of the page below it.
    begin: u32,
    /// Ticks from there.
    ticks: [i16; N],
    least: i16,
    most: i16,
}

impl<const N: usize> Cluster<N> {
    /// `None` where the samples lie too far apart.
    #[inline]
    pub(super) fn of(samples: &[u32; N]) -> Option<Self> {
        let buckets = PAGE_BUCKETS as u32;
        let octave = (samples[0] | buckets).ilog2() - PAGE_BITS;
        if octave > LAST_OCTAVE {
            return None;
        }
        let end = (2 * buckets) << octave;
        let begin = if octave == 0 { 0 } else { end / 2 };
        let mut outside = 0;
        let mut ticks = [0; N];
        for (ticks, sample) in ticks.iter_mut().zip(samples) {
            let distance = sample.wrapping_sub(begin);
            outside |= distance;
            *ticks = distance as i16;
        }
        // Lengths of octaves are powers of two: a distance beyond has a bit that none within has.
        if outside >= end - begin {
            return None;
        }
        let (mut least, mut most) = (i16::MAX, 0);
        for ticks in ticks {
            least = least.min(ticks);
            most = most.max(ticks);
        }
        let cluster = Self {
            octave,
            begin,
            ticks,
            least,
            most,
        };
        (cluster.bucket(most) - cluster.bucket(least) < WIDEST).then_some(cluster)
    }

    /// The bucket at so many ticks from the beginning.
    #[inline(always)]
    fn bucket(&self, ticks: i16) -> u8 {
        (ticks as u16 >> self.octave) as u8
    }

    pub(super) fn min(&self) -> u64 {
        u64::from(self.begin) + self.least as u64
    }

    pub(super) fn max(&self) -> u64 {
        u64::from(self.begin) + self.most as u64
    }

    pub(super) fn sum(&self) -> u64 {
        let mut sum = 0;
        for ticks in self.ticks {
            sum += u32::from(ticks as u16);
        }
        u64::from(self.begin) * N as u64 + u64::from(sum)
    }

    /// Page, bucket and count of every bucket that has samples, and of some between them that have none: to tell those apart
    /// costs more than to add nothing.
    #[inline]
    pub(super) fn for_each(&self, mut count: impl FnMut(usize, usize, u32)) {
        let (least, most) = (self.bucket(self.least), self.bucket(self.most));
        let mut buckets = [0; N];
        let mut differences = 0;
        for (bucket, ticks) in buckets.iter_mut().zip(self.ticks) {
            *bucket = self.bucket(ticks);
            differences |= *bucket ^ least;
        }
        // Many counters go up in steps of more than one tick: buckets between them are empty.
        let step = 1 << differences.trailing_zeros().min(7);
        let first_page = self.octave as usize + usize::from(self.octave > 0);
        for wanted in (least..=most).step_by(step) {
            let mut found = 0_u8;
            for bucket in buckets {
                found += u8::from(bucket == wanted);
            }
            let wanted = usize::from(wanted);
            let page = first_page + wanted / PAGE_BUCKETS;
            count(page, wanted % PAGE_BUCKETS, found.into());
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use proptest::prelude::*;

    use super::super::bucket;
    use super::*;

    proptest! {
        #[test]
        fn every_sample_lands_where_it_would_by_itself(
            around in 0_u32..40_000,
            spread in 0_u32..600,
            drawn in proptest::array::uniform8(0_u32..1000),
        ) {
            let samples = drawn.map(|draw| around + spread * draw / 1000);
            if let Some(cluster) = Cluster::of(&samples) {
                let mut expected = std::collections::BTreeMap::new();
                for sample in samples {
                    *expected.entry(bucket::of(sample.into())).or_insert(0) += 1;
                }
                let mut found = std::collections::BTreeMap::new();
                cluster.for_each(|page, bucket, count| {
                    found.insert((page, bucket), count);
                });
                found.retain(|_, count| *count > 0);
                prop_assert_eq!(found, expected);
                let wide = samples.map(u64::from);
                prop_assert_eq!(cluster.sum(), wide.iter().sum::<u64>());
                prop_assert_eq!(Some(cluster.min()), wide.iter().min().copied());
                prop_assert_eq!(Some(cluster.max()), wide.iter().max().copied());
            }
        }
    }

    #[test]
    fn close_samples_are_a_cluster_and_others_are_not() {
        for start in [0, 1, 63, 70, 127, 128, 1000, 20_000] {
            assert!(Cluster::of(&[start; 64]).is_some(), "{start}");
        }
        assert!(Cluster::of(&[70, 71, 74, 69]).is_some());
        for apart in [[10, 60], [0, u32::MAX], [1 << 20, 1 << 20], [127, 128]] {
            assert!(Cluster::of(&apart).is_none(), "{apart:?}");
        }
    }
}
