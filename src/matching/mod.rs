//! Proposal × catalogue → matches: which platforms do the same things, function by function. Knows neither files nor
//! policy: a match is evidence, a rule decides.

mod bound;
pub mod catalogue;
pub mod coverage;
pub mod index;
pub mod matcher;
pub mod similarity;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::record::place::Span;
use crate::record::scope::{Coverage, Fields, Relation, relate};
use crate::record::{Basis, Function, Kind, Software};
use crate::text::vocabulary::Vocabulary;
use crate::text::weights::Weights;
use crate::text::{Class, Frame, Item, Meaning, Phrase, Reader, clauses};
use catalogue::{COMMON_WEIGHT, Catalogue, Offered, Platform, context, wordings};
use coverage::{Pairing, credit, share};
use similarity::{Cuts, Outcome, Reason, reasons, similarity, similarity_in_context};

/// A topic weighs at least this, or it names no particular function.
const TELLING: f32 = 0.45;
/// Share of the listed functions that must be particular, or the list is vague.
const LEAST_PARTICULAR: f32 = 0.34;
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
    /// The same in the light of the record's name and objective.
    pub in_context: Vec<Frame>,
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

/// The functions that a record lists and that not nearly every system has.
pub fn distinctive(functions: &[Proposed]) -> impl Iterator<Item = &Proposed> {
    functions.iter().filter(|f| f.origin == Origin::Listed && !f.is_common())
}

/// A platform that does something of what a record does.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Number of the platform in the catalogue.
    pub platform: usize,
    /// Share of the record's distinctive weight that the platform provides, 0–1.
    pub coverage: f32,
    /// Share of the platform's distinctive weight that the record would build again, 0–1.
    pub reimplementation: f32,
    /// How like the record's name and objective are to what the platform is for, 0–1.
    pub purpose: f32,
    /// Both sides list in detail what they do, and were held to stricter cuts: likeness of purpose adds nothing.
    pub detailed: bool,
    /// Orders matches, 0–1.
    pub score: f32,
    /// Relation of the record's scope to the platform's.
    pub scope: Relation,
    /// For each proposed function that the platform provides, surely or possibly, the platform function that shows it best.
    pub pairings: Vec<Pairing>,
    /// Sure matches of distinctive functions.
    pub same: usize,
    /// Distinctive functions, and one more for the aim, that are surely or possibly what a source states (the other
    /// functions of the platform are inferred).
    pub stated: usize,
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
    /// The record's name and objective.
    pub subject: Vec<Phrase>,
    /// Platforms of which the record names functions outside its list; by number.
    pub unlisted: Vec<Unlisted>,
    /// The cuts that were used.
    pub cuts: Cuts,
}

