//! The JSON Schemas that editors use and the program's own decoder agree: on every file of the project, on files with one
//! mistake, and on which keys there are.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dungchung::embedded;
use dungchung::load::limits::Limits;
use dungchung::load::software::Tables;
use dungchung::load::yaml::{Node, Value as Yaml, documents};
use dungchung::load::{Loaded, load_text};
use jsonschema::Validator;
use serde_json::{Map, Value};

const KINDS: [&str; 6] = ["proposal", "system", "platform", "policy", "config", "waivers"];

fn schema(kind: &str) -> Value {
    let output = common::run(&["schema", kind]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn validators() -> BTreeMap<&'static str, Validator> {
    KINDS.map(|kind| (kind, jsonschema::validator_for(&schema(kind)).unwrap())).into()
}

/// A document as an editor reads it: plain scalars have the types of YAML 1.2.
fn as_json(node: &Node<'_>) -> Value {
    match &node.value {
        Yaml::Text { text, quoted: true } => text.as_ref().into(),
        Yaml::Text { .. } if node.is_nothing() => Value::Null,
        Yaml::Text { text, .. } => match text.parse::<u64>() {
            Ok(number) => number.into(),
            Err(_) => match text.parse::<f64>() {
                Ok(number) if text.starts_with(|c: char| c.is_ascii_digit()) => number.into(),
                _ => text.as_ref().into(),
            },
        },
        Yaml::List(items) => items.iter().map(as_json).collect(),
        Yaml::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.text.to_string(), as_json(value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
    }
}

fn parsed(text: &str) -> Vec<Value> {
    let mut problems = Vec::new();
    let nodes = documents(&Arc::from("t.yaml"), text, &Limits::default(), &mut problems);
    assert!(problems.is_empty(), "{problems:?}");
    nodes.iter().map(as_json).collect()
}

/// The codes of what the decoder finds wrong with a document, and the keys that it knows where one is unknown.
fn decoded(text: &str) -> (Vec<&'static str>, Vec<String>) {
    let (units, sectors) = embedded::tables();
    let mut loaded = Loaded::default();
    let tables = Tables { units: &units, sectors: &sectors };
    load_text(&Arc::from("t.yaml"), text, tables, &Limits::default(), &mut loaded);
    let keys = loaded.problems.iter().filter(|p| p.code == "unknown-key");
    let keys = keys.flat_map(|p| &p.args).filter(|(name, _)| *name == "allowed").map(|(_, keys)| keys.clone());
    let keys = keys.flat_map(|keys| keys.split(", ").map(str::to_owned).collect::<Vec<_>>()).collect();
    (loaded.problems.iter().map(|p| p.code).collect(), keys)
}

fn kind_of(document: &Value) -> &str {
    match document["kind"].as_str().unwrap_or_default() {
        "waiver" => "waivers",
        kind => kind,
    }
}

fn files(folder: &str) -> Vec<PathBuf> {
    let mut open = vec![PathBuf::from(folder)];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|e| e == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn every_file_of_the_project_is_accepted_by_both() {
    let validators = validators();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for file in ["examples", "data/catalogue", "data/policy", "tests/rules"].iter().flat_map(|f| files(f)) {
        for document in parsed(&std::fs::read_to_string(&file).unwrap()) {
            let kind = kind_of(&document).to_owned();
            let Some(validator) = validators.get(kind.as_str()) else {
                assert!(["sources", "reference"].contains(&kind.as_str()), "{}: {kind}", file.display());
                continue;
            };
            let flaws: Vec<String> =
                validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(flaws.is_empty(), "{}: {}", file.display(), flaws.join("; "));
            *seen.entry(kind).or_default() += 1;
        }
    }
    assert!(["proposal", "system", "platform", "policy", "waivers"].iter().all(|kind| seen[*kind] > 0), "{seen:?}");
}

#[test]
fn files_name_the_schema_that_the_program_prints() {
    for kind in KINDS {
        let file = format!("data/schema/{kind}.schema.json");
        let kept = std::fs::read(&file).unwrap_or_default();
        assert!(common::run(&["schema", kind]).stdout == kept, "dungchung schema {kind} > {file}");
    }
    for (folder, kind) in [("examples/proposals", "proposal"), ("examples/systems", "system")] {
        let modeline = format!("# yaml-language-server: $schema=../../data/schema/{kind}.schema.json\n");
        for file in files(folder) {
            assert!(std::fs::read_to_string(&file).unwrap().starts_with(&modeline), "{}: {modeline}", file.display());
        }
    }
}

const GOOD: &str = "kind: proposal\nid: a\nname: Tên\nfunctions: [Quản lý chợ]\n";

#[test]
fn one_mistake_is_refused_by_both() {
    let mistakes = [
        ("id: a", "id: A b"),
        ("id: a\n", ""),
        ("name: Tên", "nam: Tên"),
        ("name: Tên", "name: [Tên]"),
        ("name: Tên", "name: {vn: Tên, xyz: a}"),
        ("kind: proposal", "kind: propsal"),
        ("[Quản lý chợ]", "[]"),
        ("[Quản lý chợ]", "Quản lý chợ"),
        ("[Quản lý chợ]", "[{nam: x}]"),
        ("[Quản lý chợ]", "[{name: x, basis: said}]"),
        ("id: a\n", "id: a\nowner: {unit: x, level: xa}\n"),
        ("id: a\n", "id: a\nowner: {unit: x, kind: y}\n"),
        ("id: a\n", "id: a\nscope: {territory: mars}\n"),
        ("id: a\n", "id: a\nscope: {levels: [comune]}\n"),
        ("id: a\n", "id: a\nscope: {sectors: [agricultre]}\n"),
        ("id: a\n", "id: a\nscope: {user: [officials]}\n"),
        ("id: a\n", "id: a\nscope: vn\n"),
        ("id: a\n", "id: a\ninvestment: {amount: 450.000.000}\n"),
        ("id: a\n", "id: a\ninvestment: {amount: \"-1\"}\n"),
        ("id: a\n", "id: a\ninvestment: {currency: VNĐ}\n"),
        ("id: a\n", "id: a\ninvestment: {form: biuld}\n"),
        ("id: a\n", "id: a\ninvestment: {from: 12/2026}\n"),
        ("id: a\n", "id: a\ninvestment: {from: 2026-13}\n"),
        ("id: a\n", "id: a\nneed: {evidence: x}\n"),
        ("id: a\n", "id: a\nneed: {basis: none}\n"),
        ("id: a\n", "id: a\ncompliance: {security-level: 7}\n"),
        ("id: a\n", "id: a\ndata: [{name: x}]\n"),
        ("id: a\n", "id: a\ndata: [{name: x, role: owner}]\n"),
        ("id: a\n", "id: a\nrelations: {extends: [A B]}\n"),
        ("id: a\n", "id: a\nstatus: operational\n"),
        ("id: a", "id:"),
        ("[Quản lý chợ]", ""),
    ];
    let validators = validators();
    assert!(decoded(GOOD).0.is_empty() && validators["proposal"].is_valid(&parsed(GOOD)[0]));
    for (right, wrong) in mistakes {
        let text = GOOD.replacen(right, wrong, 1);
        assert_ne!(text, GOOD);
        assert!(!decoded(&text).0.is_empty(), "the decoder accepts {wrong}");
        assert!(!validators["proposal"].is_valid(&parsed(&text)[0]), "the schema accepts {wrong}");
    }
    for file in ["tests/input/broken.yaml", "tests/input/typo.yaml", "tests/input/waiver.yaml"] {
        for document in parsed(&std::fs::read_to_string(Path::new(file)).unwrap()) {
            let text = serde_json::to_string(&document).unwrap();
            let accepted = validators.get(kind_of(&document)).is_some_and(|v| v.is_valid(&document));
            assert_eq!(accepted, decoded(&text).0.is_empty(), "{file}: {text}");
        }
    }
}

#[test]
fn the_schemas_have_the_keys_of_the_decoder() {
    for (kind, written) in
        [("proposal", "proposal"), ("system", "system"), ("platform", "platform"), ("waivers", "waiver")]
    {
        let (_, known) = decoded(&format!("{{\"kind\": \"{written}\", \"zzz\": 1}}"));
        let schema = schema(kind);
        let keys: BTreeSet<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, known.into_iter().collect::<BTreeSet<_>>(), "{kind}");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("dungchung.yaml"), "kind: config\nzzz: 1\n").unwrap();
    let output = common::dungchung().current_dir(folder.path()).args(["config", "show"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    let known: BTreeSet<&str> = said.split("Known keys: ").nth(1).unwrap().trim().split(", ").collect();
    let schema = schema("config");
    let keys: BTreeSet<&str> = schema["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, known);
}

#[test]
fn what_init_writes_is_a_file_of_its_kind_once_it_is_filled_in() {
    let validators = validators();
    for lang in ["vi", "en"] {
        for (kind, fill) in [
            ("proposal", "functions: [Quản lý chợ]"),
            ("system", "functions: [Quản lý chợ]"),
            ("platform", "functions: [Quản lý chợ]"),
            ("config", ""),
        ] {
            let output = common::run(&[
                "init",
                kind,
                "/dev/stdout",
                "--name",
                "Phần mềm: chợ",
                "--owner",
                "UBND xã A, B",
                "--lang",
                lang,
            ]);
            assert_eq!(output.status.code(), Some(2), "a file that is there is not written over");
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("a.yaml");
            let path = file.to_str().unwrap();
            let output = common::run(&[
                "init",
                kind,
                path,
                "--name",
                "Phần mềm: chợ",
                "--owner",
                "UBND xã A, B",
                "--lang",
                lang,
            ]);
            assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
            let text = std::fs::read_to_string(&file).unwrap().replace("functions: []", fill);
            let beside = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
            assert!(folder.path().join(beside).is_file());
            let document = &parsed(&text)[0];
            let flaws: Vec<String> = validators[kind].iter_errors(document).map(|e| e.to_string()).collect();
            assert!(flaws.is_empty(), "{kind} {lang}: {flaws:?}\n{text}");
            assert!(kind == "config" || decoded(&text).0.is_empty(), "{kind} {lang}: {:?}\n{text}", decoded(&text).0);
        }
    }
}
