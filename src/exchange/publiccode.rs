//! publiccode.yml, read and written. All versions of the standard have been read: what moved or was renamed between
//! them is looked for under each of its names. What has no field in the record form stays as a comment, so that no
//! statement of the file is lost; the licence and the address are among these.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::draft::{Draft, Setting, conclude, language};
use super::note::{Notes, Place, Weight};
use super::sheet::visible;
use super::tree::{Tree, text};
use crate::load::decode::{Sink, Table, shorten, string};
use crate::load::limits::Limits;
use crate::load::limits::{LONGEST_PHRASE, MOST_FUNCTIONS};
use crate::load::yaml::{Node, Value, documents};
use crate::record::scope::word_of;
use crate::record::{Lang, Software, Status};

const FILE: &str = "data/import/publiccode.yaml";
const TEXT: &str = include_str!("../../data/import/publiccode.yaml");

/// Words of the standard → words of the record form.
struct Words {
    audience: BTreeMap<String, String>,
    status: BTreeMap<String, String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut problems = Vec::new();
    let mut words = Words { audience: BTreeMap::new(), status: BTreeMap::new() };
    let file = Arc::from(FILE);
    let nodes = documents(&file, TEXT, &Limits::default(), &mut problems);
    let mut sink = Sink { file, limits: Limits::default(), problems: &mut problems };
    for node in &nodes {
        let Some(mut table) = Table::open(node, &mut sink) else { continue };
        table.required("kind", &mut sink);
        let mut pairs = |key: &'static str| -> BTreeMap<String, String> {
            let Some(Node { value: Value::Map(entries), .. }) = table.required(key, &mut sink) else {
                return BTreeMap::new();
            };
            entries.iter().filter_map(|(k, n)| Some((k.text.to_string(), string(n, &mut sink)?.value))).collect()
        };
        words.audience = pairs("audience");
        words.status = pairs("status");
        table.close(&mut sink);
    }
    assert!(problems.is_empty(), "{FILE}: {problems:?}");
    words
});

/// Is the document a publiccode.yml?
#[must_use]
pub fn is_publiccode(node: &Node<'_>) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    let has = |key: &str| entries.iter().any(|(k, _)| k.text == key);
    has("publiccodeYmlVersion") || has("publiccode-yaml-version") || (has("url") && has("legal") && has("description"))
}

/// A statement of the file: its path of keys, its value, its place.
struct Leaf {
    path: Vec<String>,
    value: String,
    place: Place,
}

/// Reads one document.
#[must_use]
pub fn read(node: &Node<'_>, setting: &Setting<'_>, notes: &mut Notes) -> Option<Draft> {
    let mut leaves = Vec::new();
    flatten(node, &mut Vec::new(), &mut leaves);
    let mut file = File { leaves };
    let start = Place::Line(node.at.line, node.at.column);
    let mut draft = Draft::new(setting.kind, start.clone());
    let Some(name) =
        file.take(&["name"]).or_else(|| file.first_like(|p| p.last().is_some_and(|k| k == "localisedName")))
    else {
        notes.add(Weight::Broken, "no-name", start, vec![("found", "publiccode.yml".into())]);
        return None;
    };
    draft.set(&["name"], Tree::text(name.value), &name.place);
    if let Some(version) = file.take(&["publiccodeYmlVersion"]) {
        draft.comment("publiccodeYmlVersion", &version.value);
    }
    described(&mut file, &mut draft, notes);
    owner(&mut file, &mut draft, notes);
    if draft.tree.get("status").is_none()
        && let Some(stated) = file.take(&["developmentStatus"])
    {
        match WORDS.status.get(&stated.value.to_lowercase()) {
            Some(status) if setting.kind != crate::record::Kind::Proposal => {
                draft.set(&["status"], Tree::text(status.as_str()), &stated.place);
            }
            _ => file.leaves.push(stated),
        }
    }
    let mut sectors: Vec<String> = Vec::new();
    for stated in file.take_all(|p| p.starts_with(&["intendedAudience".into(), "scope".into()])) {
        match WORDS.audience.get(&stated.value.to_lowercase()) {
            Some(sector) => sectors.push(sector.clone()),
            None => file.leaves.push(stated),
        }
    }
    sectors.sort();
    sectors.dedup();
    if let Some(list) = Tree::texts(sectors) {
        draft.set(&["scope", "sectors"], list, &start);
    }
    for stated in file.take_all(|p| p.starts_with(&["intendedAudience".into(), "countries".into()])) {
        if stated.value.eq_ignore_ascii_case("vn") {
            draft.set(&["scope", "territory"], Tree::text("vn"), &stated.place);
        } else {
            file.leaves.push(stated);
        }
    }
    keep(&file, &mut draft, notes);
    conclude(&mut draft, setting, notes);
    Some(draft)
}

