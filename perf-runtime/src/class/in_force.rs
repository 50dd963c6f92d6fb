//! The class of this machine: which limits hold here instead of declared ones, and what reports say of it.

use std::path::PathBuf;

use super::file::{Class, Classes, Replacement};
use super::machine::Machine;
use crate::budget::{Bound, Changed};
use crate::probe::machine::{Memory, Reference, cache_directory};
use crate::settings::SettingsError;
use crate::site::{Limit, Metric, Site};

/// The class that this machine belongs to.
#[derive(Debug, Clone, PartialEq)]
pub struct InForce {
    file: PathBuf,
    class: Class,
    machine: Machine,
    /// The usual time of a reference round here.
    reference: Option<Reference>,
}

impl InForce {
    /// The class of this machine; `None` without one, and then the declared limits hold.
    #[must_use]
    pub fn here(classes: &Classes) -> Option<Self> {
        // Looking at the machine takes longer than reading the file.
        if classes.is_empty() {
            return None;
        }
        let machine = Machine::of_this_process();
        let memory = cache_directory().map(|folder| Memory::new(&folder, &machine.fingerprint));
        let reference = memory.and_then(|memory| memory.load().remembered.spin);
        Self::on(classes, machine, reference)
    }

    /// The class of a machine whose usual reference round is known.
    pub(super) fn on(
        classes: &Classes,
        machine: Machine,
        reference: Option<Reference>,
    ) -> Option<Self> {
        Some(Self {
            file: classes.file.clone(),
            class: classes.of(&machine)?.clone(),
            reference,
            machine,
        })
    }

    /// The limit that holds here.
    #[must_use]
    pub fn bound(&self, site: &Site, limit: &'static Limit) -> Bound<'_> {
        let declared = Bound::from(limit);
        let value = match (self.replacement(site, limit), self.class.scale) {
            (Some(replacement), _) => replacement.value,
            (None, Some(scale)) if is_time(limit.metric) => limit.value * scale,
            (None, _) => return declared,
        };
        Bound {
            value,
            changed: Some(Changed {
                declared: limit.value,
                class: &self.class.name,
            }),
            ..declared
        }
    }

    fn replacement(&self, site: &Site, limit: &Limit) -> Option<&Replacement> {
        if self.class.limits.is_empty() {
            return None;
        }
        let names = names(site);
        let mut replacements = self.class.limits.iter().filter(|replacement| {
            (replacement.metric, replacement.statistic) == (limit.metric, limit.statistic)
        });
        replacements.find(|replacement| names.contains(&replacement.function))
    }

    /// Refuses a limit of a function that declares none of its kind: it would be enforced on machines of this class only;
    /// and one of a function that has another under its second name. Functions that are not linked into this process are unknown to it.
    ///
    /// # Errors
    ///
    /// The first such limit.
    pub fn check(&self, sites: &[&'static Site]) -> Result<(), SettingsError> {
        if self.class.limits.is_empty() {
            return Ok(());
        }
        // Printing a name costs more than comparing it with all others.
        let sites: Vec<([String; 2], &Site)> =
            sites.iter().map(|site| (names(site), *site)).collect();
        for replacement in &self.class.limits {
            let mut named = sites
                .iter()
                .filter(|(names, _)| names.contains(&replacement.function));
            let undeclared = named.find(|(_, site)| {
                let mut limits = site.info().limits.iter();
                !limits.any(|limit| {
                    (limit.metric, limit.statistic) == (replacement.metric, replacement.statistic)
                })
            });
            if let Some((_, site)) = undeclared {
                return Err(self.undeclared(replacement, site));
            }
        }
        sites.iter().try_for_each(|(names, _)| self.agree(names))
    }

    /// Refuses two limits on one figure of a function, one by its printed name and one by its path.
    fn agree(&self, names: &[String; 2]) -> Result<(), SettingsError> {
        let limits = self.class.limits.iter();
        let named: Vec<&Replacement> = limits
            .filter(|limit| names.contains(&limit.function))
            .collect();
        for (number, limit) in named.iter().enumerate() {
            if let Some(first) = named[..number]
                .iter()
                .find(|first| first.limits_what(limit))
            {
                return Err(limit.repeats(first, &self.file));
            }
        }
        Ok(())
    }

    fn undeclared(&self, replacement: &Replacement, site: &Site) -> SettingsError {
        let limits = site.info().limits.iter();
        let declared: Vec<String> = limits.map(|limit| format!("`{}`", limit.key)).collect();
        let declared = match declared.as_slice() {
            [] => "no limit".to_owned(),
            keys => format!("only {}", keys.join(", ")),
        };
        let Replacement {
            function,
            key,
            place,
            ..
        } = replacement;
        SettingsError {
            file: self.file.clone(),
            place: Some(*place),
            what: format!("`{key}` replaces no limit: `{function}` declares {declared}"),
            remedy: format!("declare `{key}` in its attribute, or remove this line"),
        }
    }

    /// What a report says of it: the class, what it changes, and this machine with its calibration.
    #[must_use]
    pub fn note(&self) -> String {
        let Class {
            name,
            line,
            scale,
            limits,
            ..
        } = &self.class;
        let file = self.file.display();
        let mut changes = Vec::new();
        if let Some(scale) = scale {
            changes.push(format!("limits on time × {scale}"));
        }
        match limits.len() {
            0 => {}
            1 => changes.push("1 limit of its own".to_owned()),
            n => changes.push(format!("{n} limits of its own")),
        }
        let calibration = match self.reference {
            Some(reference) => format!(
                "a reference round takes {:.3} ns here at best, seen {} days ago",
                reference.ns,
                reference.age_days()
            ),
            None => {
                "no reference is remembered here yet: a workload harness measures it".to_owned()
            }
        };
        format!(
            "machine class `{name}` ({file}:{line}) is in force: {}; this machine is {}; {calibration}",
            changes.join(", "),
            self.machine
        )
    }
}

/// What a function may be called in the file.
fn names(site: &Site) -> [String; 2] {
    [site.path(), site.function_path()]
}

const fn is_time(metric: Metric) -> bool {
    matches!(metric, Metric::Time | Metric::Cpu | Metric::Busy)
}
