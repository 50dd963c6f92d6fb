//! Starts and stops the sampling of this process.

use std::fmt;

use super::error::ProfileError;
use super::model::{Profile, Stack};

/// Objects whose code is not interrupted: walking a stack from within the unwinder or the loader would wait for locks that
/// they hold.
const LEFT_ALONE: [&str; 4] = ["libc", "libgcc", "pthread", "vdso"];

/// Samples this process until it is stopped or dropped.
#[must_use = "sampling ends where the sampler is dropped"]
pub struct Sampler {
    guard: pprof::ProfilerGuard<'static>,
    hertz: u32,
}

/// Begins to sample all threads of this process, so many times per second of CPU time. A frequency that is no divisor of the
/// system's own (99, 997) does not beat with it.
///
/// What is slept is not seen: samples follow CPU time.
///
/// # Errors
///
/// When the process is sampled already, or the system refuses the timer or its signal.
pub fn start(hertz: u32) -> Result<Sampler, ProfileError> {
    let frequency = i32::try_from(hertz.max(1)).unwrap_or(i32::MAX);
    let guard = pprof::ProfilerGuardBuilder::default()
        .frequency(frequency)
        .blocklist(&LEFT_ALONE)
        .build()?;
    Ok(Sampler { guard, hertz })
}

impl Sampler {
    /// Ends the sampling, and tells what was found.
    ///
    /// # Errors
    ///
    /// When the sampler cannot be read.
    pub fn stop(self) -> Result<Profile, ProfileError> {
        let report = self.guard.report().build()?;
        let mut stacks: Vec<Stack> = Vec::new();
        for (found, samples) in &report.data {
            let frames = found
                .frames
                .iter()
                .rev()
                .flat_map(|inlined| inlined.iter().rev());
            let frames: Vec<String> = frames.map(pprof::Symbol::name).collect();
            let samples = u64::try_from(*samples).unwrap_or(0);
            // Threads are no part of the question.
            match stacks.iter_mut().find(|stack| stack.frames == frames) {
                Some(stack) => stack.samples += samples,
                None => stacks.push(Stack { frames, samples }),
            }
        }
        stacks.sort_by(|a, b| {
            b.samples
                .cmp(&a.samples)
                .then_with(|| a.frames.cmp(&b.frames))
        });
        Ok(Profile {
            hertz: self.hertz,
            stacks,
        })
    }
}

impl fmt::Debug for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("Sampler");
        f.field("hertz", &self.hertz).finish_non_exhaustive()
    }
}
