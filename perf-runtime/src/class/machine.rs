//! What a class is matched by: this machine's fingerprint and name, and patterns of them.

use std::fmt;

use sysinfo::System;

use crate::probe::machine::Fingerprint;

/// A machine as classes see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its kind.
    pub fingerprint: Fingerprint,
    /// The host's name; empty where the system does not tell.
    pub host: String,
}

impl Machine {
    /// Looks at this machine; costs some milliseconds.
    #[must_use]
    pub fn of_this_process() -> Self {
        Self {
            fingerprint: Fingerprint::of_this_machine(),
            host: System::host_name().unwrap_or_default(),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let host = if self.host.is_empty() {
            "unknown"
        } else {
            &self.host
        };
        write!(f, "{}, host {host}", self.fingerprint)
    }
}

/// What a machine must be to belong to a class; what is absent may be anything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Conditions {
    pub(super) processor: Option<String>,
    pub(super) cores: Option<usize>,
    pub(super) hypervisor: Option<String>,
    pub(super) host: Option<String>,
}

impl Conditions {
    pub(super) fn are_met_by(&self, machine: &Machine) -> bool {
        let Fingerprint {
            processor,
            cores,
            hypervisor,
        } = &machine.fingerprint;
        let fits = |pattern: &Option<String>, text: &str| {
            pattern.as_ref().is_none_or(|pattern| fits(pattern, text))
        };
        fits(&self.processor, processor)
            && fits(&self.hypervisor, hypervisor)
            && fits(&self.host, &machine.host)
            && self.cores.is_none_or(|wanted| wanted == *cores)
    }
}

/// Whether the whole text fits the pattern: `*` stands for any characters, `?` for one; the case of ASCII letters is
/// nobody's distinction between machines.
fn fits(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().map(|c| c.to_ascii_lowercase()).collect();
    let text: Vec<char> = text.chars().map(|c| c.to_ascii_lowercase()).collect();
    let (mut at, mut from) = (0, 0);
    // Where the last `*` stands, and how far it reaches.
    let mut star: Option<(usize, usize)> = None;
    while from < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, from));
                at += 1;
            }
            Some(&c) if c == '?' || c == text[from] => {
                at += 1;
                from += 1;
            }
            _ => match &mut star {
                Some((place, reach)) => {
                    *reach += 1;
                    (at, from) = (*place + 1, *reach);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> Machine {
        Machine {
            fingerprint: Fingerprint {
                processor: "AMD EPYC 7R32".to_owned(),
                cores: 2,
                hypervisor: "KVM".to_owned(),
            },
            host: "ci-17".to_owned(),
        }
    }

    #[test]
    fn patterns_fit_whole_texts() {
        for (pattern, text) in [
            ("", ""),
            ("*", ""),
            ("*", "x"),
            ("amd*", "AMD EPYC"),
            ("*epyc*", "AMD EPYC 7R32"),
            ("ci-??", "ci-17"),
            ("*a*b", "aab a b"),
            ("**x", "yx"),
            ("über*", "übergang"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("", "x"),
            ("amd", "AMD EPYC"),
            ("epyc*", "AMD EPYC"),
            ("ci-??", "ci-7"),
            ("?", ""),
            ("*a*b", "aab a"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn all_conditions_must_be_met() {
        let all = Conditions {
            processor: Some("*EPYC*".to_owned()),
            cores: Some(2),
            hypervisor: Some("kvm".to_owned()),
            host: Some("ci-*".to_owned()),
        };
        assert!(all.are_met_by(&machine()));
        assert!(Conditions::default().are_met_by(&machine()));
        for wrong in [
            Conditions {
                cores: Some(4),
                ..all.clone()
            },
            Conditions {
                host: Some("dev-*".to_owned()),
                ..all.clone()
            },
            Conditions {
                hypervisor: Some("none".to_owned()),
                ..all.clone()
            },
            Conditions {
                processor: Some("Intel*".to_owned()),
                ..all
            },
        ] {
            assert!(!wrong.are_met_by(&machine()), "{wrong:?}");
        }
    }
}
