//! Decoding of records (proposals, systems, platforms), of the catalogue's own documents (sources, references) and of
//! waivers.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::decode::{
    Sink, Table, date, grade, id, is_unknown, items, list, number, shorten, string, text, word, words,
};
use super::waiver::waiver;
use super::yaml::{Node, Value};
use crate::record::place::{Located, Span};
use crate::record::scope::{Level, Scope, Word};
use crate::record::unit::{Resolved, Sectors, Units};
use crate::record::waiver::Waiver;
use crate::record::{
    Compliance, DataSet, Fact, Function, Investment, Kind, Lang, Listing, Need, Owner, Reference, Relations, Software,
    Source, Status, Text,
};

/// The tables that scopes point into.
#[derive(Clone, Copy)]
pub struct Tables<'a> {
    /// Administrative units.
    pub units: &'a Units,
    /// Fields of work.
    pub sectors: &'a Sectors,
}

/// What one document holds.
pub enum Document {
    /// A record.
    Software(Box<Software>),
    /// Documents that platforms cite.
    Sources(Vec<Source>),
    /// A reference model.
    Reference(Reference),
    /// An exception.
    Waiver(Box<Waiver>),
}

/// A kind of document, as written in `kind`.
#[derive(Clone, Copy)]
enum DocumentKind {
    Software(Kind),
    Sources,
    Reference,
    Waiver,
}

impl Word for DocumentKind {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("proposal", DocumentKind::Software(Kind::Proposal)),
        ("system", DocumentKind::Software(Kind::System)),
        ("platform", DocumentKind::Software(Kind::Platform)),
        ("sources", DocumentKind::Sources),
        ("reference", DocumentKind::Reference),
        ("waiver", DocumentKind::Waiver),
    ];
}

/// Decodes one document. `None` if a problem was found in it: a record that was read in part is no record.
pub fn document(node: &Node<'_>, tables: Tables<'_>, sink: &mut Sink<'_>) -> Option<Document> {
    let before = sink.problems.len();
    let mut table = Table::open(node, sink)?;
    let kind = table.required("kind", sink).and_then(|n| word::<DocumentKind>("kind", n, sink));
    let decoded = match kind?.value {
        DocumentKind::Software(kind) => Some(Document::Software(Box::new(software(kind, table, tables, sink)))),
        DocumentKind::Sources => sources(table, sink).map(Document::Sources),
        DocumentKind::Reference => reference(table, sink).map(Document::Reference),
        DocumentKind::Waiver => waiver(table, sink).map(|w| Document::Waiver(Box::new(w))),
    };
    decoded.filter(|_| sink.problems.len() == before && !sink.is_full())
}

fn software(kind: Kind, mut t: Table<'_, '_>, tables: Tables<'_>, sink: &mut Sink<'_>) -> Software {
    let at = t.at;
    let id = t.required("id", sink).and_then(|n| id(n, sink));
    let name = t.required("name", sink).and_then(|n| phrase(n, sink));
    let system_type = t.optional("type").and_then(|n| self::id(n, sink));
    let objective = t.optional("objective").and_then(|n| phrase(n, sink));
    let summary = t.optional("summary").and_then(|n| text(n, sink));
    let owner = t.optional("owner").and_then(|n| owner(n, sink));
    let scope = t.optional("scope").map(|n| scope(n, tables, sink)).unwrap_or_default();
    let functions = if kind == Kind::Platform {
        t.optional("functions").map(|n| functions(n, true, sink)).unwrap_or_default()
    } else {
        t.required("functions", sink).map(|n| functions(n, false, sink)).unwrap_or_default()
    };
    let data = t.optional("data").map(|n| data(n, sink)).unwrap_or_default();
    let relations = t.optional("relations").map(|n| relations(n, sink)).unwrap_or_default();
    let mut record = Software {
        kind,
        id: id.unwrap_or_default(),
        name: name.unwrap_or_default(),
        system_type,
        objective,
        summary,
        owner,
        scope,
        functions,
        data,
        relations,
        investment: None,
        need: None,
        compliance: Compliance::default(),
        status: Located::default(),
        available: None,
        aliases: Vec::new(),
        list: None,
        access: None,
        facts: Vec::new(),
        sources: Vec::new(),
        notes: None,
        annual_cost: None,
        file: Arc::clone(&sink.file),
        at: Span { end: at.start, ..at },
    };
    match kind {
        Kind::Proposal => {
            record.investment = t.optional("investment").and_then(|n| investment(n, sink));
            record.need = t.optional("need").and_then(|n| need(n, sink));
            record.compliance = t.optional("compliance").map(|n| compliance(n, sink)).unwrap_or_default();
        }
        Kind::System => {
            record.status = t.optional("status").and_then(|n| word::<Status>("status", n, sink)).unwrap_or_default();
            record.annual_cost = t.optional("annual-cost").and_then(|n| cost(n, sink));
            record.compliance = t.optional("compliance").map(|n| compliance(n, sink)).unwrap_or_default();
        }
        Kind::Platform => platform(&mut record, &mut t, sink),
    }
    t.close(sink);
    record
}

