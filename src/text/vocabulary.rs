//! The vocabulary: concepts with their labels in several languages, found in text by the longest match over tokens.
//!
//! It is data (`data/vocabulary`), compiled when the program is built: [`read`] decodes the files, [`compile`] checks
//! them and lays the labels out as a trie over tokens, [`Vocabulary::weigh`] takes from the catalogue how telling each
//! concept is.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::flat::Numbers;
use super::normal::{Token, is_vietnamese_syllable, tokens, without_clitics};
use super::weights::Weights;
use super::words::Words;
use crate::load::decode::{Sink, Table, id, items, list, string, word};
use crate::load::limits::Limits;
use crate::load::yaml::{Value, documents};
use crate::record::place::{Problem, Span};
use crate::record::scope::Word;
use crate::record::unit::Unit;

/// What part a concept plays in a function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// What is done.
    Action,
    /// What it is done to.
    Object,
    /// A phrase that names a whole function.
    Function,
    /// Who takes part.
    Actor,
    /// Through what.
    Channel,
    /// How.
    Quality,
    /// Words that carry no function.
    Filler,
}

impl Word for Role {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("action", Role::Action),
        ("object", Role::Object),
        ("function", Role::Function),
        ("actor", Role::Actor),
        ("channel", Role::Channel),
        ("quality", Role::Quality),
        ("filler", Role::Filler),
    ];
}

/// A concept as its file states it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Unique id.
    pub id: String,
    /// Role.
    pub role: Role,
    /// Ids of wider concepts.
    pub broader: Vec<String>,
    /// Ids of near concepts.
    pub related: Vec<String>,
    /// Ids of the actions and objects that a whole function is made of.
    pub parts: Vec<String>,
    /// It names a technology or an aim (*AI*, *chuyển đổi số*): who says no more has named no function.
    pub vague: bool,
    /// Every wording, Vietnamese first.
    pub labels: Vec<String>,
    /// First Vietnamese and first English label.
    pub names: (Option<String>, Option<String>),
    /// Labels shared with another concept → ids whose presence selects this reading.
    pub context: BTreeMap<String, Vec<String>>,
    /// File.
    pub file: Arc<str>,
    /// Place of the entry.
    pub at: Span,
}

/// Reads the concepts of one vocabulary file.
pub fn read(file: &Arc<str>, text: &str, problems: &mut Vec<Problem>) -> Vec<Entry> {
    let limits = Limits { nodes: 1_000_000, ..Limits::default() };
    let nodes = documents(file, text, &limits, problems);
    let mut sink = Sink { file: Arc::clone(file), limits, problems };
    let mut entries = Vec::new();
    for node in &nodes {
        let Some(mut t) = Table::open(node, &mut sink) else {
            continue;
        };
        let concepts = t.required("concepts", &mut sink).map(|n| list(n, &mut sink)).unwrap_or_default();
        t.close(&mut sink);
        for node in concepts {
            let Some(mut t) = Table::open(node, &mut sink) else {
                continue;
            };
            let at = t.at;
            let id = t.required("id", &mut sink).and_then(|n| id(n, &mut sink));
            let role = t.required("role", &mut sink).and_then(|n| word("role", n, &mut sink));
            let mut strings = |key: &'static str, sink: &mut Sink<'_>| -> Vec<String> {
                let node = t.optional(key);
                node.map(|n| items(n).iter().filter_map(|i| string(i, sink)).map(|s| s.value).collect())
                    .unwrap_or_default()
            };
            let broader = strings("broader", &mut sink);
            let related = strings("related", &mut sink);
            let parts = strings("parts", &mut sink);
            let vi = strings("vi", &mut sink);
            let en = strings("en", &mut sink);
            let ar = strings("ar", &mut sink);
            let vague = t.optional("vague").is_some_and(|n| string(n, &mut sink).is_some_and(|s| s.value == "true"));
            let mut context = BTreeMap::new();
            if let Some(node) = t.optional("context")
                && let Value::Map(pairs) = &node.value
            {
                for (label, ids) in pairs {
                    let ids = items(ids).iter().filter_map(|i| string(i, &mut sink)).map(|s| s.value).collect();
                    context.insert(label.text.to_string(), ids);
                }
            }
            t.close(&mut sink);
            let (Some(id), Some(role)) = (id, role) else { continue };
            entries.push(Entry {
                id: id.value,
                role: role.value,
                broader,
                related,
                parts,
                vague,
                names: (vi.first().cloned(), en.first().cloned()),
                labels: vi.into_iter().chain(en).chain(ar).collect(),
                context,
                file: Arc::clone(file),
                at,
            });
        }
    }
    entries
}

