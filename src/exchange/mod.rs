//! Records to and from the forms in which others keep them: spreadsheets, delimited text, publiccode.yml, code.json,
//! Digital Public Goods records, JSON, and the architecture workbook (Form 03). Reading takes bytes and gives records
//! that the loader accepts, with a note for each thing guessed, dropped, missing or broken. Knows nothing of judging.

pub mod columns;
mod dates;
pub mod draft;
pub mod encoding;
mod form03;
mod grid;
mod json;
mod list;
mod lists;
mod money;
pub mod note;
mod publiccode;
mod sheet;
mod table;
pub mod tree;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::load::decode::shorten;
use crate::load::limits::Limits;
use crate::load::yaml::documents;
use crate::load::{Loaded, load_text};
use crate::record::Software;
use crate::record::place::Problem;
use draft::{Draft, Setting, id_of};
use note::{Note, Notes, Place, Weight};
use tree::Tree;

pub use form03::write as form03;
pub use grid::{csv, xlsx};
pub use list::write as list;
pub use publiccode::write as publiccode;

/// Bytes that one file may have.
pub const MOST_BYTES: u64 = 256 << 20;

/// A record that was imported.
#[derive(Clone, Debug)]
pub struct Imported {
    /// As the loader reads it.
    pub record: Software,
    /// As it is written: one YAML document with its comments.
    pub yaml: String,
}

/// What came of an import.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Records, in the order of files and of rows in them.
    pub records: Vec<Imported>,
    /// Notes, in the same order.
    pub notes: Vec<Note>,
}

/// Reads one file. `taken` counts the ids in use, over all files of a run.
pub fn import(
    file: &Arc<str>,
    bytes: &[u8],
    setting: &Setting<'_>,
    taken: &mut BTreeMap<String, u32>,
    outcome: &mut Outcome,
) {
    let mut notes = Notes::new(file);
    let drafts = read(file, bytes, setting, &mut notes);
    let mut made = 0;
    let before = outcome.records.len();
    for mut draft in drafts {
        made += usize::from(name_it(&mut draft, taken, &mut notes));
        let functions = std::mem::take(&mut draft.functions);
        draft.tree.set(&["functions"], Tree::List(functions));
        outcome.records.extend(checked(draft, setting, &mut notes));
    }
    if outcome.records.len() == before && notes.all.iter().all(|n| n.weight != Weight::Broken) {
        notes.add(Weight::Broken, "empty", Place::File, vec![]);
    }
    if made > 0 {
        notes.add(Weight::Guessed, "ids", Place::File, vec![("count", made.to_string())]);
    }
    notes.all.sort_by(|a, b| a.place.cmp(&b.place));
    outcome.notes.extend(notes.all);
}

/// Tells the form of the file by what is in it and reads it.
fn read(file: &Arc<str>, bytes: &[u8], setting: &Setting<'_>, notes: &mut Notes) -> Vec<Draft> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        notes.add(Weight::Broken, "empty", Place::File, vec![]);
        return Vec::new();
    }
    if sheet::is_workbook(bytes) {
        let sheets = sheet::workbook(bytes, notes);
        return match sheets.as_slice() {
            [] => Vec::new(),
            sheets if form03::is_form03(sheets) => form03::read(sheets, setting, notes),
            sheets => table::read(sheets, setting, notes),
        };
    }
    let extension = file.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let decoded = encoding::decode(bytes);
    let begins = decoded.text.trim_start().chars().next();
    if extension == "json" || (matches!(begins, Some('{' | '[')) && extension != "csv") {
        return json::read(&decoded.text, setting, notes);
    }
    if matches!(extension.as_str(), "yml" | "yaml") || decoded.text.contains("publiccodeYmlVersion") {
        return yaml(file, &decoded.text, setting, notes);
    }
    table::read(&[sheet::delimited(bytes, notes)], setting, notes)
}

