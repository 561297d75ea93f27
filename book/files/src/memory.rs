//! How much memory there is for a program, and sizes in words.

/// How many bytes this process may still take, as far as the system tells: what the
/// machine has to spare, and less if a limit is set.
pub fn available_memory() -> Option<u64> {
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    let machine = Some(system.available_memory()).filter(|bytes| *bytes > 0);
    [machine, limits::of_group(), limits::of_process()].into_iter().flatten().min()
}

/// A number of bytes as one reads it: "1.2 GB".
pub fn in_words(bytes: u64) -> String {
    let mut size = bytes as f64;
    for unit in ["bytes", "KB", "MB", "GB", "TB", "PB"] {
        if size < 1000.0 {
            let digits = usize::from(size < 10.0 && unit != "bytes");
            return format!("{size:.digits$} {unit}");
        }
        size /= 1000.0;
    }
    format!("{size:.0} EB")
}

#[cfg(target_os = "linux")]
mod limits {
    use std::fs;
    use std::path::Path;

    /// What the control groups of this process leave, from its own to the outermost: a
    /// container's limit, or that of a service.
    pub(super) fn of_group() -> Option<u64> {
        let groups = fs::read_to_string("/proc/self/cgroup").ok()?;
        let own = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
        let own = Path::new(own);
        let left = own.ancestors().filter_map(|group| {
            let folder = Path::new("/sys/fs/cgroup").join(group);
            let read = |file| fs::read_to_string(folder.join(file)).ok();
            let most: u64 = read("memory.max")?.trim().parse().ok()?;
            let used: u64 = read("memory.current")?.trim().parse().ok()?;
            // Files that are only kept in case they are read again make room.
            let statistics = read("memory.stat")?;
            let kept = statistics.lines().filter_map(|line| {
                let (name, bytes) = line.split_once(' ')?;
                let is_kept = ["inactive_file", "active_file"].contains(&name);
                bytes.parse::<u64>().ok().filter(|_| is_kept)
            });
            let kept: u64 = kept.sum();
            Some(most.saturating_sub(used.saturating_sub(kept)))
        });
        left.min()
    }

    /// What `ulimit -v` leaves.
    pub(super) fn of_process() -> Option<u64> {
        use rustix::process::{Resource, getrlimit};
        let most = getrlimit(Resource::As).current?;
        let pages = fs::read_to_string("/proc/self/statm").ok()?;
        let pages: u64 = pages.split(' ').next()?.parse().ok()?;
        Some(most.saturating_sub(pages * rustix::param::page_size() as u64))
    }
}

#[cfg(not(target_os = "linux"))]
mod limits {
    pub(super) fn of_group() -> Option<u64> {
        None
    }

    pub(super) fn of_process() -> Option<u64> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_well() {
        let sizes = [999, 1000, 12_345, 999_000_000, 2_340_000_000, u64::MAX];
        let words = sizes.map(in_words);
        let expected =
            ["999 bytes", "1.0 KB", "12 KB", "999 MB", "2.3 GB", "18 EB"];
        assert_eq!(words, expected);
    }

    #[test]
    fn some_memory_is_there() {
        assert!(available_memory().is_none_or(|bytes| bytes > 1_000_000));
    }
}
