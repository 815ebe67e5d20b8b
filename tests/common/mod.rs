//! What several test files need: runs of the program.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The day for which tests apply the rules.
pub const DAY: &str = "2026-11-23";

/// The program, in the project's folder, with nothing from the environment that it reads.
pub fn dungchung() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dungchung"));
    command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "NO_COLOR", "GITHUB_ACTIONS"] {
        command.env_remove(name);
    }
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("DUNGCHUNG_")) {
        command.env_remove(name);
    }
    command.args(["--today", DAY]).stdin(Stdio::null());
    command
}

/// Runs to the end.
#[allow(dead_code, reason = "not every test file runs the program this way")]
pub fn run(arguments: &[&str]) -> Output {
    dungchung().args(arguments).output().expect("the program starts")
}