/// Functions of a platform that a record names in its name, its texts, its details or its data, or as a clause of a
/// function, and that no function of its list is as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Unlisted {
    /// Number of the platform in the catalogue.
    pub platform: usize,
    /// The statements that name them outside the list, with their places.
    pub statements: Vec<(String, Span)>,
    /// The clauses of functions that do.
    pub clauses: Vec<(String, Span)>,
    /// Relation of the record's scope to the platform's.
    pub scope: Relation,
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
    let examined = Examined::of(record, catalogue, vocabulary);
    // Pairs by platform: (proposed, offered, similarity).
    let mut pairs: BTreeMap<usize, Vec<(usize, usize, f32)>> = BTreeMap::new();
    for (n, function) in examined.functions.iter().enumerate() {
        for candidate in catalogue.index.candidates(&function.phrases, vocabulary) {
            let (platform, offered) = catalogue.index.locate(candidate);
            let other = &catalogue.platforms[platform].functions[offered];
            let likeness = likeness(function, other, vocabulary);
            if cuts.outcome(likeness) != Outcome::Different {
                pairs.entry(platform).or_default().push((n, offered, likeness));
            }
        }
    }
    let listed: BTreeSet<(usize, usize)> = pairs
        .iter()
        .flat_map(|(platform, pairs)| pairs.iter().map(move |p| (p, (*platform, p.1))))
        .filter(|(p, _)| examined.functions[p.0].origin == Origin::Listed)
        .map(|(_, number)| number)
        .collect();
    let found = pairs
        .into_iter()
        .filter(|(platform, _)| catalogue.platforms[*platform].record.id.value != record.id.value)
        .map(|(platform, pairs)| {
            let shares = examined.shares(platform, &pairs, catalogue, cuts);
            examined.matched(record, platform, &pairs, shares, (false, cuts), catalogue, vocabulary, fields)
        })
        .collect();
    let named = |phrase: &Phrase| {
        let phrases = std::slice::from_ref(phrase);
        let candidates = catalogue.index.candidates(phrases, vocabulary).into_iter().map(|n| catalogue.index.locate(n));
        let is_named = |(platform, offered): &(usize, usize)| {
            let other = &catalogue.platforms[*platform].functions[*offered];
            !other.is_common()
                && !listed.contains(&(*platform, *offered))
                && cuts.outcome(alike(phrases.iter(), &other.phrases, vocabulary)) == Outcome::Same
        };
        candidates.filter(is_named).collect()
    };
    let unlisted = unlisted(record, catalogue, vocabulary, fields, &named);
    examined.compared(found, unlisted, cuts)
}

/// How much a record and a platform have in common; see [`Match`].
#[derive(Clone, Copy)]
struct Shares {
    coverage: f32,
    reimplementation: f32,
    same: usize,
}

/// Where a platform comes among others, 0–1.
fn rank(shares: Shares, purpose: f32, is_own: bool, weights: &Weights) -> f32 {
    let (built_again, aim, own) = (weights.rank_reimplementation, weights.rank_purpose, weights.rank_own);
    let rest = 1.0 - built_again - aim - own;
    rest * shares.coverage + built_again * shares.reimplementation + aim * purpose + if is_own { own } else { 0.0 }
}

/// A record as it is compared.
struct Examined {
    functions: Vec<Proposed>,
    weights: Vec<f32>,
    subject: Vec<Phrase>,
    vague: bool,
}

impl Examined {
    fn of(record: &Software, catalogue: &Catalogue, reader: &dyn Reader) -> Examined {
        let functions = proposed(record, catalogue, reader);
        Examined {
            vague: is_vague(record, &functions, reader),
            weights: functions.iter().map(|f| f.weight).collect(),
            subject: subject(record, reader),
            functions,
        }
    }

    /// How much the pairs of functions with one platform are.
    fn shares(&self, platform: usize, pairs: &[(usize, usize, f32)], catalogue: &Catalogue, cuts: Cuts) -> Shares {
        let offered: Vec<f32> = catalogue.platforms[platform].functions.iter().map(|f| f.weight).collect();
        let mut same = vec![false; self.functions.len()];
        for (proposed, _, similarity) in pairs {
            same[*proposed] |= cuts.outcome(*similarity) == Outcome::Same && !self.functions[*proposed].is_common();
        }
        Shares {
            coverage: share(&self.weights, pairs, |p| p.0, cuts),
            reimplementation: share(&offered, pairs, |p| p.1, cuts),
            same: same.into_iter().filter(|same| *same).count(),
        }
    }