struct File {
    leaves: Vec<Leaf>,
}

impl File {
    fn first_like(&mut self, wanted: impl Fn(&[String]) -> bool) -> Option<Leaf> {
        let at = self.leaves.iter().position(|l| wanted(&l.path))?;
        Some(self.leaves.remove(at))
    }

    fn take(&mut self, path: &[&str]) -> Option<Leaf> {
        self.first_like(|p| p.iter().map(String::as_str).eq(path.iter().copied()))
    }

    fn take_all(&mut self, wanted: impl Fn(&[String]) -> bool) -> Vec<Leaf> {
        let (taken, rest) = std::mem::take(&mut self.leaves).into_iter().partition(|l| wanted(&l.path));
        self.leaves = rest;
        taken
    }

    /// A text by language: under `description.<language>`, or at the top as the first drafts of the standard had it.
    fn by_language(&mut self, key: &str) -> Vec<(Option<Lang>, Leaf)> {
        let described = |p: &[String]| p.len() == 3 && p[0] == "description" && p[2] == key;
        let early = |p: &[String]| p.len() == 1 && p[0] == key;
        let mut found: Vec<(Option<Lang>, Leaf)> = Vec::new();
        for leaf in self.take_all(|p| described(p) || early(p)) {
            let lang = if leaf.path.len() == 3 { language(&leaf.path[1]) } else { None };
            // A language that a record cannot name, or that stands twice, keeps its place in the file.
            let unusable = leaf.path.len() == 3 && lang.is_none();
            if unusable || found.iter().any(|(l, _)| *l == lang) {
                self.leaves.push(leaf);
            } else {
                found.push((lang, leaf));
            }
        }
        found
    }
}

/// What the software is for, what it does.
fn described(file: &mut File, draft: &mut Draft, notes: &mut Notes) {
    for (key, field) in [("shortDescription", "objective"), ("longDescription", "summary")] {
        let mut wordings = file.by_language(key);
        if field == "objective" {
            let (good, long): (Vec<_>, Vec<_>) =
                wordings.into_iter().partition(|(_, l)| l.value.chars().count() <= LONGEST_PHRASE);
            file.leaves.extend(long.into_iter().map(|(_, leaf)| leaf));
            wordings = good;
        }
        if let Some(place) = wordings.first().map(|(_, leaf)| leaf.place.clone())
            && let Some(tree) = worded(wordings.into_iter().map(|(lang, leaf)| (lang, leaf.value)).collect(), file)
        {
            draft.set(&[field], tree, &place);
        }
    }
    features(file, draft, notes);
    if draft.functions.is_empty()
        && let Some(objective) = draft.tree.get("objective").cloned()
    {
        let place = draft.places.get("objective").cloned().unwrap_or_default();
        notes.add(Weight::Guessed, "functions-from-objective", place.clone(), vec![]);
        let inferred = vec![("name".to_owned(), objective), ("basis".to_owned(), Tree::text("inferred"))];
        draft.function(Tree::Map(inferred), &place);
    }
}

/// Texts by language as a record has them. A wording without a language beside ones with goes back into the file.
fn worded(mut wordings: Vec<(Option<Lang>, String)>, file: &mut File) -> Option<Tree> {
    if wordings.iter().any(|(lang, _)| lang.is_some()) {
        let (named, plain): (Vec<_>, Vec<_>) = wordings.into_iter().partition(|(lang, _)| lang.is_some());
        for (_, value) in plain {
            file.leaves.push(Leaf { path: vec!["description".into()], value, place: Place::File });
        }
        wordings = named;
    }
    if wordings.is_empty() {
        return None;
    }
    let mut entries = Vec::new();
    for (lang, value) in wordings {
        match lang {
            Some(lang) => entries.push((lang.to_string(), Tree::text(value))),
            None => return Some(Tree::text(value)),
        }
    }
    Some(Tree::Map(entries))
}

