//! The programs that `cargo run` would start, built once.
//!
//! A `cargo run -p X` for each command would compile what X stands on once more, without the
//! features that others of the workspace ask of it: minutes of it. Here all programs are
//! built in one go, as `cargo test --workspace` has built them, so that nothing is left to
//! build where that runs.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use cargo_metadata::{Message, MetadataCommand};

use crate::root;

/// The programs of the workspace.
pub struct Programs {
    /// The program that `cargo run -p PACKAGE` starts, by the package.
    of: BTreeMap<String, PathBuf>,
    /// The package that `cargo run` starts at the top.
    default: String,
}

/// The programs of the workspace, built when they are first asked for.
///
/// # Panics
/// If they cannot be built.
pub fn programs() -> &'static Programs {
    static PROGRAMS: OnceLock<Programs> = OnceLock::new();
    PROGRAMS.get_or_init(Programs::build)
}

impl Programs {
    fn build() -> Self {
        let metadata = MetadataCommand::new()
            .current_dir(root())
            .no_deps()
            .exec()
            .expect("a workspace");
        let mut built = build();
        let mut of = BTreeMap::new();
        for package in metadata.workspace_packages() {
            let programs = package.targets.iter().filter(|target| {
                target.is_bin()
                    && target.required_features.is_empty()
                    && package
                        .default_run
                        .as_ref()
                        .is_none_or(|run| *run == target.name)
            });
            let programs: Vec<_> = programs.collect();
            // Of several, `cargo run` would not know which.
            if let [program] = programs.as_slice() {
                let source = program.src_path.as_std_path();
                let path =
                    built.remove(source).expect("cargo builds every program");
                of.insert(package.name.to_string(), path);
            }
        }
        let defaults = metadata.workspace_default_packages();
        let [default] = defaults.as_slice() else {
            panic!("`cargo run` at the top starts one program: {defaults:?}")
        };
        Self { of, default: default.name.to_string() }
    }

    /// A command that starts with `cargo run`, as a shell runs it, with the program itself in
    /// the place of cargo. `None` if cargo would not know which program is meant.
    #[must_use]
    pub fn in_place_of_cargo(&self, command: &str) -> Option<String> {
        let rest = command.strip_prefix("cargo run")?;
        let (options, arguments) = match rest.split_once(" -- ") {
            Some((options, arguments)) => (options, arguments),
            None => (rest, ""),
        };
        let mut package = &self.default[..];
        let mut options = options.split_whitespace();
        while let Some(option) = options.next() {
            match option {
                "-p" | "--package" => package = options.next()?,
                // Slower, or with more words, and the same.
                "--release" | "--quiet" => {}
                _ => return None,
            }
        }
        let program = self.of.get(package)?.display();
        Some(format!("exec '{program}' {arguments}").trim_end().to_owned())
    }
}

/// Builds all programs; gives each back by its source.
fn build() -> BTreeMap<PathBuf, PathBuf> {
    let cargo = std::env::var_os("CARGO").expect("cargo runs the tests");
    let mut cargo = Command::new(cargo)
        // A test as well: with it, cargo counts the features that tests ask for.
        .args(["build", "--quiet", "--workspace", "--bins", "--test", "whole"])
        .arg("--message-format=json-render-diagnostics")
        .current_dir(root())
        .stdout(Stdio::piped())
        .spawn()
        .expect("cargo can be started");
    let messages =
        BufReader::new(cargo.stdout.take().expect("its messages are piped"));
    let mut programs = BTreeMap::new();
    for message in Message::parse_stream(messages) {
        if let Message::CompilerArtifact(artifact) =
            message.expect("a message of cargo")
            && let Some(program) = artifact.executable
        {
            let source: &Path = artifact.target.src_path.as_ref();
            programs.insert(source.to_owned(), program.into_std_path_buf());
        }
    }
    assert!(cargo.wait().expect("cargo ends").success(), "the programs are built");
    programs
}

#[cfg(test)]
mod tests {
    use super::Programs;

    #[test]
    fn a_command_is_read_as_cargo_reads_it() {
        let of = ["press", "loss"]
            .map(|name| (name.to_owned(), format!("a b/{name}").into()));
        let programs = Programs { of: of.into(), default: "press".to_owned() };
        let read = |command: &str| programs.in_place_of_cargo(command);
        for (command, run) in [
            ("cargo run", "exec 'a b/press'"),
            ("cargo run -- check", "exec 'a b/press' check"),
            (
                "cargo run -- --port 4000 --open",
                "exec 'a b/press' --port 4000 --open",
            ),
            ("cargo run -p loss", "exec 'a b/loss'"),
            ("cargo run -p loss -- by-hand", "exec 'a b/loss' by-hand"),
            (
                "cargo run --release -p loss -- --say \"a -- b\"",
                "exec 'a b/loss' --say \"a -- b\"",
            ),
        ] {
            assert_eq!(read(command).as_deref(), Some(run), "{command}");
        }
        for command in [
            "cargo test",
            "cargo run -p no-such",
            "cargo run -p",
            "cargo run --bin loss",
            "cargo run loss",
        ] {
            assert_eq!(read(command), None, "{command}");
        }
    }
}