fn yaml(file: &Arc<str>, text: &str, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Draft> {
    let mut problems: Vec<Problem> = Vec::new();
    let limits = Limits { nodes: 2_000_000, text: 100_000, ..Limits::default() };
    let found = documents(file, text, &limits, &mut problems);
    for problem in problems {
        let place = problem.at.map_or(Place::File, |at| Place::Line(at.line, at.column));
        // What the parser could still read is read, less what it was not allowed to mean.
        let harmless = matches!(problem.code, "hidden-character" | "tag" | "anchor");
        let weight = if harmless { Weight::Guessed } else { Weight::Broken };
        let code = if harmless { "cleaned" } else { "not-yaml" };
        let (file, problem) = (Arc::clone(file), Some(problem));
        notes.all.push(Note { weight, code, file, place, args: vec![], problem });
    }
    let mut drafts = Vec::new();
    for node in &found {
        if publiccode::is_publiccode(node) {
            drafts.extend(publiccode::read(node, setting, notes));
        } else {
            notes.add(Weight::Broken, "no-form", Place::Line(node.at.line, node.at.column), vec![]);
        }
    }
    if found.is_empty() && notes.all.is_empty() {
        notes.add(Weight::Broken, "empty", Place::File, vec![]);
    }
    drafts
}

/// Gives the record an id that no other has; `true` if it was made from the name.
fn name_it(draft: &mut Draft, taken: &mut BTreeMap<String, u32>, notes: &mut Notes) -> bool {
    let stated = draft.tree.get("id").and_then(Tree::scalar);
    let place = draft.places.get("id").unwrap_or(&draft.place).clone();
    let of_name = || draft.name().and_then(|name| id_of(&name));
    let wanted = stated.as_deref().and_then(id_of).or_else(of_name).unwrap_or_else(|| "khong-ten".to_owned());
    let count = taken.entry(wanted.clone()).or_insert(0);
    *count += 1;
    let mut id = wanted.clone();
    let mut number = *count;
    while number > 1 {
        id = format!("{wanted}-{number}");
        if !taken.contains_key(&id) {
            taken.insert(id.clone(), 1);
            taken.insert(wanted.clone(), number);
            break;
        }
        number += 1;
    }
    if let Some(stated) = &stated
        && *stated != id
    {
        let args = vec![("found", shorten(stated)), ("value", id.clone())];
        notes.add(Weight::Guessed, "id", place.clone(), args);
        draft.comment("id", stated);
    } else if stated.is_none() && id != wanted {
        let args = vec![("found", wanted), ("value", id.clone())];
        notes.add(Weight::Guessed, "same-name", draft.place.clone(), args);
    }
    draft.tree.set(&["id"], Tree::text(id));
    stated.is_none()
}

/// Without these there is no record.
const ESSENTIAL: [&str; 4] = ["kind", "id", "name", "functions"];

/// Writes the record and has the loader read it. A key that the loader refuses becomes a comment, so that one bad value
/// does not cost the record; a record that lacks something essential is broken.
fn checked(mut draft: Draft, setting: &Setting<'_>, notes: &mut Notes) -> Option<Imported> {
    draft.tree.arrange();
    loop {
        let yaml = tree::yaml(&draft.tree, &draft.comments);
        let mut loaded = Loaded::default();
        load_text(&notes.file, &yaml, setting.tables, &Limits::default(), &mut loaded);
        let Some(problem) = loaded.problems.into_iter().next() else {
            return loaded.software.pop().map(|record| Imported { record, yaml });
        };
        let key = problem.at.and_then(|at| key_at(&yaml, at.line)).unwrap_or_default();
        let place = draft.places.get(&key).unwrap_or(&draft.place).clone();
        let removed = match &mut draft.tree {
            Tree::Map(entries) if !ESSENTIAL.contains(&key.as_str()) => {
                entries.iter().position(|(k, _)| *k == key).map(|at| entries.remove(at).1)
            }
            _ => None,
        };
        let file = Arc::clone(&notes.file);
        let (weight, code) =
            if removed.is_some() { (Weight::Dropped, "key-refused") } else { (Weight::Broken, "refused") };
        notes.all.push(Note { weight, code, file, place, args: vec![("field", key.clone())], problem: Some(problem) });
        let value = removed?;
        draft.comment(&key, &serde_json::to_string(&value).unwrap_or_default());
    }
}

/// The key of a record that stands at or above a line of its document.
fn key_at(yaml: &str, line: u32) -> Option<String> {
    let above: Vec<&str> = yaml.lines().take(line as usize).collect();
    let line = above.iter().rev().find(|l| l.starts_with(|c: char| c.is_alphanumeric() || c == '"'))?;
    line.split_once(':').map(|(key, _)| key.trim_matches('"').to_owned())
}
