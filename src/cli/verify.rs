//! `verify`: makes a report again from what it says that it was made from, and says whether it still holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use clap::Args;
use serde_json::Value;

use super::check::{Assessed, RecordSet, assess};
use super::settings::Settings;
use super::{Common, ExitStatus, Session, day, say};
use crate::load::limits::{Limit, Limits};
use crate::load::{Loaded, text_of};
use crate::report::Report;
use crate::report::json;
use crate::report::provenance::{Content, Edition, Options, Provenance};
use crate::report::text::clean;

#[derive(Args, Debug)]
#[command(
    after_help = "Exit code: 0 the verdicts and findings are the same, 1 they are not, or the report was altered, 2 it \
                        cannot be made again. --catalogue, --also, --policy and --today take the place of what the report names."
)]
pub(super) struct Arguments {
    /// Report that `check --format json` wrote
    report: PathBuf,
    /// Files and folders outside this folder that the report names and that may be read
    #[arg(value_name = "FILE")]
    outside: Vec<PathBuf>,
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let messages = &session.messages;
    let refuse = |text: String| {
        say(&format!("dungchung: {text}\n"));
        Ok(ExitStatus::Error)
    };
    let text = match text_of(&arguments.report, &session.limits(Limits::large())) {
        Ok(text) => text,
        Err(problem) => {
            session.report(&Loaded { problems: vec![problem], ..Loaded::default() });
            return Ok(ExitStatus::Error);
        }
    };
    let Some((old, run)) = read(&text) else {
        let file = clean(&arguments.report.to_string_lossy()).into_owned();
        return refuse(messages.with("verify-not-a-report", &[("file", file)]));
    };
    let common = match options(&run, session) {
        Ok(common) => common,
        Err(found) => return refuse(messages.with("verify-bad-option", &[("found", clean(&found).into_owned())])),
    };
    let paths = |paths: &[String]| paths.iter().map(PathBuf::from).collect::<Vec<_>>();
    let (records, waivers) = (paths(&run.options.paths), paths(&run.options.waivers));
    // Only what the report names is held to the folder; what the command line names, the user named.
    let named = named_by_report(&run.options, session.common);
    if named.iter().any(|path| path.as_os_str() == "-") {
        return refuse(messages.get("verify-stdin"));
    }
    if let Some(path) = named.iter().find(|path| !is_within(path) && !arguments.outside.iter().any(|o| o == *path)) {
        let file = clean(&path.to_string_lossy()).into_owned();
        return refuse(messages.with("verify-outside", &[("file", file)]));
    }
    let mut problems = Loaded::default();
    let again = Session::new(&common, Settings::read(&common, None, &mut problems)?);
    if !problems.problems.is_empty() {
        session.report(&problems);
        return Ok(ExitStatus::Error);
    }
    let Some(Assessed { report, .. }) = assess(&RecordSet::of(records), &waivers, true, &again) else {
        return Ok(ExitStatus::Error);
    };
    let Some((new, now)) = read(&json::document(&report)) else {
        anyhow::bail!("a report that was just made cannot be read");
    };
    let changes = changes(&run, &now, session);
    let (findings, details) = (differences(&old, &new, session), rest_differs(&old, &new));
    let mut out = changes.clone();
    let holds = findings.is_empty() && !(details && changes.is_empty());
    out.extend(findings);
    if details && changes.is_empty() {
        out.push(messages.get("verify-altered"));
    } else if details && holds {
        out.push(messages.get("verify-details"));
    }
    let verdict = if holds { "verify-holds" } else { "verify-fails" };
    out.push(messages.count(verdict, "count", report.results.len()));
    session.write(&(out.join("\n") + "\n"))?;
    Ok(match (broken(&report), holds) {
        (true, _) => ExitStatus::Error,
        (_, true) => ExitStatus::Pass,
        (_, false) => ExitStatus::Findings,
    })
}

/// The report as JSON and what it says of its making; `None` if it is no report, or none that says so.
fn read(text: &str) -> Option<(Value, Provenance)> {
    let report: Value = serde_json::from_str(text).ok()?;
    let run = serde_json::from_value(report.get("run")?.clone()).ok()?;
    (report["schema"] == "dungchung/report/1" && report["results"].is_array()).then_some((report, run))
}

/// The options of the report, those of the command line before them.
fn options(run: &Provenance, session: &Session<'_>) -> Result<Common, String> {
    let ours = session.common;
    let paths = |asked: &[PathBuf], stated: &[String]| match asked {
        [] => stated.iter().map(PathBuf::from).collect(),
        asked => asked.to_vec(),
    };
    let mut limit = Vec::new();
    for (name, value) in &run.options.limits {
        let known = Limit::named(name).filter(|known| known.set(&mut Limits::default(), *value));
        limit.push((known.ok_or_else(|| format!("{name}={value}"))?, *value));
    }
    limit.extend(&ours.limit);
    Ok(Common {
        config: ours.config.clone(),
        no_config: ours.no_config,
        catalogue: paths(&ours.catalogue, &run.options.catalogue),
        also: paths(&ours.also, &run.options.also),
        policy: ours.policy.clone().or_else(|| run.options.policy.as_ref().map(PathBuf::from)),
        lang: Some(super::spoken(&run.language).ok_or_else(|| run.language.clone())?),
        output: Vec::new(),
        quiet: ours.quiet,
        verbose: false,
        color: ours.color,
        today: Some(match ours.today {
            Some(today) => today,
            None => day(&run.day).map_err(|_| run.day.clone())?,
        }),
        limit,
    })
}

