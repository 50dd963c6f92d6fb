//! "Did you mean": the nearest key to a misspelt one.

use super::{Attribute, Support, TABLE};

/// The key of `attribute` that `written` most likely stands for, if any is near enough to be named.
pub(crate) fn nearest(written: &str, attribute: Attribute) -> Option<&'static str> {
    let allowed = TABLE.iter().filter(|key| key.on.contains(&attribute));
    let usable = allowed.filter(|key| !matches!(key.support, Support::Planned(_)));
    let lower = written.to_lowercase();
    let (distance, name) = usable
        .map(|key| (distance(&lower, key.name), key.name))
        .min_by_key(|(distance, _)| *distance)?;
    // A third of the letters wrong is a slip of the pen; more is another word.
    (distance <= written.chars().count().max(3) / 3).then_some(name)
}

/// Optimal string alignment: insertions, deletions, replacements, and swaps of neighbours.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for i in 1..=left.len() {
        let mut row = vec![i];
        for j in 1..=right.len() {
            let same = left[i - 1] == right[j - 1];
            let mut best = (above[j] + 1)
                .min(row[j - 1] + 1)
                .min(above[j - 1] + usize::from(!same));
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::super::Attribute::{Budget, Workflow, Workload};
    use super::{distance, nearest};

    #[test]
    fn distances() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("max_ms", "max_ms"), 0);
        assert_eq!(distance("mxa_ms", "max_ms"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn slips_find_their_key() {
        assert_eq!(nearest("max_mss", Budget), Some("max_ms"));
        assert_eq!(nearest("maxms", Budget), Some("max_ms"));
        assert_eq!(nearest("MAX_MS", Budget), Some("max_ms"));
        assert_eq!(nearest("max_alloc", Budget), Some("max_allocs"));
        assert_eq!(nearest("onwer", Workflow), Some("owner"));
        assert_eq!(nearest("max_rss_mn", Workflow), Some("max_rss_mb"));
        assert_eq!(nearest("sizs", Workload), Some("sizes"));
    }

    #[test]
    fn other_words_find_none() {
        assert_eq!(nearest("colour", Budget), None);
        assert_eq!(nearest("x", Budget), None);
        assert_eq!(nearest("sizes_of_it_all", Budget), None);
    }
}
