//! Decoding of the tables that records point into: administrative units and fields of work.

use std::sync::Arc;

use super::decode::{Sink, Table, list, number, slug, string, word};
use super::limits::Limits;
use super::yaml::documents;
use crate::record::Lang;
use crate::record::Text;
use crate::record::place::Problem;
use crate::record::scope::Level;
use crate::record::unit::{Sector, Sectors, Unit, Units};

/// Reads the table of administrative units.
pub fn units(file: &Arc<str>, text: &str, problems: &mut Vec<Problem>) -> Units {
    let mut units = Units::default();
    let nodes = documents(file, text, &Limits::default(), problems);
    let mut sink = Sink { file: Arc::clone(file), limits: Limits::default(), problems };
    for node in &nodes {
        let Some(mut t) = Table::open(node, &mut sink) else {
            continue;
        };
        t.required("kind", &mut sink);
        let entries = t.required("units", &mut sink).map(|n| list(n, &mut sink)).unwrap_or_default();
        t.close(&mut sink);
        for entry in entries {
            let Some(mut t) = Table::open(entry, &mut sink) else {
                continue;
            };
            let path = t.required("path", &mut sink).and_then(|n| string(n, &mut sink));
            let code = t.optional("code").and_then(|n| string_or_empty(n, &mut sink));
            let name = t.required("name", &mut sink).and_then(|n| string(n, &mut sink));
            t.optional("en");
            t.optional("type");
            let level = t.required("level", &mut sink).and_then(|n| word::<Level>("level", n, &mut sink));
            let communes = t
                .optional("communes")
                .and_then(|n| number("communes", n, (0, 10_000), &mut sink))
                .map(|n| n.value as u32);
            let former = t.optional("former").map(|n| list(n, &mut sink)).unwrap_or_default();
            t.close(&mut sink);
            let (Some(path), Some(name), Some(level)) = (path, name, level) else {
                continue;
            };
            for old in former {
                let Some(mut t) = Table::open(old, &mut sink) else {
                    continue;
                };
                let old = t.required("path", &mut sink).and_then(|n| string(n, &mut sink));
                t.optional("name");
                t.close(&mut sink);
                if let Some(old) = old {
                    units.former.insert(old.value, path.value.clone());
                }
            }
            units.by_path.insert(
                path.value.clone(),
                Unit {
                    path: path.value,
                    code: code.unwrap_or_default(),
                    name: name.value,
                    level: level.value,
                    communes,
                },
            );
        }
    }
    units
}

fn string_or_empty(node: &super::yaml::Node<'_>, sink: &mut Sink<'_>) -> Option<String> {
    match &node.value {
        super::yaml::Value::Text { text, .. } if text.is_empty() => None,
        _ => string(node, sink).map(|s| s.value),
    }
}

/// Reads the tree of fields of work.
pub fn sectors(file: &Arc<str>, text: &str, problems: &mut Vec<Problem>) -> Sectors {
    let mut sectors = Sectors::default();
    let nodes = documents(file, text, &Limits::default(), problems);
    let mut sink = Sink { file: Arc::clone(file), limits: Limits::default(), problems };
    for node in &nodes {
        let Some(mut t) = Table::open(node, &mut sink) else {
            continue;
        };
        let entries = t.required("sectors", &mut sink).map(|n| list(n, &mut sink)).unwrap_or_default();
        t.close(&mut sink);
        for entry in entries {
            let Some(mut t) = Table::open(entry, &mut sink) else {
                continue;
            };
            let id = t.required("id", &mut sink).and_then(|n| string(n, &mut sink));
            let broader = t.optional("broader").and_then(|n| string(n, &mut sink)).map(|b| b.value);
            let vi = t.required("vi", &mut sink).and_then(|n| string(n, &mut sink));
            let en = t.required("en", &mut sink).and_then(|n| string(n, &mut sink));
            let aliases = t.optional("aliases").map(|n| list(n, &mut sink)).unwrap_or_default();
            let aliases: Vec<String> = aliases.iter().filter_map(|n| string(n, &mut sink)).map(|s| s.value).collect();
            t.close(&mut sink);
            let (Some(id), Some(vi), Some(en)) = (id, vi, en) else {
                continue;
            };
            for alias in aliases.into_iter().chain([slug(&vi.value)]) {
                sectors.aliases.entry(alias).or_insert_with(|| id.value.clone());
            }
            let name = Text { wordings: vec![(Some(Lang::VI), vi.value), (Some(Lang::EN), en.value)], at: id.at };
            sectors.by_id.insert(id.value.clone(), Sector { id: id.value, broader, name });
        }
    }
    sectors
}