/// Names of administrative units as one concept without function: *xã Nghi Lộc*, *Nghi Lộc*. A bare name of one syllable, or
/// one that another concept claims, is left out.
pub fn places<'u>(units: impl Iterator<Item = &'u Unit>, entries: &[Entry]) -> Entry {
    let forms = |label: &str| -> Vec<String> { tokens(label).into_iter().map(|t| t.form).collect() };
    let claimed: std::collections::BTreeSet<Vec<String>> =
        entries.iter().flat_map(|e| &e.labels).map(|l| forms(l)).collect();
    let mut labels: Vec<String> = Vec::new();
    for unit in units {
        let kinds = ["Tỉnh ", "Thành phố ", "Xã ", "Phường ", "Đặc khu "];
        let bare = kinds.iter().find_map(|kind| unit.name.strip_prefix(kind)).unwrap_or(&unit.name);
        for label in [unit.name.as_str(), bare] {
            let form = forms(label);
            if form.len() > 1 && !claimed.contains(&form) && !labels.iter().any(|l| forms(l) == form) {
                labels.push(label.to_owned());
            }
        }
    }
    Entry {
        id: "place-name".to_owned(),
        role: Role::Filler,
        broader: Vec::new(),
        related: Vec::new(),
        parts: Vec::new(),
        vague: true,
        names: (labels.first().cloned(), None),
        labels,
        context: BTreeMap::new(),
        file: Arc::from("data/units/units.yaml"),
        at: Span::default(),
    }
}

/// A concept with so many others below it names a field of work.
const FIELD: u32 = 15;
/// Share of a concept's labels that must speak of another one for the two to be near.
const LEAST_INSIDE: f32 = 0.15;
/// Concepts less near than this are strangers.
const LEAST_NEARNESS: f32 = 0.1;

/// Index of a concept in [`Vocabulary::concepts`].
pub type ConceptId = u32;

/// A compiled concept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Concept {
    /// Id, as in the files.
    pub id: String,
    /// Role.
    pub role: Role,
    /// Vietnamese name.
    pub vi: String,
    /// English name.
    pub en: String,
    /// Wider concepts with their distance (1 = parent), by index.
    pub ancestors: Vec<(ConceptId, u8)>,
    /// Near concepts, both directions, by index.
    pub related: Vec<ConceptId>,
    /// Concepts that its labels speak of, with the share of the labels that do, by index.
    pub inside: Vec<(ConceptId, f32)>,
    /// What a whole function is made of.
    pub parts: Vec<ConceptId>,
    /// Number of concepts below it: a field of work has many.
    pub below: u32,
    /// It names a technology, an aim or a whole field of work: who says no more has named no function.
    pub vague: bool,
    /// How rare it is in the functions of the catalogue, 0–1: 1 for one that few of them speak of.
    pub rarity: f32,
    /// In how many fields it is a part of other concepts' labels, 0–1.
    pub spread: f32,
    /// How much it tells about a function, 0–1: from `rarity` and `spread`.
    pub weight: f32,
}

/// Concepts and the labels that lead to them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Vocabulary {
    /// All concepts, in the order of their ids.
    pub concepts: Vec<Concept>,
    /// Number of labels.
    pub labels: u32,
    /// Numbers behind the comparison.
    pub weights: Weights,
    words: Words,
    exact: Trie,
    toneless_words: Words,
    toneless: Trie,
    folded_words: Words,
    folded: Trie,
    near: Near,
    /// Syllables that are labels in capitals only, with the concepts that they then mean.
    abbreviations: Vec<(String, Vec<ConceptId>)>,
}

/// Concepts near each concept, laid out flat.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Near {
    /// Those near concept `n` are `concepts[first[n]..first[n + 1]]`, in ascending order.
    first: Numbers,
    concepts: Numbers,
    /// How near, as the bits of an `f32`.
    how: Numbers,
}

