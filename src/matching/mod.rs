//! Proposal × catalogue → matches: which platforms do the same things, function by function. Knows neither files nor
//! policy: a match is evidence, a rule decides.

pub mod catalogue;
pub mod coverage;
pub mod index;
pub mod similarity;

use std::collections::BTreeMap;

use crate::record::scope::{Fields, Relation, relate};
use crate::record::{Basis, Function, Software};
use crate::text::vocabulary::Vocabulary;
use crate::text::{Class, Phrase, analyse};
use catalogue::{COMMON_WEIGHT, Catalogue, wordings};
use coverage::{Pairing, credit, ratio, share};
use similarity::{Cuts, Outcome, Reason, reasons, similarity};

/// A topic weighs at least this, or it names no particular function.
const TELLING: f32 = 0.3;
/// With fewer distinctive functions than this, a record's objective and summary are read as well.
const THIN: usize = 2;

/// Where a function of a record was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the list of functions.
    Listed,
    /// In the name, objective or summary of a record whose list says too little.
    Described,
}

/// A function of the record under examination.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// As stated.
    pub function: Function,
    /// Where.
    pub origin: Origin,
    /// One analysis a wording.
    pub phrases: Vec<Phrase>,
    /// How distinctive it is, 0–1.
    pub weight: f32,
}

impl Proposed {
    /// Nearly every system has it.
    #[must_use]
    pub fn is_common(&self) -> bool {
        self.weight <= COMMON_WEIGHT
    }
}

/// A platform that does something of what a record does.
#[derive(Clone, Debug)]
pub struct Match {
    /// Number of the platform in the catalogue.
    pub platform: usize,
    /// Share of the record's distinctive weight that the platform provides, 0–1.
    pub coverage: f32,
    /// Share of the platform's distinctive weight that the record would build again, 0–1.
    pub reimplementation: f32,
    /// Orders matches, 0–1.
    pub score: f32,
    /// Relation of the record's scope to the platform's.
    pub scope: Relation,
    /// For each proposed function that the platform provides, surely or possibly, the nearest platform function.
    pub pairings: Vec<Pairing>,
    /// Sure matches of distinctive functions.
    pub same: usize,
    /// Of those, the ones that a source states (the others are inferred).
    pub same_stated: usize,
}

/// What comparing one record with the catalogue gives.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The record's functions.
    pub functions: Vec<Proposed>,
    /// Best first; ties by platform id.
    pub matches: Vec<Match>,
    /// Nothing in the record names a particular function.
    pub vague: bool,
}

/// Compares a record with every platform of the catalogue.
#[must_use]
pub fn compare(
    record: &Software,
    catalogue: &Catalogue,
    vocabulary: &Vocabulary,
    fields: &dyn Fields,
    cuts: Cuts,
) -> Comparison {
    let functions = proposed(record, catalogue, vocabulary);
    let vague = !functions.iter().any(|f| !f.is_common() && f.phrases.iter().any(is_telling));
    let weights: Vec<f32> = functions.iter().map(|f| f.weight).collect();

    // Pairs by platform: (proposed, offered, similarity).
    let mut pairs: BTreeMap<usize, Vec<(usize, usize, f32)>> = BTreeMap::new();
    for (n, function) in functions.iter().enumerate() {
        for candidate in catalogue.index.candidates(&function.phrases, vocabulary) {
            let (platform, offered) = catalogue.index.locate(candidate);
            let other = &catalogue.platforms[platform].functions[offered];
            let likeness = likeness(&function.phrases, &other.phrases, vocabulary);
            if cuts.outcome(likeness) != Outcome::Different {
                pairs.entry(platform).or_default().push((n, offered, likeness));
            }
        }
    }
    let mut matches: Vec<Match> = pairs
        .into_iter()
        .filter(|(platform, _)| catalogue.platforms[*platform].record.id.value != record.id.value)
        .map(|(platform, pairs)| {
            let platform_record = &catalogue.platforms[platform];
            let offered: Vec<f32> = platform_record.functions.iter().map(|f| f.weight).collect();
            let coverage = share(&weights, &pairs, |p| p.0, cuts);
            let reimplementation = share(&offered, &pairs, |p| p.1, cuts);
            let pairings = nearest(&pairs, cuts);
            let sure = |p: &&Pairing| p.outcome == Outcome::Same && !functions[p.proposed].is_common();
            let stated = |p: &&Pairing| platform_record.functions[p.offered].function.basis == Basis::Stated;
            Match {
                platform,
                coverage,
                reimplementation,
                score: 0.75 * coverage + 0.25 * reimplementation,
                scope: relate(&record.scope, &platform_record.record.scope, fields),
                same: pairings.iter().filter(sure).count(),
                same_stated: pairings.iter().filter(sure).filter(stated).count(),
                pairings,
            }
        })
        .collect();
    matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.platform.cmp(&b.platform)));
    Comparison { functions, matches, vague }
}

