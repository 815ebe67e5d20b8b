//! The report as one page: no network, complete without scripts, readable on a phone, on paper and by screen readers.
//! Text from records is escaped by the template; the page's own style and script are the only ones that its content
//! policy lets run.

#![allow(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::detail::{Likeness, ScopeWords, Step, Waterfall};
use super::overview::{Overview, VERDICTS};
use super::text::{Messages, clean};
use super::{Entry, Provider, Report, ScopeEntry};
use crate::matching::similarity::Outcome;
use crate::policy::Standing;
use crate::policy::verdict::Verdict;
use crate::record::scope::{Coverage, word_of};

/// Reasons of one match on the page: the first ones tell most.
const MOST_REASONS: usize = 2;

const STYLE: &str = include_str!("html/report.css");
const SCRIPT: &str = include_str!("html/report.js");

/// Renders the page.
///
/// # Errors
/// Never in practice: the template writes to memory.
pub fn render(report: &Report, messages: &Messages) -> askama::Result<String> {
    let page = Page { report, overview: Overview::of(report), m: messages, style: STYLE, script: SCRIPT };
    page.render()
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a Report,
    overview: Overview,
    m: &'a Messages,
    style: &'static str,
    script: &'static str,
}

/// A dimension of the scope: its name, what is needed, and what each platform offers with the relation of the two.
struct Dimension<'a> {
    name: String,
    needed: &'a str,
    offered: Vec<(&'a str, Coverage)>,
}

/// What a page may load and run: its own style, its own script if it has one, nothing else.
pub(super) fn content_policy(style: &str, script: Option<&str>) -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let script = script.map(|script| format!("script-src 'sha256-{}'; ", hash(script))).unwrap_or_default();
    let style = hash(style);
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; {script}img-src data:; base-uri 'none'; form-action 'none'"
    )
}

impl Page<'_> {
    fn content_policy(&self) -> String {
        content_policy(self.style, Some(self.script))
    }

    fn title(&self) -> String {
        self.m.get("page-title")
    }

    fn verdict(&self, verdict: &Verdict) -> String {
        self.m.get(&format!("verdict-{}", verdict.word()))
    }

    fn severity(&self, finding: &super::FindingEntry) -> String {
        self.m.get(&format!("severity-{}", finding.severity.word()))
    }

    fn relation(&self, standing: &Standing) -> String {
        self.m.get(&format!("relation-{}", word_of(*standing)))
    }

    fn scope_relation(&self, coverage: &Coverage) -> String {
        self.m.get(&format!("scope-{}", word_of(*coverage)))
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        self.m.get(if *outcome == Outcome::Same { "outcome-same" } else { "outcome-possible" })
    }

    fn percent(share: &f64) -> String {
        Messages::percent(*share)
    }

    fn money(&self, amount: &u64, currency: &str) -> String {
        self.m.money(*amount, currency)
    }

    fn total(&self, amount: &u128, currency: &str) -> String {
        self.m.money(*amount, currency)
    }

    /// Scopes side by side.
    fn dimensions<'e>(&self, entry: &'e Entry) -> Vec<Dimension<'e>> {
        let dimension = |name: &str, words: fn(&ScopeWords) -> &str, relation: fn(&ScopeEntry) -> Coverage| Dimension {
            name: self.m.get(&format!("dimension-{name}")),
            needed: words(&entry.detail.needed),
            offered: entry
                .detail
                .platforms
                .iter()
                .zip(&entry.matches)
                .map(|(column, found)| (words(&column.offered), relation(&found.scope)))
                .collect(),
        };
        vec![
            dimension("territory", |w| &w.territory, |s| s.territory),
            dimension("levels", |w| &w.levels, |s| s.levels),
            dimension("sectors", |w| &w.sectors, |s| s.sectors),
            dimension("users", |w| &w.users, |s| s.users),
        ]
    }

    /// Class of a cell of the heat map.
    fn heat(cell: &Likeness) -> &'static str {
        match cell.outcome {
            Outcome::Same if cell.similarity >= 0.8 => "h3",
            Outcome::Same if cell.similarity >= 0.65 => "h2",
            Outcome::Same => "h1",
            _ => "h0",
        }
    }

    /// What speaks for a match, and what the proposal alone names; what the platform does besides is left to the JSON form.
    fn most_telling(reasons: &[String]) -> String {
        reasons[..reasons.len().min(MOST_REASONS)].join("; ")
    }

    fn place(file: &str, line: &u32) -> String {
        format!("{}:{line}", clean(file))
    }

    fn step_bar(step: &Step) -> String {
        bar(step.from, step.most, step.adds())
    }

    /// What could be added by the functions that add nothing.
    fn rest_bar(waterfall: &Waterfall) -> String {
        bar(waterfall.end(), waterfall.rest(), 0.0)
    }

    fn whole_bar(waterfall: &Waterfall) -> String {
        bar(0.0, 0.0, waterfall.end())
    }

    fn idle(&self, waterfall: &Waterfall) -> String {
        self.m.count("page-idle", "functions", waterfall.idle())
    }

    fn adds(&self, step: &Step) -> String {
        self.m.exact_percent(step.adds())
    }

    fn scope_class(coverage: &Coverage) -> &'static str {
        word_of(*coverage)
    }

    fn strength(by: &Provider) -> String {
        Messages::percent(by.similarity)
    }

    fn possible(cell: &Likeness) -> bool {
        cell.outcome != Outcome::Same
    }

    fn count(&self) -> String {
        self.m.count("label-summary", "records", self.report.results.len())
    }

    fn exact(&self, share: &f64) -> String {
        self.m.exact_percent(*share)
    }

    /// Place of a verdict among the others, for sorting.
    fn rank(verdict: &Verdict) -> usize {
        VERDICTS.iter().position(|v| v == verdict).unwrap_or(VERDICTS.len())
    }
}

/// A bar on a scale from 0 to 1: from `from` on, pale what could be added, full what is added. Holds numbers only.
fn bar(from: f64, most: f64, adds: f64) -> String {
    let [from, most, adds] = [from, most, adds].map(|share| (share * 1000.0).round() as u32);
    format!(
        r#"<svg viewBox="0 0 1000 9" preserveAspectRatio="none"><rect class="o" x="{from}" width="{most}"/><rect x="{from}" width="{adds}"/></svg>"#
    )
}
