//! The rules of a policy for people: a list, one rule with its law, and the table of the documentation.

use std::fmt::Write as _;

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};
use jiff::civil;

use super::Context;
use super::terminal::{Look, wrapped};
use super::text::Messages;
use crate::policy::verdict::{Judgement, Severity};
use crate::policy::{Document, Law, Policy, Rule};
use crate::record::scope::{Word, word_of};
use crate::record::{Kind, Lang};

/// A rule as reports show it beside its findings.
#[derive(Clone, Debug)]
pub struct RuleEntry {
    /// Code.
    pub code: String,
    /// Title.
    pub title: String,
    /// What it says, with its `{placeholders}`.
    pub says: String,
    /// What to do.
    pub remedy: String,
    /// A case that breaks it, and how that is mended.
    pub example: String,
    /// Effect.
    pub severity: Severity,
    /// Documents behind it, a line each.
    pub law: Vec<String>,
}

/// The rules that findings of `judgements` name, in the order of their codes.
#[must_use]
pub fn entries(judgements: &[Judgement], context: &Context<'_>) -> Vec<RuleEntry> {
    let lang = context.messages.lang;
    let mut named: Vec<&Rule> =
        judgements.iter().flat_map(|j| &j.findings).map(|f| &context.policy.rules[f.rule]).collect();
    named.sort_by(|a, b| a.code.cmp(&b.code));
    named.dedup_by(|a, b| a.code == b.code);
    named
        .into_iter()
        .map(|rule| RuleEntry {
            code: rule.code.clone(),
            title: rule.title.in_lang(lang).to_owned(),
            says: rule.message.in_lang(lang).to_owned(),
            remedy: rule.remedy.in_lang(lang).to_owned(),
            example: rule.example.in_lang(lang).to_owned(),
            severity: rule.verdict.severity(),
            law: rule
                .law
                .iter()
                .map(|law| reference(law, &context.policy.documents[law.document], context.messages))
                .collect(),
        })
        .collect()
}

/// All rules, one a line, in the order of their codes.
#[must_use]
pub fn list(policy: &Policy, day: civil::Date, messages: &Messages, look: Look) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(look.width);
    let heads = ["column-rule", "column-title", "column-verdict", "column-binds", "column-in-force"];
    table.set_header(heads.map(|key| messages.get(key)));
    for rule in sorted(policy) {
        let in_force = policy.law_in_force(rule, day).next().is_some();
        table.add_row(vec![
            rule.code.clone(),
            rule.title.in_lang(messages.lang).to_owned(),
            messages.get(&format!("verdict-{}", rule.verdict.word())),
            binds(rule, messages),
            messages.get(if in_force { "word-yes" } else { "word-no" }),
        ]);
    }
    if let Some(codes) = table.column_mut(0) {
        codes.set_constraint(ColumnConstraint::ContentWidth);
    }
    format!("{table}\n")
}

/// One rule: what it says, whom it binds, the law behind it, an example and how that is mended.
#[must_use]
pub fn page(policy: &Policy, rule: &Rule, day: civil::Date, messages: &Messages, look: Look) -> String {
    let lang = messages.lang;
    let mut out = format!("{}  {}\n", rule.code, rule.title.in_lang(lang));
    let mut line = |key: &str, value: &str| wrapped(&format!("{}: {value}", messages.get(key)), 2, look, &mut out);
    let verdict = messages.get(&format!("verdict-{}", rule.verdict.word()));
    let effect = messages.get(&format!("severity-{}", rule.verdict.severity().word()));
    line("column-verdict", &format!("{verdict} ({effect})"));
    line("label-state", &messages.get(&format!("state-{}", word_of(rule.state))));
    line("label-kinds", &kinds(rule, messages));
    line("column-binds", &binds(rule, messages));
    line("label-says", rule.message.in_lang(lang));
    line("label-remedy", rule.remedy.in_lang(lang));
    line("label-example", rule.example.in_lang(lang));
    let _ = writeln!(out, "  {}:", messages.get("label-law"));
    for law in &rule.law {
        let document = &policy.documents[law.document];
        let key = if document.in_force(day) { "law-in-force" } else { "law-not-in-force" };
        wrapped(&format!("- {}; {}", reference(law, document, messages), messages.get(key)), 4, look, &mut out);
    }
    out
}

