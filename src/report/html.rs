//! The report as one page: no network, complete without scripts, readable on a phone, on paper and by screen readers.
//! Text from records is escaped by the template; the page's own style and script are the only ones that its content
//! policy lets run.

#![allow(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use askama::Template;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::detail::{Likeness, Row, ScopeWords, Step};
use super::overview::{Overview, VERDICTS};
use super::text::{Messages, clean};
use super::{CitationEntry, Entry, FindingEntry, Provider, Report, ScopeEntry};
use crate::matching::similarity::Outcome;
use crate::policy::Standing;
use crate::policy::verdict::Verdict;
use crate::record::character::reads_from_the_right;
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
    let style = format!("{STYLE}{}", bars());
    let documents = Documents::of(report);
    let page = Page { report, overview: Overview::of(report), documents, m: messages, style, script: SCRIPT };
    page.render()
}

/// Classes that place a bar in a table cell, by the percent: `a` where it begins, `b` where it could end, `c` where it ends.
/// The page has thousands of bars, and a class costs a browser less than an element.
fn bars() -> String {
    let mut style = String::new();
    for percent in 0..=100 {
        for place in ["a", "b", "c"] {
            let _ = write!(style, ".{place}{percent}{{--{place}:{percent}%}}");
        }
    }
    style
}

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'a> {
    report: &'a Report,
    overview: Overview,
    documents: Documents<'a>,
    m: &'a Messages,
    style: String,
    script: &'static str,
}

/// The documents that findings name: the page lists each once, law first, and the findings lead there.
struct Documents<'a> {
    titles: Vec<&'a str>,
    places: BTreeMap<&'a str, usize>,
}

impl<'a> Documents<'a> {
    fn of(report: &'a Report) -> Documents<'a> {
        let findings = || report.results.iter().flat_map(|entry| &entry.findings);
        let law = findings().flat_map(|f| &f.law).map(|citation| citation.title.as_str());
        let sources = findings().flat_map(|f| &f.sources).map(String::as_str);
        let mut documents = Documents { titles: Vec::new(), places: BTreeMap::new() };
        for title in law.chain(sources) {
            let next = documents.titles.len();
            if *documents.places.entry(title).or_insert(next) == next {
                documents.titles.push(title);
            }
        }
        documents
    }

    /// Number of a document in the page's list, from 1.
    fn number(&self, title: &str) -> usize {
        self.places[title] + 1
    }
}

/// What the page says about one function of a record.
struct Line<'a> {
    row: &'a Row,
    by: Option<&'a Provider>,
    reasons: String,
    step: Option<&'a Step>,
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
        content_policy(&self.style, Some(self.script))
    }

    fn title(&self) -> String {
        self.m.get("page-title")
    }

    fn verdict(&self, verdict: &Verdict) -> String {
        self.m.get(&format!("verdict-{}", verdict.word()))
    }

    fn severity(&self, finding: &FindingEntry) -> String {
        self.m.get(&format!("severity-{}", finding.severity.word()))
    }

    fn relation(&self, standing: &Standing) -> String {
        self.m.get(&format!("relation-{}", word_of(*standing)))
    }

    fn scope_relation(&self, coverage: &Coverage) -> String {
        self.m.get(&format!("scope-{}", word_of(*coverage)))
    }

    /// Must the page say more of a scope than the words of both sides?
    fn falls_short(coverage: &Coverage) -> bool {
        matches!(coverage, Coverage::Partly | Coverage::Outside)
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

    /// A scope in the order of the columns of the table.
    fn dimensions(words: &ScopeWords) -> [&str; 4] {
        [&words.territory, &words.levels, &words.sectors, &words.users]
    }

    /// What a platform offers in each dimension, and how that stands to what is needed.
    fn offered<'e>(words: &'e ScopeWords, scope: &ScopeEntry) -> [(&'e str, Coverage); 4] {
        let relations = [scope.territory, scope.levels, scope.sectors, scope.users];
        let words = Self::dimensions(words);
        std::array::from_fn(|n| (words[n], relations[n]))
    }

    /// Functions of a record: what has each, why it counts as the same, and what it adds.
    fn lines<'e>(entry: &'e Entry) -> Vec<Line<'e>> {
        let mut provided = entry.provided.iter();
        let steps = entry.detail.waterfall.as_ref().map_or(&[][..], |waterfall| &waterfall.steps);
        let line = |(n, row): (usize, &'e Row)| {
            let provided = if row.common { None } else { provided.next() };
            let reasons = provided.map(|p| Self::most_telling(entry.reasons(p))).unwrap_or_default();
            Line { row, by: provided.and_then(|p| p.by.as_ref()), reasons, step: steps.get(n) }
        };
        entry.detail.functions.iter().enumerate().map(line).collect()
    }

    /// A document's name in a finding: the number by which law is known, else its title.
    fn short(citation: &CitationEntry) -> &str {
        citation.number.as_deref().unwrap_or(&citation.title)
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

    /// Classes of a function's bar, see [`bars`].
    fn bar(step: &Step) -> String {
        let [from, could, to] = [step.from, step.from + step.most, step.to].map(|share| (share * 100.0).round());
        format!("a{from} b{} c{to}", could.min(100.0))
    }

    fn whole_bar(share: &f64) -> String {
        let end = (share * 100.0).round();
        format!("a0 b{end} c{end}")
    }

    /// Direction of a text that begins with letters read from the right; the page itself reads from the left.
    fn dir(text: &str) -> &'static str {
        if reads_from_the_right(text) { " dir=rtl" } else { "" }
    }

    fn adds(&self, step: &Step) -> String {
        self.m.exact_percent(step.adds())
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
