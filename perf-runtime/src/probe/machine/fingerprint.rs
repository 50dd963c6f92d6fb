//! What tells one kind of machine from another: processor, number of cores, hypervisor.

use std::fmt;

use sysinfo::{CpuRefreshKind, RefreshKind, System};

/// A kind of machine. Two machines with the same fingerprint are expected to have the same usual speed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Fingerprint {
    /// The processor's name, as it gives it itself.
    pub processor: String,
    /// Logical processors of the machine, whether or not this process may use them.
    pub cores: usize,
    /// The hypervisor's name (`KVM`), `virtual` when it does not tell, `none`, or `unknown` where it cannot be asked.
    pub hypervisor: String,
}

impl Fingerprint {
    /// Looks at this machine; costs some milliseconds.
    #[must_use]
    pub fn of_this_machine() -> Self {
        let refresh = RefreshKind::nothing().with_cpu(CpuRefreshKind::nothing());
        let system = System::new_with_specifics(refresh).ok();
        let cpus = system.as_ref().map_or(&[][..], System::cpus);
        let processor = cpus
            .first()
            .map(|cpu| cpu.brand().split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|brand| !brand.is_empty())
            .unwrap_or_else(|| format!("unknown {}", std::env::consts::ARCH));
        Self {
            processor,
            cores: cpus.len().max(1),
            hypervisor: hypervisor(),
        }
    }

    /// A file name for this fingerprint: letters, digits and dashes.
    #[must_use]
    pub fn file_stem(&self) -> String {
        let mut stem = String::new();
        for character in self.to_string().chars() {
            if character.is_ascii_alphanumeric() {
                stem.push(character.to_ascii_lowercase());
            } else if !stem.ends_with('-') {
                stem.push('-');
            }
        }
        stem.trim_matches('-').to_owned()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            processor,
            cores,
            hypervisor,
        } = self;
        write!(f, "{processor}, {cores} cores, hypervisor {hypervisor}")
    }
}

#[cfg(target_arch = "x86_64")]
fn hypervisor() -> String {
    use std::arch::x86_64::__cpuid;

    /// Leaf 1, register ECX: set by every hypervisor, never by hardware.
    const PRESENT: u32 = 1 << 31;
    const NAME_LEAF: u32 = 0x4000_0000;

    if __cpuid(1).ecx & PRESENT == 0 {
        return "none".to_owned();
    }
    let leaf = __cpuid(NAME_LEAF);
    let name: String = [leaf.ebx, leaf.ecx, leaf.edx]
        .into_iter()
        .flat_map(u32::to_le_bytes)
        .filter(u8::is_ascii_graphic)
        .map(char::from)
        .collect();
    match name.as_str() {
        "" => "virtual".to_owned(),
        "KVMKVMKVM" => "KVM".to_owned(),
        _ => name,
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn hypervisor() -> String {
    "unknown".to_owned()
}

#[cfg(test)]
mod tests {
    use super::Fingerprint;

    #[test]
    fn this_machine_has_a_stable_fingerprint_that_can_be_a_file_name() {
        let fingerprint = Fingerprint::of_this_machine();
        assert_eq!(fingerprint, Fingerprint::of_this_machine());
        assert!(fingerprint.cores >= 1);
        assert!(!fingerprint.processor.is_empty());
        let stem = fingerprint.file_stem();
        assert!(
            stem.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
            "{stem}"
        );
    }

    #[test]
    fn different_machines_have_different_file_names() {
        let machine = |processor: &str, cores| Fingerprint {
            processor: processor.to_owned(),
            cores,
            hypervisor: "none".to_owned(),
        };
        assert_eq!(
            machine("AMD EPYC (7R32)", 2).file_stem(),
            "amd-epyc-7r32-2-cores-hypervisor-none"
        );
        assert_ne!(machine("A", 2).file_stem(), machine("A", 4).file_stem());
    }
}
