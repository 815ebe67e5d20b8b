//! `catalogue validate`, `diff` and `stats`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::check::compare_all;
use super::{ExitStatus, Session};
use crate::care::{self, Change};
use crate::embedded;
use crate::load::limits::Limits;
use crate::load::load;
use crate::matching::catalogue::Catalogue;
use crate::policy::Policy;
use crate::policy::rules::judge;
use crate::policy::verdict::Judgement;
use crate::record::Kind;
use crate::record::scope::word_of;
use crate::report::terminal::wrapped;
use crate::report::text::clean;

#[derive(Args, Debug)]
pub(super) struct Diff {
    /// The catalogue before: a file or folder, or `embedded`
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The catalogue after: a file or folder, or `embedded`
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Proposals and systems to judge by both
    #[arg(value_name = "PROPOSALS")]
    records: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Format {
    /// For a person
    Terminal,
    /// One JSON document
    Json,
}

/// Exit code 1 if there is an error; what a person should only look at does not fail a run.
pub(super) fn validate(catalogue: &Catalogue, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let Some(policy) = session.policy() else {
        return Ok(ExitStatus::Error);
    };
    let setting = session.setting(catalogue, &policy);
    let remarks = care::validate(&setting, &session.sectors);
    let messages = &session.messages;
    let mut out = String::new();
    for remark in &remarks {
        let args: Vec<(&str, String)> = remark.args.iter().map(|(n, v)| (*n, clean(v).into_owned())).collect();
        let weight = messages.get(if remark.error { "care-error" } else { "care-look" });
        let mut text =
            format!("{}: {weight}: {}", remark.platform, messages.with(&format!("care-{}", remark.code), &args));
        if let Some((_, near)) = args.iter().find(|(name, _)| *name == "suggestion") {
            let _ = write!(text, " {}", messages.with("label-did-you-mean", &[("suggestion", near.clone())]));
        }
        wrapped(&text, 0, session.look(), &mut out);
    }
    let errors = remarks.iter().filter(|r| r.error).count();
    let args = [
        ("count", catalogue.platforms.len().to_string()),
        ("errors", errors.to_string()),
        ("looks", (remarks.len() - errors).to_string()),
    ];
    let _ = writeln!(out, "{}", messages.with("care-summary", &args));
    session.write(&out)?;
    Ok(if errors > 0 { ExitStatus::Findings } else { ExitStatus::Pass })
}

pub(super) fn stats(catalogue: &Catalogue, format: Format, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let stats = care::stats(catalogue);
    if matches!(format, Format::Json) {
        session.write(&(serde_json::to_string_pretty(&stats)? + "\n"))?;
        return Ok(ExitStatus::Pass);
    }
    let messages = &session.messages;
    let mut out = String::new();
    if session.settings.catalogue().is_empty() {
        let version = embedded::catalogue_version().to_owned();
        let _ = writeln!(out, "{}", messages.with("care-version", &[("version", version)]));
    }
    let _ = writeln!(out, "{}", messages.count("label-catalogue-count", "count", stats.platforms));
    let mut line = |key: &str, value: String| {
        if !value.is_empty() {
            wrapped(&format!("{}: {value}", messages.get(key)), 0, session.look(), &mut out);
        }
    };
    let known = |family: &str, word: &str| match word {
        "unknown" if family != "status" => messages.get("word-unknown"),
        _ => messages.get(&format!("{family}-{word}")),
    };
    line("column-status", counted(&stats.status, |w| known("status", w)));
    let functions = [
        ("count", (stats.functions_stated + stats.functions_inferred).to_string()),
        ("stated", stats.functions_stated.to_string()),
        ("inferred", stats.functions_inferred.to_string()),
        ("inherited", stats.functions_inherited.to_string()),
    ];
    line("column-functions", messages.with("care-functions", &functions));
    let platforms = [
        ("stated", stats.with_stated.to_string()),
        ("inferred", stats.without_stated.to_string()),
        ("none", stats.without_functions.to_string()),
    ];
    line("care-platforms", messages.with("care-by-functions", &platforms));
    line("label-list", counted(&stats.lists, str::to_owned));
    line("label-levels", counted(&stats.owner_level, |w| known("level", w)));
    line(
        "label-owner",
        counted(&stats.owners, |w| if w == "unknown" { messages.get("word-unknown") } else { w.to_owned() }),
    );
    let sector = |w: &str| {
        session
            .sectors
            .name(w, messages.lang)
            .map_or_else(|| messages.get(if w == "all" { "word-all" } else { "word-unknown" }), str::to_owned)
    };
    line("label-sectors", counted(&stats.sectors, sector));
    line(
        "care-sources-year",
        counted(&stats.sources_by_year, |w| if w == "unknown" { messages.get("word-unknown") } else { w.to_owned() }),
    );
    line("care-sources-grade", counted(&stats.sources_by_grade, str::to_owned));
    session.write(&out)?;
    Ok(ExitStatus::Pass)
}

/// Counts, the largest first; of equals, by name.
fn counted(counts: &BTreeMap<String, usize>, name: impl Fn(&str) -> String) -> String {
    let mut counts: Vec<(String, usize)> = counts.iter().map(|(word, n)| (name(word), *n)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.iter().map(|(word, n)| format!("{} {n}", clean(word))).collect::<Vec<_>>().join(", ")
}

/// Exit code 1 if a verdict changes.
pub(super) fn diff(arguments: &Diff, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let read = |path: &PathBuf| {
        if path.as_os_str() == "embedded" {
            Some(embedded::catalogue())
        } else {
            session.assemble(std::slice::from_ref(path), false)
        }
    };
    let (Some(old), Some(new)) = (read(&arguments.old), read(&arguments.new)) else {
        return Ok(ExitStatus::Error);
    };
    let mut out = String::new();
    let changes = care::diff(&old, &new);
    for change in &changes {
        say_change(change, session, &mut out);
    }
    if changes.is_empty() {
        let _ = writeln!(out, "{}", session.messages.get("care-same"));
    }
    let mut moved = false;
    if !arguments.records.is_empty() {
        let Some(policy) = session.policy() else {
            return Ok(ExitStatus::Error);
        };
        let loaded = load(&arguments.records, session.tables(), &session.limits(Limits::default()));
        session.report(&loaded);
        if !loaded.problems.is_empty() {
            return Ok(ExitStatus::Error);
        }
        let records: Vec<_> = loaded.software.into_iter().filter(|r| r.kind != Kind::Platform).collect();
        let judged = |catalogue: &Catalogue| {
            let setting = session.setting(catalogue, &policy);
            judge(compare_all(records.clone(), &setting, session), &[], &setting)
        };
        let (before, after) = (judged(&old), judged(&new));
        for (before, after) in before.iter().zip(&after) {
            moved |= say_verdicts((before, &old), (after, &new), &policy, session, &mut out);
        }
        if !moved {
            let count = before.len();
            let _ = writeln!(out, "{}", session.messages.count("care-verdicts-same", "count", count));
        }
    }
    session.write(&out)?;
    Ok(if moved { ExitStatus::Findings } else { ExitStatus::Pass })
}

fn say_change(change: &Change, session: &Session<'_>, out: &mut String) {
    let look = session.look();
    match change {
        Change::Added(id) => wrapped(&format!("+ {id}"), 0, look, out),
        Change::Removed(id) => wrapped(&format!("- {id}"), 0, look, out),
        Change::Renamed(from, to) => wrapped(&format!("{from} → {to}"), 0, look, out),
        Change::Changed(id, fields) => {
            wrapped(&format!("~ {id}"), 0, look, out);
            for (field, before, after) in fields {
                let (before, after) = (clean(before), clean(after));
                let text = match (before.is_empty(), after.is_empty()) {
                    (true, _) => format!("{field}: + {after}"),
                    (_, true) => format!("{field}: - {before}"),
                    _ => format!("{field}: {before} → {after}"),
                };
                wrapped(&text, 4, look, out);
            }
        }
    }
}

/// A record whose verdict changes, with the findings that come and go; `true` if it does.
fn say_verdicts(
    (before, old): (&Judgement, &Catalogue),
    (after, new): (&Judgement, &Catalogue),
    policy: &Policy,
    session: &Session<'_>,
    out: &mut String,
) -> bool {
    if before.verdict == after.verdict {
        return false;
    }
    let (messages, look) = (&session.messages, session.look());
    let verdict = |j: &Judgement| messages.get(&format!("verdict-{}", word_of(j.verdict)));
    let head = format!("{}: {} → {}", before.record.id.value, verdict(before), verdict(after));
    wrapped(&head, 0, look, out);
    let findings = |j: &Judgement, catalogue: &Catalogue| -> Vec<String> {
        let platform = |n: &usize| catalogue.platforms[j.comparison.matches[*n].platform].record.id.value.clone();
        let all = j.findings.iter().map(|f| {
            let platforms: Vec<String> = f.matches.iter().map(platform).collect();
            let share = crate::report::text::Messages::percent(f.coverage);
            let about =
                if platforms.is_empty() { String::new() } else { format!(" {} ({share})", platforms.join(", ")) };
            format!("{}{about}", policy.rules[f.rule].code)
        });
        all.collect()
    };
    let (was, is) = (findings(before, old), findings(after, new));
    for gone in was.iter().filter(|f| !is.contains(f)) {
        wrapped(&format!("- {gone}"), 4, look, out);
    }
    for come in is.iter().filter(|f| !was.contains(f)) {
        wrapped(&format!("+ {come}"), 4, look, out);
    }
    true
}
