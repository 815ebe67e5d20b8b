//! What the program does to the machine that it runs on: which files it reads and writes, how it ends when it is cut short,
//! and that it opens no connection.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const DUPLICATE: &str = "examples/proposals/mot-cua-xa-quynh-luu.yaml";

/// A folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("dungchung-{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_reader_that_goes_away_does_not_turn_a_block_into_a_pass() {
    for format in ["terminal", "json"] {
        let mut child = common::dungchung()
            .args(["check", DUPLICATE, "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert_eq!(said(&output), "");
    }
}

#[test]
fn a_full_disk_is_an_error_and_no_verdict() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let clear = "examples/proposals/quan-ly-nghia-trang.yaml";
    let to_stdout = common::dungchung().args(["check", clear]).stdout(full()).output().unwrap();
    let to_file = common::run(&["check", clear, "--format", "json", "--output", "/dev/full"]);
    for output in [to_stdout, to_file] {
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("cannot write"), "{}", said(&output));
    }
}

/// A file where a folder should be, and a folder of the kernel: nobody may write there, the superuser neither.
#[test]
fn where_one_file_cannot_be_written_none_is() {
    let out = folder("read-only");
    fs::write(out.join("old.json"), "old").unwrap();
    let good = out.join("new.json");
    let (old, good) = (out.join("old.json"), good.to_str().unwrap());
    for place in [old.join("r.html"), PathBuf::from("/proc/r.html")] {
        let place = place.to_str().unwrap();
        for outputs in [[good, place], [place, good], [old.to_str().unwrap(), place]] {
            let output = common::run(&["check", DUPLICATE, "--output", outputs[0], "--output", outputs[1]]);
            assert_eq!(output.status.code(), Some(2), "{outputs:?}: {}", said(&output));
            assert!(said(&output).contains("cannot write"), "{outputs:?}: {}", said(&output));
            assert_eq!(names(&out), ["old.json"], "{outputs:?}");
            assert_eq!(fs::read_to_string(&old).unwrap(), "old", "{outputs:?}");
        }
    }
}

#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let out = folder("interrupted");
    let mut child = common::dungchung()
        .args(["check", "-", "--output", out.join("r.json").to_str().unwrap()])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It is at work once it has taken in more than a pipe holds.
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(&fs::read(DUPLICATE).unwrap()).unwrap();
    stdin.write_all("# a comment\n".repeat(20_000).as_bytes()).unwrap();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    assert_eq!(names(&out), Vec::<String>::new());
}

#[test]
fn neither_a_home_nor_any_variable_is_needed() {
    let bare = common::dungchung().env_clear().args(["check", DUPLICATE, "--lang", "vi"]).output().unwrap();
    let usual = common::run(&["check", DUPLICATE, "--lang", "vi"]);
    assert_eq!((bare.status.code(), &bare.stdout), (Some(1), &usual.stdout), "{}", said(&bare));
}

#[test]
fn a_link_in_the_output_folder_leads_nowhere() {
    let (out, elsewhere) = (folder("links-out"), folder("links-elsewhere"));
    let target = elsewhere.join("precious");
    fs::write(&target, "precious").unwrap();
    symlink(&target, out.join("dungchung.json")).unwrap();
    symlink(&target, out.join("so-xay-dung-cong-van.yaml")).unwrap();
    symlink(&elsewhere, out.join("so-xay-dung-cong-van")).unwrap();
    let (to, list) = (out.to_str().unwrap(), folder("links-list").join("list.csv"));
    let system = "examples/systems/cong-van-so-xay-dung.yaml";
    assert!(common::run(&["export", system, "--format", "csv", "-o", list.to_str().unwrap()]).status.success());
    for arguments in [
        ["check", DUPLICATE, "--format", "json", "--output", to].as_slice(),
        ["import", list.to_str().unwrap(), "--overwrite", "--output", to].as_slice(),
        ["export", system, "--format", "publiccode", "--output", to].as_slice(),
    ] {
        let output = common::run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        assert!(said(&output).contains("leads out of"), "{arguments:?}: {}", said(&output));
    }
    assert_eq!(fs::read_to_string(&target).unwrap(), "precious");
    assert_eq!(names(&elsewhere), ["precious"]);
}

#[test]
fn a_folder_is_read_whole_or_says_what_was_left_out() {
    let (records, outside) = (folder("skipped"), folder("skipped-outside"));
    let record = |id: &str| format!("kind: proposal\nid: {id}\nname: Quản lý chợ\nfunctions: [Quản lý tiểu thương]\n");
    fs::write(records.join("a.yaml"), record("a")).unwrap();
    fs::write(records.join(".hidden.yaml"), record("b")).unwrap();
    fs::write(records.join("ignored.yaml"), record("c")).unwrap();
    fs::write(records.join(".ignore"), "ignored.yaml\n").unwrap();
    fs::write(outside.join("d.yaml"), record("d")).unwrap();
    symlink(outside.join("d.yaml"), records.join("link.yaml")).unwrap();
    symlink(&outside, records.join("folder")).unwrap();
    let output = common::run(&["check", records.to_str().unwrap(), "--format", "json", "--lang", "en"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["results"].as_array().unwrap().len(), 1);
    assert_eq!(report["run"]["skipped"].as_array().unwrap().len(), 4, "{report}");
    assert!(said(&output).contains("4 YAML files were not read"), "{}", said(&output));
    let named = records.join(".hidden.yaml");
    let output = common::run(&["check", named.to_str().unwrap(), "--format", "json", "--lang", "en"]);
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
}

/// System calls of the network, seen from outside, where the tool for that is there.
#[test]
fn no_socket_is_opened() {
    let traced = |arguments: &[&str]| {
        Command::new("strace")
            .args(["-f", "-qq", "-e", "trace=network", "-e", "signal=none", env!("CARGO_BIN_EXE_dungchung")])
            .args(arguments)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stdin(Stdio::null())
            .output()
    };
    if traced(&["--version"]).is_ok_and(|o| o.status.success()) {
        for arguments in [
            ["check", "examples/proposals", "--format", "html", "--fail-on", "never"].as_slice(),
            ["import", "tests/input/import/publiccode-0.5.yml"].as_slice(),
            ["catalogue", "validate"].as_slice(),
        ] {
            let seen = said(&traced(arguments).unwrap());
            let calls = ["socket(", "connect(", "sendto(", "bind("];
            assert!(!calls.iter().any(|call| seen.contains(call)), "{arguments:?}: {seen}");
        }
    }
}

/// No library that could open one is linked into the program, on any system.
#[test]
fn no_library_of_the_network_is_a_dependency() {
    let lock = fs::read_to_string("Cargo.lock").unwrap();
    let packages: Vec<&str> =
        lock.lines().filter_map(|l| l.strip_prefix("name = \"")).map(|l| l.trim_end_matches('"')).collect();
    assert!(packages.contains(&"clap"));
    for network in [
        "async-std",
        "curl",
        "curl-sys",
        "h2",
        "hickory-resolver",
        "hyper",
        "isahc",
        "libssh2-sys",
        "minreq",
        "mio",
        "native-tls",
        "openssl",
        "openssl-sys",
        "quinn",
        "reqwest",
        "rustls",
        "smol",
        "socket2",
        "surf",
        "tokio",
        "tungstenite",
        "ureq",
    ] {
        assert!(!packages.contains(&network), "{network} speaks with the network");
    }
}
