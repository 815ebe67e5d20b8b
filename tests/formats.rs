//! The JSON report keeps its contract, and the same input gives the same bytes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use serde_json::Value;

fn schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string("data/schema/report.schema.json").unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
}

#[test]
fn json_validates_against_the_schema_kept_in_the_project() {
    let validator = schema();
    for lang in ["vi", "en"] {
        let output = common::run(&["check", "examples", "tests/input/broken.yaml", "--format", "json", "--lang", lang]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let flaws: Vec<String> =
            validator.iter_errors(&report).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(flaws.is_empty(), "{}", flaws.join("\n"));
        assert!(!report["errors"].as_array().unwrap().is_empty());
        assert_eq!(output.status.code(), Some(2), "what cannot be read is no pass");
    }
}

#[test]
fn the_schema_refuses_what_is_not_in_the_contract() {
    let validator = schema();
    let output = common::run(&["check", "examples/proposals", "--format", "json"]);
    let mut report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["results"][0]["surprise"] = Value::Null;
    assert!(!validator.is_valid(&report));
}

#[test]
fn json_lines_are_the_results_of_the_document() {
    let document = common::run(&["check", "examples/proposals", "--format", "json"]);
    let lines = common::run(&["check", "examples/proposals", "--format", "jsonl"]);
    let report: Value = serde_json::from_slice(&document.stdout).unwrap();
    let results: Vec<Value> =
        String::from_utf8(lines.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(report["results"].as_array().unwrap(), &results);
}

#[test]
fn same_input_same_bytes() {
    for arguments in [["check", "examples", "--format", "json"], ["check", "examples", "--lang", "vi"]] {
        let (first, second) = (common::run(&arguments), common::run(&arguments));
        assert_eq!(first.stdout, second.stdout);
        assert_eq!(first.stderr, second.stderr);
        assert!(!first.stdout.is_empty());
    }
}

#[test]
fn the_order_of_functions_does_not_change_a_verdict() {
    let text = std::fs::read_to_string("examples/proposals/mot-cua-xa-quynh-luu.yaml").unwrap();
    let (head, rest) = text.split_once("functions:\n").unwrap();
    let end = rest.lines().position(|l| !l.starts_with(' ')).unwrap();
    let mut functions: Vec<&str> = rest.lines().take(end).collect();
    let tail: String = rest.lines().skip(end).collect::<Vec<_>>().join("\n");
    let check = |functions: &[&str]| -> Value {
        let folder = std::env::temp_dir().join(format!("dungchung-order-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("p.yaml");
        std::fs::write(&file, format!("{head}functions:\n{}\n{tail}", functions.join("\n"))).unwrap();
        let output = common::run(&["check", file.to_str().unwrap(), "--format", "json"]);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        report["results"][0].clone()
    };
    let first = check(&functions);
    functions.reverse();
    let second = check(&functions);
    assert_eq!(first["verdict"], second["verdict"]);
    assert_eq!(first["coverage"], second["coverage"]);
    let platforms = |r: &Value| -> Vec<String> {
        r["matches"].as_array().unwrap().iter().map(|m| m["platform"].to_string()).collect()
    };
    assert_eq!(platforms(&first), platforms(&second));
}