/// Title, article, reference, how the document was read, and when it is in force.
fn reference(law: &Law, document: &Document, messages: &Messages) -> String {
    let details: Vec<&str> = law.article.iter().chain(&law.reference).map(String::as_str).collect();
    let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join("; ")) };
    let until = document.until.map_or_else(|| "…".to_owned(), |d| d.to_string());
    let grade = messages.get(&format!("grade-{}", document.grade));
    format!("{}{details}; {grade}; {} – {until}", document.title.in_lang(messages.lang), document.from)
}

/// The page of the documentation: every rule in both languages.
#[must_use]
pub fn markdown(policy: &Policy) -> String {
    let (vi, en) = (Messages::new(Lang::VI), Messages::new(Lang::EN));
    let mut out = format!("# {} / {}\n\n", cell(policy.name.in_lang(Lang::VI)), cell(policy.name.in_lang(Lang::EN)));
    out.push_str(
        "<!-- Written by `dungchung rule --format markdown`; a test holds this page to the policy file. -->\n\n",
    );
    out.push_str("| | Quy tắc / Rule | Kết luận / Verdict | Ai / Binds | Căn cứ / Law |\n|---|---|---|---|---|\n");
    for rule in sorted(policy) {
        let law: Vec<String> = rule
            .law
            .iter()
            .map(|law| {
                let document = &policy.documents[law.document];
                let number = document.number.as_deref().unwrap_or(document.id.as_str());
                let reference = law.reference.as_ref().map(|r| format!(" ({r})")).unwrap_or_default();
                format!("{number}{reference}")
            })
            .collect();
        let _ = writeln!(
            out,
            "| [{code}](#{anchor}) | {} / {} | `{}` | {} | {} |",
            cell(rule.title.in_lang(Lang::VI)),
            cell(rule.title.in_lang(Lang::EN)),
            rule.verdict.word(),
            words(&rule.binds),
            cell(&law.join("; ")),
            code = rule.code,
            anchor = rule.code.to_lowercase(),
        );
    }
    for rule in sorted(policy) {
        let _ = write!(out, "\n## {}\n", rule.code);
        for messages in [&vi, &en] {
            let lang = messages.lang;
            let parts = [
                (None, rule.title.in_lang(lang)),
                (Some("label-says"), rule.message.in_lang(lang)),
                (Some("label-remedy"), rule.remedy.in_lang(lang)),
                (Some("label-example"), rule.example.in_lang(lang)),
            ];
            out.push('\n');
            for (label, text) in parts {
                let label = label.map_or_else(String::new, |key| format!("{}: ", messages.get(key)));
                let text = cell(text);
                let line = if label.is_empty() { format!("**{text}**") } else { format!("{label}{text}") };
                let _ = writeln!(out, "{line}  ");
            }
        }
        out.push('\n');
        for law in &rule.law {
            let _ = writeln!(out, "- {}", cell(&reference(law, &policy.documents[law.document], &en)));
        }
    }
    out
}

fn sorted(policy: &Policy) -> Vec<&Rule> {
    let mut rules: Vec<&Rule> = policy.rules.iter().collect();
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    rules
}

fn binds(rule: &Rule, messages: &Messages) -> String {
    let levels = rule.binds.iter().map(|l| messages.get(&format!("level-{}", l.word())));
    levels.collect::<Vec<_>>().join(", ")
}

fn kinds(rule: &Rule, messages: &Messages) -> String {
    let kinds = rule.kinds.iter().map(|k: &Kind| messages.get(&format!("kind-{}", word_of(*k))));
    kinds.collect::<Vec<_>>().join(", ")
}

fn words<T: Word + PartialEq>(values: &[T]) -> String {
    values.iter().map(|v| word_of(*v)).collect::<Vec<_>>().join(", ")
}

/// Text of a policy file as it may stand in a table cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}
