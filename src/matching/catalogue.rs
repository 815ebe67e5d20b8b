//! The catalogue as the matcher sees it: platforms with their functions analysed and weighed. A platform with a type
//! also offers the functions of its reference model, as inferred.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::index::Index;
use super::matcher::Memory;
use super::{Origin, Proposed, proposed, purpose, subject};
use crate::record::{Basis, Function, Lang, Reference, Software, Source};
use crate::text::vocabulary::Vocabulary;
use crate::text::{Class, Frame, Item, Meaning, Phrase, Reader};

/// Id of the reference model whose functions nearly every system has.
pub const COMMON: &str = "common";
/// Weight of a function that nearly every system has: it can neither make a duplicate nor hide one.
pub const COMMON_WEIGHT: f32 = 0.02;
/// Least weight of any other function.
const LEAST_WEIGHT: f32 = 0.15;
/// From this many platforms on, a function that many of them have weighs less.
const ENOUGH_PLATFORMS: usize = 30;
/// Share of the platforms from which on a function counts as widespread.
const WIDESPREAD: f32 = 0.1;

/// A function that a platform offers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Offered {
    /// As its record or reference model states it.
    pub function: Function,
    /// It comes from the reference model of the platform's type.
    pub inherited: bool,
    /// One analysis a wording.
    pub phrases: Vec<Phrase>,
    /// The same in the light of the platform's name.
    pub in_context: Vec<Frame>,
    /// How distinctive it is, 0–1.
    pub weight: f32,
}

impl Offered {
    /// Nearly every system has it.
    #[must_use]
    pub fn is_common(&self) -> bool {
        self.weight <= COMMON_WEIGHT
    }
}

/// A platform with its functions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Platform {
    /// The record.
    pub record: Software,
    /// Functions, its own first.
    pub functions: Vec<Offered>,
    /// What it is for: its names and the name of its type.
    pub purpose: Vec<Phrase>,
}

/// Platforms to compare with.
#[derive(Debug, Serialize, Deserialize)]
pub struct Catalogue {
    /// Sorted by id.
    pub platforms: Vec<Platform>,
    /// Documents that platforms cite, by id.
    pub sources: BTreeMap<String, Source>,
    /// Where concepts and words occur in functions.
    pub index: Index,
    measure: Measure,
}

/// How distinctive a function is, by what the platforms of a catalogue have.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Measure {
    common: Common,
    widespread: BTreeMap<Vec<Meaning>, u32>,
    platforms: usize,
}

/// What nearly every system has, as the topics of the reference model `common`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Common {
    topics: Vec<Meaning>,
}

impl Catalogue {
    /// Analyses and weighs the functions of `platforms`.
    #[must_use]
    pub fn new(
        mut platforms: Vec<Software>,
        references: &[Reference],
        sources: Vec<Source>,
        vocabulary: &Vocabulary,
    ) -> Catalogue {
        platforms.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        let memory = Memory::new(vocabulary);
        let reader: &dyn Reader = &memory;
        let references: BTreeMap<&str, (&Reference, Vec<Offered>)> = references
            .iter()
            .map(|r| (r.id.as_str(), (r, r.functions.iter().map(|f| offered(f, true, reader)).collect())))
            .collect();
        let common = Common::of(references.get(COMMON).map(|(_, f)| f.as_slice()).unwrap_or_default());
        let mut platforms: Vec<Platform> = platforms
            .into_par_iter()
            .map(|record| {
                let mut functions: Vec<Offered> = record.functions.iter().map(|f| offered(f, false, reader)).collect();
                let mut names: Vec<&str> = record.name.wordings.iter().map(|(_, n)| n.as_str()).collect();
                names.extend(record.aliases.iter().map(String::as_str));
                names.extend(record.objective.iter().flat_map(|o| &o.wordings).map(|(_, n)| n.as_str()));
                if let Some((model, its)) = record.system_type.as_ref().and_then(|t| references.get(t.value.as_str())) {
                    functions.extend(its.iter().cloned());
                    names.extend(model.name.wordings.iter().map(|(_, n)| n.as_str()));
                }
                let purpose = names.into_iter().map(|name| Arc::unwrap_or_clone(reader.read(name)));
                let purpose = purpose.filter(|p| p.has_topic).collect();
                let context = context(record.name.wordings.iter().map(|(_, n)| n.as_str()).take(1), reader);
                for offered in &mut functions {
                    offered.in_context = offered.phrases.iter().map(|p| p.whole.within(&context)).collect();
                }
                Platform { record, functions, purpose }
            })
            .collect();
        let measure = Measure { common, widespread: widespread(&platforms), platforms: platforms.len() };
        platforms.par_iter_mut().flat_map_iter(|p| &mut p.functions).for_each(|offered| {
            offered.weight = measure.weight(&offered.phrases);
        });
        let index = Index::new(&platforms);
        let sources = sources.into_iter().map(|s| (s.id.clone(), s)).collect();
        Catalogue { platforms, sources, index, measure }
    }

    /// How distinctive a proposed function is, 0–1.
    #[must_use]
    pub fn weight(&self, phrases: &[Phrase]) -> f32 {
        self.measure.weight(phrases)
    }

