//! Which functions of the catalogue can be like a given phrase at all: those that share a topic with it, or have one
//! near it in the vocabulary. All others stay below [`super::similarity::Cuts::possible`], because
//! without a shared topic the similarity is capped.

use std::collections::BTreeMap;
use std::hash::Hasher;
use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHasher};
use serde::{Deserialize, Serialize};

use super::catalogue::Platform;
use super::similarity::{SAME_SPELLING, SHORTEST_SLIP};
use crate::text::vocabulary::{ConceptId, Vocabulary};
use crate::text::{Class, Item, Meaning, Phrase};

/// Number of a function in the whole catalogue: platform by platform, in order.
pub type FunctionNumber = u32;

/// Postings from topics to functions.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Index {
    /// Where concepts are topics.
    topics: Postings,
    /// Where concepts are actions or circumstances.
    others: Postings,
    /// Functions with the unexplained word, by comparable form; sorted, so that look-ups are in a fixed order.
    words: Vec<(String, String, Vec<FunctionNumber>)>,
    /// How the words can be found by what they are spelt like; made when a word is first looked for.
    #[serde(skip)]
    spellings: OnceLock<Spellings>,
    /// First function number of each platform, and the number of all functions at the end.
    first: Vec<FunctionNumber>,
}

/// Functions by concept, laid out flat: those of concept `n` are `functions[first[n]..first[n + 1]]`.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Postings {
    first: Vec<u32>,
    functions: Vec<FunctionNumber>,
}

impl Postings {
    fn of(mut pairs: Vec<(ConceptId, FunctionNumber)>) -> Postings {
        pairs.sort_unstable();
        pairs.dedup();
        let concepts = pairs.last().map_or(0, |(concept, _)| concept + 1);
        let mut first = vec![0; concepts as usize + 1];
        for (concept, _) in &pairs {
            first[*concept as usize + 1] += 1;
        }
        for n in 1..first.len() {
            first[n] += first[n - 1];
        }
        Postings { first, functions: pairs.into_iter().map(|(_, function)| function).collect() }
    }

    fn get(&self, concept: ConceptId) -> &[FunctionNumber] {
        match self.first.get(concept as usize..=concept as usize + 1) {
            Some([from, to]) => &self.functions[*from as usize..*to as usize],
            _ => &[],
        }
    }

    /// Functions that speak of the concept, or of one near it.
    fn near(&self, concept: ConceptId, vocabulary: &Vocabulary, found: &mut Vec<FunctionNumber>) {
        for concept in vocabulary.near(concept).map(|n| n.0).chain([concept]) {
            found.extend(self.get(concept));
        }
    }
}

impl Index {
    /// Indexes the functions of `platforms`.
    #[must_use]
    pub fn new(platforms: &[Platform]) -> Index {
        let (mut topics, mut others) = (Vec::new(), Vec::new());
        let mut words: BTreeMap<(&str, &str), Vec<FunctionNumber>> = BTreeMap::new();
        for (number, function) in (0..).zip(platforms.iter().flat_map(|p| &p.functions)) {
            for item in items(&function.phrases) {
                let postings = if item.class == Class::Topic { &mut topics } else { &mut others };
                match &item.meaning {
                    Meaning::Word { form, folded } => push(words.entry((form, folded)).or_default(), number),
                    Meaning::Concept(concept) => postings.push((*concept, number)),
                    Meaning::Either(readings) => postings.extend(readings.iter().map(|c| (*c, number))),
                }
            }
        }
        let words =
            words.into_iter().map(|((form, folded), list)| (form.to_owned(), folded.to_owned(), list)).collect();
        let first = std::iter::once(0)
            .chain(platforms.iter().scan(0, |all, platform| {
                *all += platform.functions.len() as FunctionNumber;
                Some(*all)
            }))
            .collect();
        Index { topics: Postings::of(topics), others: Postings::of(others), words, spellings: OnceLock::new(), first }
    }

