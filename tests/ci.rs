//! The formats of CI services: each valid by the schema that its readers use, each with every finding.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeSet;

use serde_json::Value;

const RUN: [&str; 6] = ["check", "examples", "tests/input/waived.yaml", "tests/input/broken.yaml", "--lang", "vi"];

fn output(arguments: &[&str], format: &str) -> String {
    let output = common::run(&[arguments, &["--format", format]].concat());
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(arguments: &[&str], format: &str) -> Value {
    serde_json::from_str(&output(arguments, format)).unwrap()
}

/// Findings of the report in the project's own form: rule, file, line, waived.
fn findings() -> Vec<(String, String, u64, bool)> {
    let report = json(&RUN, "json");
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let found: Vec<_> = report["results"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|r| r["findings"].as_array().unwrap())
        .map(|f| {
            let place = &f["place"];
            (text(&f["rule"]), text(&place["file"]), place["line"].as_u64().unwrap(), !f["waived"].is_null())
        })
        .collect();
    assert!(found.len() > 40 && found.iter().any(|f| f.3), "the run has findings, and one that is exempted");
    found
}

fn errors() -> usize {
    json(&RUN, "json")["errors"].as_array().unwrap().len()
}

#[test]
fn sarif_is_valid_and_whole() {
    // One pattern of the official schema has a bracket too many, which readers of regular expressions refuse.
    let schema = std::fs::read_to_string("tests/input/schema/sarif-2.1.0.schema.json").unwrap();
    let schema: Value = serde_json::from_str(&schema.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let sarif = json(&RUN, "sarif");
    let flaws: Vec<String> = validator.iter_errors(&sarif).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(flaws.is_empty(), "{}", flaws.join("\n"));
    let mut broken = sarif.clone();
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&broken));

    let run = &sarif["runs"][0];
    let rules: Vec<&str> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
    let (input, results): (Vec<&Value>, Vec<&Value>) =
        run["results"].as_array().unwrap().iter().partition(|r| r["ruleId"] == "input-error");
    assert_eq!(input.len(), errors());
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let findings = findings();
    assert_eq!(results.len(), findings.len());
    let mut fingerprints = BTreeSet::new();
    for (result, (rule, file, line, waived)) in results.iter().zip(findings) {
        assert_eq!(result["ruleId"], *rule);
        assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()], rule);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!((&place["artifactLocation"]["uri"], &place["region"]["startLine"]), (&file.into(), &line.into()));
        assert_eq!(!result["suppressions"].as_array().unwrap().is_empty(), waived);
        assert!(fingerprints.insert(result["partialFingerprints"]["dungchung/1"].to_string()), "{result}");
    }
}

#[test]
fn junit_is_valid_and_whole() {
    let schema = std::fs::read_to_string("tests/input/schema/junit-10.xsd").unwrap();
    let schema = uppsala::parse(&schema).unwrap();
    let validator = uppsala::XsdValidator::from_schema(&schema).unwrap();
    let text = output(&RUN, "junit");
    let flaws = validator.validate(&uppsala::parse(&text).unwrap());
    assert!(flaws.is_empty(), "{flaws:?}\n{text}");
    let broken = text.replacen("<testcase name=", "<testcase id=", 1);
    assert!(!validator.validate(&uppsala::parse(&broken).unwrap()).is_empty());

    let xml = roxmltree::Document::parse(&text).unwrap();
    let count = |tag: &str| xml.descendants().filter(|n| n.has_tag_name(tag)).count();
    let results = json(&RUN, "json")["results"].as_array().unwrap().clone();
    let of = |wanted: &[&str]| results.iter().filter(|r| wanted.contains(&r["verdict"].as_str().unwrap())).count();
    assert_eq!(count("failure"), of(&["duplicate", "incomplete"]));
    assert_eq!(count("skipped"), of(&["wait", "conditional"]));
    assert_eq!((count("error"), count("testcase")), (errors(), results.len() + errors()));
    let root = xml.root_element();
    assert_eq!(root.attribute("failures"), Some(count("failure").to_string().as_str()));
    assert_eq!(root.attribute("tests"), Some(count("testcase").to_string().as_str()));
    let said: String = xml.descendants().filter_map(|n| n.text()).collect();
    let places = findings().into_iter().map(|(rule, file, line, _)| (rule, format!("{file}:{line}:")));
    assert!(places.into_iter().all(|(rule, place)| said.contains(&rule) && said.contains(&place)));
    // What fails follows the option.
    let strict = output(&[&RUN[..], &["--fail-on", "review"]].concat(), "junit");
    assert_eq!(strict.matches("<failure ").count(), of(&["duplicate", "incomplete", "wait", "conditional"]));
}

