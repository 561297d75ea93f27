//! Recording speed for the page: the ratios of a benchmark's last run.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use cargo_metadata::MetadataCommand;
use outline::Slashed as _;

use crate::read::Measured;

/// Between two times that a page calls the same lies less than this factor.
const ABOUT: f64 = 1.25;

/// Reads the chapter's last benchmark run and records its ratios for the page; or, with
/// `is_check`, only confirms that what the page calls faster was faster, and what it calls
/// as fast about as fast.
///
/// Returns what was found, a line a ratio.
///
/// # Errors
/// If the benchmark has not run, the chapter claims nothing, or a claim does not hold.
pub fn measure(root: &Path, package: &str, is_check: bool) -> Result<Vec<String>> {
    let file = Measured::file(package);
    ensure!(
        root.join(&file).is_file(),
        "{} is not there: {package} claims no speed",
        file.slashed()
    );
    measure_by(root, package, &criterion_folder(root)?, is_check)
}

/// As [`measure`], by the benchmarks whose results are in a folder.
fn measure_by(
    root: &Path,
    package: &str,
    results: &Path,
    is_check: bool,
) -> Result<Vec<String>> {
    let file = Measured::file(package);
    let path = root.join(&file);
    let mut measured = Measured::read(root, package)?;
    let mut report = Vec::new();
    for (name, ratio) in &mut measured.ratios {
        let command = ratio.command(package);
        let is_missing =
            |input: &String| !result_file(results, &ratio.slow, input).is_file();
        if is_check && ratio.by.is_some() && ratio.inputs.iter().any(is_missing) {
            report.push(format!("{name}: not measured here, `{command}` would"));
            continue;
        }
        let mut found = Vec::new();
        for input in &ratio.inputs {
            let slow = median(results, &ratio.slow, input, &command)?;
            let fast = median(results, &ratio.fast, input, &command)?;
            found.push(slow / fast);
        }
        let least = found.iter().copied().fold(f64::INFINITY, f64::min);
        let most = found.iter().copied().fold(0.0, f64::max);
        let claimed = ratio.least;
        ratio.least = two_digits(least);
        ratio.most = two_digits(most);
        report.push(format!(
            "{name}: {} times as long takes `{}`",
            ratio.text(),
            ratio.slow
        ));
        if is_check && claimed == 1.0 {
            ensure!(
                least > 1.0 / ABOUT && most < ABOUT,
                "the page says that `{}` and `{}` take the same time, but the ratio was {least:.2} \
                 to {most:.2}",
                ratio.fast,
                ratio.slow
            );
        } else if is_check && least <= 1.0 {
            bail!(
                "the page says that `{}` is faster than `{}`, but it took {least:.2} of its time",
                ratio.fast,
                ratio.slow
            );
        }
    }
    if !is_check {
        measured.machine = machine();
        let text = format!(
            "# The ratios that the page quotes. Recorded by {} and then\n\
             # `cargo run -- measure {package}`.\n{}",
            commands(&measured, package),
            toml::to_string(&measured).context("ratios as TOML")?
        );
        fs::write(&path, text)
            .with_context(|| format!("cannot write {}", file.slashed()))?;
    }
    Ok(report)
}

/// The commands that measure a chapter's ratios, each once.
fn commands(measured: &Measured, package: &str) -> String {
    let mut commands: Vec<String> = Vec::new();
    for ratio in measured.ratios.values() {
        let command = format!("`{}`", ratio.command(package));
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    commands.join(", ")
}

/// Where `cargo bench` puts its results: cargo alone knows, by its variables and settings.
fn criterion_folder(root: &Path) -> Result<PathBuf> {
    let mut command = MetadataCommand::new();
    command.manifest_path(root.join("Cargo.toml")).no_deps();
    let metadata = command.exec().context("cannot ask cargo where it builds")?;
    Ok(metadata.target_directory.as_std_path().join("criterion"))
}

/// Where the result of a benchmark lies.
fn result_file(results: &Path, benchmark: &str, input: &str) -> PathBuf {
    results.join(benchmark.replace("{}", input)).join("new/estimates.json")
}

/// The median time of a benchmark, in nanoseconds.
fn median(
    results: &Path,
    benchmark: &str,
    input: &str,
    command: &str,
) -> Result<f64> {
    let path = result_file(results, benchmark, input);
    let benchmark = benchmark.replace("{}", input);
    let text = fs::read_to_string(&path).with_context(|| {
        format!("no result of `{benchmark}`: run `{command}` first")
    })?;
    let estimates: serde_json::Value = serde_json::from_str(&text)?;
    estimates["median"]["point_estimate"]
        .as_f64()
        .with_context(|| format!("no median in {}", path.slashed()))
}

fn two_digits(value: f64) -> f64 {
    format!("{value:.1e}").parse().unwrap_or(value)
}

/// The processor, as far as the system tells, and the compiler's target.
fn machine() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .map(|rest| rest.trim_start_matches([' ', '\t', ':']).to_owned());
    let (arch, system) = (std::env::consts::ARCH, std::env::consts::OS);
    let model = model.map(|model| format!("{model}, ")).unwrap_or_default();
    let widest = widest_instructions();
    format!("{model}{arch} with {widest}, {system}, one thread")
}

