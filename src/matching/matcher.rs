//! Many records against one catalogue: gives what [`super::compare`] gives, as far as a caller wants it, at a fraction of
//! the work. Each distinct text is analysed once and each distinct meaning compared once; what a context can do to a pair
//! is looked at only where it can do something; and a platform is looked at closely only where it can matter.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};

use super::catalogue::{Catalogue, Offered};
use super::index::Index;
use super::similarity::{Cuts, as_they_stand, in_context};
use super::{Comparison, Examined, Origin, Proposed, Unlisted, unlisted};
use crate::record::scope::Fields;
use crate::record::{Basis, Software};
use crate::text::vocabulary::{ConceptId, Vocabulary};
use crate::text::{Frame, Meaning, Phrase, Reader, analyse};

/// Stricter cuts for a record and a platform that both list in detail what they do. Lists of one field are all alike; among
/// many of them only what is the same tells.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strict {
    /// The cuts.
    pub cuts: Cuts,
    /// Distinctive functions that a platform must state, none of them inferred, to count as listed in detail.
    pub functions: usize,
    /// Distinctive functions that the record must list for that.
    pub listed: usize,
}

/// What a match must reach to be given; a match that reaches one of them may be given, one that reaches none is not.
#[derive(Clone, Copy, Debug)]
pub struct Least {
    /// Share of the record.
    pub coverage: f32,
    /// Share of the platform.
    pub reimplementation: f32,
    /// Sure distinctive functions.
    pub same: usize,
    /// Wanted too: functions that the texts of the record name outside its list.
    pub unlisted: bool,
}

/// Remembers the analysis of texts, up to `MOST_TEXTS` of them.
pub struct Memory<'v> {
    vocabulary: &'v Vocabulary,
    shards: Vec<Mutex<FxHashMap<Box<str>, Arc<Phrase>>>>,
}

/// Texts and meanings that are remembered; more than that start anew, so that memory stays bounded.
const MOST_TEXTS: usize = 400_000;
/// Entries of all lists of near meanings that are remembered, 12 bytes each.
const MOST_NEAR: usize = 8_000_000;
const SHARDS: usize = 64;

impl<'v> Memory<'v> {
    /// An empty memory.
    #[must_use]
    pub fn new(vocabulary: &'v Vocabulary) -> Memory<'v> {
        Memory { vocabulary, shards: (0..SHARDS).map(|_| Mutex::default()).collect() }
    }
}

impl Reader for Memory<'_> {
    fn read(&self, text: &str) -> Arc<Phrase> {
        let shard = &self.shards[shard_of(text)];
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Arc::clone(known);
        }
        let phrase = Arc::new(analyse(text, self.vocabulary));
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if shard.len() >= MOST_TEXTS / SHARDS {
            shard.clear();
        }
        shard.insert(text.into(), Arc::clone(&phrase));
        phrase
    }

    fn vocabulary(&self) -> &Vocabulary {
        self.vocabulary
    }
}

fn shard_of(key: &(impl Hash + ?Sized)) -> usize {
    let mut hasher = FxHasher::default();
    key.hash(&mut hasher);
    // The low bits choose within a shard's table.
    (hasher.finish() >> 52) as usize % SHARDS
}

/// A meaning of the catalogue that is near a phrase.
#[derive(Clone, Copy)]
struct Near {
    meaning: u32,
    score: f32,
    shares_topic: bool,
    turns: bool,
}

/// A meaning in the light of what some platforms are about, and the functions of those platforms that have it.
struct Situation<'c> {
    /// What the light adds; number in [`Matcher::lights`].
    light: u32,
    in_context: &'c Frame,
    functions: Vec<u32>,
    /// Those of them that nearly every system does not have.
    distinctive: Vec<u32>,
}

/// A catalogue laid out for many comparisons.
pub struct Matcher<'c> {
    catalogue: &'c Catalogue,
    memory: &'c Memory<'c>,
    fields: &'c (dyn Fields + Sync),
    cuts: Cuts,
    strict: Option<Strict>,
    /// Distinct phrases of the catalogue's functions, with the concepts that each speaks of.
    meanings: Vec<(&'c Phrase, Vec<ConceptId>)>,
    /// Where each meaning occurs.
    situations: Vec<Vec<Situation<'c>>>,
    lights: Vec<Vec<Added>>,
    /// Over meanings.
    index: Index,
    /// Platform of each function of the catalogue.
    platform_of: Vec<u32>,
    /// First function of each platform.
    first: Vec<u32>,
    /// Meanings of each function.
    meanings_of: Vec<Vec<(u32, u32)>>,
    /// Platforms that are listed in detail.
    detailed: Vec<bool>,
    reaches: Mutex<FxHashMap<ConceptId, Arc<[u64]>>>,
    near: Vec<Mutex<NearShard>>,
}

