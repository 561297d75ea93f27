//! What works in a page, compiled to WebAssembly by the cargo that is here.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use walrus::{ModuleConfig, passes};

/// What the module is compiled for.
const TARGET: &str = "wasm32-unknown-unknown";
/// What a page calls of it.
const CALLED: [&str; 5] =
    ["memory", "room", "answer", "answer_place", "answer_length"];

/// The packages that become modules. Several, as few pages need all: whoever turns a line
/// does not wait for what trains.
const PACKAGES: [&str; 4] = ["live", "training", "marking", "predictions"];

/// What works in a page, as WebAssembly, by its package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modules(BTreeMap<&'static str, Vec<u8>>);

impl Modules {
    /// The module of a package.
    pub(crate) fn of(&self, package: &str) -> &[u8] {
        self.0.get(package).map_or(&[], Vec::as_slice)
    }
}

/// Compiles the modules of the workspace at `root`, if it has any, and adds the target with
/// rustup if that is missing. What cargo says goes to the reader's terminal if `is_shown`.
///
/// # Errors
/// Why there is none, in a line, and what helps.
pub fn compile(root: &Path, is_shown: bool) -> Result<Option<Modules>, String> {
    let is_here = |package: &str| root.join("book").join(package).is_dir();
    if !PACKAGES.into_iter().all(is_here) {
        return Ok(None);
    }
    add_target(root)?;
    // A folder of its own: no other cargo waits for this one, nor this one for another.
    let target = root.join("target/live");
    build(root, &target, is_shown)?;
    let module = |package: &'static str| {
        let file: PathBuf = [TARGET, "live", package].iter().collect();
        let file = target.join(file).with_extension("wasm");
        let whole = fs::read(&file)
            .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
        slim(&whole)
            .map(|slim| (package, slim))
            .map_err(|error| format!("{} is no module: {error:#}", file.display()))
    };
    let all: Result<_, String> = PACKAGES.into_iter().map(module).collect();
    Ok(Some(Modules(all?)))
}

/// Has cargo compile the packages into the folder `target`.
fn build(root: &Path, target: &Path, is_shown: bool) -> Result<(), String> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo
        .current_dir(root)
        .args(["build", "--lib", "--locked", "--profile", "live"])
        .args(PACKAGES.iter().flat_map(|package| ["--package", package]))
        .args(["--target", TARGET, "--target-dir"])
        .arg(target)
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags(root))
        // Flags for the machine here would go before those.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    if !is_shown {
        cargo.arg("--quiet").stdin(Stdio::null());
    }
    let said = if is_shown {
        let status = cargo.status().map_err(|error| no_cargo(&error))?;
        (!status.success()).then(String::new)
    } else {
        let output = cargo.output().map_err(|error| no_cargo(&error))?;
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        (!output.status.success()).then_some(said)
    };
    match said {
        Some(said) => {
            Err(format!("the live figures could not be compiled\n{said}")
                .trim_end()
                .to_owned())
        }
        None => Ok(()),
    }
}

/// The module with what a page calls, and what that needs. A library for drawing on a
/// canvas, of which the figures use none, exports a thousand functions that describe it:
/// they are a third of the module.
fn slim(whole: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse(whole)?;
    let exports = module.exports.iter();
    let unused = exports.filter(|export| !CALLED.contains(&export.name.as_str()));
    for export in unused.map(|export| export.id()).collect::<Vec<_>>() {
        module.exports.delete(export);
    }
    // What the same library says to a program that would write its other half.
    let customs = module.customs.iter().map(|(id, _)| id);
    for custom in customs.collect::<Vec<_>>() {
        module.customs.delete(custom);
    }
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

fn no_cargo(error: &std::io::Error) -> String {
    format!("cargo cannot be started, which compiles the live figures: {error}")
}

/// What the compiler is told: 128-bit vectors, and no path of this machine, so that the
/// module is the same wherever it is compiled.
fn flags(root: &Path) -> OsString {
    let mut flags = OsString::from("-C target-feature=+simd128");
    let home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let sources = [(Some(root.to_owned()), "book"), (home, "cargo")];
    for (path, name) in sources {
        // Flags are parted by spaces, so a path with one cannot be named.
        if let Some(path) =
            path.filter(|path| !path.as_os_str().to_string_lossy().contains(' '))
        {
            flags.push(" --remap-path-prefix=");
            flags.push(path);
            flags.push(format!("=/{name}"));
        }
    }
    flags
}

/// Sees to it that the compiler knows the target.
fn add_target(root: &Path) -> Result<(), String> {
    if has_target(root) {
        return Ok(());
    }
    let added = Command::new("rustup")
        .current_dir(root)
        .args(["target", "add", TARGET])
        .stdin(Stdio::null())
        .output();
    if added.is_ok_and(|added| added.status.success()) && has_target(root) {
        return Ok(());
    }
    Err(format!(
        "figures stay still: the compiler has no {TARGET}; `rustup target add {TARGET}` adds it"
    ))
}

fn has_target(root: &Path) -> bool {
    let rustc = Command::new(env::var_os("RUSTC").unwrap_or("rustc".into()))
        .current_dir(root)
        .args(["--print", "target-libdir", "--target", TARGET])
        .stdin(Stdio::null())
        .output();
    rustc.is_ok_and(|output| {
        let folder = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        output.status.success() && Path::new(&folder).is_dir()
    })
}
