//! The vocabulary: concepts with their labels in several languages, found in text by the longest match over tokens.
//!
//! It is data (`data/vocabulary`), compiled when the program is built: [`read`] decodes the files, [`compile`] checks
//! them and lays the labels out as a trie over tokens, [`Vocabulary::weigh`] takes from the catalogue how telling each
//! concept is.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::normal::{Token, tokens};
use crate::load::decode::{Sink, Table, id, items, list, string, word};
use crate::load::yaml::{Limits, Value, documents};
use crate::record::place::{Problem, Span};
use crate::record::scope::Word;

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
    let mut sink = Sink { file: Arc::clone(file), problems };
    let mut entries = Vec::new();
    for node in &nodes {
        let Some(mut t) = Table::open(node, &mut sink) else { continue };
        let concepts = t.required("concepts", &mut sink).map(|n| list(n, &mut sink)).unwrap_or_default();
        t.close(&mut sink);
        for node in concepts {
            let Some(mut t) = Table::open(node, &mut sink) else { continue };
            let at = t.at;
            let id = t.required("id", &mut sink).and_then(|n| id(n, &mut sink));
            let role = t.required("role", &mut sink).and_then(|n| word("role", n, &mut sink));
            let mut strings = |key: &'static str, sink: &mut Sink<'_>| -> Vec<String> {
                let node = t.optional(key);
                node.map(|n| items(n).iter().filter_map(|i| string(i, sink)).map(|s| s.value).collect()).unwrap_or_default()
            };
            let broader = strings("broader", &mut sink);
            let related = strings("related", &mut sink);
            let parts = strings("parts", &mut sink);
            let vi = strings("vi", &mut sink);
            let en = strings("en", &mut sink);
            let ar = strings("ar", &mut sink);
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
    /// What a whole function is made of.
    pub parts: Vec<ConceptId>,
    /// How much the concept tells about a function, 0–1: 1 for one that few functions of the catalogue speak of.
    pub weight: f32,
}

/// Concepts and the labels that lead to them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    /// All concepts, in the order of their ids.
    pub concepts: Vec<Concept>,
    /// Number of labels.
    pub labels: u32,
    words: Vec<String>,
    exact: Trie,
    folded: Trie,
    #[serde(skip)]
    index: FxHashMap<String, u32>,
    #[serde(skip)]
    folded_index: FxHashMap<String, u32>,
    folded_words: Vec<String>,
}

/// A trie over word numbers, laid out flat.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Trie {
    /// Children of node `n` are `edges[first[n]..first[n + 1]]`, by word number.
    first: Vec<u32>,
    edges: Vec<(u32, u32)>,
    /// Concepts of node `n` are `concepts[ends[n]..ends[n + 1]]`.
    ends: Vec<u32>,
    concepts: Vec<ConceptId>,
}

impl Trie {
    fn build(labels: &BTreeMap<Vec<u32>, Vec<ConceptId>>) -> Trie {
        let mut children: Vec<BTreeMap<u32, u32>> = vec![BTreeMap::new()];
        let mut ends: Vec<Vec<ConceptId>> = vec![Vec::new()];
        for (words, concepts) in labels {
            let mut node = 0_usize;
            for word in words {
                let next = children.len() as u32;
                let child = *children[node].entry(*word).or_insert(next);
                if child == next {
                    children.push(BTreeMap::new());
                    ends.push(Vec::new());
                }
                node = child as usize;
            }
            ends[node].clone_from(concepts);
        }
        let mut trie = Trie { first: vec![0], edges: Vec::new(), ends: vec![0], concepts: Vec::new() };
        for (edges, concepts) in children.into_iter().zip(ends) {
            trie.edges.extend(edges);
            trie.first.push(trie.edges.len() as u32);
            trie.concepts.extend(concepts);
            trie.ends.push(trie.concepts.len() as u32);
        }
        trie
    }

    fn child(&self, node: u32, word: u32) -> Option<u32> {
        let edges = &self.edges[self.first[node as usize] as usize..self.first[node as usize + 1] as usize];
        edges.binary_search_by_key(&word, |e| e.0).ok().map(|at| edges[at].1)
    }

