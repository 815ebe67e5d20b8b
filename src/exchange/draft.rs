//! A record in the making: what a foreign source says, put into the fields of the record form, with the place of each
//! value, and what has no field as comments. Words are read here the same way for every source.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Columns, fold};
use super::dates;
use super::lists;
use super::money::{self, Unit};
use super::note::{Notes, Place, Weight};
use super::sheet::{Cell, visible};
use super::tree::Tree;
use crate::load::decode::{shorten, slug};
use crate::load::limits::{LONGEST_PHRASE, MOST_FUNCTIONS};
use crate::load::software::Tables;
use crate::record::scope::word_of;
use crate::record::unit::Resolved;
use crate::record::{Kind, Lang};

/// Longest id that is made from a name.
const LONGEST_ID: usize = 80;

/// What an import works with besides its input.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    /// Kind of the records where the source does not say.
    pub kind: Kind,
    /// Territory of what the source gives none for, a path in the table of administrative units.
    pub territory: Option<&'a str>,
    /// Head or letters of a column → field.
    pub map: &'a [(String, String)],
    /// The only sheet to read.
    pub sheet: Option<&'a str>,
    /// Administrative units and fields of work.
    pub tables: Tables<'a>,
    /// Words of columns and values.
    pub columns: &'a Columns,
}

/// A record in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its kind.
    pub kind: Kind,
    /// The record as it will be written.
    pub tree: Tree,
    /// What has no field in the record form.
    pub comments: Vec<String>,
    /// Where it begins.
    pub place: Place,
    /// Where the values of each key of the record come from.
    pub places: BTreeMap<String, Place>,
    /// Functions, written last.
    pub functions: Vec<Tree>,
}

impl Draft {
    /// An empty record.
    #[must_use]
    pub fn new(kind: Kind, place: Place) -> Draft {
        let mut tree = Tree::Map(Vec::new());
        tree.set(&["kind"], Tree::text(word_of(kind)));
        Draft { kind, tree, comments: Vec::new(), place, places: BTreeMap::new(), functions: Vec::new() }
    }

    /// Sets a value and remembers where it comes from.
    pub fn set(&mut self, path: &[&str], value: Tree, place: &Place) {
        if let Some(key) = path.first() {
            self.places.entry((*key).to_owned()).or_insert_with(|| place.clone());
        }
        self.tree.set(path, value);
    }

    /// Keeps what has no field as a comment.
    pub fn comment(&mut self, what: &str, said: &str) {
        let said = visible(said);
        if !said.is_empty() {
            self.comments.push(format!("{}: {}", visible(what).replace('\n', " "), said.replace('\n', " / ")));
        }
    }

    /// Adds a function, unless it is there already.
    pub fn function(&mut self, function: Tree, place: &Place) {
        self.places.entry("functions".to_owned()).or_insert_with(|| place.clone());
        if !self.functions.contains(&function) {
            self.functions.push(function);
        }
    }

    /// The name, in any language.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        match self.tree.get("name")? {
            Tree::Map(entries) => entries.first().and_then(|(_, name)| name.scalar()),
            plain => plain.scalar(),
        }
    }
}

/// Puts one cell into the record. `unit` is the unit of money of its column.
pub fn put(
    draft: &mut Draft,
    field: &str,
    cell: &Cell,
    unit: Option<Unit>,
    place: &Place,
    setting: &Setting<'_>,
    notes: &mut Notes,
) {
    let said = cell.text();
    let mut put = Put { draft, said: &said, place, setting, notes };
    match field {
        "name" | "objective" => put.phrase(field),
        "owner" => put.owner(),
        "summary" | "access" | "notes" => put.text(&[field]),
        "evidence" => put.text(&["need", "evidence"]),
        "architecture" | "plan" => put.text(&["compliance", field]),
        "id" => put.text(&["id"]),
        "type" => put.id(&["type"]),
        "aliases" | "sources" => put.strings(field),
        "extends" | "integrates-with" | "replaces" => put.related(field),
        "level" => put.word("levels", &["owner", "level"]),
        "status" | "form" | "need" => {
            let path: &[&str] = match field {
                "status" => &["status"],
                "form" => &["investment", "form"],
                _ => &["need", "basis"],
            };
            put.word(field, path);
        }
        "levels" | "users" => put.words(field),
        "sectors" => put.sectors(),
        "territory" => put.territory(),
        "functions" => put.functions(false),
        "functions-inferred" => put.functions(true),
        "data-master" => put.data("master"),
        "data-copy" => put.data("copy"),
        "data-read" => put.data("read"),
        "amount" | "annual-cost" => put.money(field, cell, unit),
        "currency" => put.text(&["investment", "currency"]),
        "from" | "to" | "span" | "available" => put.date(field, cell),
        "security-level" => put.security_level(),
        _ => {}
    }
}

