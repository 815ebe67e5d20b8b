//! `eval`: measure the judgement on labelled data.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;

use super::check::compare_all;
use super::{ExitStatus, Session, say};
use crate::load::limits::Limits;
use crate::load::load;
use crate::matching::catalogue::Catalogue;
use crate::matching::similarity::similarity;
use crate::policy::Policy;
use crate::policy::rules::{Setting, judge};
use crate::quality::ablation::{Case, PARTS, without};
use crate::quality::labels::{BadLine, Expected, Pair, expectations, pairs};
use crate::quality::{PairQuality, RecordQuality, measure_pairs, measure_records};
use crate::record::Software;
use crate::text::analyse;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Labelled function pairs: tab-separated a, b, label (same, related or different), tags
    #[arg(long, value_name = "TSV")]
    pairs: Option<PathBuf>,
    /// Labelled records: tab-separated id, verdict, platforms, tags
    #[arg(long, value_name = "TSV", requires = "records")]
    expected: Option<PathBuf>,
    /// Files or folders with the records that --expected names
    #[arg(long, value_name = "PATH", requires = "expected")]
    records: Vec<PathBuf>,
    /// Form of the result
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// How many errors to show
    #[arg(long, default_value_t = 20, value_name = "N")]
    errors: usize,
    /// Compare with an earlier run: its --format json output
    #[arg(long, value_name = "JSON", conflicts_with = "ablation")]
    against: Option<PathBuf>,
    /// Measure what each part of the judgement brings: the figures with one part at a time left out
    #[arg(long)]
    ablation: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Table,
    Json,
}

#[derive(Serialize)]
struct Quality {
    pairs: Option<PairQuality>,
    records: Option<RecordQuality>,
}

/// The figures of a run: what they are called, and where in the JSON form they stand.
const FIGURES: &[(&str, &str)] = &[
    ("pairs: precision of same", "/pairs/same/precision"),
    ("pairs: recall of same", "/pairs/same/recall"),
    ("pairs: F1 of same", "/pairs/same/f1"),
    ("pairs: AUC same / rest", "/pairs/auc"),
    ("pairs: AUC same / related", "/pairs/auc_related"),
    ("pairs: AUC same / different", "/pairs/auc_different"),
    ("pairs: three-way accuracy", "/pairs/accuracy"),
    ("verdict accuracy", "/records/verdict_accuracy"),
    ("platforms: precision", "/records/platforms/precision"),
    ("platforms: recall", "/records/platforms/recall"),
    ("platforms: F1", "/records/platforms/f1"),
    ("recall@1", "/records/recall_at_1"),
    ("recall@3", "/records/recall_at_3"),
    ("MRR", "/records/mrr"),
    ("clear ones blocked", "/records/clear_blocked"),
    ("duplicates cleared", "/records/duplicate_cleared"),
];

/// The figures of the ablation table.
const OF_PARTS: &[(&str, &str)] = &[
    ("pair F1", "/pairs/same/f1"),
    ("pair AUC", "/pairs/auc"),
    ("verdict", "/records/verdict_accuracy"),
    ("platform F1", "/records/platforms/f1"),
    ("recall@1", "/records/recall_at_1"),
    ("blocked", "/records/clear_blocked"),
];

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    anyhow::ensure!(
        arguments.pairs.is_some() || arguments.expected.is_some(),
        "nothing to measure: name --pairs, or --expected and --records"
    );
    let Some(policy) = session.policy() else {
        return Ok(ExitStatus::Error);
    };
    let pairs = arguments.pairs.as_ref().map(|path| labelled(path, pairs)).transpose()?.unwrap_or_default();
    let expected =
        arguments.expected.as_ref().map(|path| labelled(path, expectations)).transpose()?.unwrap_or_default();
    let Some(catalogue) = session.catalogue() else {
        return Ok(ExitStatus::Error);
    };
    let loaded = load(&arguments.records, session.tables(), &session.limits(Limits::default()));
    if !loaded.problems.is_empty() {
        session.report(&loaded);
        return Ok(ExitStatus::Error);
    }
    let known: BTreeSet<&str> = loaded.software.iter().map(|r| r.id.value.as_str()).collect();
    let missing: Vec<&str> = expected.iter().map(|e| e.id.as_str()).filter(|id| !known.contains(id)).collect();
    if !missing.is_empty() {
        say(&format!("dungchung: no record for {}\n", missing.join(", ")));
        return Ok(ExitStatus::Error);
    }
    if arguments.ablation {
        session.write(&ablation(&pairs, &expected, &loaded.software, &catalogue, &policy, session)?)?;
        return Ok(ExitStatus::Pass);
    }
    let vocabulary = &session.vocabulary;
    let compare = |a: &str, b: &str| similarity(&analyse(a, vocabulary), &analyse(b, vocabulary), vocabulary);
    let of_records = || {
        let setting = Setting { catalogue: &catalogue, vocabulary, policy: &policy, day: session.day };
        // Labels are about each record alone: what it has in common with its neighbours in a file of examples is chance.
        let judgements: Vec<_> = compare_all(loaded.software.clone(), &setting, session)
            .into_iter()
            .flat_map(|case| judge(vec![case], &[], &setting))
            .collect();
        measure_records(&expected, &judgements, |j, n| {
            catalogue.platforms[j.comparison.matches[n].platform].record.id.value.clone()
        })
    };
    let quality = Quality {
        pairs: arguments.pairs.is_some().then(|| measure_pairs(&pairs, policy.thresholds.cuts, compare)),
        records: arguments.expected.is_some().then(of_records),
    };
    let now = serde_json::to_value(&quality)?;
    let text = match (&arguments.against, arguments.format) {
        (Some(path), _) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            let before = serde_json::from_str(&text)
                .with_context(|| format!("{} is not what eval --format json writes", path.display()))?;
            against(&before, &now, arguments.errors)
        }
        (None, Format::Json) => serde_json::to_string_pretty(&now)? + "\n",
        (None, Format::Table) => render(&quality, &now, arguments.errors),
    };
    session.write(&text)?;
    Ok(ExitStatus::Pass)
}

