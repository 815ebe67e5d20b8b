//! Which systems do the same: links between two systems, and groups of systems that are all linked with one of them.
//!
//! Every member of a group is linked with its representative itself, so no chain of weak links joins strangers (star
//! clustering: Aslam, Pelekhov and Rus 2004). Everything is done in a fixed order, so no order of files changes a group.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Evidence, between};
use crate::matching::catalogue::Catalogue;
use crate::matching::matcher::{Least, Matcher, Memory, Strict};
use crate::matching::similarity::Outcome;
use crate::matching::{Comparison, Match, distinctive};
use crate::policy::rules::{Setting, is_own_by_law, same_owner};
use crate::record::Text;
use crate::record::scope::Fields;

/// Systems that do the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The system that does what the others do; number in the portfolio.
    pub representative: usize,
    /// The others, in the order of their ids.
    pub members: Vec<Member>,
    /// Many units of one level and province pay for the same.
    pub split: bool,
}

/// A system that does what the representative of its group does.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Number in the portfolio.
    pub system: usize,
    /// Share of it that the representative provides, 0–1.
    pub share: f32,
    /// Share of the representative that it provides, 0–1.
    pub back: f32,
    /// Functions that the two share.
    pub evidence: Vec<Evidence>,
    /// Functions that the representative does not surely have.
    pub lost: Vec<Text>,
}

/// One system does what another does.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Link {
    /// Number of the other.
    to: usize,
    /// Share of the one that the other provides.
    share: f32,
}

/// Groups the systems of a portfolio.
pub(super) fn find(
    portfolio: &Catalogue,
    memory: &Memory<'_>,
    setting: &Setting<'_>,
    fields: &(dyn Fields + Sync),
    step: &(dyn Fn() + Sync),
) -> Vec<Group> {
    let Some((_, thresholds)) = between(setting) else { return Vec::new() };
    // The more lists there are, the more of them are alike by chance, short ones above all.
    let are_many = |strict: &Strict| portfolio.platforms.len() >= strict.systems;
    let strict = thresholds.audit.map(|s| if are_many(&s) { Strict { functions: 0, ..s } } else { s });
    let matcher = Matcher::new(portfolio, memory, fields, thresholds.cuts, strict);
    let enough = |detailed: bool| thresholds.audit.filter(|_| detailed).map_or(thresholds.duplicate, |s| s.duplicate);
    let least = Least {
        coverage: enough(true).min(enough(false)),
        reimplementation: f32::INFINITY,
        same: usize::MAX,
        unlisted: false,
    };
    let record = |number: usize| &portfolio.platforms[number].record;
    let compared = |number: usize| matcher.compare(record(number), Some(least));
    let (mut links, own): (Vec<Vec<Link>>, Vec<bool>) = (0..portfolio.platforms.len())
        .into_par_iter()
        .map(|number| {
            let comparison = compared(number);
            step();
            // A short list must be met whole.
            let fewest = thresholds.rebuilt_functions.min(distinctive(&comparison.functions).count());
            let same = |m: &&Match| m.coverage >= enough(m.detailed) && m.same >= fewest && m.same > 0;
            let links = comparison.matches.iter().filter(same).map(|m| Link { to: m.platform, share: m.coverage });
            (links.collect(), is_own_by_law(record(number), &comparison, setting))
        })
        .unzip();
    for (number, links) in links.iter_mut().enumerate() {
        links.retain(|link| !(own[number] || own[link.to]) || same_owner(record(number), record(link.to)));
    }
    let stars = stars(&links);
    stars
        .into_par_iter()
        .map(|(representative, members)| {
            let members =
                members.into_iter().map(|number| member(number, representative, portfolio, &compared(number)));
            Group { representative, members: members.collect(), split: false }
        })
        .collect()
}

/// Groups by the links: the system that does what most others do, then, among those, the one with the strongest links, then
/// the first, represents all that are linked with it and still free; and so on with the rest. The largest group first.
fn stars(links: &[Vec<Link>]) -> Vec<(usize, Vec<usize>)> {
    let mut towards: BTreeMap<usize, Vec<(usize, f32)>> = BTreeMap::new();
    for (from, links) in links.iter().enumerate() {
        for link in links {
            towards.entry(link.to).or_default().push((from, link.share));
        }
    }
    let strength = |list: &[(usize, f32)]| list.iter().map(|(_, share)| f64::from(*share)).sum::<f64>();
    let mut centres: Vec<(usize, Vec<(usize, f32)>)> = towards.into_iter().collect();
    centres.sort_by(|(a, of_a), (b, of_b)| {
        of_b.len().cmp(&of_a.len()).then(strength(of_b).total_cmp(&strength(of_a))).then(a.cmp(b))
    });
    let mut free = vec![true; links.len()];
    let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
    for (centre, others) in centres {
        if !free[centre] {
            continue;
        }
        let members: Vec<usize> = others.iter().map(|(n, _)| *n).filter(|n| free[*n] && *n != centre).collect();
        if members.is_empty() {
            continue;
        }
        free[centre] = false;
        for n in &members {
            free[*n] = false;
        }
        found.push((centre, members));
    }
    found.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(&b.0)));
    found
}

/// What links a system with the representative of its group.
fn member(number: usize, representative: usize, portfolio: &Catalogue, comparison: &Comparison) -> Member {
    let other = &portfolio.platforms[representative];
    let mut member = Member { system: number, share: 0.0, back: 0.0, evidence: Vec::new(), lost: Vec::new() };
    let Some(found) = comparison.matches.iter().find(|m| m.platform == representative) else { return member };
    member.share = found.coverage;
    member.back = found.reimplementation;
    let shared = found.pairings.iter().filter(|p| p.outcome == Outcome::Same);
    member.evidence = shared
        .map(|p| Evidence {
            ours: comparison.functions[p.proposed].function.name.clone(),
            theirs: other.functions[p.offered].function.name.clone(),
            similarity: p.similarity,
        })
        .collect();
    let lost = comparison.residual(&[found]);
    member.lost = lost.into_iter().map(|n| comparison.functions[n].function.name.clone()).collect();
    member
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(pairs: &[(usize, usize)], count: usize) -> Vec<Vec<Link>> {
        let of = |n: usize| pairs.iter().filter(|p| p.0 == n).map(|p| Link { to: p.1, share: 0.8 }).collect();
        (0..count).map(of).collect()
    }

    #[test]
    fn a_chain_of_links_joins_no_strangers() {
        // 0–1–2–3–4: no group may hold both ends.
        let chain = [(0, 1), (1, 0), (1, 2), (2, 1), (2, 3), (3, 2), (3, 4), (4, 3)];
        let found = stars(&links(&chain, 5));
        assert_eq!(found, vec![(1, vec![0, 2]), (3, vec![4])]);
    }

    #[test]
    fn everyone_is_in_one_group_at_most() {
        let all: Vec<(usize, usize)> =
            (0..6).flat_map(|a| (0..6).map(move |b| (a, b))).filter(|(a, b)| a != b).collect();
        assert_eq!(stars(&links(&all, 6)), vec![(0, vec![1, 2, 3, 4, 5])]);
        assert!(stars(&links(&[], 3)).is_empty());
    }
}