impl Near {
    fn build(near: &[BTreeMap<ConceptId, f32>]) -> Near {
        let ends = near.iter().scan(0, |end, near| {
            *end += near.len() as u32;
            Some(*end)
        });
        Near {
            first: [0].into_iter().chain(ends).collect(),
            concepts: near.iter().flat_map(BTreeMap::keys).copied().collect(),
            how: near.iter().flat_map(BTreeMap::values).map(|how| how.to_bits()).collect(),
        }
    }

    fn how(&self, place: usize) -> f32 {
        f32::from_bits(self.how.at(place))
    }
}

/// A trie over word numbers, laid out flat.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Trie {
    /// The edges of node `n` are `words[first[n]..first[n + 1]]`, in ascending order, each to the node in `nodes`.
    first: Numbers,
    words: Numbers,
    nodes: Numbers,
    /// Concepts of node `n` are `lists[list[n]]`: most nodes have none, and many the same.
    list: Numbers,
    lists: Vec<Vec<ConceptId>>,
}

impl Trie {
    fn build(labels: &BTreeMap<Vec<u32>, Vec<ConceptId>>) -> Trie {
        let mut children: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new()];
        let mut ends: Vec<&[ConceptId]> = vec![&[]];
        for (words, concepts) in labels {
            let mut node = 0_usize;
            for word in words {
                let next = children.len() as u32;
                let child = *children[node].entry(*word).or_insert(next);
                if child == next {
                    children.push(BTreeMap::new());
                    ends.push(&[]);
                }
                node = child as usize;
            }
            ends[node] = concepts;
        }
        let mut lists: Vec<Vec<ConceptId>> = ends.iter().map(|concepts| concepts.to_vec()).collect();
        lists.sort_unstable();
        lists.dedup();
        let list = |concepts: &&[ConceptId]| lists.partition_point(|list| list.as_slice() < *concepts) as u32;
        let firsts = children.iter().scan(0, |first, edges| {
            *first += edges.len() as u32;
            Some(*first)
        });
        Trie {
            first: [0].into_iter().chain(firsts).collect(),
            words: children.iter().flat_map(BTreeMap::keys).copied().collect(),
            nodes: children.iter().flat_map(BTreeMap::values).copied().collect(),
            list: ends.iter().map(list).collect(),
            lists,
        }
    }

    fn child(&self, node: u32, word: u32) -> Option<u32> {
        self.words.search(self.first.range(node), word).map(|edge| self.nodes.at(edge))
    }

    fn concepts(&self, node: u32) -> &[ConceptId] {
        &self.lists[self.list.at(node as usize) as usize]
    }
}

/// Something wrong with the vocabulary as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What, in plain English (the vocabulary's authors read it).
    pub message: String,
    /// File of the entry.
    pub file: Arc<str>,
    /// Line of the entry.
    pub line: u32,
}