#[test]
fn annotations_of_github_stand_at_their_lines() {
    let text = output(&RUN, "github");
    let mut lines: Vec<&str> = text.lines().collect();
    assert!(lines.pop().unwrap().contains("hồ sơ"), "the last line sums up");
    let findings = findings();
    assert_eq!(lines.len(), errors() + findings.len());
    for (rule, file, line, waived) in findings {
        let place = format!(" file={file},line={line},");
        let found = lines.iter().find(|l| l.contains(&place) && l.contains(&format!("title={rule} "))).unwrap();
        assert!(!waived || found.starts_with("::notice"), "{found}");
    }
    let levels: Vec<&str> = lines.iter().map(|l| l[2..].split(' ').next().unwrap()).collect();
    let rank = |level: &str| ["error", "warning", "notice"].iter().position(|l| *l == level).unwrap();
    assert!(levels.is_sorted_by_key(|level| rank(level)), "what fails comes first");
}

#[test]
fn code_quality_of_gitlab_is_whole() {
    let issues = json(&RUN, "gitlab");
    let issues = issues.as_array().unwrap();
    let findings = findings();
    assert_eq!(issues.len(), errors() + findings.len());
    let fingerprints: BTreeSet<&str> = issues.iter().map(|i| i["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(fingerprints.len(), issues.len(), "GitLab drops issues with the fingerprint of another");
    for (issue, (rule, file, line, waived)) in issues[errors()..].iter().zip(findings) {
        assert_eq!((&issue["check_name"], &issue["location"]["path"]), (&rule.into(), &file.into()));
        assert_eq!(issue["location"]["lines"]["begin"], line);
        let severity = issue["severity"].as_str().unwrap();
        assert!(["info", "minor", "critical"].contains(&severity) && (!waived || severity == "info"));
    }
}

#[test]
fn fingerprints_outlast_edits() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("p.yaml");
    let text = std::fs::read_to_string("examples/proposals/mot-cua-xa-quynh-luu.yaml").unwrap();
    let fingerprints = |text: &str, lang: &str| -> Vec<String> {
        std::fs::write(&file, text).unwrap();
        let run = common::run(&["check", file.to_str().unwrap(), "--format", "gitlab", "--lang", lang]);
        let issues: Vec<Value> = serde_json::from_slice(&run.stdout).unwrap();
        issues.iter().map(|i| i["fingerprint"].to_string()).collect()
    };
    let first = fingerprints(&text, "vi");
    assert!(first.len() >= 3);
    assert_eq!(first, fingerprints(&format!("# a line more\n\n{text}"), "en"));
    assert_ne!(first, fingerprints(&text.replace("id: quynh-luu", "id: quynh-lam"), "vi"));
}

#[test]
fn a_job_of_github_gets_annotations_unless_a_format_is_named() {
    let run = |arguments: &[&str], actions: &str| {
        let mut command = common::dungchung();
        command.env("GITHUB_ACTIONS", actions).args(["check", "examples/proposals/mot-cua-xa-quynh-luu.yaml"]);
        String::from_utf8(command.args(arguments).output().unwrap().stdout).unwrap()
    };
    assert!(run(&[], "true").starts_with("::error file=examples/proposals/"));
    assert!(!run(&[], "false").contains("::error"));
    assert!(run(&["--format", "json"], "true").starts_with('{'));
    let folder = tempfile::tempdir().unwrap();
    let sarif = folder.path().join("report.sarif");
    assert!(run(&["--output", "-", "--output", sarif.to_str().unwrap()], "true").starts_with("::error"));
    assert!(std::fs::read_to_string(sarif).unwrap().contains("\"2.1.0\""));
}

#[test]
fn names_of_records_make_no_commands_and_no_markup() {
    let record = "kind: proposal\nid: a\nname: \"một cửa %0A::error::x ]]> <b>&\"\nowner: {unit: UBND xã, level: commune}\nscope: {territory: vn/nghe-an/nghi-loc}\nfunctions:\n  - Tiếp nhận hồ sơ thủ tục hành chính\n  - Trả kết quả giải quyết thủ tục hành chính\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a,b:c%.yaml");
    std::fs::write(&file, record).unwrap();
    let run = |format: &str| {
        let output = common::run(&["check", file.to_str().unwrap(), "--format", format]);
        String::from_utf8(output.stdout).unwrap()
    };
    let github = run("github");
    assert!(github.contains("a%2Cb%3Ac%25.yaml,line=") && github.contains("%250A%3A%3Aerror%3A%3Ax"), "{github}");
    assert!(github.lines().all(|l| !l.starts_with("::error::")));
    let junit = run("junit");
    let xml = roxmltree::Document::parse(&junit).unwrap();
    let case = xml.descendants().find(|n| n.has_tag_name("testcase")).unwrap();
    assert!(case.attribute("name").unwrap().ends_with("]]> <b>&"));
}
