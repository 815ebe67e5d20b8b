//! A repository of proposals as its keepers use it: settings, what changed, known findings, the hook.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const PROPOSAL: &str = "kind: proposal
id: nghi-loc-mot-cua
name: Phần mềm một cửa xã Nghi Lộc
objective: Nhận, giải quyết và trả hồ sơ thủ tục hành chính đúng hẹn
owner: {unit: UBND xã Nghi Lộc, level: commune}
scope: {territory: vn/nghe-an/nghi-loc, levels: [commune], sectors: [administrative-procedures], users: [officials]}
functions:
  - Nhận hồ sơ thủ tục hành chính của dân tại quầy, nhập vào máy
  - In giấy hẹn ngày trả cho người nộp
  - Giao hồ sơ cho công chức chuyên môn thụ lý
  - Công chức thẩm tra hồ sơ, trình lãnh đạo xã ký giải quyết
  - Nhắc hồ sơ sắp đến hạn và bôi đỏ hồ sơ trễ hẹn
  - Trả kết quả hồ sơ cho người dân, ký nhận tại quầy
investment: {amount: 400000000, form: buy}
";

const CLEAR: &str = "kind: proposal
id: san-bong
name: Phần mềm sân bóng đá mini
owner: {unit: UBND xã Nghi Lộc, level: commune}
scope: {territory: vn/nghe-an/nghi-loc, levels: [commune], sectors: [sport], users: [citizens]}
functions:
  - Giữ chỗ sân bóng đá mini
  - Thu tiền thuê sân bóng
investment: {amount: 40000000, form: buy}
";

const WAIVER: &str = "kind: waiver
record: nghi-loc-mot-cua
rule: D102
requirement: Dùng hệ thống một cửa của tỉnh
cause: Đường truyền của xã chưa ổn định
alternatives: Thuê đường truyền dự phòng
effects: Hồ sơ chuyển chậm một ngày
measures: Sao lưu hằng ngày
responsible: UBND xã Nghi Lộc
deadline: 2027-06-30
review: 2027-03
decision: 123/QĐ-UBND
";

/// A folder with a configuration.
fn project(config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "dungchung.yaml", &format!("kind: config\n{config}"));
    folder
}

fn write(folder: &TempDir, path: &str, text: &str) {
    let path = folder.path().join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// A run within a folder, in English.
fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = common::dungchung();
    said(&command.current_dir(folder).args(arguments).args(["--lang", "en"]).output().unwrap())
}