    fn concepts(&self, node: u32) -> &[ConceptId] {
        &self.concepts[self.ends[node as usize] as usize..self.ends[node as usize + 1] as usize]
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
pub fn compile(entries: &[Entry]) -> Result<Vocabulary, Vec<Flaw>> {
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
    let refer = |ids: &[String]| -> Vec<ConceptId> { ids.iter().filter_map(|i| number.get(i.as_str()).copied()).collect() };
    let mut concepts: Vec<Concept> = Vec::new();
    for entry in by_id.values() {
        let (ancestors, cyclic) = ancestors(entry, &by_id, &number);
        if cyclic {
            flaw(entry, format!("`{}` is broader than itself", entry.id));
        }
        let vi = entry.names.0.clone().or_else(|| entry.names.1.clone()).unwrap_or_default();
        let en = entry.names.1.clone().unwrap_or_else(|| vi.clone());
        let (related, parts) = (refer(&entry.related), refer(&entry.parts));
        concepts.push(Concept { id: entry.id.clone(), role: entry.role, vi, en, ancestors, related, parts, weight: 1.0 });
    }
    make_mutual(&mut concepts);

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
    if flaws.is_empty() { Ok(lay_out(concepts, &claims, &number, count)) } else { Err(flaws) }
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
            let (Some(parent), Some(n)) = (by_id.get(parent.as_str()), number.get(parent.as_str())) else { continue };
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
    let mut folded: BTreeMap<Vec<u32>, Vec<ConceptId>> = BTreeMap::new();
    for (forms, claimants) in claims {
        let ids: Vec<ConceptId> = claimants.iter().map(|e| number[e.id.as_str()]).collect();
        let words = forms.iter().map(|f| intern(f, &mut vocabulary.words, &mut vocabulary.index)).collect();
        let plain: Vec<u32> = forms
            .iter()
            .map(|f| intern(&unmarked(f), &mut vocabulary.folded_words, &mut vocabulary.folded_index))
            .collect();
        let under = folded.entry(plain).or_default();
        under.extend(&ids);
        under.sort_unstable();
        under.dedup();
        exact.insert(words, ids);
    }
    vocabulary.exact = Trie::build(&exact);
    vocabulary.folded = Trie::build(&folded);
    vocabulary
}

fn unmarked(form: &str) -> String {
    tokens(form).into_iter().map(|t| t.folded).collect()
}

fn intern(word: &str, words: &mut Vec<String>, index: &mut FxHashMap<String, u32>) -> u32 {
    if let Some(known) = index.get(word) {
        return *known;
    }
    let number = words.len() as u32;
    words.push(word.to_owned());
    index.insert(word.to_owned(), number);
    number
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
    /// Makes a deserialised vocabulary ready for look-ups.
    #[must_use]
    pub fn indexed(mut self) -> Vocabulary {
        let number = |words: &[String]| words.iter().enumerate().map(|(n, w)| (w.clone(), n as u32)).collect();
        self.index = number(&self.words);
        self.folded_index = number(&self.folded_words);
        self
    }

    /// Covers the tokens with labels so that long labels win: the sum of squared label lengths is greatest. Where
    /// `typed_plain`, the text was typed without diacritics and folded labels of any length count; otherwise only
    /// folded labels of two words or more, which mend a wrong or missing mark.
    #[must_use]
    pub fn hits(&self, words: &[Token], typed_plain: bool) -> Vec<Hit<'_>> {
        let exact: Vec<Option<u32>> = words.iter().map(|t| self.index.get(&t.form).copied()).collect();
        let folded: Vec<Option<u32>> = words.iter().map(|t| self.folded_index.get(&t.folded).copied()).collect();
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
                    let Some(child) = numbers[to].and_then(|word| trie.child(node, word)) else { break };
                    node = child;
                    let length = to + 1 - from;
                    if is_folded && !typed_plain && length < 2 {
                        continue;
                    }
                    let score = factor * (length * length) as f32 + best[to + 1].0;
                    if score > here.0 && !trie.concepts(node).is_empty() {
                        here = (score, Some((to + 1, node, is_folded)));
                    }
                }
            };
            consider(&self.exact, &exact, false, 1.0);
            consider(&self.folded, &folded, true, 0.8);
            let hit = here.1.map(|(to, node, is_folded)| Hit {
                from,
                to,
                concepts: if is_folded { self.folded.concepts(node) } else { self.exact.concepts(node) },
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

    /// Number of the concept `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<ConceptId> {
        self.concepts.binary_search_by(|c| c.id.as_str().cmp(id)).ok().map(|n| n as ConceptId)
    }

    /// Sets the weights from the number of functions, of `functions` in all, that speak of each concept or of one
    /// below it: `ln(functions / (1 + count)) / ln(functions)`, at least 0.1 (inverse document frequency, Spärck
    /// Jones 1972).
    pub fn weigh(&mut self, counts: &[u32], functions: u32) {
        let scale = f32::ln(functions.max(2) as f32);
        for (concept, count) in self.concepts.iter_mut().zip(counts) {
            let rarity = f32::ln(functions.max(2) as f32 / (1.0 + *count as f32)) / scale;
            // Three decimals: the same on every machine, whatever its logarithm does in the last bit.
            concept.weight = (rarity.clamp(0.1, 1.0) * 1000.0).round() / 1000.0;
        }
    }

    /// How near two concepts are, 0–1: 1 the same, then less with every step up or down the tree, less again for
    /// concepts that are merely related, 0 for others (siblings are different things).
    #[must_use]
    pub fn nearness(&self, a: ConceptId, b: ConceptId) -> f32 {
        const BY_DISTANCE: [f32; 4] = [1.0, 0.8, 0.6, 0.4];
        const RELATED: f32 = 0.5;
        if a == b {
            return 1.0;
        }
        let (one, other) = (&self.concepts[a as usize], &self.concepts[b as usize]);
        let above = |low: &Concept, high: ConceptId| {
            low.ancestors.binary_search_by_key(&high, |x| x.0).ok().map(|at| low.ancestors[at].1 as usize)
        };
        if let Some(distance) = above(one, b).or_else(|| above(other, a)) {
            return BY_DISTANCE.get(distance).copied().unwrap_or(0.2);
        }
        if one.related.binary_search(&b).is_ok() { RELATED } else { 0.0 }
    }
}
