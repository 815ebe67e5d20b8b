//! Findings and the verdict that follows from them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::matching::Comparison;
use crate::matching::coverage::Combined;
use crate::policy::Standing;
use crate::record::place::Span;
use crate::record::scope::{Level, Word, word_of};
use crate::record::{Date, Software, Text};

/// Most platforms shown that are similar but cited by no finding.
const MOST_RELATED: usize = 3;
/// Least coverage of such a platform.
const LEAST_RELATED: f32 = 0.1;

/// What is to become of a record, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Verdict {
    /// A shared platform does this: no money.
    Duplicate,
    /// Not enough is said to judge.
    Incomplete,
    /// A shared platform that will do this is being built.
    Wait,
    /// Only on conditions, or after asking.
    Conditional,
    /// Nothing against it.
    Clear,
}

/// What a finding does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Stops the record.
    Block,
    /// A person must look.
    Review,
    /// For information.
    Note,
}

impl Verdict {
    /// The effect of a verdict.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Verdict::Duplicate | Verdict::Incomplete => Severity::Block,
            Verdict::Wait | Verdict::Conditional => Severity::Review,
            Verdict::Clear => Severity::Note,
        }
    }

    /// The word used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        word_of(self)
    }
}

/// The four result states of the architecture guide, in the order in which they decide for a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum State {
    /// *Chưa đáp ứng*.
    NotMet,
    /// *Chưa đủ cơ sở đánh giá*.
    NotEnoughBasis,
    /// *Đáp ứng*.
    Met,
    /// *Không áp dụng*.
    NotApplicable,
}

impl Word for State {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("met", State::Met),
        ("not-met", State::NotMet),
        ("not-enough-basis", State::NotEnoughBasis),
        ("not-applicable", State::NotApplicable),
    ];
}

impl Verdict {
    /// The result state that a verdict leads to unless its rule names another.
    #[must_use]
    pub fn state(self) -> State {
        match self {
            Verdict::Duplicate | Verdict::Wait | Verdict::Conditional => State::NotMet,
            Verdict::Incomplete => State::NotEnoughBasis,
            Verdict::Clear => State::Met,
        }
    }
}

impl Word for Severity {
    const WORDS: &'static [(&'static str, Self)] =
        &[("block", Severity::Block), ("review", Severity::Review), ("note", Severity::Note)];
}

impl Severity {
    /// The word used in reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        word_of(self)
    }
}

/// A value that a finding hands to its message.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// Words of a record or of the law, in the languages that there are.
    Text(Text),
    /// The same for several, to be listed.
    Texts(Vec<Text>),
    /// A word that no language changes: an id, a code, a number of a document.
    Word(String),
    /// A date.
    Day(Date),
    /// A number.
    Count(usize),
    /// A share, 0–1.
    Share(f32),
    /// A level of government.
    Level(Level),
}

/// A rule that applies to a record.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// What it makes of the record.
    pub verdict: Verdict,
    /// Platforms that it is about, as numbers of [`Comparison::matches`].
    pub matches: Vec<usize>,
    /// Platforms that it is about without a function of theirs being matched, as numbers of the catalogue.
    pub platforms: Vec<usize>,
    /// Ids of the other records of the run that it is about.
    pub records: Vec<String>,
    /// Share of the record that they provide, 0–1.
    pub coverage: f32,
    /// Functions that they surely provide.
    pub functions: usize,
    /// What its message names besides.
    pub details: Vec<(&'static str, Detail)>,
    /// File that it points into.
    pub file: Arc<str>,
    /// Where in that file.
    pub at: Span,
    /// The exception that lifts it.
    pub waived: Option<Waived>,
}

/// The exception that lifts a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The document that grants it.
    pub decision: Text,
    /// Who answers for it.
    pub responsible: Text,
    /// Last day.
    pub deadline: Date,
    /// When it is looked at again.
    pub review: Date,
    /// File of the waiver.
    pub file: Arc<str>,
    /// Where it stands there.
    pub at: Span,
}

/// Everything that is concluded about one record.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The record.
    pub record: Software,
    /// What was compared.
    pub comparison: Comparison,
    /// How the record stands to the platform of each match, in the order of [`Comparison::matches`].
    pub standings: Vec<Standing>,
    /// Findings, worst first.
    pub findings: Vec<Finding>,
    /// Platforms that together provide most; numbers of [`Comparison::matches`].
    pub combined: Combined,
    /// Numbers of the functions that may still be bought.
    pub residual: Vec<usize>,
    /// Share of the record that the best platform within its scope provides, 0–1.
    pub coverage: f32,
    /// The worst of the findings that no exception lifts.
    pub verdict: Verdict,
    /// The official result state.
    pub state: State,
}

impl Judgement {
    /// Numbers of the matches that a reviewer should see: those that a finding cites, the worst first; then the
    /// nearest others.
    #[must_use]
    pub fn shown(&self) -> Vec<usize> {
        let matches = &self.comparison.matches;
        let worst = |n: usize| self.findings.iter().filter(|f| f.matches.contains(&n)).map(|f| f.verdict).min();
        let mut cited: Vec<(Verdict, usize)> = (0..matches.len()).filter_map(|n| worst(n).map(|v| (v, n))).collect();
        // Matches are in the order of their score already.
        cited.sort_by_key(|(verdict, n)| (*verdict, *n));
        let cited: Vec<usize> = cited.into_iter().map(|(_, n)| n).collect();
        let related = (0..matches.len())
            .filter(|n| !cited.contains(n) && matches[*n].same > 0 && matches[*n].coverage >= LEAST_RELATED)
            .take(MOST_RELATED);
        cited.iter().copied().chain(related).collect()
    }
}
