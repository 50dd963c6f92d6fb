//! Samples by stack.

/// What the program was found doing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Profile {
    /// Samples for each second of CPU time.
    pub hertz: u32,
    /// Distinct stacks, the most frequent first.
    pub stacks: Vec<Stack>,
}

/// A way down to where the program was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stack {
    /// Functions, outermost first; inlined ones where the build has debug information.
    pub frames: Vec<String>,
    /// How often it was found there.
    pub samples: u64,
}

impl Profile {
    /// All samples. None at all, although the program worked, says that signals do not arrive.
    #[must_use]
    pub fn samples(&self) -> u64 {
        self.stacks.iter().map(|stack| stack.samples).sum()
    }

    /// Functions by the samples that found them working themselves, the most frequent first.
    #[must_use]
    pub fn hottest(&self) -> Vec<(&str, u64)> {
        let mut hottest: Vec<(&str, u64)> = Vec::new();
        for stack in &self.stacks {
            let Some(frame) = stack.frames.last() else {
                continue;
            };
            match hottest.iter_mut().find(|(known, _)| known == frame) {
                Some((_, samples)) => *samples += stack.samples,
                None => hottest.push((frame, stack.samples)),
            }
        }
        hottest.sort_by_key(|(_, samples)| std::cmp::Reverse(*samples));
        hottest
    }

    /// What was found inside the deepest call of a function: the functions below it, with samples. The function itself, where
    /// it worked, has nothing below.
    pub(crate) fn inside<'a>(&'a self, function: &str) -> Vec<(&'a [String], u64)> {
        let below = self.stacks.iter().filter_map(|stack| {
            let place = stack
                .frames
                .iter()
                .rposition(|frame| is_of(frame, function))?;
            Some((&stack.frames[place + 1..], stack.samples))
        });
        below.collect()
    }
}

/// Whether a frame is a function, or a closure in it.
pub(crate) fn is_of(frame: &str, function: &str) -> bool {
    match frame.strip_prefix(function) {
        Some(rest) => {
            rest.is_empty() || rest.starts_with("::{{closure}}") || rest.starts_with("::{closure")
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(frames: &[&str], samples: u64) -> Stack {
        Stack {
            frames: frames.iter().map(|frame| (*frame).to_owned()).collect(),
            samples,
        }
    }

    #[test]
    fn functions_are_ranked_by_their_own_samples_and_found_below_callers() {
        let profile = Profile {
            hertz: 99,
            stacks: vec![
                stack(&["main", "k::f", "dep::g"], 5),
                stack(&["main", "k::f"], 4),
                stack(&["main", "k::f::{{closure}}", "dep::h"], 3),
                stack(&["main", "k::other", "dep::g"], 2),
                stack(&[], 1),
            ],
        };
        assert_eq!(profile.samples(), 15);
        let hottest = [("dep::g", 7), ("k::f", 4), ("dep::h", 3)];
        assert_eq!(profile.hottest(), hottest);
        let inside: Vec<(Vec<&str>, u64)> = (profile.inside("k::f").into_iter())
            .map(|(frames, samples)| (frames.iter().map(String::as_str).collect(), samples))
            .collect();
        assert_eq!(
            inside,
            [(vec!["dep::g"], 5), (vec![], 4), (vec!["dep::h"], 3)]
        );
        assert!(profile.inside("k::ff").is_empty());
        assert!(!is_of("k::f2", "k::f"));
    }
}
