//! Records as plain trees, and trees as YAML or JSON: what `import` writes and every export starts from. Whatever this
//! writes, the loader reads back to the same record.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::record::scope::{Word, word_of};
use crate::record::{Basis, Function, Kind, Software, Status, Text};

/// A value as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tree {
    /// A scalar.
    Text(String),
    /// A whole number.
    Number(u64),
    /// A list.
    List(Vec<Tree>),
    /// A mapping, in the order in which it is written.
    Map(Vec<(String, Tree)>),
}

/// Keys of a record in the order in which they are written.
const ORDER: [&str; 24] = [
    "kind",
    "id",
    "name",
    "aliases",
    "type",
    "objective",
    "summary",
    "owner",
    "scope",
    "status",
    "available",
    "list",
    "access",
    "annual-cost",
    "investment",
    "need",
    "compliance",
    "functions",
    "data",
    "relations",
    "facts",
    "notes",
    "sources",
    "",
];

impl Tree {
    /// A scalar.
    pub fn text(value: impl Into<String>) -> Tree {
        Tree::Text(value.into())
    }

    /// A mapping of the entries that are there; `None` if none is.
    #[must_use]
    pub fn map(entries: Vec<(&str, Option<Tree>)>) -> Option<Tree> {
        let kept: Vec<(String, Tree)> =
            entries.into_iter().filter_map(|(key, value)| value.map(|v| (key.to_owned(), v))).collect();
        (!kept.is_empty()).then_some(Tree::Map(kept))
    }

    /// A list of scalars; `None` if it is empty.
    #[must_use]
    pub fn texts<S: Into<String>>(items: impl IntoIterator<Item = S>) -> Option<Tree> {
        let items: Vec<Tree> = items.into_iter().map(Tree::text).collect();
        (!items.is_empty()).then_some(Tree::List(items))
    }