/// Checks the entries and compiles them.
///
/// # Errors
/// Every flaw: an id used twice, a reference to nothing, a cycle of `broader`, a label claimed by two concepts without
/// a context that tells them apart, a concept without labels.
pub fn compile(entries: &[Entry], weights: Weights) -> Result<Vocabulary, Vec<Flaw>> {
    let mut flaws = Vec::new();
    let mut flaw = |entry: &Entry, message: String| {
        flaws.push(Flaw { message, file: Arc::clone(&entry.file), line: entry.at.line });
    };
    let mut by_id: BTreeMap<&str, &Entry> = BTreeMap::new();
    for entry in entries {
        if by_id.insert(&entry.id, entry).is_some() {
            flaw(entry, format!("the id `{}` is used twice", entry.id));
        }
        if entry.labels.is_empty() {
            flaw(entry, format!("`{}` has no labels", entry.id));
        }
    }
    let number: BTreeMap<&str, ConceptId> = by_id.keys().enumerate().map(|(n, id)| (*id, n as ConceptId)).collect();
    for entry in entries {
        for target in entry.broader.iter().chain(&entry.related).chain(&entry.parts) {
            if !number.contains_key(target.as_str()) {
                flaw(entry, format!("`{}` refers to `{target}`, which does not exist", entry.id));
            }
        }
    }
    let refer =
        |ids: &[String]| -> Vec<ConceptId> { ids.iter().filter_map(|i| number.get(i.as_str()).copied()).collect() };
    let mut concepts: Vec<Concept> = Vec::new();
    for entry in by_id.values() {
        let (ancestors, cyclic) = ancestors(entry, &by_id, &number);
        if cyclic {
            flaw(entry, format!("`{}` is broader than itself", entry.id));
        }
        let vi = entry.names.0.clone().or_else(|| entry.names.1.clone()).unwrap_or_default();
        let en = entry.names.1.clone().unwrap_or_else(|| vi.clone());
        let (related, parts) = (refer(&entry.related), refer(&entry.parts));
        concepts.push(Concept {
            id: entry.id.clone(),
            role: entry.role,
            vi,
            en,
            ancestors,
            related,
            inside: Vec::new(),
            parts,
            below: 0,
            vague: entry.vague,
            rarity: 1.0,
            spread: 0.0,
            weight: 1.0,
        });
    }
    make_mutual(&mut concepts);
    let above: Vec<ConceptId> = concepts.iter().flat_map(|c| c.ancestors.iter().map(|a| a.0)).collect();
    for ancestor in above {
        concepts[ancestor as usize].below += 1;
    }
    for concept in &mut concepts {
        concept.vague |= concept.below >= FIELD;
    }

    let mut claims: BTreeMap<Vec<String>, Vec<&Entry>> = BTreeMap::new();
    let mut count = 0;
    for entry in by_id.values() {
        for label in &entry.labels {
            let forms: Vec<String> = tokens(label).into_iter().map(|t| t.form).collect();
            if forms.is_empty() {
                flaw(entry, format!("`{}` has a label without words: {label:?}", entry.id));
                continue;
            }
            let claim = claims.entry(forms).or_default();
            if claim.last().is_none_or(|e| e.id != entry.id) {
                count += 1;
                claim.push(entry);
            }
        }
    }
    for (forms, claimants) in &claims {
        if let [first, others @ ..] = claimants.as_slice()
            && !others.is_empty()
        {
            let told_apart = claimants.iter().all(|e| {
                e.context.keys().any(|label| tokens(label).into_iter().map(|t| t.form).eq(forms.iter().cloned()))
            });
            if !told_apart {
                let who = claimants.iter().map(|e| e.id.as_str()).collect::<Vec<_>>().join(", ");
                flaw(first, format!("the label “{}” is claimed by {who} without a context", forms.join(" ")));
            }
        }
    }
    if !flaws.is_empty() {
        return Err(flaws);
    }
    let mut vocabulary = lay_out(concepts, &claims, &number, count);
    vocabulary.weights = weights;
    vocabulary.abbreviations = abbreviations(&by_id, &number);
    derive_parts(&mut vocabulary, by_id.values());
    look_inside(&mut vocabulary, by_id.values());
    Ok(vocabulary)
}

/// Labels of one word in capitals that spell a Vietnamese syllable.
fn abbreviations(by_id: &BTreeMap<&str, &Entry>, number: &BTreeMap<&str, ConceptId>) -> Vec<(String, Vec<ConceptId>)> {
    let mut found: BTreeMap<String, Vec<ConceptId>> = BTreeMap::new();
    for (id, entry) in by_id {
        for label in &entry.labels {
            if let [word] = tokens(label).as_slice()
                && word.capitals
                && is_vietnamese_syllable(&word.folded)
            {
                found.entry(word.form.clone()).or_default().push(number[id]);
            }
        }
    }
    found.into_iter().collect()
}

/// A compound name says what it is made of: *đăng ký hộ kinh doanh* is *đăng ký* × *hộ kinh doanh*. Whole functions and
/// objects that state no parts take those of their name, where shorter labels cover it without a rest.
fn derive_parts<'e>(vocabulary: &mut Vocabulary, entries: impl Iterator<Item = &'e &'e Entry>) {
    let mut derived: Vec<(usize, Vec<ConceptId>)> = Vec::new();
    for (number, entry) in entries.enumerate() {
        let concept = &vocabulary.concepts[number];
        if matches!(concept.role, Role::Function | Role::Object) && concept.parts.is_empty() {
            let labels = if concept.role == Role::Function { &entry.labels[..] } else { &entry.labels[..1] };
            let parts = labels.iter().find_map(|name| vocabulary.made_of(name, number as ConceptId));
            derived.extend(parts.map(|parts| (number, parts)));
        }
    }
    for (number, parts) in derived {
        vocabulary.concepts[number].parts = parts;
    }
}