struct Put<'p, 's> {
    draft: &'p mut Draft,
    said: &'p str,
    place: &'p Place,
    setting: &'p Setting<'s>,
    notes: &'p mut Notes,
}

impl Put<'_, '_> {
    fn note(&mut self, weight: Weight, code: &'static str, mut args: Vec<(&'static str, String)>) {
        args.insert(0, ("found", shorten(self.said)));
        self.notes.add(weight, code, self.place.clone(), args);
    }

    /// Keeps as a comment what could not be read.
    fn unread(&mut self, what: &str) {
        self.draft.comment(what, self.said);
        self.note(Weight::Dropped, "unread", vec![("field", what.to_owned())]);
    }

    /// Does the kind of record have the key? If not, the value stays as a comment.
    fn admits(&mut self, key: &str) -> bool {
        let admits = match key {
            "investment" | "need" => self.draft.kind == Kind::Proposal,
            "compliance" => self.draft.kind != Kind::Platform,
            "annual-cost" => self.draft.kind == Kind::System,
            "aliases" | "access" | "notes" | "sources" | "available" => self.draft.kind == Kind::Platform,
            "status" => self.draft.kind != Kind::Proposal,
            _ => true,
        };
        if !admits {
            self.draft.comment(key, self.said);
            let kind = word_of(self.draft.kind).to_owned();
            self.note(Weight::Dropped, "not-of-kind", vec![("field", key.to_owned()), ("kind", kind)]);
        }
        admits
    }

    fn text(&mut self, path: &[&str]) {
        if path.first().is_some_and(|key| self.admits(key)) {
            self.draft.set(path, Tree::text(self.said), self.place);
        }
    }

    fn phrase(&mut self, field: &str) {
        let said = self.said.replace('\n', " ");
        if said.chars().count() <= LONGEST_PHRASE {
            self.draft.set(&[field], Tree::text(said), self.place);
        } else if field == "objective" && self.draft.tree.get("summary").is_none() {
            self.draft.set(&["summary"], Tree::text(self.said), self.place);
            self.note(Weight::Guessed, "objective-long", vec![]);
        } else {
            self.unread(field);
        }
    }

    fn owner(&mut self) {
        let said = self.said.replace('\n', " ");
        if said.chars().count() > LONGEST_PHRASE {
            self.unread("owner");
            return;
        }
        self.draft.set(&["owner", "unit"], Tree::text(said), self.place);
    }

    fn id(&mut self, path: &[&str]) {
        match id_of(self.said) {
            Some(id) => self.draft.set(path, Tree::text(id), self.place),
            None => self.unread(path[0]),
        }
    }

    fn strings(&mut self, field: &str) {
        if self.admits(field)
            && let Some(list) = Tree::texts(self.said.split([';', '\n', ',']).map(str::trim).filter(|s| !s.is_empty()))
        {
            self.draft.set(&[field], list, self.place);
        }
    }

    fn related(&mut self, field: &str) {
        let ids: Vec<String> = self.said.split([';', '\n', ',']).filter_map(id_of).collect();
        match Tree::texts(ids) {
            Some(list) => self.draft.set(&["relations", field], list, self.place),
            None => self.unread(field),
        }
    }

    fn word(&mut self, field: &str, path: &[&str]) {
        if !self.admits(path[0]) {
            return;
        }
        let Some(found) = self.setting.columns.value(field, self.said) else {
            self.unread(path[path.len() - 1]);
            return;
        };
        if found.guessed {
            self.note(Weight::Guessed, "read-as", vec![("value", found.word.clone())]);
        }
        if found.word != "unknown" {
            self.draft.set(path, Tree::text(found.word), self.place);
        }
    }

    fn words(&mut self, field: &str) {
        let (found, unread) = self.setting.columns.values(field, self.said);
        if found.iter().any(|w| w.guessed) {
            let value = found.iter().map(|w| w.word.as_str()).collect::<Vec<_>>().join(", ");
            self.note(Weight::Guessed, "read-as", vec![("value", value)]);
        }
        if !unread.is_empty() || found.is_empty() {
            self.unread(field);
        }
        if let Some(list) = Tree::texts(found.into_iter().map(|w| w.word)) {
            self.draft.set(&["scope", field], list, self.place);
        }
    }

    fn sectors(&mut self) {
        let table = self.setting.tables.sectors;
        let mut ids = BTreeSet::new();
        let mut unread = false;
        for part in self.said.split([',', ';', '\n', '/']).map(str::trim).filter(|p| !p.is_empty()) {
            let by_name = |part: &str| {
                let wanted = fold(part);
                let named = |s: &&crate::record::unit::Sector| s.name.wordings.iter().any(|(_, n)| fold(n) == wanted);
                table.by_id.values().find(named).map(|s| s.id.clone())
            };
            match by_name(part).or_else(|| table.resolve(&slug(part)).ok()) {
                Some(id) => {
                    ids.insert(id);
                }
                None => unread = true,
            }
        }
        // A name such as “Nông nghiệp và môi trường, đất đai” holds commas of its own.
        if unread {
            self.unread("sectors");
        }
        if let Some(list) = Tree::texts(ids) {
            self.draft.set(&["scope", "sectors"], list, self.place);
        }
    }

    fn territory(&mut self) {
        match territory(self.said, self.setting) {
            Some(path) => self.draft.set(&["scope", "territory"], Tree::text(path), self.place),
            None => self.unread("territory"),
        }
    }

    fn functions(&mut self, inferred: bool) {
        for item in lists::items(self.said) {
            if item.chars().count() > LONGEST_PHRASE {
                self.draft.comment("functions", &item);
                self.note(Weight::Dropped, "too-long", vec![("field", "functions".to_owned())]);
            } else if self.draft.functions.len() >= MOST_FUNCTIONS {
                self.draft.comment("functions", &item);
                self.note(Weight::Dropped, "too-many", vec![("limit", MOST_FUNCTIONS.to_string())]);
            } else if inferred {
                let entries = vec![("name".to_owned(), Tree::text(item)), ("basis".to_owned(), Tree::text("inferred"))];
                self.draft.function(Tree::Map(entries), self.place);
            } else {
                self.draft.function(Tree::text(item), self.place);
            }
        }
    }

    fn data(&mut self, role: &str) {
        let mut sets = match self.draft.tree.get("data") {
            Some(Tree::List(sets)) => sets.clone(),
            _ => Vec::new(),
        };
        for name in lists::items(self.said) {
            if name.chars().count() > LONGEST_PHRASE {
                self.unread("data");
                continue;
            }
            sets.push(Tree::Map(vec![("name".into(), Tree::text(name)), ("role".into(), Tree::text(role))]));
        }
        if !sets.is_empty() {
            self.draft.set(&["data"], Tree::List(sets), self.place);
        }
    }

    fn money(&mut self, field: &str, cell: &Cell, unit: Option<Unit>) {
        let key = if field == "amount" { "investment" } else { field };
        if !self.admits(key) {
            return;
        }
        let read = match cell {
            Cell::Number(value) => money::number(*value, unit),
            _ => money::money(self.said, unit),
        };
        let Ok(read) = read else {
            self.unread(field);
            return;
        };
        match read.doubt {
            Some("no-unit") => self.note(Weight::Guessed, "money-no-unit", vec![("value", read.amount.to_string())]),
            Some(_) => self.note(Weight::Guessed, "read-as", vec![("value", read.amount.to_string())]),
            None => {}
        }
        self.draft.set(&[key, "amount"], Tree::Number(read.amount), self.place);
        if self.draft.tree.get(key).and_then(|k| k.get("currency")).is_none() {
            self.draft.set(&[key, "currency"], Tree::text(read.currency), self.place);
        }
    }

    fn date(&mut self, field: &str, cell: &Cell) {
        let key = if field == "available" { "available" } else { "investment" };
        if !self.admits(key) {
            return;
        }
        let read = match cell {
            Cell::Number(value) => dates::number(*value),
            Cell::Day(day) => Some((*day, *day)),
            Cell::Text(text) => dates::span(text),
        };
        let Some((from, to)) = read else {
            self.unread(field);
            return;
        };
        let mut set = |path: &[&str], date: crate::record::Date| {
            self.draft.set(path, Tree::text(date.to_string()), self.place);
        };
        match field {
            "from" => set(&["investment", "from"], from),
            "to" => set(&["investment", "to"], to),
            "available" => set(&["available"], to),
            _ => {
                set(&["investment", "from"], from);
                set(&["investment", "to"], to);
            }
        }
    }

    fn security_level(&mut self) {
        if !self.admits("compliance") {
            return;
        }
        let digits: Vec<char> = self.said.chars().filter(char::is_ascii_digit).collect();
        match digits.as_slice() {
            [level @ '1'..='5'] => {
                let level = u64::from(*level as u8 - b'0');
                self.draft.set(&["compliance", "security-level"], Tree::Number(level), self.place);
            }
            _ => self.unread("security-level"),
        }
    }
}