    /// The value at a key of a mapping.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Tree> {
        match self {
            Tree::Map(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The value at a path of keys, made where it is missing; a scalar on the way is replaced.
    pub fn set(&mut self, path: &[&str], value: Tree) {
        let Some((first, rest)) = path.split_first() else {
            *self = value;
            return;
        };
        if !matches!(self, Tree::Map(_)) {
            *self = Tree::Map(Vec::new());
        }
        let Tree::Map(entries) = self else { return };
        let at = entries.iter().position(|(k, _)| k == first).unwrap_or_else(|| {
            entries.push(((*first).to_owned(), Tree::Map(Vec::new())));
            entries.len() - 1
        });
        entries[at].1.set(rest, value);
    }

    /// Puts the keys of a record into their usual order.
    pub fn arrange(&mut self) {
        if let Tree::Map(entries) = self {
            entries.sort_by_key(|(key, _)| ORDER.iter().position(|o| o == key).unwrap_or(ORDER.len()));
        }
    }

    /// The scalar, if it is one.
    #[must_use]
    pub fn scalar(&self) -> Option<String> {
        match self {
            Tree::Text(text) => Some(text.clone()),
            Tree::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Tree::Text(text) => serializer.serialize_str(text),
            Tree::Number(number) => serializer.serialize_u64(*number),
            Tree::List(items) => serializer.collect_seq(items),
            Tree::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

/// A record as a tree. What the record does not say is left out, but a platform's `status`, which would otherwise be
/// read as operational.
#[must_use]
pub fn record(software: &Software) -> Tree {
    let located = |l: &crate::record::place::Located<String>| Tree::text(l.value.as_str());
    let ids = |l: &[crate::record::place::Located<String>]| Tree::texts(l.iter().map(|id| id.value.as_str()));
    let owner = software.owner.as_ref().and_then(|o| {
        Tree::map(vec![("unit", o.unit.as_ref().map(text)), ("level", o.level.as_ref().map(|l| word(l.value)))])
    });
    let scope = &software.scope;
    let scope = Tree::map(vec![
        ("territory", scope.territory.as_ref().map(located)),
        ("levels", scope.levels.as_ref().and_then(|l| Tree::texts(l.value.iter().map(|l| l.word())))),
        ("sectors", scope.sectors.as_ref().and_then(|s| Tree::texts(&s.value))),
        ("users", scope.users.as_ref().and_then(|u| Tree::texts(u.value.iter().map(|u| u.word())))),
    ]);
    let status = match (software.kind, software.status.value) {
        (Kind::Proposal, _) | (Kind::System, Status::Unknown) => None,
        (_, status) => Some(word(status)),
    };
    let data: Vec<Tree> = software
        .data
        .iter()
        .map(|d| Tree::Map(vec![("name".into(), text(&d.name)), ("role".into(), word(d.role))]))
        .collect();
    let relations = Tree::map(vec![
        ("extends", ids(&software.relations.extends)),
        ("integrates-with", ids(&software.relations.integrates_with)),
        ("replaces", ids(&software.relations.replaces)),
    ]);
    let list = software.list.as_ref().and_then(|l| {
        Tree::map(vec![
            ("name", Some(Tree::text(l.name.as_str()))),
            ("group", l.group.as_ref().map(Tree::text)),
            ("number", l.number.map(|n| Tree::Number(n.into()))),
        ])
    });
    let cost = software.annual_cost.as_ref().map(|(amount, currency)| {
        Tree::Map(vec![("amount".into(), Tree::Number(*amount)), ("currency".into(), Tree::text(currency))])
    });
    let compliance = &software.compliance;
    let entries = vec![
        ("kind", Some(word(software.kind))),
        ("id", Some(located(&software.id))),
        ("name", Some(text(&software.name))),
        ("aliases", Tree::texts(&software.aliases)),
        ("type", software.system_type.as_ref().map(located)),
        ("objective", software.objective.as_ref().map(text)),
        ("summary", software.summary.as_ref().map(text)),
        ("owner", owner),
        ("scope", scope),
        ("status", status),
        ("available", software.available.as_ref().map(|d| Tree::text(d.value.to_string()))),
        ("list", list),
        ("access", software.access.as_ref().map(text)),
        ("annual-cost", cost),
        ("investment", software.investment.as_ref().and_then(investment)),
        (
            "need",
            software.need.as_ref().and_then(|n| {
                Tree::map(vec![("basis", Some(word(n.basis.value))), ("evidence", n.evidence.as_ref().map(text))])
            }),
        ),
        (
            "compliance",
            Tree::map(vec![
                ("architecture", compliance.architecture.as_ref().map(located)),
                ("plan", compliance.plan.as_ref().map(located)),
                ("security-level", compliance.security_level.as_ref().map(|l| Tree::Number(l.value.into()))),
            ]),
        ),
        ("functions", Some(Tree::List(software.functions.iter().map(function).collect()))),
        ("data", (!data.is_empty()).then_some(Tree::List(data))),
        ("relations", relations),
        ("facts", facts(software)),
        ("notes", software.notes.as_ref().map(text)),
        ("sources", Tree::texts(&software.sources)),
    ];
    Tree::map(entries).unwrap_or(Tree::Map(Vec::new()))
}

/// A text in one language or several.
#[must_use]
pub fn text(text: &Text) -> Tree {
    match text.wordings.as_slice() {
        [(None, plain)] => Tree::text(plain.as_str()),
        wordings => Tree::Map(
            wordings
                .iter()
                .map(|(lang, wording)| (lang.map_or_else(String::new, |l| l.to_string()), Tree::text(wording.as_str())))
                .collect(),
        ),
    }
}

/// A function: its name alone where nothing else is said of it.
#[must_use]
pub fn function(function: &Function) -> Tree {
    let plain = function.detail.is_none() && function.source.is_none() && function.basis == Basis::Stated;
    if plain {
        return text(&function.name);
    }
    let basis = (function.basis == Basis::Inferred || function.source.is_some()).then(|| word(function.basis));
    Tree::map(vec![
        ("name", Some(text(&function.name))),
        ("detail", function.detail.as_ref().map(text)),
        ("basis", basis),
        ("source", function.source.as_ref().map(Tree::text)),
    ])
    .unwrap_or_else(|| Tree::text(""))
}

fn investment(investment: &crate::record::Investment) -> Option<Tree> {
    Tree::map(vec![
        ("amount", investment.amount.as_ref().map(|a| Tree::Number(a.value))),
        ("currency", Some(Tree::text(investment.currency.as_str()))),
        ("form", investment.form.map(word)),
        ("from", investment.from.as_ref().map(|d| Tree::text(d.value.to_string()))),
        ("to", investment.to.as_ref().map(|d| Tree::text(d.value.to_string()))),
    ])
}

fn facts(software: &Software) -> Option<Tree> {
    let entries: Vec<(String, Tree)> = software
        .facts
        .iter()
        .map(|fact| {
            let source = Tree::text(fact.source.as_str());
            let value = match &fact.note {
                None => source,
                Some(note) => Tree::Map(vec![("source".into(), source), ("note".into(), Tree::text(note.as_str()))]),
            };
            (fact.field.clone(), value)
        })
        .collect();
    (!entries.is_empty()).then_some(Tree::Map(entries))
}

fn word<T: Word + PartialEq>(value: T) -> Tree {
    Tree::text(word_of(value))
}

/// A line that is longer is written as a block.
const LINE: usize = 110;

/// One YAML document with its document mark, comments first.
#[must_use]
pub fn yaml(tree: &Tree, comments: &[String]) -> String {
    let mut out = String::from("---\n");
    for line in comments.iter().flat_map(|c| c.lines()) {
        out.push_str("# ");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    if let Tree::Map(entries) = tree {
        block_map(entries, 0, &mut out);
    }
    out
}

fn block_map(entries: &[(String, Tree)], indent: usize, out: &mut String) {
    for (key, value) in entries {
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(&scalar(key));
        out.push(':');
        let list = matches!(value, Tree::List(items) if key == "functions" && !items.is_empty());
        after_key(value, indent, list, out);
    }
}

fn after_key(value: &Tree, indent: usize, as_block: bool, out: &mut String) {
    let line = flow(value);
    let nested = matches!(value, Tree::List(_) | Tree::Map(_));
    if !(nested && (as_block || line.chars().count() + indent > LINE)) {
        out.push(' ');
        out.push_str(&line);
        out.push('\n');
        return;
    }
    out.push('\n');
    match value {
        Tree::Map(entries) => block_map(entries, indent + 2, out),
        Tree::List(items) => {
            for item in items {
                out.extend(std::iter::repeat_n(' ', indent + 2));
                out.push_str("- ");
                out.push_str(&flow(item));
                out.push('\n');
            }
        }
        Tree::Text(_) | Tree::Number(_) => {}
    }
}

/// A value on one line.
#[must_use]
pub fn flow(value: &Tree) -> String {
    match value {
        Tree::Text(text) => scalar(text),
        Tree::Number(number) => number.to_string(),
        Tree::List(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Tree::Map(entries) => {
            let entries: Vec<String> = entries.iter().map(|(k, v)| format!("{}: {}", scalar(k), flow(v))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

/// A scalar, plain where every YAML reader takes it for the same text, in double quotes otherwise.
fn scalar(text: &str) -> String {
    let date = crate::record::Date::parse(text).is_some();
    let harmless = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '/' | '.' | '(' | ')' | '+' | '–');
    let word = text.chars().next().is_some_and(char::is_alphabetic)
        && text.chars().all(harmless)
        && !text.ends_with(' ')
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n"
        );
    if date || word {
        return text.to_owned();
    }
    // A JSON string is a YAML string in double quotes.
    serde_json::to_string(text).unwrap_or_default()
}
