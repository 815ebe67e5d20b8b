//! Attempts to get a duplicate past the check: every trick, on every duplicate that is found as it stands.
//!
//! `cargo test --test evasion` tries a part of them and fails when more than one gets through, and more than `most` of the
//! trick allows;
//! `cargo test --test evasion -- --ignored --nocapture` tries all and prints the table of docs/evasion.md.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::unnecessary_wraps, reason = "all tricks have one shape")]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "short texts, clearer so")]

mod random;
mod sources;
mod tricks;
mod wording;

use std::collections::BTreeMap;

use dungchung::record::Software;
use sources::{Dealt, Sources};
use tricks::{TRICKS, Trick};

/// How many attempts of a trick were dealt with in each way.
#[derive(Default)]
struct Tally {
    dealt: BTreeMap<Dealt, usize>,
    /// Attempts that got through.
    through: Vec<String>,
}

impl Tally {
    fn all(&self) -> usize {
        self.dealt.values().sum()
    }

    fn count(&self, dealt: Dealt) -> usize {
        self.dealt.get(&dealt).copied().unwrap_or(0)
    }

    fn share_through(&self) -> f32 {
        self.count(Dealt::Through) as f32 / self.all().max(1) as f32
    }
}

/// Share of all attempts that may get through, 0–1.
const MOST: f32 = 0.02;

/// Tries a trick on every `step`th pair of duplicate and strength.
fn try_out(trick: &Trick, duplicates: &[Software], sources: &Sources, step: usize) -> Tally {
    let pairs = duplicates.iter().flat_map(|r| trick.strengths.iter().map(move |s| (r, *s)));
    let mut tally = Tally::default();
    for (record, strength) in pairs.step_by(step) {
        let Some(attempt) = trick.attempt(record, strength, sources) else { continue };
        let dealt = sources.dealt_with(&attempt);
        *tally.dealt.entry(dealt).or_default() += 1;
        if dealt == Dealt::Through {
            tally.through.push(format!("{} {strength}: {}", record.id.value, sources.said(&attempt)));
        }
    }
    tally
}

#[test]
fn tricks_do_not_get_duplicates_past_the_check() {
    let (sources, duplicates) = Sources::new();
    assert!(duplicates.len() >= 60, "{}", duplicates.len());
    let mut all = (0, 0);
    let mut wrong = Vec::new();
    for trick in TRICKS {
        let tally = try_out(trick, &duplicates, &sources, 11);
        all = (all.0 + tally.all(), all.1 + tally.count(Dealt::Through));
        // One of so few says little.
        if tally.through.len() > 1 && tally.share_through() > trick.most {
            wrong.push(format!(
                "{}: {} of {}\n  {}",
                trick.name,
                tally.through.len(),
                tally.all(),
                tally.through.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(all.0 >= 1000 && all.1 as f32 <= MOST * all.0 as f32, "{all:?}");
}

#[test]
#[ignore = "tries all, for docs/evasion.md; takes minutes"]
#[allow(clippy::print_stdout, reason = "the table is what it is for")]
fn all_evasions() {
    let (sources, duplicates) = Sources::new();
    let only = std::env::var("TRICK").unwrap_or_default();
    println!(
        "| trick | tried | refused | blocked | review | named | through | share |\n|---|---|---|---|---|---|---|---|"
    );
    let (mut tried, mut through) = (0, 0);
    for trick in TRICKS.iter().filter(|t| t.name.contains(&only)) {
        let tally = try_out(trick, &duplicates, &sources, 1);
        let counts =
            [Dealt::Refused, Dealt::Blocked, Dealt::Reviewed, Dealt::Named, Dealt::Through].map(|d| tally.count(d));
        let cells = counts.map(|n| n.to_string()).join(" | ");
        println!("| {} | {} | {cells} | {:.1} % |", trick.name, tally.all(), tally.share_through() * 100.0);
        if !only.is_empty() {
            println!("{}", tally.through.join("\n"));
        }
        tried += tally.all();
        through += tally.count(Dealt::Through);
    }
    println!(
        "| all, on {} duplicates | {tried} | | | | | {through} | {:.2} % |",
        duplicates.len(),
        through as f32 * 100.0 / tried as f32
    );
}
