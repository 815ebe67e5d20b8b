//! Many records against one catalogue: gives what [`super::compare`] gives, as far as a caller wants it, at a fraction of
//! the work. Each distinct text is analysed once and each distinct meaning compared once; what a context can do to a pair
//! is looked at only where it can do something; and a platform is looked at closely only where it can matter.

use std::cell::{LazyCell, RefCell};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};

use super::bound::{AtMost, Shared, greatest, weight_of};
use super::catalogue::{Catalogue, Offered};
use super::similarity::{Cuts, in_context, in_detail, shares_topic, similarity};
use super::{Comparison, Examined, Origin, Proposed, Unlisted, unlisted};
use crate::record::scope::Fields;
use crate::record::{Basis, Software};
use crate::text::vocabulary::{ConceptId, Vocabulary};
use crate::text::{Frame, Item, Meaning, Phrase, Reader, analyse};

/// Stricter cuts for a record and a platform that both list in detail what they do. Lists of one field are all alike; among
/// many of them only what is the same tells, action and all, and each function is read as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Strict {
    /// The cuts.
    pub cuts: Cuts,
    /// How near an action must be to one of the other function to be the same, 0–1.
    pub action: f32,
    /// Share of a record from which on a platform repeats it.
    pub duplicate: f32,
    /// Share of a platform from which on a record repeats it.
    pub reimplementation: f32,
    /// Distinctive functions that a platform must state, none of them inferred, to count as listed in detail.
    pub functions: usize,
    /// From so many systems on all of them count as listed in detail when they are held against each other.
    pub systems: usize,
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

impl Least {
    /// Can a record of so many functions reach it by coverage alone?
    fn is_of_coverage_alone(&self, functions: usize) -> bool {
        self.reimplementation > 1.0 && self.same > functions
    }

    /// Does a match that provides so much, with so many sure functions, reach one of them?
    #[must_use]
    pub fn is_reached(&self, coverage: f32, reimplementation: f32, same: usize) -> bool {
        same > 0 && (coverage >= self.coverage || reimplementation >= self.reimplementation || same >= self.same)
    }
}

/// Remembers the analysis of texts, up to `MOST_TEXTS` of them.
pub struct Memory<'v> {
    vocabulary: &'v Vocabulary,
    shards: Vec<Mutex<FxHashMap<Box<str>, Arc<Phrase>>>>,
}

/// Texts and meanings that are remembered; more than that start anew, so that memory stays bounded.
const MOST_TEXTS: usize = 100_000;
/// Entries of all lists of near meanings that are remembered, 20 bytes each.
const MOST_NEAR: usize = 2_000_000;
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

/// A meaning of the catalogue that a phrase comes near enough to count, as they stand or in some context.
#[derive(Clone, Copy)]
struct Near {
    meaning: u32,
    /// Similarity as they stand; 0 where it surely is too little to count.
    score: f32,
    /// The same as functions that are listed in detail are compared.
    detailed: f32,
    /// What they share at most as they stand: weight of ours, the part of it that no context of a meaning adds to, weight
    /// of theirs.
    ours: f32,
    steady: f32,
    theirs: f32,
}

/// A meaning in the light of what some platforms are about, and the functions of those platforms that have it.
struct Situation<'c> {
    /// What the light adds; number in [`Matcher::lights`].
    light: u32,
    in_context: &'c Frame,
    /// Weight of `in_context`.
    total: f32,
    functions: Vec<u32>,
    /// Those of them that nearly every system does not have.
    distinctive: Vec<u32>,
    /// All belong to platforms that are listed in detail.
    only_detailed: bool,
}

/// A catalogue laid out for many comparisons.
pub struct Matcher<'c> {
    catalogue: &'c Catalogue,
    memory: &'c Memory<'c>,
    fields: &'c (dyn Fields + Sync),
    cuts: Cuts,
    strict: Option<Strict>,
    /// Distinct phrases of the catalogue's functions.
    meanings: Vec<Means<'c>>,
    /// Where each meaning occurs.
    situations: Vec<Vec<Situation<'c>>>,
    lights: Vec<Vec<Added>>,
    /// Concepts that some light meets: a bit each.
    lit: Vec<u64>,
    /// Over meanings.
    shared: Shared,
    /// Platform of each function of the catalogue.
    platform_of: Vec<u32>,
    /// First function of each platform.
    first: Vec<u32>,
    /// Weight of all that each platform offers, and of what of it nearly every system has.
    offers: Vec<(f64, f64)>,
    /// Functions of each meaning.
    reach_of: Vec<usize>,
    /// Meanings of each function.
    meanings_of: Vec<Vec<(u32, u32)>>,
    /// Platforms that are listed in detail.
    detailed: Vec<bool>,
    reaches: Vec<OnceLock<Arc<[u64]>>>,
    near: Vec<Mutex<NearShard>>,
}

