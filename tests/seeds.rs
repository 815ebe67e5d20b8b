//! A bounded run of the fuzz targets on any compiler: every kept input as it is, and inputs made from them by cutting and
//! joining. `fuzz/README.md` tells how the long runs are made that the kept inputs come from.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;

/// The files of a folder and below, in the order of their names.
fn files(folder: &str) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(path.to_str().unwrap()));
        } else {
            found.push(std::fs::read(path).unwrap());
        }
    }
    found
}

/// What was kept for a target, and the files of the project that it would be fed.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let kept = format!("fuzz/seeds/{target}");
    let mut seeds = if Path::new(&kept).is_dir() { files(&kept) } else { Vec::new() };
    for folder in match target {
        "check" => ["examples/proposals", "examples/systems"].as_slice(),
        "policy" => ["data/policy"].as_slice(),
        _ => [].as_slice(),
    } {
        seeds.extend(files(folder));
    }
    assert!(!seeds.is_empty(), "{target} has seeds");
    seeds
}

fn replay(target: &str, run: impl Fn(&[u8])) {
    for seed in seeds(target) {
        run(&seed);
    }
}

#[test]
fn kept_records() {
    replay("check", targets::check);
}

#[test]
fn kept_phrases() {
    replay("phrases", targets::phrases);
}

#[test]
fn kept_files_of_others() {
    replay("import", targets::import);
}

#[test]
fn kept_settings() {
    replay("config", targets::config);
}

#[test]
fn kept_policies() {
    replay("policy", targets::policy);
}

/// Inputs of each target that are made: `CASES`, else a few.
fn cases() -> u32 {
    std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48)
}

/// The beginning of one input, some bytes, the end of another.
fn joined(target: &'static str) -> impl Strategy<Value = Vec<u8>> {
    let seeds = seeds(target);
    let between = prop_oneof![
        Just(Vec::new()),
        "[\\[\\]{}:,&*!|>'\"%@#-]{1,4}".prop_map(String::into_bytes),
        "\\PC{1,20}".prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 1..4),
    ];
    (any::<Index>(), any::<Index>(), between, any::<Index>(), any::<Index>()).prop_map(
        move |(first, cut, between, second, from)| {
            let (first, second) = (&seeds[first.index(seeds.len())], &seeds[second.index(seeds.len())]);
            let mut bytes = first[..cut.index(first.len() + 1)].to_vec();
            bytes.extend(between);
            bytes.extend(&second[from.index(second.len() + 1)..]);
            bytes
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn joined_records(bytes in joined("check")) {
        targets::check(&bytes);
    }

    #[test]
    fn joined_phrases(bytes in joined("phrases")) {
        targets::phrases(&bytes);
    }

    #[test]
    fn joined_files_of_others(bytes in joined("import")) {
        targets::import(&bytes);
    }

    #[test]
    fn joined_settings(bytes in joined("config")) {
        targets::config(&bytes);
    }

    #[test]
    fn joined_policies(bytes in joined("policy")) {
        targets::policy(&bytes);
    }
}