    /// Functions that share a topic with `phrases` or have one near it, in ascending order, each once.
    #[must_use]
    pub fn candidates(&self, phrases: &[Phrase], vocabulary: &Vocabulary) -> Vec<FunctionNumber> {
        let mut found: Vec<FunctionNumber> = Vec::new();
        let near = |concept: ConceptId, class: Class, found: &mut Vec<FunctionNumber>| {
            self.topics.near(concept, vocabulary, found);
            // A topic of one side may be an action of the other; two actions alone make nothing alike.
            if class == Class::Topic {
                self.others.near(concept, vocabulary, found);
            }
        };
        for item in items(phrases) {
            match &item.meaning {
                Meaning::Concept(concept) => near(*concept, item.class, &mut found),
                Meaning::Either(readings) => readings.iter().for_each(|c| near(*c, item.class, &mut found)),
                Meaning::Word { form, folded } => {
                    let spellings = self.spellings.get_or_init(|| Spellings::of(&self.words));
                    for number in spellings.alike(form, folded, &self.words) {
                        found.extend(&self.words[number as usize].2);
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The platform of a function, and the function's number within it.
    #[must_use]
    pub fn locate(&self, number: FunctionNumber) -> (usize, usize) {
        let platform = self.first.partition_point(|first| *first <= number) - 1;
        (platform, (number - self.first[platform]) as usize)
    }
}

fn push(list: &mut Vec<u32>, number: u32) {
    if list.last() != Some(&number) {
        list.push(number);
    }
}

fn items(phrases: &[Phrase]) -> impl Iterator<Item = &Item> {
    phrases.iter().flat_map(|p| p.frames.iter().chain([&p.whole])).flat_map(|f| &f.items)
}

/// Words by what they are spelt like. A slip of one letter leaves two words that become equal when one letter at most is
/// left out of each (Garbe's symmetric deletion), so words are found by what is left of them; those so long that two slips
/// are forgiven are few, and all looked at.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    /// Numbers of words by the hash of a form, with a letter left out, or of a folded form.
    by_hash: FxHashMap<u64, Vec<u32>>,
    /// Words of at least [`LONG`] characters.
    long: Vec<u32>,
}

/// A word with so many characters may be like another in spite of two slips.
const LONG: usize = 8;

impl Spellings {
    /// Of words by comparable form, without diacritics, and what belongs to them.
    pub(super) fn of<T>(words: &[(String, String, T)]) -> Spellings {
        let mut spellings = Spellings::default();
        for (number, (form, folded, _)) in (0..).zip(words) {
            for hash in Spellings::hashes(form, folded) {
                push(spellings.by_hash.entry(hash).or_default(), number);
            }
            if form.chars().count() >= LONG {
                spellings.long.push(number);
            }
        }
        spellings
    }

    fn hashes(form: &str, folded: &str) -> Vec<u64> {
        let hash = |kind: u8, parts: [&str; 2]| {
            let mut hasher = FxHasher::default();
            hasher.write_u8(kind);
            parts.iter().flat_map(|part| part.bytes()).for_each(|byte| hasher.write_u8(byte));
            hasher.finish()
        };
        let mut hashes = vec![hash(0, [folded, ""]), hash(1, [form, ""])];
        if form.len() >= SHORTEST_SLIP {
            let left_out = form.char_indices().map(|(at, c)| hash(1, [&form[..at], &form[at + c.len_utf8()..]]));
            hashes.extend(left_out);
        }
        hashes
    }

    /// Numbers of the words that are spelt alike, in ascending order.
    pub(super) fn alike<T>(&self, form: &str, folded: &str, words: &[(String, String, T)]) -> Vec<u32> {
        let hashes = Spellings::hashes(form, folded);
        let mut found: Vec<u32> = hashes.iter().filter_map(|hash| self.by_hash.get(hash)).flatten().copied().collect();
        if form.chars().count() >= LONG {
            found.extend(&self.long);
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|number| {
            let (other, other_folded, _) = &words[*number as usize];
            form == other
                || folded == other_folded
                || (form.len().abs_diff(other.len()) <= 3
                    && form.len().min(other.len()) >= SHORTEST_SLIP
                    && strsim::normalized_damerau_levenshtein(form, other) >= SAME_SPELLING)
        });
        found
    }
}
