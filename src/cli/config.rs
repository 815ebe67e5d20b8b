//! `config`: the settings in force.

use std::fmt::Write as _;

use clap::{Args, Subcommand};

use super::settings::{Judging, Origin};
use super::{ExitStatus, Session};
use crate::exchange::tree::{Tree, flow};
use crate::report::text::clean;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) action: Action,
}

#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Print each setting with its value and where that comes from, in the form of `dungchung.yaml`
    Show(Judging),
}

pub(super) fn show(session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let messages = &session.messages;
    let head = match &session.settings.file {
        Some(file) => clean(&file.to_string_lossy()).into_owned(),
        None => messages.get("label-no-config"),
    };
    let mut out = format!("# {head}\nkind: config\n");
    for setting in session.settings.all() {
        let value = match setting.values.as_slice() {
            [value] if !setting.many => Tree::text(value),
            values => Tree::List(values.iter().map(Tree::text).collect()),
        };
        let origin = match &setting.origin {
            Origin::CommandLine => format!("--{}", setting.name),
            Origin::Variable(name) => name.clone(),
            Origin::File(file, line) => format!("{}:{line}", clean(file)),
            Origin::Default => messages.get("label-default"),
        };
        // A single value that is not set is no list either.
        let value =
            if setting.values.is_empty() && !setting.many { String::new() } else { format!(" {}", flow(&value)) };
        let _ = writeln!(out, "{:<40} # {origin}", format!("{}:{value}", setting.name));
    }
    session.write(&out)?;
    Ok(ExitStatus::Pass)
}
