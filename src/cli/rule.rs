//! `rule`: the rules of the policy in use.

use std::fmt::Write as _;

use clap::{Args, ValueEnum};

use super::{ExitStatus, Session, say};
use crate::record::unit::nearest;
use crate::report::rules;
use crate::report::text::clean;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Code of a rule, such as D102; all rules are listed without one
    #[arg(value_name = "CODE")]
    code: Option<String>,
    /// Form
    #[arg(long, value_enum, default_value = "terminal", conflicts_with = "code")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    Terminal,
    /// The page of the documentation, in both languages
    Markdown,
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let Some(policy) = session.policy() else {
        return Ok(ExitStatus::Error);
    };
    let (messages, look) = (&session.messages, session.look());
    let text = match &arguments.code {
        None if arguments.format == Format::Markdown => rules::markdown(&policy),
        None => rules::list(&policy, session.day, messages, look),
        Some(code) => {
            let Some(rule) = policy.rule(code) else {
                let mut text = messages.with("label-no-rule", &[("code", clean(code).into_owned())]);
                let codes = policy.rules.iter().map(|r| r.code.as_str());
                if let Some(suggestion) = nearest(&code.to_uppercase(), codes) {
                    let _ = write!(text, " {}", messages.with("label-did-you-mean", &[("suggestion", suggestion)]));
                }
                say(&format!("dungchung: {text}\n"));
                return Ok(ExitStatus::Error);
            };
            rules::page(&policy, rule, session.day, messages, look)
        }
    };
    session.write(&text)?;
    Ok(ExitStatus::Pass)
}