/// The widest instructions for numbers side by side: programs differ in which they use.
fn widest_instructions() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f") {
            return "AVX-512";
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            return "AVX2";
        }
    }
    if cfg!(target_arch = "aarch64") { "NEON" } else { "the common instructions" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: &str = "[ratio.matrix]\nslow = \"layer/one/{}\"\nfast = \"layer/all/{}\"\ninputs = [\"8\", \"64\"]\n";

    fn trial(root: &Path, is_check: bool) -> Result<Vec<String>> {
        measure_by(root, "trial", &root.join("target/criterion"), is_check)
    }

    fn workspace(times: &[(&str, f64)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let benches = root.path().join("chapters/trial/benches");
        fs::create_dir_all(&benches).unwrap();
        fs::write(benches.join("measured.toml"), CLAIM).unwrap();
        for (benchmark, time) in times {
            let folder =
                root.path().join("target/criterion").join(benchmark).join("new");
            fs::create_dir_all(&folder).unwrap();
            let json = format!("{{\"median\": {{\"point_estimate\": {time}}}}}");
            fs::write(folder.join("estimates.json"), json).unwrap();
        }
        root
    }

    #[test]
    fn a_run_is_recorded_as_a_range_of_ratios() {
        let times = [
            ("layer/one/8", 20.0),
            ("layer/all/8", 10.0),
            ("layer/one/64", 1234.0),
            ("layer/all/64", 100.0),
        ];
        let root = workspace(&times);
        let report = trial(root.path(), false).unwrap();
        assert_eq!(report, ["matrix: 2 to 12 times as long takes `layer/one/{}`"]);
        let measured = Measured::read(root.path(), "trial").unwrap();
        assert_eq!(measured.ratios["matrix"].text(), "2 to 12");
        assert!(!measured.machine.is_empty());
    }

    #[test]
    fn a_claim_that_does_not_hold_is_an_error() {
        let times = [
            ("layer/one/8", 9.0),
            ("layer/all/8", 10.0),
            ("layer/one/64", 12.0),
            ("layer/all/64", 10.0),
        ];
        let root = workspace(&times);
        let error = trial(root.path(), true).unwrap_err().to_string();
        assert_eq!(
            error,
            "the page says that `layer/all/{}` is faster than `layer/one/{}`, but it took 0.90 of its time"
        );
    }

    #[test]
    fn what_is_called_as_fast_may_be_a_little_slower_or_faster() {
        let check = |slow: f64| {
            let times = [("layer/one/8", slow), ("layer/all/8", 10.0)];
            let root = workspace(&times);
            let path = root.path().join("chapters/trial/benches/measured.toml");
            let claim = CLAIM.replace(", \"64\"", "") + "least = 1.0\nmost = 1.0\n";
            fs::write(path, claim).unwrap();
            trial(root.path(), true).map_err(|error| error.to_string())
        };
        assert!(check(9.8).is_ok() && check(11.0).is_ok());
        for slow in [5.0, 20.0] {
            let error = check(slow).unwrap_err();
            assert!(
                error.contains("take the same time, but the ratio was"),
                "{error}"
            );
        }
    }

    #[test]
    fn what_a_machine_cannot_measure_is_passed_over_in_a_check_only() {
        let root = workspace(&[("layer/all/8", 10.0), ("layer/all/64", 10.0)]);
        let path = root.path().join("chapters/trial/benches/measured.toml");
        fs::write(&path, format!("{CLAIM}by = \"python3 compare.py\"\n")).unwrap();
        let report = trial(root.path(), true).unwrap();
        assert_eq!(
            report,
            ["matrix: not measured here, `python3 compare.py` would"]
        );
        let error = trial(root.path(), false).unwrap_err().to_string();
        assert_eq!(
            error,
            "no result of `layer/one/8`: run `python3 compare.py` first"
        );
        for benchmark in ["layer/one/8", "layer/one/64"] {
            let folder = root.path().join("target/criterion").join(benchmark);
            fs::create_dir_all(folder.join("new")).unwrap();
            let slow = "{\"median\": {\"point_estimate\": 20.0}}";
            fs::write(folder.join("new/estimates.json"), slow).unwrap();
        }
        trial(root.path(), false).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(
            "# The ratios that the page quotes. Recorded by `python3 compare.py` and then\n"
        ));
        assert!(text.contains("by = \"python3 compare.py\""), "{text}");
    }

    #[test]
    fn a_benchmark_that_did_not_run_is_named() {
        let root = workspace(&[]);
        let error = trial(root.path(), false).unwrap_err().to_string();
        assert_eq!(
            error,
            "no result of `layer/one/8`: run `cargo bench -p trial` first"
        );
    }
}