fn platform(record: &mut Software, t: &mut Table<'_, '_>, sink: &mut Sink<'_>) {
    record.aliases = t.optional("aliases").map(|n| strings(n, sink)).unwrap_or_default();
    // A catalogue of one's own need not state what is plain: what it offers, it runs.
    record.status = match t.optional("status") {
        Some(n) => word::<Status>("status", n, sink).unwrap_or_default(),
        None => Located::new(Status::Operational, record.at),
    };
    record.available = t.optional("available").and_then(|n| date("available", n, sink));
    record.list = t.optional("list").and_then(|n| listing(n, sink));
    record.access = t.optional("access").and_then(|n| text(n, sink));
    record.facts = t.optional("facts").map(|n| facts(n, sink)).unwrap_or_default();
    record.sources = t.optional("sources").map(|n| strings(n, sink)).unwrap_or_default();
    record.notes = t.optional("notes").and_then(|n| text(n, sink));
}

/// A text of bounded length.
fn phrase(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Text> {
    let text = text(node, sink)?;
    for (_, wording) in &text.wordings {
        let length = wording.chars().count();
        if length > sink.limits.phrase {
            let args = vec![("length", length.to_string()), ("limit", sink.limits.phrase.to_string())];
            sink.report("too-long", text.at, args);
            return None;
        }
    }
    Some(text)
}

fn functions(node: &Node<'_>, may_be_empty: bool, sink: &mut Sink<'_>) -> Vec<Function> {
    let found = list(node, sink);
    if found.is_empty() && !may_be_empty && matches!(node.value, Value::List(_)) {
        sink.report("no-functions", node.at, vec![]);
    }
    if found.len() > sink.limits.functions {
        let args = vec![("found", found.len().to_string()), ("limit", sink.limits.functions.to_string())];
        sink.report("too-many-functions", node.at, args);
        return Vec::new();
    }
    found.iter().filter_map(|n| function(n, sink)).collect()
}

fn function(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Function> {
    let Value::Map(entries) = &node.value else {
        return phrase(node, sink).map(|name| Function { name, ..Function::default() });
    };
    // `{vi: …, en: …}` is a name in two languages, `{name: …, detail: …}` a function with its parts.
    if !entries.is_empty() && entries.iter().all(|(k, _)| Lang::parse(&k.text).is_some()) {
        return phrase(node, sink).map(|name| Function { name, ..Function::default() });
    }
    let mut t = Table::open(node, sink)?;
    let name = t.required("name", sink).and_then(|n| phrase(n, sink));
    let detail = t.optional("detail").and_then(|n| phrase(n, sink));
    let basis = t.optional("basis").and_then(|n| word("basis", n, sink)).map(|b| b.value).unwrap_or_default();
    let source = t.optional("source").and_then(|n| string(n, sink)).map(|s| s.value);
    t.close(sink);
    Some(Function { name: name?, detail, basis, source })
}

fn owner(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Owner> {
    if let Value::Text { .. } = node.value {
        let unit = text(node, sink)?;
        return Some(Owner { unit: Some(unit), level: None, at: node.at });
    }
    let mut t = Table::open(node, sink)?;
    let unit = t.optional("unit").filter(|n| !is_unknown(n)).and_then(|n| phrase(n, sink));
    let level = t.optional("level").filter(|n| !is_unknown(n)).and_then(|n| word::<Level>("level", n, sink));
    t.close(sink);
    Some(Owner { unit, level, at: node.at })
}

fn scope(node: &Node<'_>, tables: Tables<'_>, sink: &mut Sink<'_>) -> Scope {
    let Some(mut t) = Table::open(node, sink) else {
        return Scope::default();
    };
    let place = t.optional("territory").filter(|n| !is_unknown(n)).and_then(|n| territory(n, tables.units, sink));
    let (territory, former) = place.map_or((None, None), |(today, former)| (Some(today), former));
    let scope = Scope {
        territory,
        former,
        levels: t.optional("levels").and_then(|n| words("level", n, sink)),
        sectors: t.optional("sectors").filter(|n| !is_unknown(n)).and_then(|n| sectors(n, tables.sectors, sink)),
        users: t.optional("users").and_then(|n| words("user", n, sink)),
    };
    t.close(sink);
    scope
}

/// The path of today's unit and, where the record names a former one, that path as it was written.
fn territory(node: &Node<'_>, units: &Units, sink: &mut Sink<'_>) -> Option<(Located<String>, Option<String>)> {
    let written = string(node, sink)?;
    match units.resolve(&written.value) {
        Resolved::Unit(path) | Resolved::Unlisted(path) => Some((Located::new(path, written.at), None)),
        Resolved::Former(path) => Some((Located::new(path, written.at), Some(written.value))),
        Resolved::Unknown(near) => {
            let mut args = vec![("found", shorten(&written.value))];
            args.extend(near.map(|n| ("suggestion", n)));
            sink.report("unknown-territory", written.at, args);
            None
        }
    }
}

fn sectors(node: &Node<'_>, table: &Sectors, sink: &mut Sink<'_>) -> Option<Located<BTreeSet<String>>> {
    let mut set = BTreeSet::new();
    for item in items(node) {
        let Some(written) = string(item, sink) else { continue };
        match table.resolve(&written.value) {
            Ok(id) => {
                set.insert(id);
            }
            Err(near) => {
                let allowed = table.by_id.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                let mut args =
                    vec![("what", "sector".into()), ("found", shorten(&written.value)), ("allowed", allowed)];
                args.extend(near.map(|n| ("suggestion", n)));
                sink.report("unknown-value", written.at, args);
            }
        }
    }
    (!set.is_empty()).then(|| Located::new(set, node.at))
}

fn data(node: &Node<'_>, sink: &mut Sink<'_>) -> Vec<DataSet> {
    let mut sets = Vec::new();
    for item in list(node, sink) {
        let Some(mut t) = Table::open(item, sink) else { continue };
        let name = t.required("name", sink).and_then(|n| phrase(n, sink));
        let role = t.required("role", sink).and_then(|n| word("role", n, sink));
        t.close(sink);
        if let (Some(name), Some(role)) = (name, role) {
            sets.push(DataSet { name, role: role.value });
        }
    }
    sets
}

fn relations(node: &Node<'_>, sink: &mut Sink<'_>) -> Relations {
    let Some(mut t) = Table::open(node, sink) else {
        return Relations::default();
    };
    let ids = |node: Option<&Node<'_>>, sink: &mut Sink<'_>| {
        node.map(|n| items(n).iter().filter_map(|i| id(i, sink)).collect()).unwrap_or_default()
    };
    let relations = Relations {
        extends: ids(t.optional("extends"), sink),
        integrates_with: ids(t.optional("integrates-with"), sink),
        replaces: ids(t.optional("replaces"), sink),
    };
    t.close(sink);
    relations
}

fn investment(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Investment> {
    let mut t = Table::open(node, sink)?;
    let amount = t.optional("amount").and_then(|n| number("amount", n, (0, 1_000_000_000_000_000_000), sink));
    let currency = t.optional("currency").and_then(|n| currency(n, sink)).unwrap_or_else(|| "VND".into());
    let form = t.optional("form").and_then(|n| word("form", n, sink)).map(|f| f.value);
    let from = t.optional("from").and_then(|n| date("from", n, sink));
    let to = t.optional("to").and_then(|n| date("to", n, sink));
    t.close(sink);
    if let (Some(from), Some(to)) = (&from, &to)
        && from.value > to.value
    {
        let args = vec![("from", from.value.to_string()), ("to", to.value.to_string())];
        sink.report("dates-reversed", to.at, args);
    }
    Some(Investment { amount, currency, form, from, to })
}

fn currency(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<String> {
    let written = string(node, sink)?;
    if written.value.len() == 3 && written.value.bytes().all(|b| b.is_ascii_uppercase()) {
        return Some(written.value);
    }
    let upper = written.value.to_uppercase();
    let near = matches!(upper.as_str(), "VNĐ" | "Đ" | "ĐỒNG").then(|| "VND".to_owned()).unwrap_or(upper);
    let mut args = vec![("found", shorten(&written.value))];
    if near.len() == 3 && near.is_ascii() {
        args.push(("suggestion", near));
    }
    sink.report("bad-currency", written.at, args);
    None
}

fn cost(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<(u64, String)> {
    if let Value::Text { .. } = node.value {
        return number("annual-cost", node, (0, 1_000_000_000_000_000_000), sink).map(|n| (n.value, "VND".into()));
    }
    let mut t = Table::open(node, sink)?;
    let amount = t.required("amount", sink).and_then(|n| number("amount", n, (0, 1_000_000_000_000_000_000), sink));
    let currency = t.optional("currency").and_then(|n| currency(n, sink)).unwrap_or_else(|| "VND".into());
    t.close(sink);
    Some((amount?.value, currency))
}

fn need(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Need> {
    let mut t = Table::open(node, sink)?;
    let basis = t.required("basis", sink).and_then(|n| word("basis", n, sink));
    let evidence = t.optional("evidence").and_then(|n| text(n, sink));
    t.close(sink);
    Some(Need { basis: basis?, evidence })
}

fn compliance(node: &Node<'_>, sink: &mut Sink<'_>) -> Compliance {
    let Some(mut t) = Table::open(node, sink) else {
        return Compliance::default();
    };
    let compliance = Compliance {
        architecture: t.optional("architecture").and_then(|n| string(n, sink)),
        plan: t.optional("plan").and_then(|n| string(n, sink)),
        security_level: t
            .optional("security-level")
            .and_then(|n| number("security-level", n, (1, 5), sink))
            .map(|l| Located::new(u8::try_from(l.value).unwrap_or(5), l.at)),
    };
    t.close(sink);
    compliance
}

fn listing(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Listing> {
    let mut t = Table::open(node, sink)?;
    let name = t.required("name", sink).and_then(|n| string(n, sink));
    let group = t.optional("group").and_then(|n| string(n, sink)).map(|g| g.value);
    let number = t.optional("number").and_then(|n| number("number", n, (1, 100_000), sink));
    t.close(sink);
    Some(Listing { name: name?.value, group, number: number.and_then(|n| u32::try_from(n.value).ok()) })
}

fn facts(node: &Node<'_>, sink: &mut Sink<'_>) -> Vec<Fact> {
    let Value::Map(entries) = &node.value else {
        Table::open(node, sink);
        return Vec::new();
    };
    let mut facts = Vec::new();
    for (key, value) in entries {
        let field = key.text.to_string();
        if let Value::Text { .. } = value.value {
            facts.extend(string(value, sink).map(|s| Fact { field, source: s.value, note: None }));
            continue;
        }
        let Some(mut t) = Table::open(value, sink) else {
            continue;
        };
        let source = t.required("source", sink).and_then(|n| string(n, sink));
        let said = t.optional("note").and_then(|n| string(n, sink)).map(|n| n.value);
        t.close(sink);
        facts.extend(source.map(|s| Fact { field, source: s.value, note: said }));
    }
    facts
}

fn sources(mut t: Table<'_, '_>, sink: &mut Sink<'_>) -> Option<Vec<Source>> {
    let node = t.required("sources", sink);
    t.close(sink);
    Some(source_list(node?, sink))
}

fn source_list(node: &Node<'_>, sink: &mut Sink<'_>) -> Vec<Source> {
    let mut found = Vec::new();
    for item in list(node, sink) {
        let Some(mut t) = Table::open(item, sink) else { continue };
        let id = t.required("id", sink).and_then(|n| id(n, sink));
        let title = t.required("title", sink).and_then(|n| text(n, sink));
        let place = t.optional("where").and_then(|n| string(n, sink)).map(|s| s.value);
        let grade = t.optional("grade").and_then(|n| grade(n, sink));
        let date = t.optional("date").and_then(|n| date("date", n, sink)).map(|d| d.value);
        t.close(sink);
        if let (Some(id), Some(title)) = (id, title) {
            found.push(Source { id: id.value, title, place, grade, date });
        }
    }
    found
}

fn reference(mut t: Table<'_, '_>, sink: &mut Sink<'_>) -> Option<Reference> {
    let id = t.required("id", sink).and_then(|n| id(n, sink));
    let name = t.required("name", sink).and_then(|n| text(n, sink));
    let mut functions = Vec::new();
    for item in t.required("functions", sink).map(|n| list(n, sink)).unwrap_or_default() {
        let Some(mut t) = Table::open(item, sink) else { continue };
        let name = t.required("name", sink).and_then(|n| phrase(n, sink));
        let source = t.optional("source").and_then(|n| string(n, sink));
        let article = t.optional("article").and_then(|n| string(n, sink));
        t.close(sink);
        let Some(name) = name else { continue };
        let source = match (source, article) {
            (Some(s), Some(a)) => Some(format!("{} ({})", s.value, a.value)),
            (s, _) => s.map(|s| s.value),
        };
        functions.push(Function { name, detail: None, basis: crate::record::Basis::Inferred, source });
    }
    let sources = t.optional("sources").map(|n| source_list(n, sink)).unwrap_or_default();
    t.close(sink);
    Some(Reference { id: id?.value, name: name?, functions, sources })
}

fn strings(node: &Node<'_>, sink: &mut Sink<'_>) -> Vec<String> {
    items(node).iter().filter_map(|n| string(n, sink)).map(|s| s.value).collect()
}
