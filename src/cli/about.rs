//! `completions` and `man`, made of the arguments themselves.

use clap::{Args, CommandFactory as _};

use super::{ExitStatus, to_stdout};

#[derive(Args, Debug)]
pub(super) struct Completions {
    /// Shell
    shell: clap_complete::Shell,
}

pub(super) fn completions(arguments: &Completions) -> anyhow::Result<ExitStatus> {
    let mut command = super::Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "dungchung", &mut script);
    to_stdout(&script)?;
    Ok(ExitStatus::Pass)
}

pub(super) fn man() -> anyhow::Result<ExitStatus> {
    let mut page = Vec::new();
    clap_mangen::Man::new(super::Arguments::command()).render(&mut page)?;
    to_stdout(&page)?;
    Ok(ExitStatus::Pass)
}
