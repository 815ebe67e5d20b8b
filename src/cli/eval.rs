//! `eval`: measure the judgement on labelled data.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::check::judge_all;
use super::{ExitStatus, Session, say};
use crate::load::load;
use crate::load::yaml::Limits;
use crate::quality::{BadLine, PairQuality, RecordQuality, expectations, measure_pairs, measure_records, pairs};

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

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    anyhow::ensure!(
        arguments.pairs.is_some() || arguments.expected.is_some(),
        "nothing to measure: name --pairs, or --expected and --records"
    );
    let Some(policy) = session.policy()? else {
        return Ok(ExitStatus::Error);
    };
    let mut quality = Quality { pairs: None, records: None };
    if let Some(path) = &arguments.pairs {
        let labelled = labelled(path, pairs)?;
        quality.pairs = Some(measure_pairs(&labelled, &session.vocabulary, policy.thresholds.cuts));
    }
    if let Some(path) = &arguments.expected {
        let labelled = labelled(path, expectations)?;
        let Some(catalogue) = session.catalogue() else {
            return Ok(ExitStatus::Error);
        };
        let loaded = load(&arguments.records, session.tables(), &Limits::default());
        if !loaded.problems.is_empty() {
            session.report(&loaded);
            return Ok(ExitStatus::Error);
        }
        let judgements = judge_all(loaded.software, &catalogue, &policy, session);
        let measured = measure_records(&labelled, &judgements, |j, n| {
            catalogue.platforms[j.comparison.matches[n].platform].record.id.value.clone()
        });
        let complete = measured.missing.is_empty();
        if !complete {
            say(&format!("dungchung: no record for {}\n", measured.missing.join(", ")));
        }
        quality.records = Some(measured);
        if !complete {
            session.write(&render(&quality, arguments))?;
            return Ok(ExitStatus::Error);
        }
    }
    session.write(&render(&quality, arguments))?;
    Ok(ExitStatus::Pass)
}

fn labelled<T>(path: &PathBuf, read: impl Fn(&str) -> Result<Vec<T>, Vec<BadLine>>) -> anyhow::Result<Vec<T>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    read(&text).map_err(|bad| {
        let lines: Vec<String> = bad.iter().map(|b| format!("{}:{}: {}", path.display(), b.line, b.reason)).collect();
        anyhow::anyhow!("{}", lines.join("\n"))
    })
}

fn render(quality: &Quality, arguments: &Arguments) -> String {
    if let Format::Json = arguments.format {
        let mut text = serde_json::to_string_pretty(quality).unwrap_or_default();
        text.push('\n');
        return text;
    }
    let mut out = String::new();
    if let Some(p) = &quality.pairs {
        let _ = writeln!(out, "function pairs           {}", p.pairs);
        figures(
            &[
                ("same: precision", p.same.precision),
                ("same: recall", p.same.recall),
                ("same: F1", p.same.f1),
                ("AUC same / rest", p.auc),
                ("AUC same / related", p.auc_related),
                ("AUC same / different", p.auc_different),
                ("three-way accuracy", p.accuracy),
            ],
            &mut out,
        );
        confusion(&p.confusion, &mut out);
        by_tag("F1", &p.by_tag, &mut out);
        for (similarity, label, a, b) in p.errors.iter().take(arguments.errors) {
            let _ = writeln!(out, "  {similarity:.3} {label:<9} {a} | {b}");
        }
    }
    if let Some(r) = &quality.records {
        let _ = writeln!(out, "records                  {}", r.records);
        figures(
            &[
                ("verdict accuracy", r.verdict_accuracy),
                ("platforms: precision", r.platforms.precision),
                ("platforms: recall", r.platforms.recall),
                ("platforms: F1", r.platforms.f1),
                ("recall@1", r.recall_at_1),
                ("recall@3", r.recall_at_3),
                ("MRR", r.mrr),
                ("clear ones blocked", r.clear_blocked),
                ("duplicates cleared", r.duplicate_cleared),
            ],
            &mut out,
        );
        confusion(&r.confusion, &mut out);
        by_tag("accuracy", &r.by_tag, &mut out);
        for (id, expected, given, wanted, found) in r.errors.iter().take(arguments.errors) {
            let _ = writeln!(out, "  {id}: {expected} → {given}  [{wanted}] → [{found}]");
        }
    }
    out
}

fn figures(rows: &[(&str, f64)], out: &mut String) {
    for (name, value) in rows {
        let _ = writeln!(out, "  {name:<23}{value:.3}");
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