#[derive(Default)]
struct NearShard {
    lists: FxHashMap<(bool, Vec<u32>), Arc<[Near]>>,
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
        let mut light_numbers: BTreeMap<Vec<(ConceptId, u32)>, u32> = BTreeMap::new();
        let mut meanings: Vec<&Phrase> = Vec::new();
        let mut situations: Vec<Vec<Situation<'_>>> = Vec::new();
        let is_detailed = |functions: &[Offered]| {
            strict.is_some_and(|strict| {
                let stated = |f: &&Offered| f.function.basis == Basis::Stated && !f.is_common();
                functions.iter().all(|f| f.function.basis == Basis::Stated)
                    && functions.iter().filter(stated).count() >= strict.functions
            })
        };
        let detailed: Vec<bool> = catalogue.platforms.iter().map(|p| is_detailed(&p.functions)).collect();
        let (mut platform_of, mut first, mut meanings_of) = (Vec::new(), vec![0], Vec::new());
        for (platform, entry) in (0..).zip(&catalogue.platforms) {
            for offered in &entry.functions {
                let function = platform_of.len() as u32;
                platform_of.push(platform);
                let mut its = Vec::new();
                for (phrase, in_context) in offered.phrases.iter().zip(&offered.in_context) {
                    let meaning = *numbers.entry(key(phrase)).or_insert_with(|| {
                        meanings.push(phrase);
                        situations.push(Vec::new());
                        meanings.len() as u32 - 1
                    });
                    let count = light_numbers.len() as u32;
                    let light = *light_numbers.entry(added(&phrase.whole, in_context)).or_insert(count);
                    let list = &mut situations[meaning as usize];
                    let at = list.iter().position(|s| s.light == light).unwrap_or_else(|| {
                        list.push(Situation {
                            light,
                            in_context,
                            total: in_context.total(),
                            functions: Vec::new(),
                            distinctive: Vec::new(),
                            only_detailed: true,
                        });
                        list.len() - 1
                    });
                    list[at].only_detailed &= detailed[platform as usize];
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
        let weight_of = |functions: &[Offered], only: fn(&Offered) -> bool| -> f64 {
            functions.iter().filter(|f| only(f)).map(|f| f64::from(f.weight)).sum()
        };
        let offers = catalogue.platforms.iter();
        let offers = offers.map(|p| (weight_of(&p.functions, |_| true), weight_of(&p.functions, Offered::is_common)));
        let vocabulary = memory.vocabulary;
        let mut matcher = Matcher {
            offers: offers.collect(),
            reach_of: situations.iter().map(|its| its.iter().map(|s| s.functions.len()).sum()).collect(),
            shared: Shared::of(&meanings, vocabulary),
            meanings: meanings
                .into_iter()
                .zip(&situations)
                .map(|(phrase, situations)| Means {
                    phrase,
                    total: phrase.whole.total(),
                    only_detailed: situations.iter().all(|s| s.only_detailed),
                    brightest: 0.0,
                })
                .collect(),
            near: (0..SHARDS).map(|_| Mutex::default()).collect(),
            reaches: vocabulary.concepts.iter().map(|_| OnceLock::new()).collect(),
            lights: vec![Vec::new(); light_numbers.len()],
            lit: vec![0; vocabulary.concepts.len().div_ceil(64)],
            catalogue,
            memory,
            fields,
            cuts,
            strict,
            detailed,
            situations,
            platform_of,
            first,
            meanings_of,
        };
        for (light, number) in light_numbers {
            let light = light.into_iter().map(|(concept, weight)| matcher.added(concept, f32::from_bits(weight)));
            matcher.lights[number as usize] = light.collect();
        }
        for added in matcher.lights.iter().flatten() {
            matcher.lit.iter_mut().zip(&*added.reach).for_each(|(lit, reach)| *lit |= reach);
        }
        for (means, situations) in matcher.meanings.iter_mut().zip(&matcher.situations) {
            let lights = situations.iter().map(|s| s.total - means.total);
            means.brightest = lights.fold(0.0, f32::max);
        }
        matcher
    }

    /// Compares a record with the platforms that reach `least`, or with all; all matches that do so are the same as those
    /// of [`super::compare`], but for the stricter cuts.
    #[must_use]
    pub fn compare(&self, record: &Software, least: Option<Least>) -> Comparison {
        let examined = Examined::of(record, self.catalogue, self.memory);
        let strict = self.strict;
        let ours: Vec<Vec<Ours<'_>>> = examined.functions.iter().map(|f| self.ours(f, strict.is_some())).collect();
        let kept = match least {
            Some(least) => SCRATCH.with_borrow_mut(|scratch| self.worthwhile(&examined, &ours, strict, least, scratch)),
            None => (0..self.catalogue.platforms.len() as u32).collect(),
        };
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
                    let likeness = self.likeness(phrases, function, detailed);
                    if likeness >= cuts.possible {
                        pairs.push((n, (function - self.first[number]) as usize, likeness));
                    }
                }
            }
            if pairs.is_empty() {
                continue;
            }
            let shares = examined.shares(number, &pairs, self.catalogue, cuts);
            if least.is_none_or(|least| least.is_reached(shares.coverage, shares.reimplementation, shares.same)) {
                let detail = (detailed, cuts);
                matches.push(examined.matched(
                    record,
                    number,
                    &pairs,
                    shares,
                    detail,
                    self.catalogue,
                    vocabulary,
                    self.fields,
                ));
            }
        }
        let unlisted =
            if least.is_none_or(|least| least.unlisted) { self.unlisted(record, &examined) } else { Vec::new() };
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
    fn ours<'f>(&self, function: &'f Proposed, strict: bool) -> Vec<Ours<'f>> {
        let phrases = function.phrases.iter().zip(&function.in_context);
        phrases
            .map(|(phrase, in_context)| Ours {
                phrase,
                in_context,
                total: phrase.whole.total(),
                total_in_context: in_context.total(),
                added: added(&phrase.whole, in_context)
                    .into_iter()
                    .map(|(concept, weight)| self.added(concept, f32::from_bits(weight)))
                    .collect(),
                lit: self.lit_of(phrase),
                near: self.near(phrase, strict),
            })
            .collect()
    }

    /// Weight of what the phrase says that some context of a meaning meets.
    fn lit_of(&self, phrase: &Phrase) -> f32 {
        weight_of(&phrase.whole, |c| is_in(&self.lit, c))
    }

    /// Least similarity that counts for a meaning, where the record is one of those that the stricter cuts are for, or not.
    fn floor(&self, means: &Means<'_>, strict: bool) -> f32 {
        match self.strict {
            Some(by) if strict && means.only_detailed => by.cuts.possible,
            _ => self.cuts.possible,
        }
    }

    /// Meanings of the catalogue that the phrase may come near enough to, in ascending order.
    fn near(&self, phrase: &Phrase, strict: bool) -> Arc<[Near]> {
        let key = (strict, key(phrase));
        let shard = &self.near[shard_of(&key)];
        if let Some(known) = shard.lock().unwrap_or_else(PoisonError::into_inner).lists.get(&key) {
            return Arc::clone(known);
        }
        let vocabulary = self.memory.vocabulary;
        let total = phrase.whole.total();
        let lit = self.lit_of(phrase);
        let context = vocabulary.weights.context * vocabulary.weights.context_topics;
        let mut found: Vec<Near> = Vec::new();
        self.shared.each(phrase, &|c| is_in(&self.lit, c), vocabulary, |meaning, most| {
            let means = &self.meanings[meaning as usize];
            let floor = self.floor(means, strict);
            let AtMost { ours, steady, theirs, .. } = most;
            let by_statement = !phrase.frames.is_empty() || !means.phrase.frames.is_empty();
            let may_count = by_statement || greatest((ours, total), (theirs, means.total), vocabulary) >= floor;
            let counts = |score: f32| if score >= floor { score } else { 0.0 };
            let score = if may_count { counts(similarity(phrase, means.phrase, vocabulary)) } else { 0.0 };
            let detailed = match self.strict {
                Some(by) if strict && score > 0.0 => {
                    counts(in_detail(score, phrase, means.phrase, by.action, vocabulary))
                }
                _ => 0.0,
            };
            if strict && means.only_detailed {
                if detailed > 0.0 {
                    found.push(Near { meaning, score: 0.0, detailed, ours, steady, theirs });
                }
                return;
            }
            // What a record's context may add is not known yet, so it may meet all that the meaning says.
            let in_context = || {
                let ours = ((steady + lit).min(total) + context, total + context);
                let theirs = (means.total + means.brightest, means.total + means.brightest);
                greatest(ours, theirs, vocabulary) - vocabulary.weights.context_margin
            };
            if score > 0.0 || in_context() >= floor {
                found.push(Near { meaning, score, detailed, ours, steady, theirs });
            }
        });
        let found: Arc<[Near]> = found.into();
        let mut shard = shard.lock().unwrap_or_else(PoisonError::into_inner);
        shard.entries += found.len();
        if shard.entries > MOST_NEAR / SHARDS {
            shard.lists.clear();
            shard.entries = found.len();
        }
        shard.lists.insert(key, Arc::clone(&found));
        found
    }

    /// Goes through the situations of a near meaning with the similarity in each, as far as it counts: by the usual cuts, and
    /// for platforms that are listed in detail.
    fn scores(&self, ours: &Ours<'_>, near: Near, strict: bool, mut with: impl FnMut(&Situation<'c>, f32, f32)) {
        let means = &self.meanings[near.meaning as usize];
        let raisable = if strict && means.only_detailed { None } else { self.raisable(ours, near) };
        if near.score <= 0.0 && near.detailed <= 0.0 && raisable.is_none() {
            return;
        }
        for situation in &self.situations[near.meaning as usize] {
            let score = match raisable {
                Some(met) if !(strict && situation.only_detailed) => self.in_situation(ours, near, situation, met),
                _ => near.score,
            };
            if score > 0.0 || near.detailed > 0.0 {
                with(situation, score, near.detailed);
            }
        }
    }

    /// Can a situation of the meaning raise the similarity to what counts? Then what the record's context meets of it.
    fn raisable(&self, ours: &Ours<'_>, near: Near) -> Option<f32> {
        let means = &self.meanings[near.meaning as usize];
        if ours.added.is_empty() && means.brightest <= 0.0 {
            return None;
        }
        let vocabulary = self.memory.vocabulary;
        let met = near.theirs + weight_of(&means.phrase.whole, |c| ours.added.iter().any(|added| added.meets(c)));
        let added = ours.total_in_context - ours.total;
        let steady = (near.steady + ours.lit).min(ours.total) + added;
        let theirs = (met.min(means.total) + means.brightest, means.total + means.brightest);
        let most = greatest((steady, ours.total_in_context), theirs, vocabulary);
        (most - vocabulary.weights.context_margin >= self.cuts.possible.max(near.score)).then_some(met)
    }

    /// Similarity in one situation; 0 where it surely is too little to count. `met` is what of the meaning the record and its
    /// context meet at most.
    fn in_situation(&self, ours: &Ours<'_>, near: Near, situation: &Situation<'_>, met: f32) -> f32 {
        let vocabulary = self.memory.vocabulary;
        let means = &self.meanings[near.meaning as usize];
        let light = &self.lights[situation.light as usize];
        let lit = weight_of(&ours.phrase.whole, |c| light.iter().any(|added| added.meets(c)));
        let ours_added = met_of(&ours.added, light, &means.phrase.whole);
        let theirs_added = met_of(light, &ours.added, &ours.phrase.whole);
        let most = greatest(
            ((near.ours + lit).min(ours.total) + ours_added, ours.total_in_context),
            (met.min(means.total) + theirs_added, situation.total),
            vocabulary,
        );
        if most - vocabulary.weights.context_margin < self.cuts.possible.max(near.score)
            || !shares_topic(ours.phrase, means.phrase, vocabulary)
        {
            return near.score;
        }
        let plain = ours.phrase.typed_plain || means.phrase.typed_plain;
        let score = in_context(ours.in_context, situation.in_context, plain, vocabulary);
        if score >= self.cuts.possible { near.score.max(score) } else { near.score }
    }

    /// A concept that a context adds, with what it meets.
    fn added(&self, concept: ConceptId, weight: f32) -> Added {
        let reach = self.reaches[concept as usize].get_or_init(|| {
            let vocabulary = self.memory.vocabulary;
            let mut bits = vec![0_u64; vocabulary.concepts.len().div_ceil(64)];
            for near in vocabulary.near(concept).map(|n| n.0).chain([concept]) {
                bits[near as usize / 64] |= 1 << (near % 64);
            }
            bits.into()
        });
        Added { concept, weight, reach: Arc::clone(reach) }
    }

    /// Likeness of a function of the record to one of the catalogue, as far as it counts; as functions that are listed in
    /// detail are compared, or in the usual way.
    fn likeness(&self, ours: &[Ours<'_>], function: u32, detailed: bool) -> f32 {
        let mut best = 0.0_f32;
        for phrase in ours {
            for (meaning, situation) in &self.meanings_of[function as usize] {
                let Ok(at) = phrase.near.binary_search_by_key(meaning, |near| near.meaning) else { continue };
                let near = phrase.near[at];
                let raisable = if detailed { None } else { self.raisable(phrase, near) };
                let score = match raisable {
                    Some(met) => {
                        let situation = &self.situations[*meaning as usize][*situation as usize];
                        self.in_situation(phrase, near, situation, met)
                    }
                    None if detailed => near.detailed,
                    None => near.score,
                };
                best = best.max(score);
            }
        }
        best
    }

    /// Functions that the texts of the record name and its list does not.
    fn unlisted(&self, record: &Software, examined: &Examined) -> Vec<Unlisted> {
        let listed = LazyCell::new(|| {
            let listed = examined.functions.iter().filter(|f| f.origin == Origin::Listed);
            listed.map(|f| self.ours(f, false)).collect::<Vec<_>>()
        });
        let named = |phrase: &Phrase| {
            let near = self.near(phrase, false);
            let same = near.iter().filter(|near| near.score >= self.cuts.same);
            let situations = same.flat_map(|near| &self.situations[near.meaning as usize]);
            let mut functions: Vec<u32> = situations.flat_map(|s| &s.distinctive).copied().collect();
            functions.sort_unstable();
            functions.dedup();
            functions.retain(|function| {
                !listed.iter().any(|phrases| self.likeness(phrases, *function, false) >= self.cuts.possible)
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
    /// it is taken to be there; and so is, where only coverage is asked for, what most platforms have of the record.
    fn worthwhile(
        &self,
        examined: &Examined,
        ours: &[Vec<Ours<'_>>],
        strict: Option<Strict>,
        least: Least,
        scratch: &mut Scratch,
    ) -> Vec<u32> {
        scratch.ready(self.first.len() - 1, self.platform_of.len());
        let weight_of = |only: &dyn Fn(usize) -> bool| -> f64 {
            let functions = examined.functions.iter().enumerate().filter(|(n, _)| only(*n));
            functions.map(|(_, f)| f64::from(f.weight)).sum()
        };
        let total = weight_of(&|_| true);
        let common = weight_of(&|n| examined.functions[n].is_common());
        let left_out = if least.is_of_coverage_alone(examined.functions.len()) {
            self.most_met(examined, ours, (f64::from(least.coverage) * total - common) * LEFT_OUT)
        } else {
            vec![false; ours.len()]
        };
        let assumed = common + weight_of(&|n| left_out[n]);
        for (n, function) in (1_u32..).zip(&examined.functions) {
            if left_out[n as usize - 1] {
                continue;
            }
            let is_common = function.is_common();
            for phrase in &ours[n as usize - 1] {
                for near in phrase.near.iter() {
                    self.scores(phrase, *near, strict.is_some(), |situation, score, detailed| {
                        // What nearly every system has on both sides is taken to be there, on both sides.
                        let (by, offered) = if is_common {
                            (None, &situation.distinctive)
                        } else {
                            (Some((n, function.weight)), &situation.functions)
                        };
                        for offered in offered {
                            self.count(*offered, by, (score, detailed), strict, scratch);
                        }
                    });
                }
            }
        }
        let mut kept = Vec::new();
        for platform in std::mem::take(&mut scratch.touched) {
            let tally = scratch.platforms[platform as usize];
            let (all, common) = self.offers[platform as usize];
            let may_be_same = tally.same >= 1 || left_out.contains(&true);
            let reaches = f64::from(tally.same) >= least.same as f64
                || (tally.covered + assumed) / total + ROUNDING >= f64::from(least.coverage)
                || (tally.repeated + common) / all + ROUNDING >= f64::from(least.reimplementation);
            if may_be_same && reaches {
                kept.push(platform);
            }
        }
        kept.sort_unstable();
        kept
    }

    /// Functions of the record that need not be counted: those that the most functions of the catalogue come near to, as far
    /// as they weigh no more than `spare` together.
    fn most_met(&self, examined: &Examined, ours: &[Vec<Ours<'_>>], mut spare: f64) -> Vec<bool> {
        let reach = |phrases: &Vec<Ours<'_>>| -> usize {
            let near = phrases.iter().flat_map(|phrase| phrase.near.iter());
            near.map(|near| self.reach_of[near.meaning as usize]).sum()
        };
        let mut by_reach: Vec<(usize, usize)> = ours.iter().map(reach).zip(0..).collect();
        by_reach.sort_unstable_by(|a, b| b.cmp(a));
        let mut left_out = vec![false; ours.len()];
        for (_, n) in by_reach {
            let function = &examined.functions[n];
            let weight = f64::from(function.weight);
            if function.is_common() {
                continue;
            }
            if weight > spare {
                break;
            }
            spare -= weight;
            left_out[n] = true;
        }
        left_out
    }

    /// Counts that a function of the catalogue is met; by which distinctive function of the record, and its weight.
    fn count(
        &self,
        offered: u32,
        by: Option<(u32, f32)>,
        (usual, in_detail): (f32, f32),
        strict: Option<Strict>,
        scratch: &mut Scratch,
    ) {
        let platform = self.platform_of[offered as usize];
        let (cuts, detailed) = self.cuts_of(platform as usize, strict);
        let score = if detailed { in_detail } else { usual };
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

/// Share of the coverage that a platform must reach which may be left to what the most platforms have.
const LEFT_OUT: f64 = 0.5;

/// What sums in another order may differ by.
const ROUNDING: f64 = 1e-6;

/// A meaning of the catalogue.
struct Means<'c> {
    phrase: &'c Phrase,
    /// Weight of all that it says.
    total: f32,
    /// It occurs only in platforms that are listed in detail.
    only_detailed: bool,
    /// Most that the context of one of its situations adds.
    brightest: f32,
}

/// A phrase of the record.
struct Ours<'f> {
    phrase: &'f Phrase,
    in_context: &'f Frame,
    /// Weight of all that it says, and of what it says in its context.
    total: f32,
    total_in_context: f32,
    /// What the record's context adds.
    added: Vec<Added>,
    /// Weight of what some context of a meaning meets.
    lit: f32,
    near: Arc<[Near]>,
}

/// A concept that a context adds to a phrase.
#[derive(Clone)]
struct Added {
    concept: ConceptId,
    weight: f32,
    /// Concepts near it, itself among them: a bit each.
    reach: Arc<[u64]>,
}

impl Added {
    fn meets(&self, concept: ConceptId) -> bool {
        is_in(&self.reach, concept)
    }
}

/// Weight of what one context adds that meets the other side's context or words.
fn met_of(added: &[Added], others: &[Added], frame: &Frame) -> f32 {
    let is_met = |added: &&Added| {
        others.iter().any(|other| added.meets(other.concept)) || weight_of(frame, |c| added.meets(c)) > 0.0
    };
    added.iter().filter(is_met).map(|added| added.weight).sum()
}

fn is_in(bits: &[u64], concept: ConceptId) -> bool {
    bits[concept as usize / 64] >> (concept % 64) & 1 == 1
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

/// Concepts that a context added to a frame, with the bits of their weights.
fn added(frame: &Frame, in_context: &Frame) -> Vec<(ConceptId, u32)> {
    let new = in_context.items.iter().filter(|i| !frame.items.iter().any(|own| own.meaning == i.meaning));
    let concept = |item: &Item| match item.meaning {
        Meaning::Concept(concept) => Some((concept, item.weight.to_bits())),
        _ => None,
    };
    new.filter_map(concept).collect()
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
