//! `catalogue`: `list`, `show` and `search` here; `validate`, `diff` and `stats` in `care`.

use std::fmt::Write as _;

use clap::{Args, Subcommand, ValueEnum};
use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};

use super::{ExitStatus, Session, no_platform};
use crate::matching::catalogue::{Catalogue, Platform};
use crate::record::scope::word_of;
use crate::record::{Basis, Status, Text};
use crate::report::terminal::wrapped;
use crate::report::text::{Messages, clean};
use crate::text::analyse;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the platforms
    List {
        /// Only platforms in this state
        #[arg(long, value_enum)]
        status: Option<State>,
    },
    /// Show everything that is known of one platform, with its sources
    Show {
        /// Id of the platform
        id: String,
    },
    /// Look for what is wrong or doubtful: sources, states, dates, ids, functions that match nothing, platforms that overlap
    Validate,
    /// Compare two catalogues, and what they make of proposals
    Diff(super::care::Diff),
    /// Count what is documented: states, functions, owners, fields, age of sources
    Stats {
        /// Form of the counts
        #[arg(long, value_enum, default_value = "terminal")]
        format: super::care::Format,
    },
    /// Find platforms by what they do or what they are called, in Vietnamese (with or without diacritics), English or Arabic
    Search {
        /// Words
        #[arg(required = true)]
        words: Vec<String>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum State {
    Operational,
    Building,
    Planned,
    Retired,
    Unknown,
}

impl From<State> for Status {
    fn from(state: State) -> Status {
        match state {
            State::Operational => Status::Operational,
            State::Building => Status::Building,
            State::Planned => Status::Planned,
            State::Retired => Status::Retired,
            State::Unknown => Status::Unknown,
        }
    }
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    if let Command::Diff(diff) = &arguments.command {
        return super::care::diff(diff, session);
    }
    let Some(catalogue) = session.catalogue() else {
        return Ok(ExitStatus::Error);
    };
    match &arguments.command {
        Command::Diff(_) => unreachable!("it reads catalogues of its own"),
        Command::Validate => super::care::validate(&catalogue, session),
        Command::Stats { format } => super::care::stats(&catalogue, *format, session),
        Command::List { status } => {
            let wanted = |p: &&Platform| status.is_none_or(|s| p.record.status.value == s.into());
            let platforms: Vec<&Platform> = catalogue.platforms.iter().filter(wanted).collect();
            session.write(&list(&platforms, session))?;
            Ok(ExitStatus::Pass)
        }
        Command::Show { id } => {
            let Some(platform) = catalogue.platform(id) else {
                no_platform(id, &catalogue, session);
                return Ok(ExitStatus::Error);
            };
            session.write(&show(platform, &catalogue, session))?;
            Ok(ExitStatus::Pass)
        }
        Command::Search { words } => {
            let query = words.join(" ");
            let found = search(&query, &catalogue, session);
            if found.is_empty() {
                let text = session.messages.with("label-no-match", &[("query", clean(&query).into_owned())]);
                session.write(&format!("{text}\n"))?;
                return Ok(ExitStatus::Findings);
            }
            session.write(&list(&found, session))?;
            Ok(ExitStatus::Pass)
        }
    }
}

fn list(platforms: &[&Platform], session: &Session<'_>) -> String {
    let messages = &session.messages;
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(session.look().width);
    table.set_header(["column-id", "column-name", "column-owner", "column-status"].map(|key| messages.get(key)));
    for platform in platforms {
        let record = &platform.record;
        table.add_row(vec![
            record.id.value.clone(),
            clean(record.name.in_lang(messages.lang)).into_owned(),
            owner(platform, messages),
            messages.get(&format!("status-{}", word_of(record.status.value))),
        ]);
    }
    // An id is copied into other commands, so it stays in one piece.
    if let Some(ids) = table.column_mut(0) {
        ids.set_constraint(ColumnConstraint::ContentWidth);
    }
    let count = messages.count("label-catalogue-count", "count", platforms.len());
    format!("{table}\n{count}\n")
}

fn owner(platform: &Platform, messages: &Messages) -> String {
    let unit = platform.record.owner.as_ref().and_then(|o| o.unit.as_ref());
    unit.map_or_else(|| messages.get("word-unknown"), |u| clean(u.in_lang(messages.lang)).into_owned())
}

fn show(platform: &Platform, catalogue: &Catalogue, session: &Session<'_>) -> String {
    let (record, messages, look) = (&platform.record, &session.messages, session.look());
    let lang = messages.lang;
    let unknown = || messages.get("word-unknown");
    let text = |t: Option<&Text>| t.map(|t| clean(t.in_lang(lang)).into_owned());
    let mut out = String::new();
    let _ = writeln!(out, "{} ({})", clean(record.name.in_lang(lang)), record.id.value);
    let mut line = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            wrapped(&format!("{}: {value}", messages.get(key)), 2, look, &mut out);
        }
    };
    line("label-aliases", (!record.aliases.is_empty()).then(|| clean(&record.aliases.join(", ")).into_owned()));
    line("label-owner", Some(owner(platform, messages)));
    line("column-status", Some(messages.get(&format!("status-{}", word_of(record.status.value)))));
    line("label-available", record.available.as_ref().map(|d| d.value.to_string()));
    line("label-type", record.system_type.as_ref().map(|t| t.value.clone()));
    line(
        "label-list",
        record.list.as_ref().map(|l| {
            let number = l.number.map(|n| n.to_string());
            let parts = [Some(l.name.clone()), l.group.clone(), number];
            clean(&parts.into_iter().flatten().collect::<Vec<_>>().join(", ")).into_owned()
        }),
    );
    let scope = &record.scope;
    let names = |words: Vec<String>| words.join(", ");
    line(
        "label-territory",
        Some(scope.territory.as_ref().map_or_else(unknown, |t| session.units.name(&t.value).to_owned())),
    );
    let levels = |l: &std::collections::BTreeSet<crate::record::scope::Level>| {
        names(l.iter().map(|l| messages.get(&format!("level-{}", l.word()))).collect())
    };
    line("label-levels", Some(scope.levels.as_ref().map_or_else(unknown, |l| levels(&l.value))));
    let sector = |id: &String| session.sectors.name(id, lang).map_or_else(|| messages.get("word-all"), str::to_owned);
    line(
        "label-sectors",
        Some(scope.sectors.as_ref().map_or_else(unknown, |s| names(s.value.iter().map(sector).collect()))),
    );
    let user = |u: &crate::record::scope::User| messages.get(&format!("user-{}", u.word()));
    line("label-users", Some(scope.users.as_ref().map_or_else(unknown, |u| names(u.value.iter().map(user).collect()))));
    line("label-access", text(record.access.as_ref()));
    line("label-notes", text(record.notes.as_ref()));
    functions_and_sources(platform, catalogue, session, &mut out);
    out
}