impl Comparison {
    /// Share of the record's weight that the platforms of these matches provide together, 0–1, and the platforms.
    #[must_use]
    pub fn combined(&self, matches: &[&Match]) -> coverage::Combined {
        let weights: Vec<f32> = self.functions.iter().map(|f| f.weight).collect();
        let credits: Vec<Vec<f32>> = matches.iter().map(|m| self.credits(m)).collect();
        coverage::combine(&weights, &credits)
    }

    /// What a match provides of each function.
    #[must_use]
    pub fn credits(&self, found: &Match) -> Vec<f32> {
        let mut credits = vec![0.0; self.functions.len()];
        for pairing in &found.pairings {
            credits[pairing.proposed] = credit(pairing.outcome);
        }
        credits
    }

    /// Numbers of the distinctive functions that none of `matches` surely provides: what may still be bought.
    #[must_use]
    pub fn residual(&self, matches: &[&Match]) -> Vec<usize> {
        let provided =
            |n: usize| matches.iter().any(|m| m.pairings.iter().any(|p| p.proposed == n && p.outcome == Outcome::Same));
        (0..self.functions.len())
            .filter(|n| self.functions[*n].origin == Origin::Listed && !self.functions[*n].is_common() && !provided(*n))
            .collect()
    }

    /// Share of the record's weight in the functions `numbers`.
    #[must_use]
    pub fn weight_share(&self, numbers: &[usize]) -> f32 {
        let weights: Vec<f32> = self.functions.iter().map(|f| f.weight).collect();
        let mut credits = vec![0.0; weights.len()];
        for n in numbers {
            credits[*n] = 1.0;
        }
        ratio(&weights, &credits)
    }
}

/// Why a pairing is as strong as it is.
#[must_use]
pub fn pairing_reasons(ours: &[Phrase], theirs: &[Phrase], vocabulary: &Vocabulary) -> Vec<Reason> {
    let mut best: Option<(f32, &Phrase, &Phrase)> = None;
    for a in ours {
        for b in theirs {
            let likeness = similarity(a, b, vocabulary);
            if best.is_none_or(|(most, ..)| likeness > most) {
                best = Some((likeness, a, b));
            }
        }
    }
    best.map(|(_, a, b)| reasons(a, b, vocabulary)).unwrap_or_default()
}

/// The functions of a record, and, where the list says too little, what its name, objective and summary state.
fn proposed(record: &Software, catalogue: &Catalogue, vocabulary: &Vocabulary) -> Vec<Proposed> {
    let make = |function: Function, origin| {
        let phrases = wordings(&function, vocabulary);
        let weight = catalogue.weight(&phrases);
        Proposed { function, origin, phrases, weight }
    };
    let mut functions: Vec<Proposed> = record.functions.iter().map(|f| make(f.clone(), Origin::Listed)).collect();
    let distinctive = functions.iter().filter(|f| !f.is_common() && f.phrases.iter().any(is_telling)).count();
    if distinctive < THIN {
        let texts = [Some(&record.name), record.objective.as_ref(), record.summary.as_ref()];
        for text in texts.into_iter().flatten() {
            for (_, wording) in &text.wordings {
                for sentence in wording.split(['.', ';', '\n']) {
                    if is_telling(&analyse(sentence, vocabulary)) {
                        let name = crate::record::Text::plain(sentence.trim(), text.at);
                        let described = make(Function { name, ..Function::default() }, Origin::Described);
                        if !functions.iter().any(|f| f.phrases == described.phrases) {
                            functions.push(described);
                        }
                    }
                }
            }
        }
    }
    functions
}

/// Does the phrase name something particular?
fn is_telling(phrase: &Phrase) -> bool {
    phrase.whole.items.iter().any(|i| i.class == Class::Topic && i.weight >= TELLING)
}

fn likeness(ours: &[Phrase], theirs: &[Phrase], vocabulary: &Vocabulary) -> f32 {
    let all = ours.iter().flat_map(|a| theirs.iter().map(move |b| similarity(a, b, vocabulary)));
    all.fold(0.0, f32::max)
}

/// For each proposed function its nearest platform function; ties go to the earlier one.
fn nearest(pairs: &[(usize, usize, f32)], cuts: Cuts) -> Vec<Pairing> {
    let mut best: BTreeMap<usize, Pairing> = BTreeMap::new();
    for &(proposed, offered, similarity) in pairs {
        let pairing = Pairing { proposed, offered, similarity, outcome: cuts.outcome(similarity) };
        let entry = best.entry(proposed).or_insert(pairing);
        if similarity > entry.similarity {
            *entry = pairing;
        }
    }
    best.into_values().collect()
}
