//! Every shipped example gives the verdict, the platforms and the rule that `examples/expected.tsv` names.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;

use serde_json::Value;

#[test]
fn examples_give_their_expected_verdicts() {
    let output = common::run(&["check", "examples/proposals", "--format", "json", "--lang", "en"]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let by_file: BTreeMap<&str, &Value> = report["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["file"].as_str().unwrap().trim_start_matches("examples/"), r))
        .collect();
    let expected = std::fs::read_to_string("examples/expected.tsv").unwrap();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in expected.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [file, verdict, platforms, rule] = cells[..] else { panic!("{line}") };
        let result = by_file.get(file).unwrap_or_else(|| panic!("{file} was not checked"));
        seen += 1;
        let cited: Vec<&str> = result["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|f| rule == "-" || f["rule"] == rule)
            .flat_map(|f| f["platforms"].as_array().unwrap())
            .map(|p| p.as_str().unwrap())
            .collect();
        let wanted: Vec<&str> = platforms.split(',').filter(|p| *p != "-").collect();
        let rules: Vec<&str> =
            result["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
        let good = result["verdict"] == verdict
            && (rule == "-" || rules.contains(&rule))
            && wanted.iter().all(|p| cited.contains(p));
        if !good {
            wrong.push(format!("{line}\n    got {} {rules:?} {cited:?}", result["verdict"]));
        }
    }
    assert_eq!(seen, by_file.len(), "every example has an expectation");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
