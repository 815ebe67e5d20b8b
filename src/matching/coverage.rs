//! From function pairs to shares: how much of a proposal a platform provides, how much of the platform the proposal
//! would build again, and which few platforms together provide most.

use super::similarity::{Cuts, Outcome};

/// A proposed function with the platform function that comes nearest to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pairing {
    /// Number of the proposed function.
    pub proposed: usize,
    /// Number of the function within the platform.
    pub offered: usize,
    /// Similarity, 0–1.
    pub similarity: f32,
    /// Same or possible.
    pub outcome: Outcome,
}

/// How much a similarity provides: all of a function, a part that a person should look at, or nothing.
#[must_use]
pub fn credit(outcome: Outcome, cuts: Cuts) -> f32 {
    match outcome {
        Outcome::Same => 1.0,
        Outcome::Possible => cuts.possible_counts,
        Outcome::Different => 0.0,
    }
}

/// Share of `weights` that the best pairings provide; `side` picks the function of a pairing on the weighed side. One
/// platform function may provide several proposed ones: lists are of different grain, and a narrow reading would let a
/// duplicate hide behind finer words.
#[must_use]
pub fn share(
    weights: &[f32],
    pairs: &[(usize, usize, f32)],
    side: impl Fn(&(usize, usize, f32)) -> usize,
    cuts: Cuts,
) -> f32 {
    let mut best = vec![0.0_f32; weights.len()];
    for pair in pairs {
        let n = side(pair);
        best[n] = best[n].max(pair.2);
    }
    ratio(weights, &best.iter().map(|s| credit(cuts.outcome(*s), cuts)).collect::<Vec<_>>())
}

/// `Σ weight × credit / Σ weight`; 0 where nothing weighs.
#[must_use]
pub fn ratio(weights: &[f32], credits: &[f32]) -> f32 {
    // Summed with digits to spare, so that the order of functions does not show in the result.
    let total: f64 = weights.iter().map(|w| f64::from(*w)).sum();
    if total <= 0.0 {
        return 0.0;
    }
    (weights.iter().zip(credits).map(|(w, c)| f64::from(*w) * f64::from(*c)).sum::<f64>() / total) as f32
}

/// Platforms that together provide the most, and the share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Combined {
    /// Numbers into the list that was given, in the order of their contribution.
    pub platforms: Vec<usize>,
    /// Share of the proposal's weight, 0–1.
    pub coverage: f32,
}

/// The smallest set by greedy choice (within `1 + ln n` of the smallest that there is: Chvátal 1979): each time the
/// platform that adds most, until none adds a worthwhile part. `credits[p][f]` is what platform `p` provides of function
/// `f`.
#[must_use]
pub fn combine(weights: &[f32], credits: &[Vec<f32>]) -> Combined {
    const WORTHWHILE: f32 = 0.02;
    let mut provided = vec![0.0_f32; weights.len()];
    let mut combined = Combined::default();
    loop {
        let mut best: Option<(f32, usize, Vec<f32>)> = None;
        for (n, credits) in credits.iter().enumerate() {
            let together: Vec<f32> = provided.iter().zip(credits).map(|(a, b)| a.max(*b)).collect();
            let coverage = ratio(weights, &together);
            if best.as_ref().is_none_or(|(most, ..)| coverage > *most) {
                best = Some((coverage, n, together));
            }
        }
        match best {
            Some((coverage, n, together)) if coverage - combined.coverage >= WORTHWHILE => {
                combined.platforms.push(n);
                combined.coverage = coverage;
                provided = together;
            }
            _ => return combined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_platforms_cover_what_neither_covers_alone() {
        let weights = [1.0, 1.0, 1.0, 0.0];
        let combined =
            combine(&weights, &[vec![1.0, 0.0, 0.0, 1.0], vec![0.0, 1.0, 1.0, 0.0], vec![0.0, 0.0, 1.0, 0.0]]);
        assert_eq!(combined, Combined { platforms: vec![1, 0], coverage: 1.0 });
    }

    #[test]
    fn what_adds_too_little_is_left_out() {
        let of = |second: f32| combine(&[0.5, 0.5], &[vec![0.5, 0.0], vec![0.5, second]]);
        assert_eq!(of(0.0), Combined { platforms: vec![0], coverage: 0.25 }, "of two alike the first");
        assert_eq!(combine(&[1.0], &[vec![0.019]]), Combined::default());
        assert_eq!(combine(&[1.0], &[vec![0.02]]).platforms, [0], "two hundredths are worth a platform");
        assert_eq!(combine(&[1.0, 1.0], &[vec![1.0, 0.0], vec![0.0, 0.03]]).platforms, [0]);
        assert_eq!(combine(&[1.0, 1.0], &[vec![1.0, 0.0], vec![0.0, 0.05]]).platforms, [0, 1]);
        assert_eq!(of(1.0), Combined { platforms: vec![1], coverage: 0.75 });
    }

    #[test]
    fn nothing_weighs_nothing() {
        assert!(ratio(&[], &[]).abs() < f32::EPSILON && ratio(&[0.0, 0.0], &[1.0, 1.0]).abs() < f32::EPSILON);
        assert!((ratio(&[3.0, 1.0], &[1.0, 0.5]) - 0.875).abs() < 1e-6);
    }

    #[test]
    fn a_possible_match_counts_in_part() {
        let cuts = Cuts { possible: 0.4, same: 0.6, possible_counts: 0.3 };
        let of = |near: f32| credit(cuts.outcome(near), cuts);
        for (near, counts) in [(1.0, 1.0), (0.6, 1.0), (0.59, 0.3), (0.4, 0.3), (0.39, 0.0)] {
            assert!((of(near) - counts).abs() < 1e-6, "{near}");
        }
    }

    #[test]
    fn a_function_counts_once_however_often_it_is_provided() {
        let pairs = [(0, 0, 0.9), (0, 1, 0.95), (1, 1, 0.5), (2, 0, 0.1)];
        let cuts = Cuts { possible: 0.4, same: 0.6, possible_counts: 0.5 };
        let coverage = share(&[1.0, 1.0, 2.0], &pairs, |p| p.0, cuts);
        assert!((coverage - (1.0 + 0.5) / 4.0).abs() < 1e-6, "{coverage}");
    }
}
