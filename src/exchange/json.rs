//! Records from JSON: records of this program's own form, code.json (the inventories of United States agencies), and
//! records of the Digital Public Goods registry.

use serde_json::Value;

use super::draft::{Draft, Setting, conclude};
use super::lists;
use super::note::{Notes, Place, Weight};
use super::sheet::visible;
use super::tree::Tree;
use crate::load::decode::shorten;
use crate::load::limits::LONGEST_PHRASE;

/// Reads a JSON text, one document or one a line.
#[must_use]
pub fn read(text: &str, setting: &Setting<'_>, notes: &mut Notes) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (n, value) in serde_json::Deserializer::from_str(text).into_iter::<Value>().enumerate() {
        match value {
            Ok(value) => document(&value, n, setting, notes, &mut drafts),
            Err(error) => {
                let place = Place::Line(error.line() as u32, error.column() as u32);
                notes.add(Weight::Broken, "unreadable", place, vec![("detail", error.to_string())]);
                break;
            }
        }
    }
    if drafts.is_empty() && notes.all.iter().all(|n| n.weight != Weight::Broken) {
        notes.add(Weight::Broken, "no-form", Place::File, vec![]);
    }
    drafts
}

fn document(value: &Value, n: usize, setting: &Setting<'_>, notes: &mut Notes, drafts: &mut Vec<Draft>) {
    let root = if n == 0 { String::new() } else { format!("document {}", n + 1) };
    let list_at = |key: &str| value.get(key).and_then(Value::as_array).map(|list| (list.clone(), key.to_owned()));
    let (list, path) = ["releases", "projects", "results"]
        .into_iter()
        .find_map(list_at)
        .or_else(|| value.as_array().map(|list| (list.clone(), root.clone())))
        .unwrap_or_else(|| (vec![value.clone()], root));
    let single = list.len() == 1 && value.as_array().is_none() && path.is_empty();
    let agency = value.get("agency").and_then(Value::as_str);
    for (n, item) in list.iter().enumerate() {
        let place = if single { Place::File } else { Place::Path(format!("{path}[{n}]")) };
        let draft = if item.get("kind").is_some() {
            own(item, &place, notes)
        } else if item.get("name").is_some() {
            foreign(item, agency, &place, setting, notes)
        } else {
            notes.add(Weight::Broken, "no-name", place, vec![("found", shorten(&item.to_string()))]);
            continue;
        };
        drafts.extend(draft);
    }
}

/// A record of the program's own form: every key is handed on, the loader judges it.
fn own(item: &Value, place: &Place, notes: &mut Notes) -> Option<Draft> {
    use crate::record::Kind;
    let kind = match item.get("kind").and_then(Value::as_str) {
        Some("proposal") => Kind::Proposal,
        Some("system") => Kind::System,
        Some("platform") => Kind::Platform,
        _ => {
            notes.add(Weight::Broken, "no-form", place.clone(), vec![]);
            return None;
        }
    };
    let mut draft = Draft::new(kind, place.clone());
    for (key, value) in item.as_object()? {
        let Some(tree) = tree(value) else { continue };
        if key == "functions" {
            if let Tree::List(functions) = tree {
                for function in functions {
                    draft.function(function, &below(place, key));
                }
            }
        } else {
            draft.set(&[key], tree, &below(place, key));
        }
    }
    Some(draft)
}

