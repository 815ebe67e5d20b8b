//! `check`: vet proposals and systems against the catalogue.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::{self, Target};
use super::progress::Progress;
use super::{ExitStatus, Session, refused, say, to_stdout};
use crate::load::load;
use crate::load::yaml::Limits;
use crate::matching::catalogue::Catalogue;
use crate::matching::compare;
use crate::policy::Policy;
use crate::policy::rules::judge;
use crate::policy::verdict::{Judgement, Severity};
use crate::record::scope::word_of;
use crate::record::{Kind, Software};
use crate::report::format::{Format, render};
use crate::report::text::clean;
use crate::report::{Context, Report, report, terminal};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Files or folders with records; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Form of the report [default: by the ending of --output, else terminal] (may be repeated for a folder)
    #[arg(long, value_delimiter = ',', value_parser = output::format_parser())]
    format: Vec<Format>,
    /// From which effect on a finding makes the run fail (exit code 1)
    #[arg(long, value_enum, default_value = "block", value_name = "EFFECT")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Verdicts `duplicate` and `incomplete`
    Block,
    /// Also `wait` and `conditional`
    Review,
    /// Never
    Never,
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let targets = output::targets(&arguments.format, &session.common.output)?;
    let Some(policy) = session.policy()? else {
        return Ok(ExitStatus::Error);
    };
    let Some(catalogue) = session.catalogue() else {
        return Ok(ExitStatus::Error);
    };
    let mut loaded = load(&arguments.paths, session.tables(), &Limits::default());
    let (records, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut loaded.software).into_iter().partition(|r| r.kind != Kind::Platform);
    for record in &others {
        loaded.problems.push(refused(record, "not-to-check", word_of(record.kind).to_owned()));
    }
    let judgements = judge_all(records, &catalogue, &policy, session);
    let context = Context {
        catalogue: &catalogue,
        vocabulary: &session.vocabulary,
        policy: &policy,
        units: &session.units,
        sectors: &session.sectors,
        messages: &session.messages,
        day: session.day,
    };
    let report = report(&judgements, &loaded.problems, &context);
    session.report(&loaded);
    write(&report, &targets, session)?;
    if !report.errors.is_empty() {
        return Ok(ExitStatus::Error);
    }
    let fails = judgements.iter().any(|j| match arguments.fail_on {
        FailOn::Block => j.verdict.severity() == Severity::Block,
        FailOn::Review => j.verdict.severity() <= Severity::Review,
        FailOn::Never => false,
    });
    Ok(if fails { ExitStatus::Findings } else { ExitStatus::Pass })
}

/// Renders each report that was asked for and writes all of them.
fn write(report: &Report, targets: &[Target], session: &Session<'_>) -> anyhow::Result<()> {
    let mut files = Vec::new();
    for target in targets {
        let bytes = render(report, &session.messages, session.look(), target.format)
            .map_err(|e| anyhow::anyhow!("{}: {e}", word_of(target.format)))?;
        match &target.path {
            Some(path) => files.push((path.clone(), bytes)),
            None => to_stdout(&bytes)?,
        }
    }
    output::write_all(&files)?;
    if !files.is_empty() && !session.common.quiet {
        let mut said = terminal::summary(report, &session.messages, terminal::Look { colour: false, ..session.look() });
        for (path, _) in &files {
            said.push_str(
                &session.messages.with("label-written", &[("file", clean(&path.to_string_lossy()).into_owned())]),
            );
            said.push('\n');
        }
        say(&said);
    }
    Ok(())
}

/// Compares each record with the catalogue and applies the rules.
pub(super) fn judge_all(
    records: Vec<Software>,
    catalogue: &Catalogue,
    policy: &Policy,
    session: &Session<'_>,
) -> Vec<Judgement> {
    let mut progress = Progress::new(records.len(), session.common.quiet);
    let mut one = |record: Software| {
        let cuts = policy.thresholds.cuts;
        let comparison = compare(&record, catalogue, &session.vocabulary, &session.sectors, cuts);
        let judgement = judge(record, comparison, catalogue, policy, session.day);
        progress.step();
        judgement
    };
    records.into_iter().map(&mut one).collect()
}
