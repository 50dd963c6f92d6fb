//! Workloads announce themselves to the harness before `main`.

use super::Workload;

/// What `#[perf_workload]` says of a function.
#[derive(Debug)]
pub struct WorkloadInfo {
    /// The function's name.
    pub name: &'static str,
    /// The module it stands in.
    pub module: &'static str,
    /// The source file, as the compiler was told it.
    pub file: &'static str,
    /// Line of the function's name, from 1.
    pub line: u32,
    /// The function.
    pub function: fn(&mut Workload),
    /// Input sizes to run with; empty when the workload has one size only.
    pub sizes: &'static [usize],
    /// Numbers of threads to run on; empty when the workload runs on one.
    pub threads: &'static [usize],
    /// The functions that it says it exercises, as written; empty to let the harness find out.
    pub covers: &'static [&'static str],
}

inventory::collect!(WorkloadInfo);

impl WorkloadInfo {
    /// `module::function`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}::{}", self.module, self.name)
    }

    /// What tells a workload from all others of the executable.
    pub(super) fn identity(&self) -> String {
        format!("{} at {}:{}", self.path(), self.file, self.line)
    }

    /// Every size with every number of threads.
    pub(super) fn cases(&self) -> Vec<Case> {
        /// What a workload without sizes is asked to run with.
        const ONE: &[usize] = &[1];
        let or_one = |given: &'static [usize]| if given.is_empty() { ONE } else { given };
        let threads = or_one(self.threads);
        or_one(self.sizes)
            .iter()
            .flat_map(|&size| threads.iter().map(move |&threads| Case { size, threads }))
            .collect()
    }

    /// The name of one case: the function's path with what was chosen for it.
    pub(super) fn case_name(&self, case: Case) -> String {
        let mut name = self.path();
        if !self.sizes.is_empty() {
            name.push_str(&format!(" size={}", case.size));
        }
        if !self.threads.is_empty() {
            name.push_str(&format!(" threads={}", case.threads));
        }
        name
    }
}

/// What a workload is run with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) size: usize,
    pub(super) threads: usize,
}

/// Every linked workload, in the order of its path.
pub(super) fn workloads() -> Vec<&'static WorkloadInfo> {
    let mut all: Vec<&WorkloadInfo> = inventory::iter::<WorkloadInfo>.into_iter().collect();
    all.sort_by_key(|workload| (workload.module, workload.line, workload.name));
    all
}

/// What `#[perf_workload]` expands to, beside the function.
#[doc(hidden)]
#[macro_export]
macro_rules! __perf_workload {
    (
        name: $name:expr,
        line: $line:expr,
        function: $function:path,
        sizes: [$($size:expr),* $(,)?],
        threads: [$($threads:expr),* $(,)?],
        covers: [$($covers:expr),* $(,)?] $(,)?
    ) => {
        $crate::__private_0_1::inventory::submit! {
            $crate::__private_0_1::WorkloadInfo {
                name: $name,
                module: $crate::__private_0_1::module_path!(),
                file: $crate::__private_0_1::file!(),
                line: $line,
                function: $function,
                sizes: &[$($size),*],
                threads: &[$($threads),*],
                covers: &[$($covers),*],
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(sizes: &'static [usize], threads: &'static [usize]) -> WorkloadInfo {
        WorkloadInfo {
            name: "load",
            module: "krate::m",
            file: "m.rs",
            line: 1,
            function: |_| {},
            sizes,
            threads,
            covers: &[],
        }
    }

    #[test]
    fn cases_are_named_after_what_was_declared() {
        let names = |info: WorkloadInfo| -> Vec<String> {
            info.cases()
                .into_iter()
                .map(|case| info.case_name(case))
                .collect()
        };
        assert_eq!(names(info(&[], &[])), ["krate::m::load"]);
        assert_eq!(
            names(info(&[10, 20], &[1, 2])),
            [
                "krate::m::load size=10 threads=1",
                "krate::m::load size=10 threads=2",
                "krate::m::load size=20 threads=1",
                "krate::m::load size=20 threads=2",
            ]
        );
    }
}
