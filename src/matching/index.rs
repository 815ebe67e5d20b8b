//! Which functions of the catalogue can be like a given phrase at all: those that share a topic with it, or have one
//! near it in the vocabulary. All others stay below [`super::similarity::Cuts::possible`], because
//! without a shared topic the similarity is capped.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::catalogue::Platform;
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
    /// First function number of each platform, and the number of all functions at the end.
    first: Vec<FunctionNumber>,
}

/// Functions by concept.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Postings(BTreeMap<ConceptId, Vec<FunctionNumber>>);

impl Postings {
    fn add(&mut self, concept: ConceptId, number: FunctionNumber) {
        push(self.0.entry(concept).or_default(), number);
    }

    /// Functions that speak of the concept, or of one near it.
    fn near(&self, concept: ConceptId, vocabulary: &Vocabulary, found: &mut Vec<FunctionNumber>) {
        for concept in vocabulary.near(concept).map(|n| n.0).chain([concept]) {
            found.extend(self.0.get(&concept).into_iter().flatten());
        }
    }
}

impl Index {
    /// Indexes the functions of `platforms`.
    #[must_use]
    pub fn new(platforms: &[Platform]) -> Index {
        let mut index = Index { first: vec![0], ..Index::default() };
        let mut words: BTreeMap<(String, String), Vec<FunctionNumber>> = BTreeMap::new();
        let mut number = 0;
        for function in platforms.iter().flat_map(|p| p.functions.iter().map(Some).chain([None])) {
            let Some(function) = function else {
                index.first.push(number);
                continue;
            };
            for item in items(&function.phrases) {
                let postings = if item.class == Class::Topic { &mut index.topics } else { &mut index.others };
                match &item.meaning {
                    Meaning::Word { form, folded } => {
                        push(words.entry((form.clone(), folded.clone())).or_default(), number);
                    }
                    Meaning::Concept(concept) => postings.add(*concept, number),
                    Meaning::Either(readings) => {
                        for concept in readings {
                            postings.add(*concept, number);
                        }
                    }
                }
            }
            number += 1;
        }
        index.words = words.into_iter().map(|((form, folded), list)| (form, folded, list)).collect();
        index
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
                    for (other, other_folded, list) in &self.words {
                        let alike = form == other
                            || folded == other_folded
                            || (form.len().abs_diff(other.len()) <= 3
                                && form.len() >= 5
                                && strsim::normalized_damerau_levenshtein(form, other) >= 0.8);
                        if alike {
                            found.extend(list);
                        }
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

fn push(list: &mut Vec<FunctionNumber>, number: FunctionNumber) {
    if list.last() != Some(&number) {
        list.push(number);
    }
}

fn items(phrases: &[Phrase]) -> impl Iterator<Item = &Item> {
    phrases.iter().flat_map(|p| p.frames.iter().chain([&p.whole])).flat_map(|f| &f.items)
}
