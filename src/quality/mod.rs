//! How good is the judgement? Labelled function pairs and labelled records against what the program says.

pub mod ablation;
pub mod labels;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::matching::similarity::{Cuts, Outcome};
use crate::policy::Standing;
use crate::policy::verdict::{Judgement, Severity, Verdict};
use crate::record::scope::word_of;
use labels::{Expected, Label, Pair};

/// Precision, recall and F1 of a yes-or-no answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Score {
    /// Right among those said yes.
    pub precision: f64,
    /// Said yes among those right.
    pub recall: f64,
    /// Harmonic mean.
    pub f1: f64,
}

fn score(hits: usize, said: usize, right: usize) -> Score {
    let ratio = |a: usize, b: usize| if b == 0 { 0.0 } else { a as f64 / b as f64 };
    let (precision, recall) = (ratio(hits, said), ratio(hits, right));
    let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
    Score { precision: round(precision), recall: round(recall), f1: round(f1) }
}

fn round(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

/// Quality on function pairs.
#[derive(Clone, Debug, Serialize)]
pub struct PairQuality {
    /// Pairs.
    pub pairs: usize,
    /// `same` against the rest, at the cut in use.
    pub same: Score,
    /// Area under the ROC curve, `same` against the rest.
    pub auc: f64,
    /// The same, `same` against `related` only.
    pub auc_related: f64,
    /// The same, `same` against `different` only.
    pub auc_different: f64,
    /// Share of pairs whose outcome (same, possible, different) is the label (same, related, different).
    pub accuracy: f64,
    /// Counts: label → outcome.
    pub confusion: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    /// By tag: pairs and F1.
    pub by_tag: BTreeMap<String, (usize, f64)>,
    /// Errors, the gravest first: similarity, label, a, b.
    pub errors: Vec<(f64, &'static str, String, String)>,
}

/// Measures a comparison of phrases.
#[must_use]
pub fn measure_pairs(pairs: &[Pair], cuts: Cuts, similarity: impl Fn(&str, &str) -> f32) -> PairQuality {
    let scored: Vec<(f32, &Pair)> = pairs.iter().map(|p| (similarity(&p.a, &p.b), p)).collect();
    let word = |outcome| match outcome {
        Outcome::Same => "same",
        Outcome::Possible => "possible",
        Outcome::Different => "different",
    };
    let mut confusion: BTreeMap<&'static str, BTreeMap<&'static str, usize>> = BTreeMap::new();
    for (s, p) in &scored {
        *confusion.entry(word_of(p.label)).or_default().entry(word(cuts.outcome(*s))).or_insert(0) += 1;
    }
    let of = |some: &[&(f32, &Pair)]| {
        let said = some.iter().filter(|(s, _)| cuts.outcome(*s) == Outcome::Same).count();
        let right = some.iter().filter(|(_, p)| p.label == Label::Same).count();
        let hits = some.iter().filter(|(s, p)| p.label == Label::Same && cuts.outcome(*s) == Outcome::Same).count();
        score(hits, said, right)
    };
    let all: Vec<&(f32, &Pair)> = scored.iter().collect();
    let mut by_tag: BTreeMap<String, Vec<&(f32, &Pair)>> = BTreeMap::new();
    for row in &scored {
        for tag in &row.1.tags {
            by_tag.entry(tag.clone()).or_default().push(row);
        }
    }
    let values =
        |label: Label| -> Vec<f32> { scored.iter().filter(|(_, p)| p.label == label).map(|(s, _)| *s).collect() };
    let (same, related, different) = (values(Label::Same), values(Label::Related), values(Label::Different));
    let rest: Vec<f32> = related.iter().chain(&different).copied().collect();
    let right = scored
        .iter()
        .filter(|(s, p)| {
            matches!(
                (p.label, cuts.outcome(*s)),
                (Label::Same, Outcome::Same)
                    | (Label::Related, Outcome::Possible)
                    | (Label::Different, Outcome::Different)
            )
        })
        .count();
    let mut errors: Vec<(f64, &'static str, String, String)> = scored
        .iter()
        .filter(|(s, p)| (p.label == Label::Same) != (cuts.outcome(*s) == Outcome::Same))
        .map(|(s, p)| (round(f64::from(*s)), word_of(p.label), p.a.clone(), p.b.clone()))
        .collect();
    let gravity = |e: &(f64, &str, String, String)| {
        if e.1 == "same" { f64::from(cuts.same) - e.0 } else { e.0 - f64::from(cuts.same) }
    };
    errors.sort_by(|x, y| gravity(y).total_cmp(&gravity(x)).then_with(|| x.2.cmp(&y.2)));
    PairQuality {
        pairs: pairs.len(),
        same: of(&all),
        auc: auc(&same, &rest),
        auc_related: auc(&same, &related),
        auc_different: auc(&same, &different),
        accuracy: round(right as f64 / pairs.len().max(1) as f64),
        confusion,
        by_tag: by_tag.into_iter().map(|(tag, rows)| (tag, (rows.len(), of(&rows).f1))).collect(),
        errors,
    }
}

/// Chance that a right pair scores above a wrong one, ties half (Mann-Whitney); 0.5 where one kind is missing.
fn auc(right: &[f32], wrong: &[f32]) -> f64 {
    if right.is_empty() || wrong.is_empty() {
        return 0.5;
    }
    let wins: f64 = right
        .iter()
        .flat_map(|r| {
            wrong.iter().map(move |w| {
                if r > w {
                    1.0
                } else if r < w {
                    0.0
                } else {
                    0.5
                }
            })
        })
        .sum();
    round(wins / (right.len() * wrong.len()) as f64)
}

/// Quality on whole records.
#[derive(Clone, Debug, Serialize)]
pub struct RecordQuality {
    /// Records.
    pub records: usize,
    /// Share with the expected verdict.
    pub verdict_accuracy: f64,
    /// (record, platform) pairs cited as duplicate or overlap against the expected ones.
    pub platforms: Score,
    /// Share of records with expected platforms whose first match is one of them.
    pub recall_at_1: f64,
    /// Whose first three matches hold one.
    pub recall_at_3: f64,
    /// Mean reciprocal rank of the first expected platform.
    pub mrr: f64,
    /// Share of the expected `clear` ones that are blocked.
    pub clear_blocked: f64,
    /// Share of the expected `duplicate` ones that are called clear.
    pub duplicate_cleared: f64,
    /// Counts: expected → given.
    pub confusion: BTreeMap<&'static str, BTreeMap<&'static str, usize>>,
    /// By tag: records and verdict accuracy.
    pub by_tag: BTreeMap<String, (usize, f64)>,
    /// Records with another verdict than expected: id, expected, given, expected platforms, given platforms.
    pub errors: Vec<(String, &'static str, &'static str, String, String)>,
}

/// What the program says of one record, as far as it is measured.
struct Given {
    verdict: Verdict,
    cited: Vec<String>,
    ranked: Vec<String>,
}

/// Measures verdicts and platforms of the expected records that were judged. `ids` gives the platform id of each match of a judgement.
#[must_use]
pub fn measure_records(
    expected: &[Expected],
    judgements: &[Judgement],
    ids: impl Fn(&Judgement, usize) -> String,
) -> RecordQuality {
    let given: BTreeMap<&str, Given> = judgements
        .iter()
        .map(|j| {
            let ranked: Vec<usize> = j.shown();
            let is_cited = |n: &usize| {
                j.standings[*n] != Standing::Related
                    && j.findings.iter().any(|f| f.verdict != Verdict::Clear && f.matches.contains(n))
            };
            let cited = ranked.iter().filter(|n| is_cited(n)).map(|n| ids(j, *n)).collect();
            let ranked = ranked.iter().map(|n| ids(j, *n)).collect();
            (j.record.id.value.as_str(), Given { verdict: j.verdict, cited, ranked })
        })
        .collect();
    let (mut right, mut hits, mut said, mut wanted) = (0, 0, 0, 0);
    let (mut with_platforms, mut at_1, mut at_3, mut reciprocal) = (0, 0, 0, 0.0);
    let (mut clear, mut blocked, mut duplicate, mut cleared) = (0, 0, 0, 0);
    let mut confusion: BTreeMap<&'static str, BTreeMap<&'static str, usize>> = BTreeMap::new();
    let mut by_tag: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut errors = Vec::new();
    for e in expected {
        let Some(g) = given.get(e.id.as_str()) else {
            continue;
        };
        let good = g.verdict == e.verdict;
        right += usize::from(good);
        *confusion.entry(e.verdict.word()).or_default().entry(g.verdict.word()).or_insert(0) += 1;
        for tag in &e.tags {
            let entry = by_tag.entry(tag.clone()).or_default();
            entry.0 += 1;
            entry.1 += usize::from(good);
        }
        if !good {
            let row = (e.id.clone(), e.verdict.word(), g.verdict.word(), e.platforms.join(","), g.cited.join(","));
            errors.push(row);
        }
        let expected_set: BTreeSet<&str> = e.platforms.iter().map(String::as_str).collect();
        hits += g.cited.iter().filter(|p| expected_set.contains(p.as_str())).count();
        said += g.cited.len();
        wanted += expected_set.len();
        if !expected_set.is_empty() {
            with_platforms += 1;
            let rank = g.ranked.iter().position(|p| expected_set.contains(p.as_str()));
            at_1 += usize::from(rank == Some(0));
            at_3 += usize::from(rank.is_some_and(|r| r < 3));
            reciprocal += rank.map_or(0.0, |r| 1.0 / (r + 1) as f64);
        }
        if e.verdict == Verdict::Clear {
            clear += 1;
            blocked += usize::from(g.verdict.severity() == Severity::Block);
        }
        if e.verdict == Verdict::Duplicate {
            duplicate += 1;
            cleared += usize::from(g.verdict == Verdict::Clear);
        }
    }
    let share = |part: usize, whole: usize| round(part as f64 / whole.max(1) as f64);
    let measured = expected.iter().filter(|e| given.contains_key(e.id.as_str())).count();
    RecordQuality {
        records: measured,
        verdict_accuracy: share(right, measured),
        platforms: score(hits, said, wanted),
        recall_at_1: share(at_1, with_platforms),
        recall_at_3: share(at_3, with_platforms),
        mrr: round(reciprocal / with_platforms.max(1) as f64),
        clear_blocked: share(blocked, clear),
        duplicate_cleared: share(cleared, duplicate),
        confusion,
        by_tag: by_tag.into_iter().map(|(tag, (n, good))| (tag, (n, share(good, n)))).collect(),
        errors,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auc_counts_wins_and_ties() {
        assert!((auc(&[0.9, 0.5], &[0.5, 0.1]) - 0.875).abs() < 1e-9);
        assert!((auc(&[], &[0.5]) - 0.5).abs() < 1e-9);
    }
}