/// Features by language. Lists of one length are one list in several languages; of lists that differ, the longest is
/// taken (Vietnamese and English before others of its length) and the others stay as comments.
fn features(file: &mut File, draft: &mut Draft, notes: &mut Notes) {
    let described = |p: &[String]| p.len() == 3 && p[0] == "description" && p[2] == "features";
    let early = |p: &[String]| p.len() == 1 && p[0] == "features";
    let mut lists: Vec<(Option<Lang>, Vec<Leaf>)> = Vec::new();
    for leaf in file.take_all(|p| described(p) || early(p)) {
        let lang = if leaf.path.len() == 3 { language(&leaf.path[1]) } else { None };
        match lists.iter_mut().find(|(l, _)| *l == lang) {
            Some((_, list)) => list.push(leaf),
            None => lists.push((lang, vec![leaf])),
        }
    }
    for (_, list) in &mut lists {
        // One text in place of a list: its lines and bullets are the features.
        if let [only] = list.as_slice() {
            let items = super::lists::items(&only.value);
            if items.len() > 1 && (only.value.contains('\n') || only.value.contains(';')) {
                let (path, place) = (only.path.clone(), only.place.clone());
                *list =
                    items.into_iter().map(|value| Leaf { path: path.clone(), value, place: place.clone() }).collect();
            }
        }
    }
    let rank = |lang: Option<Lang>| match lang {
        Some(Lang::VI) => 0,
        Some(Lang::EN) => 1,
        _ => 2,
    };
    lists.sort_by_key(|(lang, list)| (std::cmp::Reverse(list.len()), rank(*lang)));
    let Some(length) = lists.first().map(|(_, list)| list.len()) else { return };
    let (same, other): (Vec<_>, Vec<_>) = lists.into_iter().partition(|(lang, l)| l.len() == length && lang.is_some());
    let (same, other) = if same.is_empty() { (other, Vec::new()) } else { (same, other) };
    if same.len() > 1 {
        let place = same[0].1[0].place.clone();
        let languages = same.iter().filter_map(|(l, _)| l.map(|l| l.to_string())).collect::<Vec<_>>().join(", ");
        notes.add(Weight::Guessed, "features-paired", place, vec![("value", languages)]);
    }
    file.leaves.extend(other.into_iter().flat_map(|(_, list)| list));
    let mut columns: Vec<(Option<Lang>, std::vec::IntoIter<Leaf>)> =
        same.into_iter().map(|(lang, list)| (lang, list.into_iter())).collect();
    for _ in 0..length {
        let row: Vec<(Option<Lang>, Leaf)> =
            columns.iter_mut().filter_map(|(lang, list)| list.next().map(|leaf| (*lang, leaf))).collect();
        let fits = row.iter().all(|(_, l)| l.value.chars().count() <= LONGEST_PHRASE);
        let Some(place) = row.first().map(|(_, leaf)| leaf.place.clone()) else { continue };
        if !fits || draft.functions.len() >= MOST_FUNCTIONS {
            file.leaves.extend(row.into_iter().map(|(_, leaf)| leaf));
            continue;
        }
        let row = row.into_iter().map(|(lang, leaf)| (lang, leaf.value)).collect();
        if let Some(name) = worded(row, file) {
            draft.function(name, &place);
        }
    }
}

/// Who answers for the software, by the first of the places that name a body.
fn owner(file: &mut File, draft: &mut Draft, notes: &mut Notes) {
    let places: [&[&str]; 3] = [&["organisation", "name"], &["legal", "repoOwner"], &["legal", "mainCopyrightOwner"]];
    for path in places {
        let Some(stated) = file.take(path) else { continue };
        // An address names a page, not the body behind it.
        if stated.value.chars().count() > LONGEST_PHRASE || stated.value.contains("://") {
            file.leaves.push(stated);
            continue;
        }
        if path[0] == "legal" {
            let args = vec![("found", shorten(&stated.value)), ("value", path.join("."))];
            notes.add(Weight::Guessed, "owner-from", stated.place.clone(), args);
        }
        draft.set(&["owner", "unit"], Tree::text(stated.value), &stated.place);
        return;
    }
}

