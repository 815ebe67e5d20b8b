//! `check`: vet proposals and systems against the catalogue.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::{self, Target};
use super::progress::Progress;
use super::{ExitStatus, Session, refused, say, to_stdout};
use crate::load::yaml::Limits;
use crate::load::{Loaded, load, show_places};
use crate::matching::{Comparison, compare};
use crate::policy::rules::{Setting, judge};
use crate::policy::verdict::Severity;
use crate::policy::waivers::misplaced;
use crate::record::scope::word_of;
use crate::record::waiver::Waiver;
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
    /// File or folder with waivers, besides those among FILE (may be repeated)
    #[arg(long, value_name = "FILE")]
    waivers: Vec<PathBuf>,
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
    let waivers = waivers(&arguments.waivers, &mut loaded, session);
    loaded.problems.extend(misplaced(&waivers, &records.iter().collect::<Vec<_>>(), &policy));
    let setting = Setting { catalogue: &catalogue, vocabulary: &session.vocabulary, policy: &policy, day: session.day };
    let judgements = judge(compare_all(records, &setting, session), &waivers, &setting);
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
    show_places(&mut loaded);
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

/// The waivers among the records, and those of files of their own, which hold nothing else.
fn waivers(paths: &[PathBuf], loaded: &mut Loaded, session: &Session<'_>) -> Vec<Waiver> {
    let mut waivers = std::mem::take(&mut loaded.waivers);
    if paths.is_empty() {
        return waivers;
    }
    let own = load(paths, session.tables(), &Limits::default());
    waivers.extend(own.waivers);
    loaded.problems.extend(own.problems);
    loaded.texts.extend(own.texts);
    for record in &own.software {
        loaded.problems.push(refused(record, "not-a-waiver", word_of(record.kind).to_owned()));
    }
    waivers
}

/// Compares each record with the catalogue.
pub(super) fn compare_all(
    records: Vec<Software>,
    setting: &Setting<'_>,
    session: &Session<'_>,
) -> Vec<(Software, Comparison)> {
    let mut progress = Progress::new(records.len(), session.common.quiet);
    let cuts = setting.policy.thresholds.cuts;
    let mut one = |record: Software| {
        let comparison = compare(&record, setting.catalogue, setting.vocabulary, &session.sectors, cuts);
        progress.step();
        (record, comparison)
    };
    records.into_iter().map(&mut one).collect()
}
