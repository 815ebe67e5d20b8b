//! The rules: read from a policy file, checked, and applied to comparisons. Knows no output format.

pub mod rules;
pub mod verdict;

use std::sync::Arc;

use jiff::civil;

use crate::load::decode::{Sink, Table, date, id, list, string, text, word, words};
use crate::load::yaml::{Limits, Node, documents};
use crate::matching::similarity::Cuts;
use crate::record::place::{Located, Problem};
use crate::record::scope::{Coverage, Level, Word};
use crate::record::{Date, NeedBasis, Status, Text};
use verdict::Verdict;

/// A set of rules, ready to be applied.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Id.
    pub id: String,
    /// Name.
    pub name: Text,
    /// Numbers that the rules use.
    pub thresholds: Thresholds,
    /// Documents that rules rest on.
    pub documents: Vec<Document>,
    /// In the order in which they are tried.
    pub rules: Vec<Rule>,
}

/// Numbers that the rules use. Shares are 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// When two functions are the same.
    pub cuts: Cuts,
    /// Coverage from which on a proposal repeats a platform.
    pub duplicate: f32,
    /// Re-implementation from which on it does so whatever else it adds.
    pub reimplementation: f32,
    /// Fewest functions for that.
    pub rebuilt_functions: usize,
    /// Coverage from which on a part exists already.
    pub overlap: f32,
    /// Likeness of purpose from which on a smaller coverage is enough.
    pub purpose: f32,
    /// Fewest sure functions for that.
    pub purpose_functions: usize,
    /// As `duplicate`, where the purpose is the same.
    pub duplicate_same_purpose: f32,
    /// As `overlap`, where the purpose is the same.
    pub overlap_same_purpose: f32,
    /// Most findings of one rule about one record.
    pub findings_of_a_rule: usize,
}

/// A legal document.
#[derive(Clone, Debug)]
pub struct Document {
    /// Id used by rules.
    pub id: String,
    /// Title.
    pub title: Text,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub until: Option<Date>,
    /// `primary` (its text was read), `secondary` or `general-knowledge`.
    pub grade: String,
}

impl Document {
    /// Is it in force on `day`?
    #[must_use]
    pub fn in_force(&self, day: civil::Date) -> bool {
        let from = Date { day: self.from.day.or(Some(1)), ..self.from }.last_day();
        from <= day && self.until.is_none_or(|until| day <= until.last_day())
    }
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// One platform that does the same.
    Platform,
    /// Several platforms that do the same together.
    Combined,
    /// A record that says too little.
    Vague,
}

impl Word for Family {
    const WORDS: &'static [(&'static str, Self)] =
        &[("platform", Family::Platform), ("combined", Family::Combined), ("vague", Family::Vague)];
}

/// How a proposal stands to a platform by the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Repeats it.
    Duplicate,
    /// Repeats a part of it.
    Overlap,
    /// Similar, no more.
    Related,
}

impl Word for Standing {
    const WORDS: &'static [(&'static str, Self)] =
        &[("duplicate", Standing::Duplicate), ("overlap", Standing::Overlap), ("related", Standing::Related)];
}

impl Word for Verdict {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("duplicate", Verdict::Duplicate),
        ("incomplete", Verdict::Incomplete),
        ("wait", Verdict::Wait),
        ("conditional", Verdict::Conditional),
        ("clear", Verdict::Clear),
    ];
}

/// On what a match rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// At least one matched function is stated by a source.
    Stated,
    /// All are inferred.
    Inferred,
}

impl Word for Evidence {
    const WORDS: &'static [(&'static str, Self)] = &[("stated", Evidence::Stated), ("inferred", Evidence::Inferred)];
}

/// When a rule applies to a match; an empty condition holds always.
#[derive(Clone, Debug, Default)]
pub struct Condition {
    /// How the proposal stands to the platform.
    pub standing: Option<Standing>,
    /// Level of the platform's owner.
    pub tier: Option<Level>,
    /// States of the platform.
    pub status: Vec<Status>,
    /// On what the match rests.
    pub basis: Option<Evidence>,
    /// Relation of the scopes.
    pub scope: Vec<Coverage>,
    /// Grounds that the proposal claims.
    pub need: Vec<NeedBasis>,
}

