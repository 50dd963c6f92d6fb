//! What the parts of a call tree waited: found at the ends of calls, and for sleep and the like around phases and workflows,
//! which have exact readings of their own.

use std::ops::Add;

use crate::record::TreeNode;

/// Wall time that a part did not compute, in nanoseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Waits {
    /// For a processor that others had.
    pub(super) crowded: f64,
    /// For sleep, locks, input and output.
    pub(super) blocked: f64,
}

impl Waits {
    /// What a part waited together with those inside it, which waited `below`.
    pub(super) fn in_all(node: &TreeNode, below: Self) -> Self {
        let own = Self::of_its_own(node, below);
        Self {
            crowded: own.crowded + below.crowded,
            blocked: node
                .scheduler
                .map_or(own.blocked + below.blocked, |time| time.blocked_ns()),
        }
    }

    /// What a part waited outside of those inside it: what a child waits, its parent does.
    pub(super) fn of_its_own(node: &TreeNode, below: Self) -> Self {
        let crowded = node.crowded_ns.min(node.self_ns);
        let blocked = match node.scheduler {
            Some(time) => (time.blocked_ns() - below.blocked).max(0.0),
            None => node.blocked_ns,
        };
        Self {
            crowded,
            blocked: blocked.min(node.self_ns - crowded),
        }
    }

    pub(super) fn sum(self) -> f64 {
        self.crowded + self.blocked
    }
}

impl Add for Waits {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            crowded: self.crowded + other.crowded,
            blocked: self.blocked + other.blocked,
        }
    }
}