/// The paths that the report, and not the command line, asks to be read.
fn named_by_report<'o>(stated: &'o Options, ours: &Common) -> Vec<&'o Path> {
    let mut named: Vec<&String> = stated.paths.iter().chain(&stated.waivers).collect();
    if ours.catalogue.is_empty() {
        named.extend(&stated.catalogue);
    }
    if ours.also.is_empty() {
        named.extend(&stated.also);
    }
    if ours.policy.is_none() {
        named.extend(&stated.policy);
    }
    named.into_iter().map(Path::new).collect()
}

/// Does the path stay in the folder that the program runs in?
fn is_within(path: &Path) -> bool {
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
        && path.canonicalize().ok().zip(Path::new(".").canonicalize().ok()).is_none_or(|(p, root)| p.starts_with(root))
}

/// What the report was made from and is no longer the same, a line each.
fn changes(then: &Provenance, now: &Provenance, session: &Session<'_>) -> Vec<String> {
    let messages = &session.messages;
    let mut lines = Vec::new();
    let mut line = |what: &str, from: &str, to: &str| {
        if from != to {
            let args = [("from", clean(from).into_owned()), ("to", clean(to).into_owned())];
            lines.push(messages.with(what, &args));
        }
    };
    let named = |e: &Edition| format!("{} {}", e.version.as_deref().unwrap_or_default(), short(&e.sha256));
    line("verify-tool", &then.tool, &now.tool);
    line("verify-day", &then.day, &now.day);
    for (what, then, now) in [
        ("verify-catalogue", &then.catalogue, &now.catalogue),
        ("verify-vocabulary", &then.vocabulary, &now.vocabulary),
        ("verify-policy", &then.policy, &now.policy),
    ] {
        if then != now {
            line(what, named(then).trim(), named(now).trim());
        }
    }
    let files = |run: &Provenance| -> BTreeMap<String, String> {
        run.files.iter().map(|Content { file, sha256 }| (file.clone(), sha256.clone())).collect()
    };
    let (then, now) = (files(then), files(now));
    for file in then.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let what = match (then.get(file), now.get(file)) {
            (Some(then), Some(now)) if then == now => continue,
            (Some(_), Some(_)) => "verify-file-changed",
            (Some(_), None) => "verify-file-gone",
            (None, _) => "verify-file-new",
        };
        lines.push(messages.with(what, &[("file", clean(file).into_owned())]));
    }
    lines
}

/// Enough of a hash to tell two apart.
fn short(sha256: &str) -> String {
    sha256.chars().take(12).collect()
}

/// Records whose verdict or findings are not the same, a line for each difference.
fn differences(old: &Value, new: &Value, session: &Session<'_>) -> Vec<String> {
    let messages = &session.messages;
    let records = |report: &Value| -> BTreeMap<String, Value> {
        let results = report["results"].as_array().into_iter().flatten();
        results.map(|r| (r["id"].as_str().unwrap_or_default().to_owned(), r.clone())).collect()
    };
    let (then, now) = (records(old), records(new));
    let mut lines = Vec::new();
    for id in then.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let args = [("id", clean(id).into_owned())];
        let (Some(then), Some(now)) = (then.get(id), now.get(id)) else {
            let what = if now.contains_key(id) { "verify-record-new" } else { "verify-record-gone" };
            lines.push(messages.with(what, &args));
            continue;
        };
        let verdict = |record: &Value| {
            let word = record["verdict"].as_str().unwrap_or_default();
            let key = format!("verdict-{word}");
            if messages.has(&key) { messages.get(&key) } else { clean(word).into_owned() }
        };
        let (was, is) = (findings(then), findings(now));
        if then["verdict"] == now["verdict"] && was == is {
            continue;
        }
        lines.push(format!("{}: {} → {}", clean(id), verdict(then), verdict(now)));
        lines.extend(was.difference(&is).map(|finding| format!("  - {}", clean(finding))));
        lines.extend(is.difference(&was).map(|finding| format!("  + {}", clean(finding))));
    }
    let errors = |report: &Value| report["errors"].as_array().map_or(0, Vec::len);
    if errors(old) != errors(new) {
        let args = [("from", errors(old).to_string()), ("to", errors(new).to_string())];
        lines.push(messages.with("verify-errors", &args));
    }
    lines
}

/// The findings of a record: rule, platforms, other records, and whether an exception lifts it.
fn findings(record: &Value) -> BTreeSet<String> {
    let all = record["findings"].as_array().into_iter().flatten();
    all.map(|finding| {
        let ids = |key: &str| finding[key].as_array().into_iter().flatten().filter_map(Value::as_str);
        let about = ids("platforms").chain(ids("records")).collect::<Vec<_>>().join(", ");
        let decision = finding["waived"]["decision"].as_str().map(|d| format!(" ({d})")).unwrap_or_default();
        let said = format!("{} {about}{decision}", finding["rule"].as_str().unwrap_or_default());
        said.trim_end().to_owned()
    })
    .collect()
}

/// Does anything else that the two reports say of records differ?
fn rest_differs(old: &Value, new: &Value) -> bool {
    old["results"] != new["results"] || old["errors"] != new["errors"]
}

/// Could something not be read, so that nothing may be concluded?
fn broken(report: &Report) -> bool {
    !report.errors.is_empty()
}
