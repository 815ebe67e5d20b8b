//! Which functions of the catalogue can be like a given phrase at all: those that share a topic with it, or have one
//! above, below or beside it in the vocabulary. All others stay below [`super::similarity::Cuts::possible`], because
//! without a shared topic the similarity is capped.

use rustc_hash::FxHashMap;

use super::catalogue::Platform;
use crate::text::vocabulary::{ConceptId, Vocabulary};
use crate::text::{Class, Meaning, Phrase};

/// Number of a function in the whole catalogue: platform by platform, in order.
pub type FunctionNumber = u32;

/// Postings from topics to functions.
#[derive(Debug, Default)]
pub struct Index {
    /// Functions that speak of the concept itself.
    own: FxHashMap<ConceptId, Vec<FunctionNumber>>,
    /// Functions that speak of something below the concept.
    below: FxHashMap<ConceptId, Vec<FunctionNumber>>,
    /// Functions with the unexplained word, by comparable form; sorted, so that look-ups are in a fixed order.
    words: Vec<(String, String, Vec<FunctionNumber>)>,
    /// First function number of each platform, and the number of all functions at the end.
    first: Vec<FunctionNumber>,
}

impl Index {
    /// Indexes the functions of `platforms`.
    #[must_use]
    pub fn new(platforms: &[Platform], vocabulary: &Vocabulary) -> Index {
        let mut index = Index { first: vec![0], ..Index::default() };
        let mut words: FxHashMap<(String, String), Vec<FunctionNumber>> = FxHashMap::default();
        let mut number = 0;
        for function in platforms.iter().flat_map(|p| p.functions.iter().map(Some).chain([None])) {
            let Some(function) = function else {
                index.first.push(number);
                continue;
            };
            for meaning in topics(&function.phrases) {
                match meaning {
                    Meaning::Word { form, folded } => {
                        push(words.entry((form.clone(), folded.clone())).or_default(), number);
                    }
                    Meaning::Concept(concept) => index.add(*concept, number, vocabulary),
                    Meaning::Either(readings) => {
                        for concept in readings {
                            index.add(*concept, number, vocabulary);
                        }
                    }
                }
            }
            number += 1;
        }
        index.words = words.into_iter().map(|((form, folded), list)| (form, folded, list)).collect();
        index.words.sort();
        index
    }

    fn add(&mut self, concept: ConceptId, number: FunctionNumber, vocabulary: &Vocabulary) {
        push(self.own.entry(concept).or_default(), number);
        for (ancestor, _) in &vocabulary.concepts[concept as usize].ancestors {
            push(self.below.entry(*ancestor).or_default(), number);
        }
    }

    /// Functions that share a topic with `phrases` or have one near it, in ascending order, each once.
    #[must_use]
    pub fn candidates(&self, phrases: &[Phrase], vocabulary: &Vocabulary) -> Vec<FunctionNumber> {
        let mut found: Vec<FunctionNumber> = Vec::new();
        let near = |found: &mut Vec<FunctionNumber>, concept: ConceptId| {
            let entry = &vocabulary.concepts[concept as usize];
            let wider = entry.ancestors.iter().map(|a| a.0).chain(entry.related.iter().copied()).chain([concept]);
            for concept in wider {
                found.extend(self.own.get(&concept).into_iter().flatten());
            }
            found.extend(self.below.get(&concept).into_iter().flatten());
        };
        for meaning in topics(phrases) {
            match meaning {
                Meaning::Concept(concept) => near(&mut found, *concept),
                Meaning::Either(readings) => readings.iter().for_each(|concept| near(&mut found, *concept)),
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

fn topics(phrases: &[Phrase]) -> impl Iterator<Item = &Meaning> {
    phrases.iter().flat_map(|p| &p.whole.items).filter(|i| i.class == Class::Topic).map(|i| &i.meaning)
}