/// What is left has no field: comments in the record, and one note that names the keys.
fn keep(file: &File, draft: &mut Draft, notes: &mut Notes) {
    let mut keys: Vec<String> = Vec::new();
    for leaf in &file.leaves {
        draft.comment(&leaf.path.join("."), &leaf.value);
        let key = leaf.path.join(".");
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if !keys.is_empty() {
        notes.add(Weight::Dropped, "keys", draft.place.clone(), vec![("value", keys.join(", "))]);
    }
}

fn flatten(node: &Node<'_>, path: &mut Vec<String>, leaves: &mut Vec<Leaf>) {
    match &node.value {
        Value::Text { text, .. } => {
            let value = visible(text);
            if !value.is_empty() && !node.is_nothing() {
                leaves.push(Leaf { path: path.clone(), value, place: Place::Line(node.at.line, node.at.column) });
            }
        }
        Value::List(items) => items.iter().for_each(|item| flatten(item, path, leaves)),
        Value::Map(entries) => {
            for (key, value) in entries {
                path.push(key.text.to_string());
                flatten(value, path, leaves);
                path.pop();
            }
        }
    }
}

/// Keys that the standard (0.5) requires and a record never states; an exported file names them in a comment.
const REQUIRED: [&str; 9] = [
    "url",
    "platforms",
    "categories",
    "softwareType",
    "legal.license",
    "maintenance.type",
    "localisation.localisationReady",
    "localisation.availableLanguages",
    "developmentStatus",
];

/// A record as publiccode.yml, version 0.5, with the required keys that it cannot fill named in a comment. Notes what
/// the standard has no key for.
#[must_use]
pub fn write(record: &Software, notes: &mut Notes) -> String {
    let status = WORDS.status.iter().find(|(word, own)| {
        // `development` stands before `beta`: a record does not tell them apart.
        **own == word_of(record.status.value) && *word != "beta"
    });
    let mut languages: Vec<Lang> = Vec::new();
    let texts = [Some(&record.name), record.objective.as_ref(), record.summary.as_ref()];
    let functions = record.functions.iter().map(|f| &f.name);
    for (lang, _) in texts.into_iter().flatten().chain(functions).flat_map(|t| &t.wordings) {
        let lang = lang.unwrap_or(Lang::VI);
        if !languages.contains(&lang) {
            languages.push(lang);
        }
    }
    let described: Vec<(String, Tree)> = languages
        .iter()
        .map(|lang| {
            let wording = |t: &crate::record::Text| {
                let find = |l| t.wordings.iter().find(|(w, _)| *w == l).map(|(_, text)| text.clone());
                find(Some(*lang)).or_else(|| (*lang == Lang::VI).then(|| find(None)).flatten())
            };
            let features: Vec<String> = record.functions.iter().filter_map(|f| wording(&f.name)).collect();
            let entries = vec![
                ("localisedName", wording(&record.name).filter(|_| record.name.wordings.len() > 1).map(Tree::text)),
                ("shortDescription", record.objective.as_ref().and_then(wording).map(Tree::text)),
                ("longDescription", record.summary.as_ref().and_then(wording).map(Tree::text)),
                ("features", Tree::texts(features)),
            ];
            (lang.to_string(), Tree::map(entries).unwrap_or(Tree::Map(Vec::new())))
        })
        .collect();
    let sectors = record.scope.sectors.as_ref().map(|s| &s.value);
    let audience: Vec<&String> = WORDS
        .audience
        .iter()
        .filter(|(_, sector)| sectors.is_some_and(|s| s.contains(*sector)))
        .map(|(word, _)| word)
        .collect();
    let countries = record.scope.territory.as_ref().map(|_| Tree::List(vec![Tree::text("vn")]));
    let organisation = record
        .owner
        .as_ref()
        .and_then(|o| o.unit.as_ref())
        .map(|u| text(u).scalar().unwrap_or_else(|| u.in_lang(Lang::VI).to_owned()));
    let known = record.status.value != Status::Unknown;
    let tree = Tree::map(vec![
        ("publiccodeYmlVersion", Some(Tree::text("0.5.0"))),
        ("name", Some(Tree::text(record.name.in_lang(Lang::VI)))),
        ("organisation", organisation.and_then(|name| Tree::map(vec![("name", Some(Tree::text(name)))]))),
        ("developmentStatus", status.filter(|_| known).map(|(word, _)| Tree::text(word))),
        ("description", Some(Tree::Map(described))),
        ("intendedAudience", Tree::map(vec![("scope", Tree::texts(audience)), ("countries", countries)])),
    ])
    .unwrap_or(Tree::Map(Vec::new()));
    let missing: Vec<&str> = REQUIRED.into_iter().filter(|key| *key != "developmentStatus" || !known).collect();
    let without: Vec<&str> = [
        (
            "relations",
            !(record.relations.extends.is_empty()
                && record.relations.integrates_with.is_empty()
                && record.relations.replaces.is_empty()),
        ),
        ("scope.levels", record.scope.levels.is_some()),
        ("scope.users", record.scope.users.is_some()),
        ("data", !record.data.is_empty()),
        ("investment", record.investment.is_some()),
        ("need", record.need.is_some()),
        ("annual-cost", record.annual_cost.is_some()),
        ("facts", !record.facts.is_empty()),
        ("sources", !record.sources.is_empty()),
        ("aliases", !record.aliases.is_empty()),
        ("access", record.access.is_some()),
        ("notes", record.notes.is_some()),
    ]
    .into_iter()
    .filter_map(|(key, there)| there.then_some(key))
    .collect();
    let at = Place::Line(record.at.line, record.at.column);
    if !without.is_empty() {
        notes.add(
            Weight::Dropped,
            "no-key",
            at.clone(),
            vec![("found", record.id.value.clone()), ("value", without.join(", "))],
        );
    }
    notes.add(
        Weight::Missing,
        "keys-required",
        at,
        vec![("found", record.id.value.clone()), ("value", missing.join(", "))],
    );
    let comment =
        vec![format!("dungchung: {}", record.id.value), format!("the standard also requires: {}", missing.join(", "))];
    super::tree::yaml(&tree, &comment)
}
