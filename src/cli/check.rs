//! `check`: vet proposals and systems against the catalogue.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::Args;
use rayon::prelude::*;

use super::changed::Changed;
use super::files::{Whole, write_all};
use super::output::{self, Target};
use super::progress::Progress;
use super::settings::Judging;
use super::{ExitStatus, Session, refused, say};
use crate::embedded;
use crate::load::limits::Limits;
use crate::load::{CONFIG_FILE, Loaded, STDIN, load, load_text, show_places};
use crate::matching::matcher::{Matcher, Memory};
use crate::matching::{Comparison, compare};
use crate::policy::rules::{Setting, judge};
use crate::policy::waivers::misplaced;
use crate::record::place::Problem;
use crate::record::scope::word_of;
use crate::record::waiver::Waiver;
use crate::record::{Kind, Software};
use crate::report::baseline::Baseline;
use crate::report::format::{Format, render};
use crate::report::provenance::{self, Content, Edition, Options, Provenance};
use crate::report::{Report, report, terminal};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Files or folders with records; `-` for standard input [default: the proposals and systems of dungchung.yaml]
    #[arg(value_name = "FILE")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    judging: Judging,
    /// Report only records that changed since this git revision; the others still take part in comparisons
    #[arg(long, value_name = "REV")]
    changed_since: Option<String>,
    /// Write the findings of this run to the file of --baseline
    #[arg(long, conflicts_with = "changed_since")]
    write_baseline: bool,
}

impl Arguments {
    pub(super) fn judging(&self) -> &Judging {
        &self.judging
    }
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let settings = &session.settings;
    let targets = output::targets(&settings.format(), &settings.output(), output::usual())?;
    let set = record_set(&arguments.paths, session)?;
    let changed = arguments.changed_since.as_deref().map(Changed::since).transpose()?;
    let known = if arguments.write_baseline {
        None
    } else {
        settings.baseline().map(|path| known(&path, session)).transpose()?
    };
    // What was known or changed before is not what the report can be made again from.
    let traced = known.is_none() && changed.is_none() && targets.iter().any(|t| t.format == Format::Json);
    let Some(Assessed { mut report, waivers }) = assess(&set, &settings.waivers(), traced, session) else {
        return Ok(ExitStatus::Error);
    };
    report.fails_from = settings.fail_on().least();
    let mut said = String::new();
    if let Some(known) = &known {
        let gone = known.mark(&mut report, &session.messages);
        if !gone.is_empty() {
            let _ = writeln!(said, "{}", session.messages.count("label-gone", "count", gone.len()));
            for known in gone {
                let _ = writeln!(said, "  {}", known.line());
            }
        }
    }
    if let Some(changed) = &changed {
        let all = report.results.len();
        if let Some(ids) = concerned(changed, &report, &waivers, session)? {
            report.retain(|entry| ids.contains(&entry.id));
        }
        let args = [("count", report.results.len().to_string()), ("all", all.to_string())];
        let _ = writeln!(said, "{}", session.messages.with("label-changed", &args));
    }
    write(&report, &targets, session)?;
    say(&said);
    if !report.errors.is_empty() {
        return Ok(ExitStatus::Error);
    }
    if arguments.write_baseline {
        let path = settings.baseline().context("--write-baseline needs --baseline FILE")?;
        let baseline = Baseline::of(&report);
        write_all(&[Whole { path, bytes: baseline.text().into_bytes(), folder: None }])?;
        say(&format!("{}\n", session.messages.count("label-baseline-written", "count", baseline.len())));
        return Ok(ExitStatus::Pass);
    }
    let fails = report.results.iter().any(|entry| report.fails(entry));
    Ok(if fails { ExitStatus::Findings } else { ExitStatus::Pass })
}

/// What was found about a set of records, and the waivers that were given.
pub(super) struct Assessed {
    pub(super) report: Report,
    waivers: Vec<Waiver>,
}