/// One reference of a rule to a document.
#[derive(Clone, Debug)]
pub struct Law {
    /// Number in [`Policy::documents`].
    pub document: usize,
    /// Article.
    pub article: Option<String>,
    /// Number in the project's list of legal rules.
    pub reference: Option<String>,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Stable code, `D101`.
    pub code: String,
    /// Title.
    pub title: Text,
    /// What it looks at.
    pub family: Family,
    /// When it applies.
    pub when: Condition,
    /// Levels of the owners that it binds.
    pub binds: Vec<Level>,
    /// What it makes of the record.
    pub verdict: Verdict,
    /// Documents behind it.
    pub law: Vec<Law>,
    /// What it says, with `{placeholders}`.
    pub message: Text,
    /// What to do.
    pub remedy: Text,
}

impl Policy {
    /// Documents of `rule` in force on `day`; a rule with none does not apply.
    pub fn law_in_force<'a>(
        &'a self,
        rule: &'a Rule,
        day: civil::Date,
    ) -> impl Iterator<Item = (&'a Law, &'a Document)> {
        rule.law.iter().map(|law| (law, &self.documents[law.document])).filter(move |(_, d)| d.in_force(day))
    }

    /// The rule with this code.
    #[must_use]
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.code.eq_ignore_ascii_case(code))
    }
}

/// Reads a policy file. `None` if it has problems.
pub fn read(file: &Arc<str>, text: &str, problems: &mut Vec<Problem>) -> Option<Policy> {
    let before = problems.len();
    let nodes = documents(file, text, &Limits::default(), problems);
    let mut sink = Sink { file: Arc::clone(file), problems };
    let policy = match nodes.as_slice() {
        [node] => policy(node, &mut sink),
        [] => {
            if sink.problems.len() == before {
                sink.report(
                    "no-documents",
                    crate::record::place::Span { line: 1, column: 1, ..Default::default() },
                    vec![],
                );
            }
            None
        }
        [_, second, ..] => {
            sink.report("one-document", second.at, vec![]);
            None
        }
    };
    policy.filter(|_| sink.problems.len() == before)
}

