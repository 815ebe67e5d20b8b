//! How a record is written: letters that only look like letters, words that are none, functions named anywhere but in the
//! list, a list that is no list of functions.

use serde::{Deserialize, Serialize};

use super::Case;
use crate::load::decode::{Sink, Table, number};
use crate::matching::Origin;
use crate::policy::read::{each, share};
use crate::policy::verdict::{Detail, Finding};
use crate::policy::{Check, Family};
use crate::record::Text;
use crate::record::place::Span;
use crate::record::scope::{Coverage, Word};
use crate::text::disguise::{Disguise, find};
use crate::text::normal::tokens;

/// When a rule applies to how the words of a record are written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct When {
    /// Ways of writing.
    pub how: Vec<Disguise>,
    /// Fewest places.
    pub least: usize,
    /// Least share of the words, 0–1.
    pub share: f32,
}

impl When {
    pub(in crate::policy) fn read(t: &mut Table<'_, '_>, sink: &mut Sink<'_>) -> When {
        When {
            how: each("how", t.required("how", sink), sink),
            least: t
                .optional("least")
                .and_then(|n| number("least", n, (1, 1000), sink))
                .map_or(1, |n| n.value as usize),
            share: t.optional("share").and_then(|n| share(n, sink)).unwrap_or(0.0),
        }
    }
}

/// What is measured of a list of functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantity {
    /// Words of the longest function, its detail included.
    LongestFunction,
    /// Number of functions.
    Functions,
    /// Words of a function on the average, in a list of at least ten: too few.
    ShortFunctions,
}

impl Word for Quantity {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("longest-function", Quantity::LongestFunction),
        ("functions", Quantity::Functions),
        ("short-functions", Quantity::ShortFunctions),
    ];
}

/// Fewest functions from which an average tells something.
const A_LIST: usize = 10;

/// When a rule applies to a list of functions: the quantity is above the limit, of short functions at or below it.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Measure {
    /// What is measured.
    pub quantity: Quantity,
    /// The limit.
    pub limit: usize,
}

impl Measure {
    pub(in crate::policy) fn read(quantity: Quantity, t: &mut Table<'_, '_>, sink: &mut Sink<'_>) -> Option<Measure> {
        let limit = t.required("limit", sink).and_then(|n| number("limit", n, (1, 10_000), sink))?;
        Some(Measure { quantity, limit: limit.value as usize })
    }
}

impl Case<'_> {
    /// Ways of writing that make a text other for a program than for a reader.
    pub(super) fn wording(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.rules(Family::Wording).next().is_none() {
            return findings;
        }
        let mut places: Vec<(Disguise, Span, &str)> = Vec::new();
        let mut words = 0;
        for text in self.texts() {
            for (_, wording) in &text.wordings {
                let (found, count) = find(wording, self.setting.vocabulary);
                places.extend(found.iter().map(|p| (p.how, text.at, &wording[p.start..p.end])));
                words += count;
            }
        }
        for rule in self.rules(Family::Wording) {
            let Check::Wording(when) = &rule.1.check else { continue };
            let meant: Vec<_> = places.iter().filter(|(how, ..)| when.how.contains(how)).collect();
            let (Some((_, at, example)), count) = (meant.first(), meant.len()) else { continue };
            if count >= when.least && count as f32 >= when.share * words as f32 {
                let example = Detail::Text(Text::plain(*example, *at));
                findings.push(self.note(rule, *at, vec![("count", Detail::Count(count)), ("example", example)]));
            }
        }
        findings
    }

    /// What a record says of itself.
    fn texts(&self) -> impl Iterator<Item = &Text> {
        let record = self.record;
        let about = [Some(&record.name), record.objective.as_ref(), record.summary.as_ref()];
        let functions = record.functions.iter().flat_map(|f| [Some(&f.name), f.detail.as_ref()]);
        about.into_iter().chain(functions).flatten().chain(record.data.iter().map(|d| &d.name))
    }

    /// Platforms of which the record names functions outside its list that no function of the list says, and that no
    /// finding cites yet.
    pub(super) fn unlisted(&self, before: &[Finding]) -> Vec<Finding> {
        let Some(rule) = self.rules(Family::Unlisted).next() else { return Vec::new() };
        let fewest = self.setting.policy.thresholds.with(&rule.1.thresholds).rebuilt_functions;
        let matches = &self.comparison.matches;
        let cited = |platform: usize| before.iter().any(|f| f.matches.iter().any(|n| matches[*n].platform == platform));
        let mut findings = Vec::new();
        for unlisted in &self.comparison.unlisted {
            let (said, at) = &unlisted.statements[0];
            if unlisted.statements.len() < fewest
                || unlisted.scope.whole() == Coverage::Outside
                || cited(unlisted.platform)
            {
                continue;
            }
            let platform = &self.setting.catalogue.platforms[unlisted.platform].record;
            let details = vec![
                ("platform", Detail::Text(platform.name.clone())),
                ("count", Detail::Count(unlisted.statements.len())),
                ("example", Detail::Text(Text::plain(said.as_str(), *at))),
            ];
            let platforms = vec![unlisted.platform];
            findings.push(Finding { platforms, functions: unlisted.statements.len(), ..self.note(rule, *at, details) });
        }
        findings
    }

    /// A list that is no list of functions.
    pub(super) fn form(&self) -> Vec<Finding> {
        let listed = || self.comparison.functions.iter().filter(|f| f.origin == Origin::Listed).map(|f| &f.function);
        let words: Vec<usize> = listed()
            .map(|f| {
                let length = |text: &Text| text.wordings.iter().map(|(_, w)| tokens(w).len()).max().unwrap_or(0);
                length(&f.name) + f.detail.as_ref().map_or(0, length)
            })
            .collect();
        let mut findings = Vec::new();
        for rule in self.rules(Family::Form) {
            let Check::Form(measure) = &rule.1.check else { continue };
            let longest = words.iter().enumerate().max_by_key(|(n, count)| (**count, usize::MAX - n));
            let first = (0, words.len());
            let (number, found) = match measure.quantity {
                Quantity::LongestFunction => longest.map_or(first, |(n, count)| (n, *count)),
                Quantity::Functions => first,
                Quantity::ShortFunctions => {
                    let total: usize = words.iter().sum();
                    if words.len() < A_LIST || total > measure.limit * words.len() {
                        continue;
                    }
                    first
                }
            };
            if measure.quantity != Quantity::ShortFunctions && found <= measure.limit {
                continue;
            }
            let Some(function) = listed().nth(number) else { continue };
            let details = vec![
                ("count", Detail::Count(found)),
                ("limit", Detail::Count(measure.limit)),
                ("example", Detail::Text(function.name.clone())),
            ];
            findings.push(self.note(rule, function.name.at, details));
        }
        findings
    }
}