#[derive(Default)]
struct NearShard {
    lists: FxHashMap<Vec<u32>, Arc<[Near]>>,
    entries: usize,
}

impl<'c> Matcher<'c> {
    /// Lays out a catalogue.
    #[must_use]
    pub fn new(
        catalogue: &'c Catalogue,
        memory: &'c Memory<'c>,
        fields: &'c (dyn Fields + Sync),
        cuts: Cuts,
        strict: Option<Strict>,
    ) -> Matcher<'c> {
        let mut numbers: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
        let mut light_numbers: BTreeMap<Vec<ConceptId>, u32> = BTreeMap::new();
        let mut meanings: Vec<(&Phrase, Vec<ConceptId>)> = Vec::new();
        let mut situations: Vec<Vec<Situation<'_>>> = Vec::new();
        let (mut platform_of, mut first, mut meanings_of) = (Vec::new(), vec![0], Vec::new());
        for (platform, entry) in (0..).zip(&catalogue.platforms) {
            for offered in &entry.functions {
                let function = platform_of.len() as u32;
                platform_of.push(platform);
                let mut its = Vec::new();
                for (phrase, in_context) in offered.phrases.iter().zip(&offered.in_context) {
                    let meaning = *numbers.entry(key(phrase)).or_insert_with(|| {
                        meanings.push((phrase, concepts(&phrase.whole)));
                        situations.push(Vec::new());
                        meanings.len() as u32 - 1
                    });
                    let count = light_numbers.len() as u32;
                    let light = *light_numbers.entry(added(&phrase.whole, in_context)).or_insert(count);
                    let list = &mut situations[meaning as usize];
                    let at = list.iter().position(|s| s.light == light).unwrap_or_else(|| {
                        list.push(Situation { light, in_context, functions: Vec::new(), distinctive: Vec::new() });
                        list.len() - 1
                    });
                    if list[at].functions.last() != Some(&function) {
                        list[at].functions.push(function);
                        if !offered.is_common() {
                            list[at].distinctive.push(function);
                        }
                    }
                    its.push((meaning, at as u32));
                }
                meanings_of.push(its);
            }
            first.push(platform_of.len() as u32);
        }
        let is_detailed = |functions: &[Offered]| {
            strict.is_some_and(|strict| {
                let stated = |f: &&Offered| f.function.basis == Basis::Stated && !f.is_common();
                functions.iter().all(|f| f.function.basis == Basis::Stated)
                    && functions.iter().filter(stated).count() >= strict.functions
            })
        };
        let mut matcher = Matcher {
            index: Index::of(meanings.iter().map(|(phrase, _)| std::slice::from_ref(*phrase))),
            detailed: catalogue.platforms.iter().map(|p| is_detailed(&p.functions)).collect(),
            near: (0..SHARDS).map(|_| Mutex::default()).collect(),
            reaches: Mutex::default(),
            lights: vec![Vec::new(); light_numbers.len()],
            catalogue,
            memory,
            fields,
            cuts,
            strict,
            meanings,
            situations,
            platform_of,
            first,
            meanings_of,
        };
        for (light, number) in light_numbers {
            matcher.lights[number as usize] = light.into_iter().map(|concept| matcher.reach(concept)).collect();
        }
        matcher
    }

    /// Compares a record with the platforms that reach `least`; all matches that do so are the same as those of
    /// [`super::compare`], but for the stricter cuts.
    #[must_use]
    pub fn compare(&self, record: &Software, least: Least) -> Comparison {
        let examined = Examined::of(record, self.catalogue, self.memory);
        let listed = examined.functions.iter().filter(|f| f.origin == Origin::Listed && !f.is_common()).count();
        let strict = self.strict.filter(|strict| listed >= strict.listed);
        let mut ours: Vec<Vec<Ours<'_>>> = examined.functions.iter().map(|f| self.ours(f)).collect();
        let kept = SCRATCH.with_borrow_mut(|scratch| self.worthwhile(&examined, &mut ours, strict, least, scratch));
        let vocabulary = self.memory.vocabulary;
        let mut matches = Vec::new();
        for platform in kept {
            let number = platform as usize;
            if self.catalogue.platforms[number].record.id.value == record.id.value {
                continue;
            }
            let (cuts, detailed) = self.cuts_of(number, strict);
            let mut pairs: Vec<(usize, usize, f32)> = Vec::new();
            for (n, phrases) in ours.iter().enumerate() {
                for function in self.first[number]..self.first[number + 1] {
                    let likeness = self.likeness(phrases, function);
                    if likeness >= cuts.possible {
                        pairs.push((n, (function - self.first[number]) as usize, likeness));
                    }
                }
            }
            matches.push(examined.matched(
                record,
                number,
                &pairs,
                detailed,
                self.catalogue,
                vocabulary,
                self.fields,
                cuts,
            ));
        }
        let reaches = |m: &super::Match| {
            m.same > 0
                && (m.coverage >= least.coverage
                    || m.same >= least.same
                    || m.reimplementation >= least.reimplementation)
        };
        matches.retain(reaches);
        let unlisted = if least.unlisted { self.unlisted(record, &examined, &ours) } else { Vec::new() };
        examined.compared(matches, unlisted, self.cuts)
    }

    /// Cuts for a platform, and whether they are the stricter ones.
    fn cuts_of(&self, platform: usize, strict: Option<Strict>) -> (Cuts, bool) {
        match strict {
            Some(strict) if self.detailed[platform] => (strict.cuts, true),
            _ => (self.cuts, false),
        }
    }

    /// The phrases of a function with what is near each.
    fn ours<'f>(&self, function: &'f Proposed) -> Vec<Ours<'f>> {
        let phrases = function.phrases.iter().zip(&function.in_context);
        phrases
            .map(|(phrase, in_context)| Ours {
                phrase,
                in_context,
                concepts: concepts(&phrase.whole),
                added: added(&phrase.whole, in_context).into_iter().map(|c| self.reach(c)).collect(),
                near: self.near(phrase),
                scores: FxHashMap::default(),
            })
            .collect()
    }

    /// Meanings of the catalogue that share a topic with the phrase, in ascending order.
    fn near(&self, phrase: &Phrase) -> Arc<[Near]> {
        let key = key(phrase);
        let shard = &self.near[shard_of(&key)];
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).lists.get(&key) {
            return Arc::clone(known);
        }
        let vocabulary = self.memory.vocabulary;
        let candidates = self.index.candidates(std::slice::from_ref(phrase), vocabulary);
        let least = self.cuts.possible;
        let found: Arc<[Near]> = candidates
            .into_iter()
            .filter_map(|meaning| {
                let standing = as_they_stand(phrase, self.meanings[meaning as usize].0, vocabulary);
                (standing.shares_topic || standing.score >= least).then_some(Near {
                    meaning,
                    score: standing.score,
                    shares_topic: standing.shares_topic,
                    turns: standing.turns,
                })
            })
            .collect();
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        shard.entries += found.len();
        if shard.entries > MOST_NEAR / SHARDS {
            shard.lists.clear();
            shard.entries = found.len();
        }
        shard.lists.insert(key, Arc::clone(&found));
        found
    }

    /// Similarity of a phrase with a meaning in one of its situations.
    fn score(&self, ours: &Ours<'_>, near: Near, situation: &Situation<'_>) -> f32 {
        if !near.shares_topic || !self.context_matters(ours, near, situation) {
            return near.score;
        }
        let plain = ours.phrase.typed_plain || self.meanings[near.meaning as usize].0.typed_plain;
        near.score.max(in_context(ours.in_context, situation.in_context, plain, self.memory.vocabulary))
    }

    /// Can the two contexts raise the similarity? Only where what they add meets something of the other side: else they
    /// only add to what each side says alone. (That may still turn round which side is the shorter one.)
    fn context_matters(&self, ours: &Ours<'_>, near: Near, situation: &Situation<'_>) -> bool {
        let theirs = &self.lights[situation.light as usize];
        if ours.added.is_empty() && theirs.is_empty() {
            return false;
        }
        let concepts = &self.meanings[near.meaning as usize].1;
        let meets =
            |one: &Added| concepts.iter().any(|c| one.meets(*c)) || theirs.iter().any(|other| one.meets(other.concept));
        near.turns
            || ours.added.iter().any(meets)
            || theirs.iter().any(|other| ours.concepts.iter().any(|c| other.meets(*c)))
    }

    /// A concept that a context adds, with what it meets.
    fn reach(&self, concept: ConceptId) -> Added {
        let mut known = self.reaches.lock().unwrap_or_else(PoisonError::into_inner);
        let reach = Arc::clone(known.entry(concept).or_insert_with(|| {
            let vocabulary = self.memory.vocabulary;
            let mut bits = vec![0_u64; vocabulary.concepts.len().div_ceil(64)];
            for near in vocabulary.near(concept).map(|n| n.0).chain([concept]) {
                bits[near as usize / 64] |= 1 << (near % 64);
            }
            bits.into()
        }));
        Added { concept, reach }
    }

    /// Likeness of a function of the record to one of the catalogue.
    fn likeness(&self, ours: &[Ours<'_>], function: u32) -> f32 {
        let mut best = 0.0_f32;
        for phrase in ours {
            for (meaning, situation) in &self.meanings_of[function as usize] {
                let known = phrase.scores.get(&(*meaning, *situation)).copied();
                let score = known.unwrap_or_else(|| {
                    let Ok(at) = phrase.near.binary_search_by_key(meaning, |near| near.meaning) else { return 0.0 };
                    self.score(phrase, phrase.near[at], &self.situations[*meaning as usize][*situation as usize])
                });
                best = best.max(score);
            }
        }
        best
    }

    /// Functions that the texts of the record name and its list does not.
    fn unlisted(&self, record: &Software, examined: &Examined, ours: &[Vec<Ours<'_>>]) -> Vec<Unlisted> {
        let listed = || examined.functions.iter().zip(ours).filter(|(f, _)| f.origin == Origin::Listed);
        let named = |phrase: &Phrase| {
            let near = self.near(phrase);
            let same = near.iter().filter(|near| near.score >= self.cuts.same);
            let situations = same.flat_map(|near| &self.situations[near.meaning as usize]);
            let mut functions: Vec<u32> = situations.flat_map(|s| &s.distinctive).copied().collect();
            functions.sort_unstable();
            functions.dedup();
            functions.retain(|function| {
                !listed().any(|(_, phrases)| self.likeness(phrases, *function) >= self.cuts.possible)
            });
            let place = |function: u32| {
                let platform = self.platform_of[function as usize];
                (platform as usize, (function - self.first[platform as usize]) as usize)
            };
            functions.into_iter().map(place).collect()
        };
        unlisted(record, self.catalogue, self.memory, self.fields, &named)
    }

    /// Platforms that can reach `least` at all, in ascending order. What nearly every system has weighs next to nothing, so
    /// it is taken to be there.
    fn worthwhile(
        &self,
        examined: &Examined,
        ours: &mut [Vec<Ours<'_>>],
        strict: Option<Strict>,
        least: Least,
        scratch: &mut Scratch,
    ) -> Vec<u32> {
        scratch.ready(self.first.len() - 1, self.platform_of.len());
        let mut total = 0.0_f64;
        let mut assumed = 0.0_f64;
        for (n, function) in (1_u32..).zip(&examined.functions) {
            total += f64::from(function.weight);
            let is_common = function.is_common();
            if is_common {
                assumed += f64::from(function.weight);
            }
            for phrase in &mut ours[n as usize - 1] {
                for near in phrase.near.iter() {
                    for (number, situation) in (0_u32..).zip(&self.situations[near.meaning as usize]) {
                        // What nearly every system has on both sides is taken to be there, on both sides.
                        if is_common && situation.distinctive.is_empty() {
                            continue;
                        }
                        let score = self.score(phrase, *near, situation);
                        if score < self.cuts.possible {
                            continue;
                        }
                        if score > near.score {
                            phrase.scores.insert((near.meaning, number), score);
                        }
                        if is_common {
                            let offered = situation.distinctive.iter();
                            offered.for_each(|offered| self.count(*offered, None, score, strict, scratch));
                        } else {
                            let by = Some((n, function.weight));
                            let offered = situation.functions.iter();
                            offered.for_each(|offered| self.count(*offered, by, score, strict, scratch));
                        }
                    }
                }
            }
        }
        let mut kept = Vec::new();
        for platform in std::mem::take(&mut scratch.touched) {
            let tally = scratch.platforms[platform as usize];
            let functions = &self.catalogue.platforms[platform as usize].functions;
            let reaches = tally.same >= 1
                && (f64::from(tally.same) >= least.same as f64
                    || (tally.covered + assumed) / total + ROUNDING >= f64::from(least.coverage)
                    || {
                        let all: f64 = functions.iter().map(|f| f64::from(f.weight)).sum();
                        let common = functions.iter().filter(|f| f.is_common()).map(|f| f64::from(f.weight));
                        (tally.repeated + common.sum::<f64>()) / all + ROUNDING >= f64::from(least.reimplementation)
                    });
            if reaches {
                kept.push(platform);
            }
        }
        kept.sort_unstable();
        kept
    }

    /// Counts that a function of the catalogue is met; by which distinctive function of the record, and its weight.
    fn count(&self, offered: u32, by: Option<(u32, f32)>, score: f32, strict: Option<Strict>, scratch: &mut Scratch) {
        let platform = self.platform_of[offered as usize];
        let (cuts, _) = self.cuts_of(platform as usize, strict);
        if score < cuts.possible {
            return;
        }
        let tally = &mut scratch.platforms[platform as usize];
        if tally.round != scratch.round {
            *tally = Tally { round: scratch.round, ..Tally::default() };
            scratch.touched.push(platform);
        }
        if let Some((n, weight)) = by {
            if tally.last != n {
                tally.last = n;
                tally.covered += f64::from(weight);
            }
            if score >= cuts.same && tally.last_same != n {
                tally.last_same = n;
                tally.same += 1;
            }
        }
        if scratch.functions[offered as usize] != scratch.round {
            scratch.functions[offered as usize] = scratch.round;
            tally.repeated += f64::from(self.offered(offered).weight);
        }
    }

    fn offered(&self, function: u32) -> &Offered {
        let platform = self.platform_of[function as usize] as usize;
        &self.catalogue.platforms[platform].functions[(function - self.first[platform]) as usize]
    }
}

/// What sums in another order may differ by.
const ROUNDING: f64 = 1e-6;

/// A phrase of the record.
struct Ours<'f> {
    phrase: &'f Phrase,
    in_context: &'f Frame,
    concepts: Vec<ConceptId>,
    /// What the record's context adds.
    added: Vec<Added>,
    near: Arc<[Near]>,
    /// Scores that a context raised, by meaning and situation.
    scores: FxHashMap<(u32, u32), f32>,
}

/// A concept that a context adds to a phrase.
#[derive(Clone)]
struct Added {
    concept: ConceptId,
    /// Concepts near it, itself among them: a bit each.
    reach: Arc<[u64]>,
}

impl Added {
    fn meets(&self, concept: ConceptId) -> bool {
        self.reach[concept as usize / 64] >> (concept % 64) & 1 == 1
    }
}

/// What was counted of a platform.
#[derive(Clone, Copy, Default)]
struct Tally {
    round: u32,
    last: u32,
    last_same: u32,
    same: u32,
    covered: f64,
    repeated: f64,
}

/// Room for counting, kept by each thread.
#[derive(Default)]
struct Scratch {
    round: u32,
    platforms: Vec<Tally>,
    functions: Vec<u32>,
    touched: Vec<u32>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Scratch {
    fn ready(&mut self, platforms: usize, functions: usize) {
        self.round = self.round.wrapping_add(1);
        if self.round == 0 || self.platforms.len() != platforms || self.functions.len() != functions {
            *self = Scratch {
                round: 1,
                platforms: vec![Tally::default(); platforms],
                functions: vec![0; functions],
                touched: Vec::new(),
            };
        }
        self.touched.clear();
    }
}

/// Concepts that a frame speaks of, in any reading.
fn concepts(frame: &Frame) -> Vec<ConceptId> {
    let mut found = Vec::new();
    for item in &frame.items {
        match &item.meaning {
            Meaning::Concept(concept) => found.push(*concept),
            Meaning::Either(readings) => found.extend(readings),
            Meaning::Word { .. } => {}
        }
    }
    found
}

/// Concepts that a context added to a frame.
fn added(frame: &Frame, in_context: &Frame) -> Vec<ConceptId> {
    let new = in_context.items.iter().filter(|i| !frame.items.iter().any(|own| own.meaning == i.meaning));
    let concept = |meaning: &Meaning| if let Meaning::Concept(c) = meaning { Some(*c) } else { None };
    new.filter_map(|i| concept(&i.meaning)).collect()
}

/// All that a phrase is compared by, as numbers: equal keys, equal results.
fn key(phrase: &Phrase) -> Vec<u32> {
    let mut key = vec![u32::from(phrase.typed_plain), phrase.frames.len() as u32];
    for frame in std::iter::once(&phrase.whole).chain(&phrase.frames) {
        key.push(frame.items.len() as u32);
        for item in &frame.items {
            key.push(item.class as u32);
            key.push(item.weight.to_bits());
            match &item.meaning {
                Meaning::Concept(concept) => key.extend([0, *concept]),
                Meaning::Either(readings) => {
                    key.extend([1, readings.len() as u32]);
                    key.extend(readings);
                }
                Meaning::Word { form, folded } => {
                    key.extend([2, form.len() as u32, folded.len() as u32]);
                    key.extend(form.bytes().chain(folded.bytes()).map(u32::from));
                }
            }
        }
    }
    key
}