/// A release of a code.json or a record of the Digital Public Goods registry: what they share is read alike.
fn foreign(
    item: &Value,
    agency: Option<&str>,
    place: &Place,
    setting: &Setting<'_>,
    notes: &mut Notes,
) -> Option<Draft> {
    let text = |key: &str| item.get(key).and_then(Value::as_str).map(visible).filter(|t| !t.is_empty());
    let mut used = vec!["name"];
    let Some(name) = text("name") else {
        notes.add(Weight::Broken, "no-name", place.clone(), vec![("found", shorten(&item.to_string()))]);
        return None;
    };
    let mut draft = Draft::new(setting.kind, place.clone());
    draft.set(&["name"], Tree::text(name), &below(place, "name"));
    if let Some(description) = text("description") {
        used.push("description");
        let items = lists::items(&description);
        let short = description.chars().count() <= LONGEST_PHRASE;
        if short {
            draft.set(&["objective"], Tree::text(description.replace('\n', " ")), &below(place, "description"));
        } else {
            draft.set(&["summary"], Tree::text(description.as_str()), &below(place, "description"));
        }
        let at = below(place, "description");
        if items.len() > 1 && description.contains('\n') {
            notes.add(Weight::Guessed, "functions-from-description", at.clone(), vec![]);
            for item in items.into_iter().filter(|i| i.chars().count() <= LONGEST_PHRASE) {
                draft.function(inferred(&item), &at);
            }
        } else if short {
            notes.add(Weight::Guessed, "functions-from-objective", at.clone(), vec![]);
            draft.function(inferred(&description), &at);
        }
    }
    if let Some(Value::Array(features)) = item.get("features") {
        used.push("features");
        draft.functions.clear();
        for feature in features.iter().filter_map(Value::as_str).map(visible) {
            draft.function(Tree::text(feature), &below(place, "features"));
        }
    }
    let organisation = item
        .get("organizations")
        .and_then(|o| o.get(0))
        .and_then(|o| o.get("name"))
        .and_then(Value::as_str)
        .map(visible)
        .map(|name| (name, "organizations[0].name"));
    let owner = organisation
        .or_else(|| text("organization").map(|name| (name, "organization")))
        .or_else(|| agency.map(|a| (a.to_owned(), "agency")));
    if let Some((owner, key)) = owner.filter(|(name, _)| name.chars().count() <= LONGEST_PHRASE) {
        if key != "organization" {
            let args = vec![("found", shorten(&owner)), ("value", key.to_owned())];
            notes.add(Weight::Guessed, "owner-from", below(place, key), args);
        }
        draft.set(&["owner", "unit"], Tree::text(owner), &below(place, key));
        if key == "organization" {
            used.push(key);
        }
    }
    if let Some(status) = text("status")
        && setting.kind != crate::record::Kind::Proposal
        && let Some(word) = setting.columns.value("status", &status)
    {
        used.push("status");
        if word.word != "unknown" {
            draft.set(&["status"], Tree::text(word.word), &below(place, "status"));
        }
    }
    let mut kept = Vec::new();
    for (key, value) in item.as_object()?.iter().filter(|(key, _)| !used.contains(&key.as_str())) {
        let said = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if !value.is_null() && !said.is_empty() {
            draft.comment(key, &said);
            kept.push(key.as_str());
        }
    }
    if !kept.is_empty() {
        notes.add(Weight::Dropped, "keys", place.clone(), vec![("value", kept.join(", "))]);
    }
    conclude(&mut draft, setting, notes);
    Some(draft)
}

fn inferred(name: &str) -> Tree {
    Tree::Map(vec![("name".into(), Tree::text(name.replace('\n', " "))), ("basis".into(), Tree::text("inferred"))])
}

fn below(place: &Place, key: &str) -> Place {
    match place {
        Place::Path(path) => Place::Path(format!("{path}.{key}")),
        _ => Place::Path(key.to_owned()),
    }
}

fn tree(value: &Value) -> Option<Tree> {
    Some(match value {
        Value::Null => return None,
        Value::Bool(yes) => Tree::text(yes.to_string()),
        Value::Number(number) => number.as_u64().map_or_else(|| Tree::text(number.to_string()), Tree::Number),
        Value::String(text) => Tree::text(visible(text)),
        Value::Array(items) => Tree::List(items.iter().filter_map(tree).collect()),
        Value::Object(entries) => {
            let mut entries: Vec<(String, Tree)> =
                entries.iter().filter_map(|(k, v)| Some((k.clone(), tree(v)?))).collect();
            // The reader sorts keys; of the wordings of a text, Vietnamese comes first.
            entries.sort_by_key(|(key, _)| key != "vi");
            Tree::Map(entries)
        }
    })
}