    /// Systems as if they were platforms, so that systems can be compared with each other: what they list, weighed as this
    /// catalogue weighs proposals, without what nearly every system has. Ids must be unique.
    #[must_use]
    pub fn of_systems(&self, mut systems: Vec<Software>, reader: &dyn Reader) -> Catalogue {
        systems.sort_by(|a, b| a.id.value.cmp(&b.id.value));
        let platforms: Vec<Platform> = systems
            .into_par_iter()
            .map(|record| {
                let listed = proposed(&record, self, reader).into_iter().filter(|f| f.origin == Origin::Listed);
                let functions = listed.filter(|f| !f.is_common()).map(Offered::from).collect();
                let purpose = purpose(&subject(&record, reader)).cloned().collect();
                Platform { record, functions, purpose }
            })
            .collect();
        let index = Index::new(&platforms);
        Catalogue { platforms, sources: BTreeMap::new(), index, measure: self.measure.clone() }
    }

    /// The platform with this id.
    #[must_use]
    pub fn platform(&self, id: &str) -> Option<&Platform> {
        self.platforms.binary_search_by(|p| p.record.id.value.as_str().cmp(id)).ok().map(|n| &self.platforms[n])
    }
}

/// Analyses each wording of a function; its detail, where there is one, is read together with the name.
#[must_use]
pub fn wordings(function: &Function, reader: &dyn Reader) -> Vec<Phrase> {
    let mut phrases: Vec<Phrase> = Vec::new();
    for (lang, name) in &function.name.wordings {
        let mut add = |text: &str| {
            let phrase = reader.read(text);
            if !phrases.contains(&*phrase) {
                phrases.push(Arc::unwrap_or_clone(phrase));
            }
        };
        add(name);
        if let Some(detail) = &function.detail {
            let detail = detail.in_lang(lang.unwrap_or(Lang::VI));
            add(&format!("{name}: {detail}"));
        }
    }
    phrases
}

fn offered(function: &Function, inherited: bool, reader: &dyn Reader) -> Offered {
    let mut function = function.clone();
    if inherited {
        function.basis = Basis::Inferred;
    }
    let phrases = wordings(&function, reader);
    Offered { function, inherited, phrases, in_context: Vec::new(), weight: 0.0 }
}

/// What texts about a whole record say of each of its functions: their most telling topics, at a part of their weight.
#[must_use]
pub fn context<'t>(texts: impl Iterator<Item = &'t str>, reader: &dyn Reader) -> Vec<Item> {
    let weights = &reader.vocabulary().weights;
    let tells = |item: &&Item| {
        item.class == Class::Topic && matches!(item.meaning, Meaning::Concept(_)) && item.weight >= weights.telling
    };
    let mut topics: Vec<Item> = Vec::new();
    for text in texts {
        topics.extend(reader.read(text).whole.items.iter().filter(tells).cloned());
    }
    topics.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.meaning.cmp(&b.meaning)));
    topics.dedup_by(|later, first| later.meaning == first.meaning);
    topics.truncate(weights.context_topics as usize);
    for topic in &mut topics {
        topic.weight *= weights.context;
    }
    topics
}

impl Common {
    fn of(functions: &[Offered]) -> Common {
        let mut topics: Vec<Meaning> = functions
            .iter()
            .flat_map(|f| &f.phrases)
            .flat_map(|p| &p.whole.items)
            .filter(|i| i.class == Class::Topic)
            .map(|i| i.meaning.clone())
            .collect();
        topics.sort();
        topics.dedup();
        Common { topics }
    }

    /// Does the phrase speak only of what nearly every system has?
    fn holds(&self, phrase: &Phrase) -> bool {
        let mut topics = phrase.whole.items.iter().filter(|i| i.class == Class::Topic).peekable();
        topics.peek().is_some() && topics.all(|i| self.topics.binary_search(&i.meaning).is_ok())
    }
}

fn key(phrase: &Phrase) -> Vec<Meaning> {
    phrase.whole.items.iter().filter(|i| i.class != Class::Circumstance).map(|i| i.meaning.clone()).collect()
}

/// In how many platforms each set of actions and topics occurs; only where there are enough platforms to tell.
fn widespread(platforms: &[Platform]) -> BTreeMap<Vec<Meaning>, u32> {
    let mut counts = BTreeMap::new();
    if platforms.len() < ENOUGH_PLATFORMS {
        return counts;
    }
    for platform in platforms {
        let mut keys: Vec<Vec<Meaning>> =
            platform.functions.iter().flat_map(|f| &f.phrases).map(key).filter(|k| !k.is_empty()).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            *counts.entry(key).or_insert(0) += 1;
        }
    }
    counts
}

impl Measure {
    /// How distinctive the function is that these phrases word, 0–1.
    fn weight(&self, phrases: &[Phrase]) -> f32 {
        let of = |phrase: &Phrase| {
            if !phrase.has_topic {
                return 0.0;
            }
            if self.common.holds(phrase) {
                return COMMON_WEIGHT;
            }
            let rarest =
                phrase.whole.items.iter().filter(|i| i.class == Class::Topic).map(|i| i.weight).fold(0.0, f32::max);
            let rarest = rarest.clamp(LEAST_WEIGHT, 1.0);
            let share = self.widespread.get(&key(phrase)).map_or(0.0, |n| *n as f32 / self.platforms as f32);
            if share > WIDESPREAD {
                // From full weight at the limit down to nothing where every platform has it.
                (rarest * f32::ln(1.0 / share) / f32::ln(1.0 / WIDESPREAD)).max(COMMON_WEIGHT)
            } else {
                rarest
            }
        };
        phrases.iter().map(of).fold(0.0, f32::max)
    }
}

impl From<Proposed> for Offered {
    /// A function of a record as what another record could use.
    fn from(function: Proposed) -> Offered {
        Offered {
            function: function.function,
            inherited: false,
            phrases: function.phrases,
            in_context: function.in_context,
            weight: function.weight,
        }
    }
}
