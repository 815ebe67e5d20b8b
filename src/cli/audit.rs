//! `audit`: existing systems against the catalogue and each other.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use super::output;
use super::progress::Progress;
use super::{ExitStatus, Session, refused};
use crate::audit::{Advice, Against, audit};
use crate::load::limits::Limits;
use crate::load::{CONFIG_FILE, load, show_places};
use crate::policy::waivers::misplaced;
use crate::record::Kind;
use crate::record::scope::word_of;
use crate::report::audit::changes::Earlier;
use crate::report::audit::{FORMATS, render, report};
use crate::report::format::Format;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Files or folders with records of systems; `-` for standard input [default: the systems of dungchung.yaml]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Form of the report [default: by the ending of --output, else terminal] (may be repeated for a folder)
    #[arg(long, value_delimiter = ',', value_parser = output::format_parser_of(&FORMATS))]
    format: Vec<Format>,
    /// Hold systems against platforms only, or against each other only
    #[arg(long, value_enum, value_name = "WHAT")]
    only: Option<Only>,
    /// An earlier audit in its JSON form: says what changed since
    #[arg(long, value_name = "OLD.json")]
    diff: Option<PathBuf>,
    /// From which advice on the run fails (exit code 1)
    #[arg(long, value_enum, default_value = "never", value_name = "ADVICE")]
    fail_on: FailOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Only {
    Platforms,
    Systems,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// A system that a platform replaces
    Replace,
    /// Also systems to be merged
    Merge,
    /// Also systems that a person must look at
    Review,
    /// Never
    Never,
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let targets = output::targets(&arguments.format, &session.common.output, Format::Terminal)?;
    for target in &targets {
        if !FORMATS.contains(&target.format) {
            let forms: Vec<&str> = FORMATS.iter().map(|f| word_of(*f)).collect();
            bail!("an audit has no form {}: name --format {}", word_of(target.format), forms.join("|"));
        }
    }
    let earlier = arguments.diff.as_ref().map(|path| {
        let text = session.text_of(path).with_context(|| path.display().to_string())?;
        Earlier::parse(&text).map_err(|e| anyhow::anyhow!("{}: not an earlier audit: {e}", path.display()))
    });
    let earlier = earlier.transpose()?;
    let Some(policy) = session.policy() else {
        return Ok(ExitStatus::Error);
    };
    let Some(catalogue) = session.catalogue() else {
        return Ok(ExitStatus::Error);
    };
    let paths = if arguments.paths.is_empty() { session.settings.systems()? } else { arguments.paths.clone() };
    if paths.is_empty() {
        bail!("name files to audit, or set `systems` in {CONFIG_FILE}");
    }
    let mut loaded = load(&paths, session.tables(), &session.limits(Limits::large()));
    let (systems, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut loaded.software).into_iter().partition(|r| r.kind == Kind::System);
    for record in &others {
        loaded.problems.push(refused(record, "not-to-audit", word_of(record.kind).to_owned()));
    }
    loaded.problems.extend(misplaced(&loaded.waivers, &systems.iter().collect::<Vec<_>>(), &policy));
    let setting = session.setting(&catalogue, &policy);
    let against = match arguments.only {
        None => Against::Both,
        Some(Only::Platforms) => Against::Platforms,
        Some(Only::Systems) => Against::Systems,
    };
    let rounds = if against == Against::Both { 2 } else { 1 };
    let progress = Progress::new(systems.len() * rounds, session.common.quiet);
    let step = || progress.step();
    let found = audit(systems, &loaded.waivers, against, &setting, &session.sectors, &step);
    drop(progress);
    let context = session.context(&setting);
    let report = report(&found, &loaded.problems, earlier.map(|e| e.changes(&found)), &context);
    show_places(&mut loaded);
    session.report(&loaded);
    let files = output::deliver(&targets, &session.common.output, |format| {
        render(&report, &session.messages, session.look(), format)
    })?;
    if !session.common.quiet {
        session.say_written(&files);
    }
    if !report.errors.is_empty() {
        return Ok(ExitStatus::Error);
    }
    let gravest = found.systems.iter().map(|s| s.advice).min().unwrap_or(Advice::Keep);
    let fails = match arguments.fail_on {
        FailOn::Replace => gravest <= Advice::Replace,
        FailOn::Merge => gravest <= Advice::Merge,
        FailOn::Review => gravest <= Advice::Review,
        FailOn::Never => false,
    };
    Ok(if fails { ExitStatus::Findings } else { ExitStatus::Pass })
}
