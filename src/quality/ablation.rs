//! What each part of the judgement brings: the same measures with one part at a time switched off.

use std::collections::BTreeSet;

use jiff::civil;

use super::labels::{Expected, Pair};
use super::{PairQuality, RecordQuality, measure_pairs, measure_records};
use crate::embedded;
use crate::matching::catalogue::{COMMON, Catalogue};
use crate::matching::{self, similarity::similarity};
use crate::policy::rules::{Setting, judge};
use crate::policy::{Policy, Thresholds};
use crate::record::scope::Fields;
use crate::record::{Reference, Software, Source};
use crate::text::normal::tokens;
use crate::text::vocabulary::Vocabulary;
use crate::text::{analyse, weights::Weights};

/// A part of the judgement that can be left out.
#[derive(Clone, Copy)]
pub struct Part {
    /// What is left out.
    pub name: &'static str,
    leave_out: fn(&mut Judging),
}

/// What a judgement is made with.
struct Judging {
    vocabulary: Vocabulary,
    references: Vec<Reference>,
    thresholds: Thresholds,
    words_only: bool,
}

impl Judging {
    fn weights(&mut self, change: impl FnOnce(&mut Weights)) {
        change(&mut self.vocabulary.weights);
        self.vocabulary.set_weights();
    }
}

/// Higher than any share or similarity: what asks for it never applies.
const NEVER: f32 = 2.0;

/// The parts, from the words up to the rules.
pub const PARTS: &[Part] = &[
    Part { name: "nothing", leave_out: |_| {} },
    Part { name: "concepts (word overlap in their place)", leave_out: |j| j.words_only = true },
    Part {
        name: "steps up and down the tree",
        leave_out: |j| j.weights(|w| (w.step_1, w.step_2, w.step_3) = (0.0, 0.0, 0.0)),
    },
    Part { name: "links between related concepts", leave_out: |j| j.weights(|w| w.related = 0.0) },
    Part { name: "labels within labels", leave_out: |j| j.weights(|w| (w.inside, w.common_part) = (0.0, 0.0)) },
    Part {
        name: "parts of whole functions",
        leave_out: |j| j.vocabulary.concepts.iter_mut().for_each(|c| c.parts.clear()),
    },
    Part {
        name: "rarity and spread of concepts",
        leave_out: |j| {
            j.vocabulary.concepts.iter_mut().for_each(|c| (c.rarity, c.spread) = (1.0, 0.0));
            j.vocabulary.set_weights();
        },
    },
    Part { name: "unexplained words", leave_out: |j| j.weights(|w| w.word = 0.0) },
    Part { name: "the cap without a shared topic", leave_out: |j| j.weights(|w| (w.no_topic, w.general) = (1.0, 1.0)) },
    Part {
        name: "what other actions and topics cost",
        leave_out: |j| j.weights(|w| (w.other_action, w.other_topic) = (1.0, 1.0)),
    },
    Part { name: "the shorter statement's own view", leave_out: |j| j.weights(|w| w.containment = 0.0) },
    Part { name: "the light of what the records are about", leave_out: |j| j.weights(|w| w.context = 0.0) },
    Part { name: "the purpose", leave_out: |j| j.thresholds.purpose = NEVER },
    Part { name: "what is built again", leave_out: |j| j.thresholds.reimplementation = NEVER },
    Part { name: "the list of common functions", leave_out: |j| j.references.retain(|r| r.id != COMMON) },
    Part { name: "the other reference models", leave_out: |j| j.references.retain(|r| r.id == COMMON) },
];

/// Labelled data and what it is judged with.
pub struct Case<'a> {
    /// Labelled pairs.
    pub pairs: &'a [Pair],
    /// Labelled records.
    pub expected: &'a [Expected],
    /// The records.
    pub records: &'a [Software],
    /// Catalogue.
    pub platforms: &'a [Software],
    /// Its documents.
    pub sources: &'a [Source],
    /// Policy.
    pub policy: &'a Policy,
    /// Fields of work.
    pub fields: &'a dyn Fields,
    /// Day.
    pub day: civil::Date,
}

/// Measures without one part.
#[must_use]
pub fn without(part: &Part, case: &Case<'_>) -> (Option<PairQuality>, Option<RecordQuality>) {
    let mut judging = Judging {
        vocabulary: embedded::vocabulary(),
        references: embedded::references(),
        thresholds: case.policy.thresholds,
        words_only: false,
    };
    (part.leave_out)(&mut judging);
    let (vocabulary, cuts) = (&judging.vocabulary, judging.thresholds.cuts);
    let of_words = |a: &str, b: &str| word_overlap(a, b);
    let of_concepts = |a: &str, b: &str| similarity(&analyse(a, vocabulary), &analyse(b, vocabulary), vocabulary);
    let pairs = (!case.pairs.is_empty()).then(|| {
        if judging.words_only {
            measure_pairs(case.pairs, cuts, of_words)
        } else {
            measure_pairs(case.pairs, cuts, of_concepts)
        }
    });
    let records = (!case.expected.is_empty() && !judging.words_only).then(|| {
        let catalogue = Catalogue::new(case.platforms.to_vec(), &judging.references, case.sources.to_vec(), vocabulary);
        let policy = Policy { thresholds: judging.thresholds, ..case.policy.clone() };
        let setting = Setting { catalogue: &catalogue, vocabulary, policy: &policy, day: case.day };
        let judge = |record: &Software| {
            let comparison = matching::compare(record, &catalogue, vocabulary, case.fields, cuts);
            judge(vec![(record.clone(), comparison)], &[], &setting)
        };
        let judgements: Vec<_> = case.records.iter().flat_map(judge).collect();
        measure_records(case.expected, &judgements, |j, n| {
            catalogue.platforms[j.comparison.matches[n].platform].record.id.value.clone()
        })
    });
    (pairs, records)
}

/// Share of the words of two phrases that both have (Dice).
fn word_overlap(a: &str, b: &str) -> f32 {
    let words = |text: &str| -> BTreeSet<String> { tokens(text).into_iter().map(|t| t.form).collect() };
    let (a, b) = (words(a), words(b));
    let both = a.intersection(&b).count() as f32;
    both / (a.len() + b.len()).max(1) as f32 * 2.0
}