fn policy(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Policy> {
    let mut t = Table::open(node, sink)?;
    if let Some(kind) = t.required("kind", sink).and_then(|n| string(n, sink))
        && kind.value != "policy"
    {
        crate::load::decode::unknown_value("kind", &kind, ["policy"].into_iter(), sink);
    }
    let id = t.required("id", sink).and_then(|n| id(n, sink));
    let name = t.required("name", sink).and_then(|n| self::text(n, sink));
    let thresholds = t.required("thresholds", sink).and_then(|n| thresholds(n, sink));
    let documents: Vec<Document> = t
        .required("documents", sink)
        .map(|n| list(n, sink))
        .unwrap_or_default()
        .iter()
        .filter_map(|n| document(n, sink))
        .collect();
    let rules: Vec<Rule> = t
        .required("rules", sink)
        .map(|n| list(n, sink))
        .unwrap_or_default()
        .iter()
        .filter_map(|n| rule(n, &documents, sink))
        .collect();
    t.close(sink);
    Some(Policy { id: id?.value, name: name?, thresholds: thresholds?, documents, rules })
}

fn thresholds(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Thresholds> {
    let mut t = Table::open(node, sink)?;
    let same = t.required("same", sink).and_then(|n| share(n, sink));
    let possible = t.required("possible", sink).and_then(|n| share(n, sink));
    let possible_counts = t.required("possible-counts", sink).and_then(|n| share(n, sink));
    let duplicate = t.required("duplicate", sink).and_then(|n| share(n, sink));
    let reimplementation = t.required("reimplementation", sink).and_then(|n| share(n, sink));
    let rebuilt = t
        .required("rebuilt-functions", sink)
        .and_then(|n| crate::load::decode::number("rebuilt-functions", n, (1, 1000), sink));
    let overlap = t.required("overlap", sink).and_then(|n| share(n, sink));
    let purpose = t.required("purpose", sink).and_then(|n| share(n, sink));
    let purpose_functions = t
        .required("purpose-functions", sink)
        .and_then(|n| crate::load::decode::number("purpose-functions", n, (1, 1000), sink));
    let duplicate_same_purpose = t.required("duplicate-same-purpose", sink).and_then(|n| share(n, sink));
    let overlap_same_purpose = t.required("overlap-same-purpose", sink).and_then(|n| share(n, sink));
    let findings_of_a_rule = t
        .required("findings-of-a-rule", sink)
        .and_then(|n| crate::load::decode::number("findings-of-a-rule", n, (1, 1000), sink));
    t.close(sink);
    Some(Thresholds {
        cuts: Cuts { possible: possible?, same: same?, possible_counts: possible_counts? },
        duplicate: duplicate?,
        reimplementation: reimplementation?,
        rebuilt_functions: rebuilt?.value as usize,
        overlap: overlap?,
        purpose: purpose?,
        purpose_functions: purpose_functions?.value as usize,
        duplicate_same_purpose: duplicate_same_purpose?,
        overlap_same_purpose: overlap_same_purpose?,
        findings_of_a_rule: findings_of_a_rule?.value as usize,
    })
}

fn share(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<f32> {
    let written = string(node, sink)?;
    match written.value.parse::<f32>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Some(share),
        _ => {
            sink.report("bad-share", written.at, vec![("found", crate::load::decode::shorten(&written.value))]);
            None
        }
    }
}

fn document(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Document> {
    let mut t = Table::open(node, sink)?;
    let id = t.required("id", sink).and_then(|n| id(n, sink));
    let title = t.required("title", sink).and_then(|n| text(n, sink));
    let from = t.required("from", sink).and_then(|n| date("from", n, sink));
    let until = t.optional("until").and_then(|n| date("until", n, sink)).map(|d| d.value);
    let grade = t.required("grade", sink).and_then(|n| string(n, sink));
    t.close(sink);
    Some(Document { id: id?.value, title: title?, from: from?.value, until, grade: grade?.value })
}

fn rule(node: &Node<'_>, documents: &[Document], sink: &mut Sink<'_>) -> Option<Rule> {
    let mut t = Table::open(node, sink)?;
    let code = t.required("code", sink).and_then(|n| string(n, sink));
    let title = t.required("title", sink).and_then(|n| text(n, sink));
    let family = t.required("family", sink).and_then(|n| word("family", n, sink));
    let when = t.optional("when").map(|n| condition(n, sink)).unwrap_or_default();
    let binds = t.required("binds", sink).and_then(|n| words::<Level>("level", n, sink));
    let verdict = t.required("verdict", sink).and_then(|n| word::<Verdict>("verdict", n, sink));
    let law: Vec<Law> = t
        .required("law", sink)
        .map(|n| list(n, sink))
        .unwrap_or_default()
        .iter()
        .filter_map(|n| law(n, documents, sink))
        .collect();
    let message = t.required("message", sink).and_then(|n| text(n, sink));
    let remedy = t.required("remedy", sink).and_then(|n| text(n, sink));
    t.close(sink);
    Some(Rule {
        code: code?.value,
        title: title?,
        family: family?.value,
        when,
        binds: binds?.value.into_iter().collect(),
        verdict: verdict?.value,
        law,
        message: message?,
        remedy: remedy?,
    })
}

fn condition(node: &Node<'_>, sink: &mut Sink<'_>) -> Condition {
    let Some(mut t) = Table::open(node, sink) else {
        return Condition::default();
    };
    let each = |found: Option<Located<std::collections::BTreeSet<Status>>>| {
        found.map(|l| l.value.into_iter().collect()).unwrap_or_default()
    };
    // `unknown` is a state that a rule may name, not a value that is missing.
    let status = t.optional("status").map(|n| list(n, sink)).unwrap_or_default();
    let status = Some(Located::new(
        status.iter().filter_map(|n| word::<Status>("status", n, sink)).map(|s| s.value).collect(),
        node.at,
    ));
    let scope = t.optional("scope").map(|n| list(n, sink)).unwrap_or_default();
    let scope = scope.iter().filter_map(|n| word::<Coverage>("scope", n, sink)).map(|s| s.value).collect();
    let need = t.optional("need").map(|n| list(n, sink)).unwrap_or_default();
    let need = need.iter().filter_map(|n| word::<NeedBasis>("need", n, sink)).map(|s| s.value).collect();
    let condition = Condition {
        standing: t.optional("standing").and_then(|n| word("standing", n, sink)).map(|w| w.value),
        tier: t.optional("tier").and_then(|n| word("tier", n, sink)).map(|w| w.value),
        status: each(status),
        basis: t.optional("basis").and_then(|n| word("basis", n, sink)).map(|w| w.value),
        scope,
        need,
    };
    t.close(sink);
    condition
}

fn law(node: &Node<'_>, documents: &[Document], sink: &mut Sink<'_>) -> Option<Law> {
    let mut t = Table::open(node, sink)?;
    let document = t.required("document", sink).and_then(|n| string(n, sink));
    let article = t.optional("article").and_then(|n| string(n, sink)).map(|a| a.value);
    let reference = t.optional("ref").and_then(|n| string(n, sink)).map(|a| a.value);
    t.close(sink);
    let written = document?;
    let Some(number) = documents.iter().position(|d| d.id == written.value) else {
        crate::load::decode::unknown_value("document", &written, documents.iter().map(|d| d.id.as_str()), sink);
        return None;
    };
    Some(Law { document: number, article, reference })
}