fn said(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert!(!text(&output.stderr).contains("panicked"), "{}", text(&output.stderr));
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn git(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    command.current_dir(folder.path()).args(["-c", "user.name=A", "-c", "user.email=a@example.org"]);
    command.args(["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"]).args(arguments);
    // A test may itself run in a hook, where git names the outer repository.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    command.output().unwrap()
}

fn commit(folder: &TempDir, message: &str) {
    assert!(git(folder, &["add", "--all"]).status.success());
    let output = git(folder, &["commit", "--quiet", "--no-verify", "--message", message]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn settings_weigh_as_documented_and_say_where_they_come_from() {
    let folder = project("lang: vi\nfail-on: never\npolicy: rules.yaml\nproposals: [de-xuat/**/*.yaml]\n");
    let below = folder.path().join("de-xuat/xa");
    std::fs::create_dir_all(&below).unwrap();
    let show = |arguments: &[&str]| {
        let mut command = common::dungchung();
        command.current_dir(&below).env("DUNGCHUNG_FAIL_ON", "review").env("DUNGCHUNG_LANG", "en");
        let (code, out, said) = said(&command.args(["config", "show"]).args(arguments).output().unwrap());
        assert_eq!(code, Some(0), "{said}");
        out.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    let shown = show(&["--fail-on", "block"]);
    for line in [
        "fail-on: block # --fail-on",
        "lang: en # DUNGCHUNG_LANG",
        "policy: \"../../rules.yaml\" # ../../dungchung.yaml:4",
        "catalogue: [] # default",
    ] {
        assert!(shown.contains(&line.to_owned()), "{line} in {shown:#?}");
    }
    assert!(show(&[]).contains(&"fail-on: review # DUNGCHUNG_FAIL_ON".to_owned()));
}

#[test]
fn what_the_file_does_not_know_is_refused() {
    let folder = project("fail_on: review\nlang: vn\nproposals: {a: b}\n");
    let (code, _, said) = run(folder.path(), &["check"]);
    assert_eq!(code, Some(2));
    for part in ["dungchung.yaml:2:1", "Did you mean `fail-on`?", "dungchung.yaml:3:7", "dungchung.yaml:4:12"] {
        assert!(said.contains(part), "{part} in {said}");
    }
    for (name, text) in [("broken", "a: ["), ("empty", ""), ("two", "kind: config\n---\nkind: config\n")] {
        write(&folder, "dungchung.yaml", text);
        assert_eq!(run(folder.path(), &["check"]).0, Some(2), "{name}");
    }
    write(&folder, "dungchung.yaml", "kind: config\npolicy: none.yaml\nproposals: [a.yaml]\n");
    write(&folder, "a.yaml", CLEAR);
    assert_eq!(run(folder.path(), &["check"]).0, Some(2), "a policy that is not there");
    assert_eq!(run(folder.path(), &["check", "--no-config", "a.yaml"]).0, Some(0));
    assert_eq!(run(folder.path(), &["check", "--config", "none.yaml", "a.yaml"]).0, Some(2));
    let mut command = common::dungchung();
    let output = command.current_dir(folder.path()).env("DUNGCHUNG_FAILON", "review").arg("check").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_run_without_paths_checks_what_the_file_names() {
    let folder = project("proposals: [de-xuat/**/*.yaml]\nsystems: [he-thong]\noutput: [\"-\", bao-cao/kq.sarif]\n");
    let (code, _, said) = run(folder.path(), &["check"]);
    assert_eq!(code, Some(2), "patterns that name nothing: {said}");
    write(&folder, "de-xuat/2027/a.yaml", PROPOSAL);
    write(&folder, "he-thong/b.yaml", &CLEAR.replace("kind: proposal", "kind: system").replace("investment", "# "));
    write(&folder, "khac/c.yaml", "kind: nothing\n");
    let (code, out, said) = run(folder.path(), &["check"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(out.contains("nghi-loc-mot-cua") && out.contains("san-bong"), "{out}");
    let sarif = std::fs::read_to_string(folder.path().join("bao-cao/kq.sarif")).unwrap();
    assert!(sarif.contains("\"de-xuat/2027/a.yaml\""), "{sarif}");
    // From a folder below, files keep their place.
    assert_eq!(run(&folder.path().join("de-xuat"), &["check"]).0, Some(1));
    // What is called a system is judged by milder rules.
    write(
        &folder,
        "de-xuat/2027/a.yaml",
        &PROPOSAL.replace("kind: proposal", "kind: system").replace("investment", "# "),
    );
    let (code, _, said) = run(folder.path(), &["check"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("among the files of `proposals`"), "{said}");
}

#[test]
fn known_findings_fail_nothing_and_shrink() {
    let folder = project("proposals: [p]\nbaseline: known.json\n");
    write(&folder, "p/a.yaml", PROPOSAL);
    assert_eq!(run(folder.path(), &["check"]).0, Some(2), "a baseline that is not there");
    let (code, _, said) = run(folder.path(), &["check", "--write-baseline"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, out, _) = run(folder.path(), &["check"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("DUPLICATE") && out.contains("Known before"), "{out}");
    // A second proposal of the kind is new.
    write(&folder, "p/b.yaml", &PROPOSAL.replace("nghi-loc-mot-cua", "xa-khac-mot-cua"));
    assert_eq!(run(folder.path(), &["check"]).0, Some(1));
    std::fs::remove_file(folder.path().join("p/b.yaml")).unwrap();
    write(&folder, "p/a.yaml", CLEAR);
    let (code, _, said) = run(folder.path(), &["check"]);
    assert_eq!(code, Some(0));
    assert!(said.contains("of the baseline is gone") && said.contains("D102 nghi-loc-mot-cua"), "{said}");
    for text in ["", "{}", "{\"schema\": \"dungchung/baseline/2\", \"findings\": []}", "[1]"] {
        write(&folder, "known.json", text);
        assert_eq!(run(folder.path(), &["check"]).0, Some(2), "{text}");
    }
    // What could not be read is not written off.
    write(&folder, "p/b.yaml", "kind: proposal\n");
    assert_eq!(run(folder.path(), &["check", "--write-baseline"]).0, Some(2));
    assert_eq!(std::fs::read_to_string(folder.path().join("known.json")).unwrap(), "[1]");
}

#[test]
fn only_what_changed_is_reported() {
    let folder = project("proposals: [p]\nwaivers: [w]\n");
    let since = |revision: &str| run(folder.path(), &["check", "--format", "jsonl", "--changed-since", revision]);
    write(&folder, "p/a.yaml", PROPOSAL);
    write(&folder, "p/b.yaml", CLEAR);
    write(&folder, "w/a.yaml", WAIVER);
    assert_eq!(since("HEAD").0, Some(2), "no repository");
    assert!(git(&folder, &["init", "--quiet"]).status.success());
    assert_eq!(since("HEAD").0, Some(2), "no commit");
    commit(&folder, "one");
    let (code, out, _) = since("HEAD");
    assert_eq!((code, out.as_str()), (Some(0), ""));
    assert_eq!(since("no-such-branch").0, Some(2));
    assert_eq!(since("--output=x").0, Some(2));
    // A new file that is not added yet, compared with one that did not change.
    write(&folder, "p/c.yaml", &PROPOSAL.replace("nghi-loc-mot-cua", "xa-khac-mot-cua"));
    let (code, out, _) = since("HEAD");
    assert_eq!((code, out.lines().count()), (Some(1), 1));
    assert!(out.contains("xa-khac-mot-cua") && out.contains("\"nghi-loc-mot-cua\""), "{out}");
    std::fs::remove_file(folder.path().join("p/c.yaml")).unwrap();
    // Renamed and otherwise as it was.
    std::fs::rename(folder.path().join("p/b.yaml"), folder.path().join("p/sân bóng.yaml")).unwrap();
    let (code, out, _) = since("HEAD");
    assert_eq!((code, out.lines().count()), (Some(0), 1));
    assert!(out.contains("san-bong"));
    std::fs::remove_file(folder.path().join("p/sân bóng.yaml")).unwrap();
    assert_eq!(since("HEAD").0, Some(0), "a deleted record has no findings");
    // Without its waiver the record that did not change fails.
    write(&folder, "w/a.yaml", &WAIVER.replace("rule: D102", "rule: D103"));
    let (code, out, _) = since("HEAD");
    assert_eq!(code, Some(1));
    assert!(out.contains("nghi-loc-mot-cua"), "{out}");
    write(&folder, "w/a.yaml", WAIVER);
    // What all are judged by concerns all.
    write(&folder, "dungchung.yaml", "kind: config\nproposals: [p]\nwaivers: [w]\nfail-on: review\n");
    assert_eq!(since("HEAD").1.lines().count(), 1);
}

#[test]
fn the_hook_of_a_new_repository_stops_a_duplicate() {
    let folder = tempfile::tempdir().unwrap();
    assert!(git(&folder, &["init", "--quiet"]).status.success());
    assert_eq!(run(folder.path(), &["init", "config"]).0, Some(0));
    assert_eq!(run(folder.path(), &["init", "proposal", "proposals/mau.yaml", "--name", "Sân bóng"]).0, Some(0));
    let (code, _, unfilled) = run(folder.path(), &["check"]);
    assert_eq!(code, Some(2), "what was not filled in is no pass: {unfilled}");
    std::fs::remove_file(folder.path().join("proposals/mau.yaml")).unwrap();

    let program = env!("CARGO_BIN_EXE_dungchung");
    let hook = |day: &str| {
        let path = ".git/hooks/pre-commit";
        write(&folder, path, &format!("#!/bin/sh\nexec '{program}' check --lang en --today {day}\n"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let all = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(folder.path().join(path), all).unwrap();
        }
    };
    let committed = || {
        assert!(git(&folder, &["add", "--all"]).status.success());
        let output = git(&folder, &["commit", "--quiet", "--message", "x"]);
        let all = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(all).unwrap())
    };
    hook("2026-11-23");
    write(&folder, "proposals/mot-cua.yaml", PROPOSAL);
    let (passed, said) = committed();
    assert!(!passed && said.contains("D102") && said.contains("proposals/mot-cua.yaml:"), "{said}");
    write(&folder, "proposals/mot-cua.waiver.yaml", WAIVER);
    let (passed, said) = committed();
    assert!(passed, "{said}");
    let (code, out, _) = run(folder.path(), &["check"]);
    assert_eq!(code, Some(0));
    assert!(out.contains("D102") && out.contains("Exempted by 123/QĐ-UBND"), "{out}");
    hook("2027-07-01");
    write(&folder, "README.md", "more\n");
    let (passed, said) = committed();
    assert!(!passed && said.contains("I403"), "{said}");
}
