//! Hostile and broken input ends in an input error: no panic, no hang, no pass.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::Write;
use std::process::Stdio;

/// Feeds bytes to `check -`; gives exit code and standard error.
fn feed(bytes: &[u8]) -> (Option<i32>, String) {
    let mut child = common::dungchung()
        .args(["check", "-", "--format", "json", "--lang", "en"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    // A refused file may be left half read.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&bytes)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn refused(bytes: &[u8], saying: &str) {
    let (code, said) = feed(bytes);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains(saying), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn alias_bombs_deep_nesting_and_odd_bytes_are_refused() {
    refused(b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", "anchor");
    refused("[".repeat(200_000).as_bytes(), "Nested deeper");
    refused("- ".repeat(200_000).as_bytes(), "Nested deeper");
    refused(b"kind: proposal\nname: \xff\xfe\n", "not UTF-8 (line 2)");
    refused(&vec![b'a'; (16 << 20) + 1], "larger than 16 MiB");
    refused(b"", "no record");
    refused(b"kind: proposal\nid: a\nname: \"x\\u202Ey\"\nfunctions: [b]\n", "cannot be seen");
    refused(b"kind: proposal\nid: a\nname: \"\\e[31mx\"\nfunctions: [b]\n", "cannot be seen");
    refused(b"kind: proposal\nid: a\nname: !!python/object x\nfunctions: [b]\n", "tag");
    refused(b"%YAML 1.1\n---\nkind: proposal\n", "YAML");
    refused(b"kind: platform\nid: a\nname: b\n", "cannot be checked here");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_read() {
    let record = "\u{feff}kind: proposal\r\nid: a\r\nname: Quản lý chợ\r\nfunctions:\r\n  - Quản lý tiểu thương\r\n";
    assert_eq!(feed(record.as_bytes()).0, Some(0));
}

#[test]
fn a_file_that_cannot_be_read_makes_the_run_fail_though_others_are_clear() {
    let output = common::run(&["check", "examples/proposals/quan-ly-nghia-trang.yaml", "no-such-file.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such-file.yaml"));
}

#[test]
fn two_hundred_mutations_of_valid_files_never_panic() {
    let mut seeds = Vec::new();
    for folder in ["examples/proposals", "examples/systems"] {
        for entry in std::fs::read_dir(folder).unwrap() {
            seeds.push(std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
    seeds.sort();
    let mut random = Random(0x2026_1123);
    let mut refused = 0;
    for n in 0..200 {
        let mut bytes = seeds[n % seeds.len()].clone();
        for _ in 0..=random.below(4) {
            mutate(&mut bytes, &mut random);
        }
        let (code, said) = feed(&bytes);
        assert!(matches!(code, Some(0..=2)), "mutation {n}: {code:?}\n{said}\n{}", String::from_utf8_lossy(&bytes));
        assert!(!said.contains("panicked"), "mutation {n}: {said}");
        refused += usize::from(code == Some(2));
    }
    assert!(refused > 50, "the mutations break files: {refused} refused");
}

/// A small fixed generator (xorshift, Marsaglia 2003), so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    const PIECES: [&[u8]; 16] = [
        b"[", b"}", b": ", b"- ", b"\"", b"'", b"\n---\n", b"&a ", b"*a", b"!!x ", b"\t", b"|\n", b"\0", b"\xff", b"~",
        b"{",
    ];
    if bytes.is_empty() {
        return;
    }
    let at = random.below(bytes.len());
    match random.below(6) {
        0 => {
            bytes.remove(at);
        }
        1 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
        2 => {
            let piece = PIECES[random.below(PIECES.len())];
            bytes.splice(at..at, piece.iter().copied());
        }
        3 => bytes.truncate(at),
        4 => {
            let end = (at + random.below(40)).min(bytes.len());
            let copy = bytes[at..end].to_vec();
            bytes.splice(at..at, copy);
        }
        _ => {
            // A line is lost.
            let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |n| at + n + 1);
            bytes.drain(at..end);
        }
    }
}