/// Finds which shorter labels the labels of each thing hold: *giấy phép biểu diễn* speaks of *giấy phép*.
fn look_inside<'e>(vocabulary: &mut Vocabulary, entries: impl Iterator<Item = &'e &'e Entry>) {
    let inside: Vec<Vec<(ConceptId, f32)>> = entries
        .enumerate()
        .map(|(number, entry)| {
            let number = number as ConceptId;
            if !matches!(entry.role, Role::Object | Role::Function) {
                return Vec::new();
            }
            let mut found: BTreeMap<ConceptId, u32> = BTreeMap::new();
            for label in &entry.labels {
                let words = tokens(label);
                let mut seen: Vec<ConceptId> = vocabulary
                    .hits_without(&words, false, Some(number))
                    .iter()
                    .filter(|hit| !hit.folded)
                    .filter_map(|hit| hit.concepts.iter().copied().find(|c| *c != number))
                    .filter(|c| matches!(vocabulary.concepts[*c as usize].role, Role::Object | Role::Function))
                    .collect();
                seen.sort_unstable();
                seen.dedup();
                for concept in seen {
                    *found.entry(concept).or_default() += 1;
                }
            }
            let all = entry.labels.len() as f32;
            let shares = found.into_iter().map(|(c, count)| (c, count as f32 / all));
            shares.filter(|(_, share)| *share >= LEAST_INSIDE).collect()
        })
        .collect();
    for (concept, inside) in vocabulary.concepts.iter_mut().zip(inside) {
        concept.inside = inside;
    }
}

fn ancestors(
    entry: &Entry,
    by_id: &BTreeMap<&str, &Entry>,
    number: &BTreeMap<&str, ConceptId>,
) -> (Vec<(ConceptId, u8)>, bool) {
    let mut found: BTreeMap<ConceptId, u8> = BTreeMap::new();
    let mut level: Vec<&Entry> = vec![entry];
    let mut cyclic = false;
    for distance in 1..=8_u8 {
        let mut next = Vec::new();
        for parent in level.iter().flat_map(|e| &e.broader) {
            let (Some(parent), Some(n)) = (by_id.get(parent.as_str()), number.get(parent.as_str())) else {
                continue;
            };
            cyclic |= parent.id == entry.id;
            if parent.id != entry.id && !found.contains_key(n) {
                found.insert(*n, distance);
                next.push(*parent);
            }
        }
        level = next;
    }
    (found.into_iter().collect(), cyclic)
}

/// Nearness holds in both directions; what is already above or below needs no second link.
fn make_mutual(concepts: &mut [Concept]) {
    let pairs: Vec<(usize, ConceptId)> =
        concepts.iter().enumerate().flat_map(|(n, c)| c.related.iter().map(move |r| (n, *r))).collect();
    for (from, to) in pairs {
        concepts[to as usize].related.push(from as ConceptId);
    }
    for (n, concept) in concepts.iter_mut().enumerate() {
        concept.related.sort_unstable();
        concept.related.dedup();
        concept.related.retain(|r| *r as usize != n);
    }
}

