//! What a report says as a whole: how many records of each verdict, how much money by currency.

use std::collections::BTreeMap;

use std::fmt::Write as _;

use super::text::Messages;
use super::{Entry, Report};
use crate::policy::verdict::Verdict;

/// Verdicts in the order in which reports count them, worst first.
pub const VERDICTS: [Verdict; 5] =
    [Verdict::Duplicate, Verdict::Incomplete, Verdict::Wait, Verdict::Conditional, Verdict::Clear];

/// Counts and sums over the records of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Records of each verdict, in the order of [`VERDICTS`].
    pub counts: Vec<(Verdict, usize)>,
    /// Money, by currency code.
    pub money: Vec<Total>,
}

/// Money in one currency, whole units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    /// Currency code.
    pub currency: String,
    /// Records that state an amount.
    pub records: usize,
    /// Asked for.
    pub asked: u128,
    /// Of which avoidable, estimated.
    pub avoidable: u128,
}

impl Overview {
    /// Counts and adds up.
    #[must_use]
    pub fn of(report: &Report) -> Overview {
        let count = |verdict| report.results.iter().filter(|e| e.verdict == verdict).count();
        let mut money: BTreeMap<&str, Total> = BTreeMap::new();
        for entry in &report.results {
            if let Some(stated) = &entry.investment {
                let total = money.entry(&stated.currency).or_insert_with(|| Total {
                    currency: stated.currency.clone(),
                    records: 0,
                    asked: 0,
                    avoidable: 0,
                });
                total.records += 1;
                total.asked += u128::from(stated.amount);
                total.avoidable += u128::from(entry.avoidable().unwrap_or(0));
            }
        }
        Overview { counts: VERDICTS.map(|v| (v, count(v))).to_vec(), money: money.into_values().collect() }
    }

    /// The number of records, those of each verdict, and the day, on one line.
    #[must_use]
    pub fn line(&self, report: &Report, messages: &Messages) -> String {
        let mut line = messages.count("label-summary", "records", report.results.len());
        for (verdict, count) in self.counts.iter().filter(|(_, count)| *count > 0) {
            let _ = write!(line, " · {count} {}", messages.get(&format!("verdict-{}", verdict.word())));
        }
        let _ = write!(line, " · {} {}", messages.get("page-as-of"), messages.date(report.day));
        line
    }
}

impl Entry {
    /// The part of the money that platforms make unnecessary; `None` where no money is stated or nothing speaks against
    /// the record.
    #[must_use]
    pub fn avoidable(&self) -> Option<u64> {
        self.investment.as_ref().filter(|_| self.verdict != Verdict::Clear).map(|money| money.avoidable)
    }

    /// What the worst findings ask for, each thing once.
    #[must_use]
    pub fn next_steps(&self) -> Vec<&str> {
        let mut steps: Vec<&str> = Vec::new();
        for finding in self
            .findings
            .iter()
            .filter(|f| f.verdict == self.verdict && f.verdict != Verdict::Clear && f.waived.is_none())
        {
            if !steps.contains(&finding.remedy.as_str()) {
                steps.push(&finding.remedy);
            }
        }
        steps
    }

    /// Does a platform provide any of the functions?
    #[must_use]
    pub fn has_provider(&self) -> bool {
        self.provided.iter().any(|row| row.by.is_some())
    }

    /// Does a finding name the platform?
    #[must_use]
    pub fn cites(&self, platform: &str) -> bool {
        self.findings.iter().any(|f| f.platforms.iter().any(|p| p == platform))
    }

    /// Codes of the rules that apply, each once.
    #[must_use]
    pub fn rules(&self) -> Vec<&str> {
        let mut rules: Vec<&str> = Vec::new();
        for finding in &self.findings {
            if !rules.contains(&finding.rule.as_str()) {
                rules.push(&finding.rule);
            }
        }
        rules
    }
}
