//! Hostile and broken input ends in an input error: no panic, no hang, no pass.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::io::Write;
use std::process::Stdio;

/// Feeds bytes to `check -`; gives exit code and standard error.
fn feed(bytes: &[u8]) -> (Option<i32>, String) {
    feed_with(bytes, &[])
}

fn feed_with(bytes: &[u8], more: &[&str]) -> (Option<i32>, String) {
    let mut child = common::dungchung()
        .args(["check", "-", "--format", "json", "--lang", "en"])
        .args(more)
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
fn every_limit_is_said_with_its_place_and_can_be_set() {
    let record = |functions: &str| format!("kind: proposal\nid: a\nname: Quản lý chợ\nfunctions: {functions}\n");
    let two = format!("{}---\n{}", record("[Quản lý tiểu thương]"), record("[Quản lý sạp]").replace("id: a", "id: b"));
    let long = format!("[{}]", "ô".repeat(1001));
    let many = format!("[{}]", "Quản lý tiểu thương,".repeat(501));
    let free = format!("{}summary: {}\n", record("[Quản lý tiểu thương]"), "ô ".repeat(5001));
    for (input, limit, place, says) in [
        (two.as_str(), "bytes=50", "<stdin>: ", "larger than 50 B"),
        (&two, "documents=1", ":6:1", "More than 1 documents"),
        (&two, "records=1", ":6:1", "More than 1 records"),
        (&record("[{name: [x]}]"), "depth=3", ":4:20", "Nested deeper than 3"),
        (&two, "values=5", ":3:1", "More than 5 values"),
        (&record("[x, y]"), "functions=1", ":4:12", "2 functions; the most is 1"),
        (&record(&many), "text=9", ":3:7", "11 characters; the most is 9"),
        (&record(&many), "functions=500", ":4:12", "501 functions; the most is 500"),
        (&record(&long), "phrase=1000", ":4:13", "1001 characters; the most is 1000"),
        (&record("[x]"), "keys=3", ":4:1", "More than 3 entries"),
        (&record("[{vi: x, en: y, ar: z}]"), "languages=2", ":4:13", "More than 2 entries"),
        (&record("[{a: 1, b: 2, c: 3}]"), "mistakes=2", ":4:20", "More than 2 mistakes"),
        (&free, "text=10000", ":5:10", "10001 characters; the most is 10000"),
    ] {
        let (code, said) = feed_with(input.as_bytes(), &["--limit", limit]);
        assert_eq!(code, Some(2), "{limit}: {said}");
        assert!(said.contains(says) && said.contains(place), "{limit}: {said}");
    }
    let (code, said) = feed_with(record(&many).as_bytes(), &["--limit", "functions=501"]);
    assert!(matches!(code, Some(0 | 1)), "{code:?}: {said}");
    let eleven = ('a'..='k').map(|l| format!("v{l}: chợ")).collect::<Vec<_>>().join(", ");
    let eleven = record(&format!("[Quản lý tiểu thương, {{{eleven}}}]"));
    assert_eq!(feed(eleven.as_bytes()).0, Some(2));
    let (code, said) = feed_with(eleven.as_bytes(), &["--limit", "languages=11"]);
    assert!(matches!(code, Some(0 | 1)), "{code:?}: {said}");
    let (code, said) = feed_with(two.as_bytes(), &["--limit", "phrases=5"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("did you mean phrase?"), "{said}");
    assert!(feed_with(two.as_bytes(), &["--limit", "depth=1000000"]).1.contains("from 1 to 128"));
}

#[test]
fn many_mistakes_cost_no_more_than_their_number() {
    // Each is in one line, each has a mistake for every few bytes: what is said stays small.
    let keys =
        format!("{{kind: proposal, {}}}\n---\n", (0..250).map(|n| format!("k{n}: 1")).collect::<Vec<_>>().join(", "));
    let anchors = format!("[{}]\n", "&x 1,".repeat(90_000));
    for input in [keys.repeat(200), anchors, format!("{{{}}}", "a: 1, ".repeat(100_000))] {
        let (code, said) = feed(input.as_bytes());
        assert_eq!(code, Some(2));
        assert!(said.contains("More than "), "{}", &said[said.len().saturating_sub(500)..]);
        assert!(said.len() < 20_000_000, "{} bytes are said", said.len());
    }
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