/// Loads records and waivers, judges, and puts it into words; `traced` adds what the report was made from. Input problems
/// are shown and part of the report; `None` if the policy or the catalogue has any.
pub(super) fn assess(set: &RecordSet, waived: &[PathBuf], traced: bool, session: &Session<'_>) -> Option<Assessed> {
    let policy = session.policy()?;
    let catalogue = session.catalogue()?;
    let mut loaded = load(&set.paths, session.tables(), &session.limits(Limits::default()));
    let (records, others): (Vec<_>, Vec<_>) =
        std::mem::take(&mut loaded.software).into_iter().partition(|r| r.kind != Kind::Platform);
    for record in &others {
        loaded.problems.push(refused(record, "not-to-check", word_of(record.kind).to_owned()));
    }
    loaded.problems.extend(records.iter().filter_map(|record| set.misplaced(record)));
    let waivers = waivers(waived, &mut loaded, session);
    loaded.problems.extend(misplaced(&waivers, &records.iter().collect::<Vec<_>>(), &policy));
    let setting = session.setting(&catalogue, &policy);
    let judgements = judge(compare_all(records, &setting, session), &waivers, &setting);
    let context = session.context(&setting);
    let mut report = report(&judgements, &loaded.problems, &context);
    if traced {
        report.run = Some(made_from(&set.paths, waived, &loaded, &setting, session));
    }
    show_places(&mut loaded);
    session.report(&loaded);
    Some(Assessed { report, waivers })
}

/// What the report is made from and with.
fn made_from(
    paths: &[PathBuf],
    waivers: &[PathBuf],
    loaded: &Loaded,
    setting: &Setting<'_>,
    session: &Session<'_>,
) -> Provenance {
    let settings = &session.settings;
    let named = |paths: &[PathBuf]| paths.iter().map(|p| p.to_string_lossy().into_owned()).collect::<Vec<_>>();
    let (catalogue, also) = (named(&settings.catalogue()), named(&settings.also()));
    let own = !catalogue.is_empty() || !also.is_empty();
    Provenance {
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        day: session.day.to_string(),
        language: session.messages.lang.to_string(),
        options: Options {
            paths: named(paths),
            waivers: named(waivers),
            catalogue,
            also,
            policy: settings.policy().map(|p| p.to_string_lossy().into_owned()),
            limits: session.common.limit.iter().map(|(limit, value)| (limit.name.to_owned(), *value)).collect(),
        },
        catalogue: provenance::catalogue(setting.catalogue, own),
        vocabulary: Edition { version: None, sha256: embedded::vocabulary_digest().to_owned() },
        policy: Edition { version: Some(setting.policy.id.clone()), sha256: setting.policy.sha256.clone() },
        files: loaded.files.iter().map(|(f, h)| Content { file: f.to_string(), sha256: h.clone() }).collect(),
        skipped: named(&loaded.skipped),
    }
}

/// The known findings of a file.
fn known(path: &Path, session: &Session<'_>) -> anyhow::Result<Baseline> {
    let named = || format!("baseline {}", path.display());
    let text = session.text_of(path).with_context(named)?;
    Baseline::parse(&text).map_err(anyhow::Error::msg).with_context(named)
}

/// Ids of the records that a change is about: those in changed files, and those that a waiver of a changed file names or
/// named. `None` for all, where the change is about what all are judged by.
fn concerned(
    changed: &Changed,
    report: &Report,
    waivers: &[Waiver],
    session: &Session<'_>,
) -> anyhow::Result<Option<BTreeSet<String>>> {
    let settings = &session.settings;
    let one = settings.file.iter().cloned().chain(settings.policy()).chain(settings.baseline());
    let mut common = one.chain(settings.catalogue()).chain(settings.also());
    if common.any(|path| changed.touches(&path)) {
        return Ok(None);
    }
    let touched = |file: &str| file == STDIN || changed.touches(Path::new(file));
    let mut ids: BTreeSet<String> =
        report.results.iter().filter(|entry| touched(&entry.file)).map(|entry| entry.id.clone()).collect();
    ids.extend(waivers.iter().filter(|w| touched(&w.file)).map(|w| w.record.value.clone()));
    let mut former = Loaded::default();
    for text in changed.former()? {
        load_text(&Arc::from("former"), &text, session.tables(), &session.limits(Limits::default()), &mut former);
    }
    ids.extend(former.waivers.into_iter().map(|waiver| waiver.record.value));
    Ok(Some(ids))
}