/// An id made of what is written; `None` if nothing is left of it.
#[must_use]
pub fn id_of(written: &str) -> Option<String> {
    let id = slug(written);
    if id.len() <= LONGEST_ID {
        return (!id.is_empty()).then_some(id);
    }
    let cut = &id[..LONGEST_ID];
    Some(cut.rsplit_once('-').map_or(cut, |(whole, _)| whole).to_owned())
}

/// The path of a place that is written as a path or by name; communes are looked up inside the territory of the setting.
#[must_use]
pub fn territory(written: &str, setting: &Setting<'_>) -> Option<String> {
    let units = setting.tables.units;
    if let Resolved::Unit(path) | Resolved::Former(path) | Resolved::Unlisted(path) = units.resolve(written) {
        return Some(path);
    }
    let wanted = fold(written);
    let bare = bare_unit(&wanted);
    if matches!(wanted.as_str(), "toan quoc" | "ca nuoc" | "viet nam" | "trung uong") {
        return Some("vn".to_owned());
    }
    let mut found = units.by_path.values().filter(|u| {
        let name = fold(&u.name);
        let near = setting.territory.is_some_and(|t| crate::record::scope::inside(&u.path, t));
        let province = u.path.matches('/').count() == 1;
        (near || province) && (name == wanted || bare_unit(&name) == bare)
    });
    let first = found.next()?;
    // A name that two units share says neither.
    found.next().is_none().then(|| first.path.clone())
}

