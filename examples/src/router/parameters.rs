//! The values that a path binds to the parameters of its pattern.

/// Parameters that one pattern may have: enough for any sane path, and few enough that a match fits
/// on the stack.
pub const MOST_PARAMETERS: usize = 8;

/// Names and values in the order of the path, without an allocation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parameters<'a> {
    bound: [(&'a str, &'a str); MOST_PARAMETERS],
    count: usize,
}

impl<'a> Parameters<'a> {
    /// The value bound to `name`.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.iter()
            .find(|(bound, _)| *bound == name)
            .map(|(_, value)| value)
    }

    /// All names with their values.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a str)> + '_ {
        self.bound[..self.count].iter().copied()
    }

    /// These, and one more. Patterns with too many are refused when they are registered.
    pub(super) fn with(mut self, name: &'a str, value: &'a str) -> Self {
        if let Some(free) = self.bound.get_mut(self.count) {
            *free = (name, value);
            self.count += 1;
        }
        self
    }
}