fn lay_out(
    concepts: Vec<Concept>,
    claims: &BTreeMap<Vec<String>, Vec<&Entry>>,
    number: &BTreeMap<&str, ConceptId>,
    labels: u32,
) -> Vocabulary {
    let mut vocabulary = Vocabulary { concepts, labels, ..Vocabulary::default() };
    let mut exact: BTreeMap<Vec<u32>, Vec<ConceptId>> = BTreeMap::new();
    let mut toneless: BTreeMap<Vec<u32>, Vec<ConceptId>> = BTreeMap::new();
    let mut folded: BTreeMap<Vec<u32>, Vec<ConceptId>> = BTreeMap::new();
    let join = |all: &mut BTreeMap<Vec<u32>, Vec<ConceptId>>, words: Vec<u32>, ids: &[ConceptId]| {
        let under = all.entry(words).or_default();
        under.extend(ids);
        under.sort_unstable();
        under.dedup();
    };
    for (forms, claimants) in claims {
        let ids: Vec<ConceptId> = claimants.iter().map(|e| number[e.id.as_str()]).collect();
        let words = forms.iter().map(|f| vocabulary.words.add(f)).collect();
        let without_tone = forms.iter().map(|f| vocabulary.toneless_words.add(&again(f).toneless)).collect();
        join(&mut toneless, without_tone, &ids);
        let plain = forms.iter().map(|f| vocabulary.folded_words.add(&again(f).folded)).collect();
        join(&mut folded, plain, &ids);
        exact.insert(words, ids);
    }
    vocabulary.exact = Trie::build(&exact);
    vocabulary.toneless = Trie::build(&toneless);
    vocabulary.folded = Trie::build(&folded);
    vocabulary
}

/// The token of a comparable form: forms are tokens of themselves.
fn again(form: &str) -> Token {
    tokens(form).pop().expect("a form is one token")
}

/// A stretch of tokens and the concepts that its words may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit<'v> {
    /// First token.
    pub from: usize,
    /// Token after the last one.
    pub to: usize,
    /// One concept, or several readings of the same words.
    pub concepts: &'v [ConceptId],
    /// Found only after dropping diacritics.
    pub folded: bool,
}

