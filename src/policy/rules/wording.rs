//! How a record is written: letters that only look like letters, words that are none, functions named anywhere but in the
//! list, a list that is no list of functions.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Case;
use crate::load::decode::{Sink, Table, number};
use crate::matching::{Origin, Unlisted};
use crate::policy::read::{each, share};
use crate::policy::verdict::{Detail, Finding, Verdict};
use crate::policy::{Check, Family, Rule};
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

/// Which functions are counted that a record names and that no function of its list is as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Which {
    /// Those of one platform, named outside the list.
    OfOnePlatform,
    /// Those of all platforms together, named outside the list.
    OfAnyPlatform,
    /// Those of all platforms together that are clauses of functions.
    Clauses,
}

impl Word for Which {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("of-one-platform", Which::OfOnePlatform),
        ("of-any-platform", Which::OfAnyPlatform),
        ("clauses", Which::Clauses),
    ];
}

/// When a rule applies to such functions.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Named {
    /// Which.
    pub which: Which,
    /// Fewest of them.
    pub least: usize,
    /// Least share of the listed functions that must have such clauses, 0–1.
    pub share: f32,
}

impl Named {
    pub(in crate::policy) fn read(which: Which, t: &mut Table<'_, '_>, sink: &mut Sink<'_>) -> Option<Named> {
        let least = t.required("least", sink).and_then(|n| number("least", n, (1, 1000), sink));
        let share = t.optional("share").and_then(|n| share(n, sink)).unwrap_or(0.0);
        Some(Named { which, least: least?.value as usize, share })
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

    /// Functions of platforms that the record names and its list does not, where nothing says so yet.
    pub(super) fn unlisted(&self, before: &[Finding]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in self.rules(Family::Unlisted) {
            let Check::Unlisted(when) = &rule.1.check else { continue };
            match when.which {
                Which::OfOnePlatform => findings.extend(self.unlisted_of_each(rule, *when, before)),
                // Something stands against the record already.
                _ if before.iter().chain(&findings).any(|f| f.verdict != Verdict::Clear) => {}
                Which::OfAnyPlatform => findings.extend(self.unlisted_together(rule, *when, |u| &u.statements)),
                Which::Clauses => findings.extend(self.unlisted_together(rule, *when, |u| &u.clauses)),
            }
        }
        findings
    }

    /// Of platforms that serve these people.
    fn unlisted_within(&self) -> impl Iterator<Item = &Unlisted> {
        self.comparison.unlisted.iter().filter(|u| u.scope.whole() != Coverage::Outside)
    }

    /// Of each platform that no finding cites.
    fn unlisted_of_each(&self, rule: (usize, &Rule), when: Named, before: &[Finding]) -> Vec<Finding> {
        let matches = &self.comparison.matches;
        let cited = |platform: usize| before.iter().any(|f| f.matches.iter().any(|n| matches[*n].platform == platform));
        self.unlisted_within()
            .filter(|u| u.statements.len() >= when.least && !cited(u.platform))
            .filter_map(|u| self.named(rule, u.platform, u.statements.iter()))
            .collect()
    }

    /// Whichever platforms they are of.
    fn unlisted_together(
        &self,
        rule: (usize, &Rule),
        when: Named,
        told: impl Fn(&Unlisted) -> &[(String, Span)],
    ) -> Option<Finding> {
        let said: BTreeSet<&(String, Span)> = self.unlisted_within().flat_map(&told).collect();
        let functions: BTreeSet<Span> = said.iter().map(|(_, at)| *at).collect();
        if said.len() < when.least || (functions.len() as f32) < when.share * self.record.functions.len() as f32 {
            return None;
        }
        let first = self.unlisted_within().find(|u| told(u).first() == said.first().copied())?;
        self.named(rule, first.platform, said.into_iter())
    }

    /// The finding that statements name functions of platforms, the first of them one of `platform`.
    fn named<'s>(
        &self,
        rule: (usize, &Rule),
        platform: usize,
        mut said: impl ExactSizeIterator<Item = &'s (String, Span)>,
    ) -> Option<Finding> {
        let functions = said.len();
        let (example, at) = said.next()?;
        let details = vec![
            ("platform", Detail::Text(self.setting.catalogue.platforms[platform].record.name.clone())),
            ("count", Detail::Count(functions)),
            ("example", Detail::Text(Text::plain(example.as_str(), *at))),
        ];
        Some(Finding { platforms: vec![platform], functions, ..self.note(rule, *at, details) })
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
