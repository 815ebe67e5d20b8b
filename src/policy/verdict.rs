//! Findings and the verdict that follows from them.

use crate::matching::Comparison;
use crate::matching::coverage::Combined;
use crate::policy::Standing;
use crate::record::Software;
use crate::record::place::Span;
use crate::record::scope::{Word, word_of};

/// Most platforms shown that are similar but cited by no finding.
const MOST_RELATED: usize = 3;
/// Least coverage of such a platform.
const LEAST_RELATED: f32 = 0.1;

/// What is to become of a record, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// A rule that applies to a record.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Number of the rule in the policy.
    pub rule: usize,
    /// What it makes of the record.
    pub verdict: Verdict,
    /// Platforms that it is about, as numbers of [`Comparison::matches`].
    pub matches: Vec<usize>,
    /// Share of the record that they provide, 0–1.
    pub coverage: f32,
    /// Functions that they surely provide.
    pub functions: usize,
    /// Where in the record.
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
    /// The worst of the findings.
    pub verdict: Verdict,
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