/// The functions of a platform and where each fact about it comes from.
fn functions_and_sources(platform: &Platform, catalogue: &Catalogue, session: &Session<'_>, out: &mut String) {
    let (record, messages, look) = (&platform.record, &session.messages, session.look());
    let lang = messages.lang;
    let _ = writeln!(out, "  {}:", messages.get("column-functions"));
    for offered in &platform.functions {
        let mut marks = Vec::new();
        if offered.function.basis == Basis::Inferred {
            marks.push(messages.get("label-inferred"));
        }
        marks.extend(offered.function.source.clone());
        let marks = if marks.is_empty() { String::new() } else { format!(" ({})", clean(&marks.join(", "))) };
        wrapped(&format!("- {}{marks}", clean(offered.function.name.in_lang(lang))), 4, look, out);
    }
    if !record.facts.is_empty() || !record.sources.is_empty() {
        let _ = writeln!(out, "  {}:", messages.get("label-sources"));
    }
    for fact in &record.facts {
        let note = fact.note.as_ref().map(|n| format!(": {n}")).unwrap_or_default();
        wrapped(&clean(&format!("- {} ← {}{note}", fact.field, fact.source)), 4, look, out);
    }
    for id in &record.sources {
        if let Some(source) = catalogue.sources.get(id) {
            let place = source.place.as_ref().map(|p| format!(", {p}")).unwrap_or_default();
            let grade = source.grade.as_ref().map(|g| format!(" [{g}]")).unwrap_or_default();
            wrapped(&clean(&format!("- {id}{grade}: {}{place}", source.title.in_lang(lang))), 4, look, out);
        } else {
            wrapped(&clean(&format!("- {id}")), 4, look, out);
        }
    }
}

/// Platforms by how well their names, aliases or functions answer the query, best first.
fn search<'c>(query: &str, catalogue: &'c Catalogue, session: &Session<'_>) -> Vec<&'c Platform> {
    const MOST: usize = 20;
    const LEAST: f32 = 0.42;
    let vocabulary = &session.vocabulary;
    let wanted = analyse(query, vocabulary);
    let words: Vec<String> = crate::text::normal::tokens(query).into_iter().map(|t| t.folded).collect();
    let mut found: Vec<(f32, &Platform)> = Vec::new();
    for platform in &catalogue.platforms {
        let record = &platform.record;
        let mut best = 0.0_f32;
        let names =
            record.name.wordings.iter().map(|(_, n)| n.as_str()).chain(record.aliases.iter().map(String::as_str));
        for name in names.chain([record.id.value.as_str()]) {
            let name_words: Vec<String> = crate::text::normal::tokens(name).into_iter().map(|t| t.folded).collect();
            let present = words.iter().filter(|w| name_words.contains(w)).count();
            if !words.is_empty() && present == words.len() {
                best = best.max(0.9 + 0.1 * present as f32 / name_words.len() as f32);
            }
            best = best.max(crate::matching::similarity::similarity(&wanted, &analyse(name, vocabulary), vocabulary));
        }
        for phrase in platform.functions.iter().flat_map(|f| &f.phrases) {
            best = best.max(crate::matching::similarity::similarity(&wanted, phrase, vocabulary));
        }
        if best >= LEAST {
            found.push((best, platform));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.record.id.value.cmp(&b.1.record.id.value)));
    found.into_iter().take(MOST).map(|(_, platform)| platform).collect()
}