fn ablation(
    pairs: &[Pair],
    expected: &[Expected],
    records: &[Software],
    catalogue: &Catalogue,
    policy: &Policy,
    session: &Session<'_>,
) -> anyhow::Result<String> {
    let platforms: Vec<Software> = catalogue.platforms.iter().map(|p| p.record.clone()).collect();
    let sources: Vec<_> = catalogue.sources.values().cloned().collect();
    let (fields, day) = (&session.sectors, session.day);
    let case = Case { pairs, expected, records, platforms: &platforms, sources: &sources, policy, fields, day };
    let mut out = format!("| without | {} |\n|---|", OF_PARTS.iter().map(|f| f.0).collect::<Vec<_>>().join(" | "));
    out.push_str(&"---|".repeat(OF_PARTS.len()));
    out.push('\n');
    for part in PARTS {
        let (pairs, records) = without(part, &case);
        let values = serde_json::to_value(Quality { pairs, records })?;
        let cells = OF_PARTS.iter().map(|(_, at)| figure(&values, at).map_or(String::new(), |v| format!("{v:.3}")));
        let _ = writeln!(out, "| {} | {} |", part.name, cells.collect::<Vec<_>>().join(" | "));
    }
    Ok(out)
}

fn figure(run: &Value, at: &str) -> Option<f64> {
    run.pointer(at).and_then(Value::as_f64)
}

/// Each figure before and now, and which errors came and went.
fn against(before: &Value, now: &Value, most: usize) -> String {
    let mut out = String::new();
    for (name, at) in FIGURES {
        if let (Some(old), Some(new)) = (figure(before, at), figure(now, at)) {
            let _ = writeln!(out, "{name:<28}{old:.3} → {new:.3}  {:+.3}", new - old);
        }
    }
    let of = |run: &Value| [errors(run, "/pairs/errors", &[2, 3]), errors(run, "/records/errors", &[0])].concat();
    let (old, new) = (of(before), of(now));
    for (sign, what, some, others) in [('-', "mended", &old, &new), ('+', "new errors", &new, &old)] {
        let changed: Vec<&String> = some.iter().filter(|e| !others.contains(*e)).collect();
        let _ = writeln!(out, "{what}: {}", changed.len());
        for error in changed.iter().take(most) {
            let _ = writeln!(out, "  {sign} {error}");
        }
    }
    out
}

/// What the errors of a run are about: the cells with these numbers.
fn errors(run: &Value, at: &str, cells: &[usize]) -> Vec<String> {
    let rows = run.pointer(at).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let name = |row: &Value| cells.iter().filter_map(|n| row.get(n)?.as_str()).collect::<Vec<_>>().join(" | ");
    rows.iter().map(name).collect()
}

fn labelled<T>(path: &PathBuf, read: impl Fn(&str) -> Result<Vec<T>, Vec<BadLine>>) -> anyhow::Result<Vec<T>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    read(&text).map_err(|bad| {
        let lines: Vec<String> = bad.iter().map(|b| format!("{}:{}: {}", path.display(), b.line, b.reason)).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })
}

fn render(quality: &Quality, values: &Value, most: usize) -> String {
    let mut out = String::new();
    if let Some(p) = &quality.pairs {
        let _ = writeln!(out, "function pairs: {}", p.pairs);
        figures("/pairs/", values, &mut out);
        confusion(&p.confusion, &mut out);
        by_tag("F1", &p.by_tag, &mut out);
        for (similarity, label, a, b) in p.errors.iter().take(most) {
            let _ = writeln!(out, "  {similarity:.3} {label:<9} {a} | {b}");
        }
    }
    if let Some(r) = &quality.records {
        let _ = writeln!(out, "records: {}", r.records);
        figures("/records/", values, &mut out);
        confusion(&r.confusion, &mut out);
        by_tag("accuracy", &r.by_tag, &mut out);
        for (id, expected, given, wanted, found) in r.errors.iter().take(most) {
            let _ = writeln!(out, "  {id}: {expected} → {given}  [{wanted}] → [{found}]");
        }
    }
    out
}

fn figures(under: &str, values: &Value, out: &mut String) {
    for (name, at) in FIGURES.iter().filter(|(_, at)| at.starts_with(under)) {
        if let Some(value) = figure(values, at) {
            let _ = writeln!(out, "  {name:<28}{value:.3}");
        }
    }
}

fn confusion(
    counts: &std::collections::BTreeMap<&'static str, std::collections::BTreeMap<&'static str, usize>>,
    out: &mut String,
) {
    for (label, row) in counts {
        let cells: Vec<String> = row.iter().map(|(given, n)| format!("{given} {n}")).collect();
        let _ = writeln!(out, "  {label:<12} → {}", cells.join(", "));
    }
}

fn by_tag(what: &str, tags: &std::collections::BTreeMap<String, (usize, f64)>, out: &mut String) {
    let cells: Vec<String> = tags.iter().map(|(tag, (n, value))| format!("{tag} {value:.2} ({n})")).collect();
    let _ = writeln!(out, "  {what} by tag: {}", cells.join(", "));
}