/// The name of a unit without its kind.
fn bare_unit(folded: &str) -> &str {
    ["thanh pho ", "tinh ", "xa ", "phuong ", "dac khu "]
        .iter()
        .find_map(|kind| folded.strip_prefix(kind))
        .unwrap_or(folded)
}

/// Concludes level and territory from the owner's name, and completes what a source leaves open.
pub fn conclude(draft: &mut Draft, setting: &Setting<'_>, notes: &mut Notes) {
    let owner = draft.tree.get("owner").and_then(|o| o.get("unit")).and_then(Tree::scalar);
    let place = draft.places.get("owner").cloned().unwrap_or_else(|| draft.place.clone());
    if let Some(owner) = &owner
        && draft.tree.get("owner").and_then(|o| o.get("level")).is_none()
        && let Some(level) = setting.columns.level_of(owner)
    {
        let args = vec![("found", shorten(owner)), ("value", level.to_owned())];
        notes.add(Weight::Guessed, "level-of-owner", place.clone(), args);
        draft.set(&["owner", "level"], Tree::text(level), &place);
    }
    if draft.tree.get("scope").and_then(|s| s.get("territory")).is_none()
        && let Some(base) = setting.territory
    {
        let level = draft.tree.get("owner").and_then(|o| o.get("level")).and_then(Tree::scalar);
        if level.as_deref() == Some("commune") {
            if let Some(path) = owner.as_deref().and_then(|o| commune(o, base, setting)) {
                let args = vec![("found", shorten(owner.as_deref().unwrap_or_default())), ("value", path.clone())];
                notes.add(Weight::Guessed, "territory-of-owner", place.clone(), args);
                draft.set(&["scope", "territory"], Tree::text(path), &place);
            }
        } else {
            draft.set(&["scope", "territory"], Tree::text(base), &place);
        }
    }
    if draft.functions.is_empty()
        && draft.kind != Kind::Platform
        && let Some(name) = draft.name()
    {
        // A record without functions cannot be judged; its name is all that the source says of what it does.
        notes.add(Weight::Guessed, "functions-from-name", draft.place.clone(), vec![("found", shorten(&name))]);
        let name = draft.tree.get("name").cloned().unwrap_or_else(|| Tree::text(name));
        draft.functions.push(Tree::Map(vec![("name".into(), name), ("basis".into(), Tree::text("inferred"))]));
    }
    if draft.kind == Kind::Platform && draft.tree.get("status").is_none() {
        draft.tree.set(&["status"], Tree::text("unknown"));
    }
}

/// The commune that a body of it is named after: *UBND xã Nghi Lộc*.
fn commune(owner: &str, base: &str, setting: &Setting<'_>) -> Option<String> {
    let folded = fold(owner);
    let name = ["xa ", "phuong "].iter().find_map(|kind| {
        let at = format!(" {folded}").find(&format!(" {kind}"))?;
        folded.get(at..)
    })?;
    territory(name, setting).filter(|path| path.starts_with(&format!("{base}/"))).or_else(|| {
        match setting.tables.units.resolve(&format!("{base}/{}", bare_unit(name).replace(' ', "-"))) {
            Resolved::Unlisted(path) => Some(path),
            _ => None,
        }
    })
}

/// A language tag of two letters from one that may carry a region or have three letters; `None` for others.
#[must_use]
pub fn language(tag: &str) -> Option<Lang> {
    let first = tag.split(['-', '_']).next()?.to_ascii_lowercase();
    let short = match first.as_str() {
        "ita" => "it",
        "eng" => "en",
        "fra" | "fre" => "fr",
        "deu" | "ger" => "de",
        "spa" => "es",
        "por" => "pt",
        "nld" | "dut" => "nl",
        "vie" => "vi",
        "ara" => "ar",
        other => other,
    };
    Lang::parse(short)
}