    /// What the pairs of functions with one platform come to.
    #[allow(clippy::too_many_arguments, reason = "all that a match is made from")]
    fn matched(
        &self,
        record: &Software,
        platform: usize,
        pairs: &[(usize, usize, f32)],
        shares: Shares,
        (detailed, cuts): (bool, Cuts),
        catalogue: &Catalogue,
        vocabulary: &Vocabulary,
        fields: &dyn Fields,
    ) -> Match {
        let functions = &self.functions;
        let platform_record = &catalogue.platforms[platform];
        let Shares { coverage, reimplementation, same } = shares;
        let pairings = best_evidence(pairs, platform_record, cuts);
        let same_purpose = alike(purpose(&self.subject), &platform_record.purpose, vocabulary);
        let is_stated = |f: &&Offered| f.function.basis == Basis::Stated;
        let mut stated: Vec<usize> = pairs
            .iter()
            .filter(|p| !functions[p.0].is_common() && is_stated(&&platform_record.functions[p.1]))
            .map(|p| p.0)
            .collect();
        stated.sort_unstable();
        stated.dedup();
        // A source may state in one sentence what the record is for and lists in its parts.
        let is_for = |f: &Offered| cuts.outcome(alike(purpose(&self.subject), &f.phrases, vocabulary)) == Outcome::Same;
        let aim_is_stated = platform_record.functions.iter().filter(is_stated).any(is_for);
        let scope = relate(&record.scope, &platform_record.record.scope, fields);
        // Not the whole country, and the place of the record is in it.
        let is_local = platform_record.record.scope.territory.as_ref().is_some_and(|t| t.value.contains('/'));
        let is_own = is_local && scope.territory == Coverage::Covered;
        Match {
            platform,
            coverage,
            reimplementation,
            purpose: same_purpose,
            detailed,
            score: rank(shares, same_purpose, is_own, &vocabulary.weights),
            scope,
            same,
            stated: stated.len() + usize::from(aim_is_stated),
            pairings,
        }
    }

    fn compared(self, mut matches: Vec<Match>, unlisted: Vec<Unlisted>, cuts: Cuts) -> Comparison {
        matches.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.platform.cmp(&b.platform)));
        Comparison { functions: self.functions, matches, vague: self.vague, subject: self.subject, unlisted, cuts }
    }
}

/// Statements that are read of a record's texts: a bound on the time that one record can take.
const MOST_STATEMENTS: usize = 500;
/// From this many words on a sentence is cut at its commas too.
const LONG: usize = 14;

/// Functions of platforms that a record names besides its list. `named` gives those, by platform and number, that a statement
/// surely names and that the list of the record does not.
fn unlisted(
    record: &Software,
    catalogue: &Catalogue,
    reader: &dyn Reader,
    fields: &dyn Fields,
    named: &dyn Fn(&Phrase) -> Vec<(usize, usize)>,
) -> Vec<Unlisted> {
    let vocabulary = reader.vocabulary();
    let mut found: BTreeMap<usize, [Naming; 2]> = BTreeMap::new();
    let mut look = |statement: &str, at: Span, place: usize| {
        let phrase = reader.read(statement);
        if !is_telling(&phrase, vocabulary) {
            return;
        }
        for (platform, offered) in named(&phrase) {
            let of_place = &mut found.entry(platform).or_default()[place];
            of_place.entry((statement.to_owned(), at)).or_default().insert(offered);
        }
    };
    for (statement, at) in statements(record).take(MOST_STATEMENTS) {
        look(statement, at, 0);
    }
    // What runs is described by those who run it; only who asks for money gains by hiding.
    if record.kind == Kind::Proposal {
        for (clause, at) in clauses_of_functions(record, vocabulary).take(MOST_STATEMENTS) {
            look(clause, at, 1);
        }
    }
    // Two sentences that name one function say it once.
    let once = |naming: Naming| -> Vec<(String, Span)> {
        let functions: BTreeSet<usize> = naming.values().flatten().copied().collect();
        naming.into_keys().take(functions.len()).collect()
    };
    found
        .into_iter()
        .map(|(platform, naming)| {
            let [statements, clauses] = naming.map(once);
            let scope = relate(&record.scope, &catalogue.platforms[platform].record.scope, fields);
            Unlisted { platform, statements, clauses, scope }
        })
        .collect()
}

/// Statements with their places, and the functions of one platform that each names.
type Naming = BTreeMap<(String, Span), BTreeSet<usize>>;