impl Vocabulary {
    /// Covers the tokens with labels so that long labels win: the sum of squared label lengths is greatest. Where
    /// `typed_plain`, the text was typed without diacritics and labels without theirs count too; otherwise labels of
    /// two words or more without their tones, which mends a slip of the keyboard; of exactly two words only where one was
    /// typed without a tone.
    #[must_use]
    pub fn hits(&self, words: &[Token], typed_plain: bool) -> Vec<Hit<'_>> {
        self.hits_without(words, typed_plain, None)
    }

    /// As [`Vocabulary::hits`], passing over labels that lead to `without` alone.
    fn hits_without(&self, words: &[Token], typed_plain: bool, without: Option<ConceptId>) -> Vec<Hit<'_>> {
        let number = |form: &str| {
            self.words.find(form).or_else(|| without_clitics(form).find_map(|shorter| self.words.find(shorter)))
        };
        let exact: Vec<Option<u32>> = words.iter().map(|t| number(&t.form)).collect();
        let (second, second_words): (&Trie, Vec<Option<u32>>) = if typed_plain {
            (&self.folded, words.iter().map(|t| self.folded_words.find(&t.folded)).collect())
        } else {
            (&self.toneless, words.iter().map(|t| self.toneless_words.find(&t.toneless)).collect())
        };
        // best[i]: greatest score for the tokens from i on, and the hit that begins there.
        let mut best: Vec<(f32, Option<Hit<'_>>)> = vec![(0.0, None); words.len() + 1];
        for from in (0..words.len()).rev() {
            let mut here = (best[from + 1].0, None);
            let mut consider = |trie: &'_ Trie, numbers: &[Option<u32>], is_folded: bool, factor: f32| {
                let mut node = 0;
                for to in from..words.len() {
                    if to > from && words[to].gap == super::normal::Gap::Stop {
                        break;
                    }
                    let Some(child) = numbers[to].and_then(|word| trie.child(node, word)) else {
                        break;
                    };
                    node = child;
                    let length = to + 1 - from;
                    if length == 1 && self.is_no_abbreviation(&words[from], trie.concepts(node)) {
                        continue;
                    }
                    // A slip leaves a tone out more often than it puts a wrong one (*báo về* is not *bảo vệ*), and what is
                    // a word as it stands is hardly a slip (*thuê* is not *thuế*).
                    let slip = || (from..=to).any(|n| words[n].form == words[n].toneless && exact[n].is_none());
                    if is_folded && !typed_plain && (length == 1 || (length == 2 && !slip())) {
                        continue;
                    }
                    let score = factor * (length * length) as f32 + best[to + 1].0;
                    let wanted = trie.concepts(node).iter().any(|c| Some(*c) != without);
                    if score > here.0 && wanted {
                        here = (score, Some((to + 1, node, is_folded)));
                    }
                }
            };
            consider(&self.exact, &exact, false, 1.0);
            consider(second, &second_words, true, if typed_plain { 0.8 } else { 0.5 });
            let hit = here.1.map(|(to, node, is_folded)| Hit {
                from,
                to,
                concepts: if is_folded { second.concepts(node) } else { self.exact.concepts(node) },
                folded: is_folded,
            });
            best[from] = (here.0, hit);
        }
        let mut hits = Vec::new();
        let mut at = 0;
        while at < words.len() {
            if let Some(hit) = best[at].1 {
                hits.push(hit);
                at = hit.to;
            } else {
                at += 1;
            }
        }
        hits
    }

    /// *ai* (who) is not *AI*: a syllable that some concepts have as an abbreviation means them in capitals only.
    fn is_no_abbreviation(&self, word: &Token, concepts: &[ConceptId]) -> bool {
        !word.capitals
            && self
                .abbreviations
                .binary_search_by(|(form, _)| form.as_str().cmp(&word.form))
                .is_ok_and(|at| concepts.iter().all(|c| self.abbreviations[at].1.contains(c)))
    }

    /// Concepts of the shorter labels that cover `label` without a rest; `None` if they do not.
    fn made_of(&self, label: &str, whole: ConceptId) -> Option<Vec<ConceptId>> {
        let words = tokens(label);
        let hits: Vec<Hit<'_>> =
            self.hits_without(&words, false, Some(whole)).into_iter().filter(|h| !h.folded).collect();
        // One syllable of Vietnamese is too little to tell what it is part of: *thu nhập* is not *thu* × *nhập*.
        let whole_word =
            |h: &&Hit<'_>| h.to - h.from > 1 || (words[h.from].form.is_ascii() && words[h.from].form.len() > 6);
        let covered: usize = hits.iter().filter(whole_word).map(|h| h.to - h.from).sum();
        let parts: Vec<ConceptId> = hits
            .iter()
            .filter_map(|h| h.concepts.iter().find(|c| **c != whole).copied())
            .filter(|c| self.concepts[*c as usize].role != Role::Filler)
            .collect();
        (covered == words.len() && parts.len() > 1).then_some(parts)
    }

    /// Is the word one of some label as it stands?
    #[must_use]
    pub fn has(&self, word: &Token) -> bool {
        self.words.find(&word.form).is_some()
    }

    /// Is the word one of some label, as it stands or without its diacritics?
    #[must_use]
    pub fn knows(&self, word: &Token) -> bool {
        self.has(word) || self.folded_words.find(&word.folded).is_some()
    }

    /// Number of the concept `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<ConceptId> {
        self.concepts.binary_search_by(|c| c.id.as_str().cmp(id)).ok().map(|n| n as ConceptId)
    }

    /// Counts in how many functions of the catalogue each concept, or one below it, occurs, and in how many fields (files
    /// of the vocabulary) it is a part of other concepts' labels, and sets the weights from both.
    pub fn weigh<'f>(&mut self, functions: impl Iterator<Item = &'f str>, entries: &[Entry]) {
        let mut in_functions = vec![0_u32; self.concepts.len()];
        let mut all = 0_u32;
        for function in functions {
            all += 1;
            let mut seen: Vec<ConceptId> = Vec::new();
            for concept in self.hits(&tokens(function), false).iter().flat_map(|h| h.concepts) {
                seen.push(*concept);
                seen.extend(self.concepts[*concept as usize].ancestors.iter().map(|a| a.0));
            }
            seen.sort_unstable();
            seen.dedup();
            for concept in seen {
                in_functions[concept as usize] += 1;
            }
        }
        let files: std::collections::BTreeSet<&str> = entries.iter().map(|e| &*e.file).collect();
        let mut fields: Vec<std::collections::BTreeSet<&str>> =
            vec![std::collections::BTreeSet::new(); self.concepts.len()];
        for entry in entries {
            let whole = self.find(&entry.id);
            for label in &entry.labels {
                let words = tokens(label);
                let hits = self.hits_without(&words, false, whole);
                for concept in hits.iter().filter(|h| !h.folded).flat_map(|h| h.concepts).filter(|c| Some(**c) != whole)
                {
                    fields[*concept as usize].insert(&entry.file);
                }
            }
        }
        let scale = f32::ln(all.max(2) as f32);
        for ((concept, count), fields) in self.concepts.iter_mut().zip(in_functions).zip(fields) {
            // Inverse document frequency (Spärck Jones 1972), between 0 and 1.
            let rarity = f32::ln(all.max(2) as f32 / (1.0 + count as f32)) / scale;
            let spread = f32::ln(1.0 + fields.len() as f32) / f32::ln(1.0 + files.len() as f32);
            // Three decimals: the same on every machine, whatever its logarithm does in the last bit.
            concept.rarity = (rarity.clamp(0.1, 1.0) * 1000.0).round() / 1000.0;
            concept.spread = (spread.clamp(0.0, 1.0) * 1000.0).round() / 1000.0;
        }
        self.set_weights();
    }

    /// Sets the weight of every concept: what many functions speak of tells little, and so does what is a part of terms
    /// in many fields (*hồ sơ*, *tiến độ*, *kết quả*).
    pub fn set_weights(&mut self) {
        let of_spread = self.weights.spread;
        for concept in &mut self.concepts {
            concept.weight = (concept.rarity * (1.0 - of_spread * concept.spread)).max(0.05);
        }
        self.set_nearness();
    }

    /// How near two concepts are, 0–1: 1 the same, then less with every step up or down the tree, less again for
    /// concepts that are merely related or that the labels of one speak of, 0 for others (siblings are different things).
    #[must_use]
    pub fn nearness(&self, a: ConceptId, b: ConceptId) -> f32 {
        if a == b {
            return 1.0;
        }
        let places = self.near.first.range(a);
        self.near.concepts.search(places, b).map_or(0.0, |place| self.near.how(place))
    }

    /// The concepts near one, by index, with how near they are.
    pub fn near(&self, concept: ConceptId) -> impl Iterator<Item = (ConceptId, f32)> {
        self.near.first.range(concept).map(|place| (self.near.concepts.at(place), self.near.how(place)))
    }

    /// What is left of the nearness to a concept that has many others below it: to speak of a *hồ sơ địa chính* is not to
    /// speak of any *hồ sơ*.
    fn closeness_of(&self, concept: ConceptId) -> f32 {
        const WIDEST: f32 = 100.0;
        let below = self.concepts[concept as usize].below as f32;
        1.0 - self.weights.wide * (f32::ln(1.0 + below) / f32::ln(1.0 + WIDEST)).min(1.0)
    }

    /// Lays out how near concepts are to each other, from the tree, the links and the labels.
    fn set_nearness(&mut self) {
        let mut near: Vec<BTreeMap<ConceptId, f32>> = vec![BTreeMap::new(); self.concepts.len()];
        let mut join = |a: ConceptId, b: ConceptId, how: f32| {
            if a != b && how >= LEAST_NEARNESS {
                for (one, other) in [(a, b), (b, a)] {
                    let known = near[one as usize].entry(other).or_insert(how);
                    *known = known.max(how);
                }
            }
        };
        let weights = &self.weights;
        let by_distance = [1.0, weights.step_1, weights.step_2, weights.step_3];
        let mut holders: Vec<Vec<(ConceptId, f32)>> = vec![Vec::new(); self.concepts.len()];
        for (number, concept) in self.concepts.iter().enumerate() {
            let number = number as ConceptId;
            for (ancestor, distance) in &concept.ancestors {
                let step = by_distance.get(*distance as usize).copied().unwrap_or(weights.step_3 / 2.0);
                join(number, *ancestor, step * self.closeness_of(*ancestor));
            }
            for related in &concept.related {
                join(number, *related, weights.related);
            }
            for (part, share) in &concept.inside {
                join(number, *part, weights.inside * share.sqrt() * self.closeness_of(*part));
                holders[*part as usize].push((number, *share));
            }
        }
        for (part, holders) in self.concepts.iter().zip(&holders) {
            for (n, (one, share)) in holders.iter().enumerate() {
                for (other, other_share) in &holders[n + 1..] {
                    join(*one, *other, weights.common_part * part.weight * (share * other_share).sqrt());
                }
            }
        }
        self.near = Near::build(&near);
    }
}
