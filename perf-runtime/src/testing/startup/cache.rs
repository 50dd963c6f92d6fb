//! How much of a program the page cache holds: a first start may have to read it from the disk.

use std::path::Path;

/// The share of the file's pages that are in memory; `None` where the system does not tell.
#[cfg(target_os = "linux")]
pub(super) fn share(program: &Path) -> Option<f64> {
    use std::fs::File;
    use std::os::fd::AsRawFd;
    use std::ptr;

    /// Set in the entries of pages that are in memory.
    const RESIDENT: u8 = 1;

    let file = File::open(program).ok()?;
    let length = usize::try_from(file.metadata().ok()?.len()).ok()?;
    // SAFETY: a question without arguments that matter.
    let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).ok()?;
    let mut pages = vec![0_u8; length.div_ceil(page.max(1))];
    if pages.is_empty() {
        return None;
    }
    // SAFETY: a new mapping of a file that is open, at an address that the system chooses.
    let mapped = unsafe {
        libc::mmap(
            ptr::null_mut(),
            length,
            libc::PROT_READ,
            libc::MAP_SHARED,
            file.as_raw_fd(),
            0,
        )
    };
    if mapped == libc::MAP_FAILED {
        return None;
    }
    // SAFETY: the mapping is `length` bytes long, and there is one entry for each of its pages.
    let told = unsafe { libc::mincore(mapped, length, pages.as_mut_ptr()) } == 0;
    // SAFETY: made above, and nobody else knows it.
    unsafe { libc::munmap(mapped, length) };
    let resident = pages.iter().filter(|page| **page & RESIDENT != 0).count();
    told.then(|| resident as f64 / pages.len() as f64)
}

/// Nobody tells.
#[cfg(not(target_os = "linux"))]
pub(super) fn share(_: &Path) -> Option<f64> {
    None
}