/// What a run judges.
pub(super) struct RecordSet {
    /// Files and folders.
    paths: Vec<PathBuf>,
    /// Those of them that hold proposals only, and those that hold systems only.
    proposals: Vec<PathBuf>,
    systems: Vec<PathBuf>,
}

/// The files that are named or, where none is, those that the settings name.
fn record_set(named: &[PathBuf], session: &Session<'_>) -> anyhow::Result<RecordSet> {
    if !named.is_empty() {
        return Ok(RecordSet::of(named.to_vec()));
    }
    let (proposals, systems) = (session.settings.proposals()?, session.settings.systems()?);
    let mut paths = [proposals.as_slice(), &systems].concat();
    paths.sort();
    paths.dedup();
    if paths.is_empty() {
        bail!("name files to check, or set `proposals` in {CONFIG_FILE}");
    }
    Ok(RecordSet { paths, proposals, systems })
}

impl RecordSet {
    /// Records of any kind.
    pub(super) fn of(paths: Vec<PathBuf>) -> RecordSet {
        RecordSet { paths, proposals: Vec::new(), systems: Vec::new() }
    }

    /// A proposal called a system would be judged by milder rules, so each has its place.
    fn misplaced(&self, record: &Software) -> Option<Problem> {
        let within = |paths: &[PathBuf]| paths.iter().any(|path| Path::new(&*record.file).starts_with(path));
        let code = match record.kind {
            Kind::System if within(&self.proposals) && !within(&self.systems) => "not-a-proposal",
            Kind::Proposal if within(&self.systems) && !within(&self.proposals) => "not-a-system",
            _ => return None,
        };
        Some(refused(record, code, word_of(record.kind).to_owned()))
    }
}

/// Renders each report that was asked for and writes all of them.
fn write(report: &Report, targets: &[Target], session: &Session<'_>) -> anyhow::Result<()> {
    let files = output::deliver(targets, &session.settings.output(), |format| {
        render(report, &session.messages, session.look(), format)
    })?;
    if !files.is_empty() && !session.common.quiet {
        let look = terminal::Look { colour: false, ..session.look() };
        say(&terminal::summary(report, &session.messages, look));
        session.say_written(&files);
    }
    Ok(())
}

/// The waivers among the records, and those of files of their own, which hold nothing else.
fn waivers(paths: &[PathBuf], loaded: &mut Loaded, session: &Session<'_>) -> Vec<Waiver> {
    let mut waivers = std::mem::take(&mut loaded.waivers);
    if paths.is_empty() {
        return waivers;
    }
    let own = load(paths, session.tables(), &session.limits(Limits::default()));
    waivers.extend(own.waivers);
    loaded.problems.extend(own.problems);
    loaded.texts.extend(own.texts);
    loaded.skipped.extend(own.skipped);
    loaded.files.extend(own.files);
    for record in &own.software {
        loaded.problems.push(refused(record, "not-a-waiver", word_of(record.kind).to_owned()));
    }
    waivers
}

/// From so many records on it pays to lay the catalogue out for them.
const MANY: usize = 8;

/// Compares each record with the catalogue.
pub(super) fn compare_all(
    records: Vec<Software>,
    setting: &Setting<'_>,
    session: &Session<'_>,
) -> Vec<(Software, Comparison)> {
    let progress = Progress::new(records.len(), session.common.quiet);
    let (cuts, sectors) = (setting.policy.thresholds.cuts, &session.sectors);
    let memory = Memory::new(setting.vocabulary);
    let matcher = (records.len() >= MANY).then(|| Matcher::new(setting.catalogue, &memory, sectors, cuts, None));
    let one = |record: Software| {
        let comparison = match &matcher {
            Some(matcher) => matcher.compare(&record, None),
            None => compare(&record, setting.catalogue, setting.vocabulary, sectors, cuts),
        };
        progress.step();
        (record, comparison)
    };
    // For a few records threads cost more than they bring.
    if matcher.is_some() { records.into_par_iter().map(one).collect() } else { records.into_iter().map(one).collect() }
}
