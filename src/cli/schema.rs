//! `schema`: JSON Schema for editors, one document for each kind of file.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::{ExitStatus, to_stdout};
use crate::embedded;

/// All definitions.
const INPUT: &str = include_str!("../../data/schema/input.json");
/// The form of the report.
const REPORT: &str = include_str!("../../data/schema/report.schema.json");

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Kind of file
    #[arg(value_enum)]
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// Proposals
    Proposal,
    /// Existing systems
    System,
    /// Platforms of a catalogue
    Platform,
    /// Rules
    Policy,
    /// dungchung.yaml
    Config,
    /// Exceptions
    Waivers,
    /// What `check --format json` prints
    Report,
}

impl Kind {
    /// Its name, which is that of its definition.
    pub(super) fn word(self) -> &'static str {
        match self {
            Kind::Proposal => "proposal",
            Kind::System => "system",
            Kind::Platform => "platform",
            Kind::Policy => "policy",
            Kind::Config => "config",
            Kind::Waivers => "waivers",
            Kind::Report => "report",
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitStatus> {
    to_stdout(text(arguments.kind).as_bytes())?;
    Ok(ExitStatus::Pass)
}

/// The schema of one kind, with the definitions that it needs and no others.
pub(super) fn text(kind: Kind) -> String {
    if kind == Kind::Report {
        return REPORT.to_owned();
    }
    let all: Value = serde_json::from_str(INPUT).expect("the embedded schema is JSON");
    let mut definitions = all["$defs"].clone();
    definitions["sector"]["enum"] = sectors();
    let mut schema = definitions[kind.word()].clone();
    let mut needed = Map::new();
    let mut open = references(&schema);
    while let Some(name) = open.pop() {
        if !needed.contains_key(&name) {
            open.extend(references(&definitions[&name]));
            needed.insert(name.clone(), definitions[&name].clone());
        }
    }
    schema["$defs"] = Value::Object(needed);
    allow_empty(&mut schema);
    schema["$schema"] = all["$schema"].clone();
    let mut text = serde_json::to_string_pretty(&schema).expect("plain values serialise");
    text.push('\n');
    text
}

/// Names of the definitions that a schema refers to.
fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(entries) => {
            let own = entries.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs/"));
            own.map(str::to_owned).into_iter().chain(entries.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// Lets the value of each key that is not required be empty, as the decoder does: `objective:` says nothing.
fn allow_empty(schema: &mut Value) {
    match schema {
        Value::Object(entries) => {
            let required = entries.get("required").cloned().unwrap_or_default();
            if let Some(Value::Object(properties)) = entries.get_mut("properties") {
                for (key, value) in properties.iter_mut() {
                    let is_required = required.as_array().is_some_and(|keys| keys.iter().any(|k| k == key));
                    if !is_required {
                        let description = value.get("description").cloned();
                        *value = json!({"anyOf": [value.take(), {"type": "null"}]});
                        if let Some(description) = description {
                            value["description"] = description;
                        }
                    }
                }
            }
            entries.values_mut().for_each(allow_empty);
        }
        Value::Array(items) => items.iter_mut().for_each(allow_empty),
        _ => {}
    }
}

/// Every way to write a field of work.
fn sectors() -> Value {
    let (_, sectors) = embedded::tables();
    let known = sectors.by_id.keys().chain(sectors.aliases.keys()).map(String::as_str);
    json!(std::iter::once("all").chain(known).collect::<BTreeSet<&str>>())
}
