//! A report can be made again, and says so when it cannot, when what it was made from has changed, and when somebody changed
//! the report.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

/// A folder with a proposal, a waiver folder and the report about them.
fn reported(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("dungchung-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("proposals")).unwrap();
    fs::copy("examples/proposals/mot-cua-xa-quynh-luu.yaml", folder.join("proposals/p.yaml")).unwrap();
    let output =
        run(&folder, &["check", "proposals", "--output", "report.json", "--lang", "en", "--today", common::DAY]);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_dungchung"));
    command.current_dir(folder).args(arguments).env_remove("LANG").env_remove("LC_ALL").output().unwrap()
}

/// The exit code of `verify` and what it says.
fn verify(folder: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = run(folder, &[&["verify", "report.json", "--lang", "en"], more].concat());
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    assert!(text.contains(from), "{file}: {from}");
    fs::write(folder.join(file), text.replace(from, to)).unwrap();
}

#[test]
fn a_report_holds_while_nothing_changes() {
    assert_eq!(verify(&reported("holds"), &[]), (Some(0), "The report holds: 1 record\n".to_owned()));
}

#[test]
fn a_record_that_changed_is_named_with_what_became_of_it() {
    let folder = reported("changed");
    change(&folder, "proposals/p.yaml", "basis: none-exists", "basis: pilot");
    let (code, said) = verify(&folder, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("p.yaml has changed") && said.contains("  - D134"), "{said}");
}

#[test]
fn records_that_came_or_went_are_named() {
    let folder = reported("came");
    let other = fs::read_to_string("examples/proposals/quan-ly-nghia-trang.yaml").unwrap();
    fs::write(folder.join("proposals/q.yaml"), other).unwrap();
    let (code, said) = verify(&folder, &[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("q.yaml is new") && said.contains("is not in the report"), "{said}");
}

#[test]
fn a_report_that_somebody_changed_is_found_out() {
    for (from, to) in [("\"duplicate\"", "\"clear\""), ("\"coverage\": 0.", "\"coverage\": 0.1")] {
        let folder = reported("altered");
        change(&folder, "report.json", from, to);
        let (code, said) = verify(&folder, &[]);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains("itself was altered"), "{said}");
    }
}

#[test]
fn another_day_or_policy_may_be_asked_for() {
    let folder = reported("day");
    let (code, said) = verify(&folder, &["--today", "2025-01-01"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("Another day: 2026-11-23 → 2025-01-01"), "{said}");
}

#[test]
fn what_cannot_be_made_again_is_an_error() {
    let folder = reported("cannot");
    fs::remove_file(folder.join("proposals/p.yaml")).unwrap();
    assert_eq!(verify(&folder, &[]).0, Some(2));
    for (text, says) in [
        ("{}", "is not a report"),
        ("[", "is not a report"),
        ("{\"schema\": \"dungchung/report/1\", \"results\": [], \"errors\": []}", "is not a report"),
    ] {
        fs::write(folder.join("report.json"), text).unwrap();
        let (code, said) = verify(&folder, &[]);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(says), "{said}");
    }
}

/// A report is a file from somebody: it does not say which files of the reader's machine are opened.
#[test]
fn a_report_leads_to_no_file_outside_the_folder() {
    let folder = reported("outside");
    let secret = folder.with_extension("secret.yaml");
    fs::write(&secret, "kind: secret\n").unwrap();
    let secret = secret.to_str().unwrap();
    change(&folder, "report.json", "\"proposals\"\n", &format!("\"{secret}\"\n"));
    let (code, said) = verify(&folder, &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("outside this folder") && !said.contains("kind: secret"), "{said}");
    let (code, said) = verify(&folder, &[secret]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("kind: secret"), "named, it is read: {said}");
}