/// The clauses of functions that have several.
fn clauses_of_functions<'r>(record: &'r Software, vocabulary: &Vocabulary) -> impl Iterator<Item = (&'r str, Span)> {
    let wordings = record.functions.iter().flat_map(|f| f.name.wordings.iter().map(|(_, w)| (w.as_str(), f.name.at)));
    wordings.flat_map(|(wording, at)| {
        let clauses = clauses(wording, vocabulary);
        let several = clauses.len() > 1 || clauses.first().is_some_and(|only| only.len() < wording.len());
        clauses.into_iter().filter(move |_| several).map(move |clause| (clause, at))
    })
}

/// What the texts of a record state, besides the functions of its list. A name that is one statement only says what the
/// record is for, which is compared as such.
fn statements(record: &Software) -> impl Iterator<Item = (&str, Span)> {
    let about = [record.objective.as_ref(), record.summary.as_ref()];
    let details = record.functions.iter().map(|f| f.detail.as_ref());
    let evidence = record.need.as_ref().and_then(|n| n.evidence.as_ref());
    let data = record.data.iter().map(|d| Some(&d.name));
    let others = about.into_iter().chain(details).chain([evidence]).chain(data).flatten().map(|text| (text, false));
    let texts = std::iter::once((&record.name, true)).chain(others);
    let wordings = texts
        .flat_map(|(text, names)| text.wordings.iter().map(move |(_, wording)| (wording.as_str(), text.at, names)));
    wordings.flat_map(|(wording, at, names)| {
        let sentences = wording.split(['.', ';', ':', '\n', '•']);
        let parts = sentences.flat_map(|sentence| {
            let long = sentence.split_whitespace().take(LONG + 1).count() > LONG;
            sentence.split(move |c: char| long && c == ',')
        });
        parts
            .map(str::trim)
            .filter(move |part| !(part.is_empty() || names && part.len() == wording.trim().len()))
            .map(move |part| (part, at))
    })
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
            credits[pairing.proposed] = credit(pairing.outcome, self.cuts);
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
#[must_use]
pub fn proposed(record: &Software, catalogue: &Catalogue, reader: &dyn Reader) -> Vec<Proposed> {
    let vocabulary = reader.vocabulary();
    let about = [Some(&record.name), record.objective.as_ref()];
    let about = about.into_iter().flatten().filter_map(|t| t.wordings.first()).map(|(_, text)| text.as_str());
    let context = context(about, reader);
    let make = |function: Function, origin| {
        let phrases = wordings(&function, reader);
        let in_context = phrases.iter().map(|p| p.whole.within(&context)).collect();
        let weight = catalogue.weight(&phrases);
        Proposed { function, origin, phrases, in_context, weight }
    };
    let mut functions: Vec<Proposed> = record.functions.iter().map(|f| make(f.clone(), Origin::Listed)).collect();
    count_once(&mut functions);
    let telling = distinctive(&functions).filter(|f| f.phrases.iter().any(|p| is_telling(p, vocabulary)));
    if telling.count() < THIN {
        let texts = [Some(&record.name), record.objective.as_ref(), record.summary.as_ref()];
        for text in texts.into_iter().flatten() {
            for (_, wording) in &text.wordings {
                for sentence in wording.split(['.', ';', '\n']) {
                    if is_telling(&reader.read(sentence), vocabulary) {
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

/// What is said twice is no more work than what is said once: functions that mean the same share the weight of one.
fn count_once(functions: &mut [Proposed]) {
    fn meaning(function: &Proposed) -> Vec<&Meaning> {
        function.phrases.iter().flat_map(|p| p.whole.items.iter().map(|item| &item.meaning)).collect()
    }
    let mut times: BTreeMap<Vec<&Meaning>, usize> = BTreeMap::new();
    for function in functions.iter() {
        *times.entry(meaning(function)).or_default() += 1;
    }
    let shares: Vec<f32> = functions.iter().map(|f| times[&meaning(f)] as f32).collect();
    for (function, times) in functions.iter_mut().zip(shares) {
        function.weight /= times;
    }
}

/// Does the phrase name something particular: a concept that tells and is neither an aim nor a whole field of work, or
/// several words that nothing explains?
fn is_telling(phrase: &Phrase, vocabulary: &Vocabulary) -> bool {
    let particular = |c: &u32| !vocabulary.concepts[*c as usize].vague;
    let tells = |item: &&Item| match &item.meaning {
        Meaning::Concept(c) => item.weight >= TELLING && particular(c),
        Meaning::Either(readings) => item.weight >= TELLING && readings.iter().all(particular),
        Meaning::Word { .. } => false,
    };
    let topics = || phrase.whole.items.iter().filter(|i| i.class == Class::Topic);
    topics().any(|item| tells(&item)) || topics().filter(|i| matches!(i.meaning, Meaning::Word { .. })).count() > 2
}

/// Too little is said to judge: hardly a function is particular, and neither the name nor what else is said of the record
/// tells what it is for.
fn is_vague(record: &Software, functions: &[Proposed], reader: &dyn Reader) -> bool {
    let vocabulary = reader.vocabulary();
    let listed = functions.iter().filter(|f| f.origin == Origin::Listed).count();
    let particular = distinctive(functions).filter(|f| f.phrases.iter().any(|p| is_telling(p, vocabulary))).count();
    if particular as f32 >= LEAST_PARTICULAR * listed as f32 {
        return false;
    }
    let said = [Some(&record.name), record.objective.as_ref(), record.summary.as_ref()];
    let wordings = said.into_iter().flatten().flat_map(|text| &text.wordings);
    !wordings.into_iter().any(|(_, wording)| is_telling(&reader.read(wording), vocabulary))
}

/// A record's name and objective.
fn subject(record: &Software, reader: &dyn Reader) -> Vec<Phrase> {
    let texts = [Some(&record.name), record.objective.as_ref()];
    let texts = texts.into_iter().flatten().flat_map(|t| &t.wordings);
    texts.map(|(_, text)| Arc::unwrap_or_clone(reader.read(text))).collect()
}

/// What a record is for: as far as its name and objective can be compared.
fn purpose(subject: &[Phrase]) -> impl Iterator<Item = &Phrase> {
    subject.iter().filter(|phrase| phrase.has_topic)
}

/// Similarity of the nearest of two sets of phrases.
fn alike<'p>(ours: impl Iterator<Item = &'p Phrase>, theirs: &[Phrase], vocabulary: &Vocabulary) -> f32 {
    let all = ours.flat_map(|a| theirs.iter().map(move |b| similarity(a, b, vocabulary)));
    all.fold(0.0, f32::max)
}

/// Similarity of the nearest wordings, as they stand or in the light of what the two records are about.
#[must_use]
pub fn likeness(ours: &Proposed, theirs: &Offered, vocabulary: &Vocabulary) -> f32 {
    let mut best = 0.0_f32;
    for (a, a_in_context) in ours.phrases.iter().zip(&ours.in_context) {
        for (b, b_in_context) in theirs.phrases.iter().zip(&theirs.in_context) {
            best = best.max(similarity_in_context((a, a_in_context), (b, b_in_context), vocabulary));
        }
    }
    best
}

/// For each proposed function the platform function that shows best that it exists: a sure match before a possible one,
/// among sure ones a stated function before an inferred one, then the nearest; ties go to the earlier one.
fn best_evidence(pairs: &[(usize, usize, f32)], platform: &Platform, cuts: Cuts) -> Vec<Pairing> {
    let rank = |p: &Pairing| {
        let stated = platform.functions[p.offered].function.basis == Basis::Stated;
        (p.outcome, p.outcome == Outcome::Same && stated)
    };
    let mut best: BTreeMap<usize, Pairing> = BTreeMap::new();
    for &(proposed, offered, similarity) in pairs {
        let pairing = Pairing { proposed, offered, similarity, outcome: cuts.outcome(similarity) };
        let entry = best.entry(proposed).or_insert(pairing);
        let (new, old) = (rank(&pairing), rank(entry));
        if new > old || (new == old && similarity > entry.similarity) {
            *entry = pairing;
        }
    }
    best.into_values().collect()
}
