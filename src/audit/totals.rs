//! Counts and money of an audit: in all, by unit, level of government, field of work and province.

use std::collections::BTreeMap;

use super::{Advice, Audit, System};
use crate::record::Lang;
use crate::record::scope::word_of;

/// Advice in the order in which it is counted, gravest first.
pub const ADVICE: [Advice; 4] = [Advice::Replace, Advice::Merge, Advice::Review, Advice::Keep];

/// Systems and their yearly cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// Number of systems.
    pub systems: usize,
    /// Of which for each advice, in the order of [`ADVICE`].
    pub advice: [usize; 4],
    /// Money by currency code.
    pub money: BTreeMap<String, Money>,
}

/// Yearly cost in one currency, whole units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Money {
    /// Systems that state a cost.
    pub systems: usize,
    /// What they cost.
    pub cost: u128,
    /// Of which could be saved, estimated.
    pub at_risk: u128,
}

/// Sums over an audit. What is summed by a key is in the order of what could be saved, then of the key; systems that state
/// none are under the empty key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// All systems.
    pub all: Sum,
    /// By name of the body that runs them.
    pub units: Vec<(String, Sum)>,
    /// By its level of government.
    pub levels: Vec<(String, Sum)>,
    /// By field of work; a system may count in several.
    pub sectors: Vec<(String, Sum)>,
    /// By province, as a path.
    pub territories: Vec<(String, Sum)>,
}

impl Sum {
    /// Counts a system in.
    pub fn add(&mut self, system: &System) {
        self.systems += 1;
        self.advice[system.advice as usize] += 1;
        if let Some((cost, currency)) = &system.cost {
            let money = self.money.entry(currency.clone()).or_default();
            money.systems += 1;
            money.cost += u128::from(*cost);
            money.at_risk += u128::from(system.at_risk().map_or(0, |(amount, _)| amount));
        }
    }
}

impl Totals {
    /// Adds up.
    #[must_use]
    pub fn of(audit: &Audit) -> Totals {
        let mut all = Sum::default();
        audit.systems.iter().for_each(|s| all.add(s));
        let main = main_currency(&all);
        let by = |keys: &dyn Fn(&System) -> Vec<String>| {
            let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
            for system in &audit.systems {
                let mut keys = keys(system);
                if keys.is_empty() {
                    keys.push(String::new());
                }
                for key in keys {
                    sums.entry(key).or_default().add(system);
                }
            }
            let mut sums: Vec<(String, Sum)> = sums.into_iter().collect();
            let saved = |sum: &Sum| main.as_ref().and_then(|c| sum.money.get(c)).map_or(0, |m| m.at_risk);
            // The sort is stable: equal sums stay in the order of their keys.
            sums.sort_by_key(|(_, sum)| std::cmp::Reverse((saved(sum), sum.advice[0] + sum.advice[1])));
            sums
        };
        Totals {
            units: by(&|s| s.unit.iter().map(|u| u.in_lang(Lang::VI).to_owned()).collect()),
            levels: by(&|s| s.level.iter().map(|l| word_of(*l).to_owned()).collect()),
            sectors: by(&|s| s.sectors.clone()),
            territories: by(&|s| s.territory.iter().map(|t| province(t).to_owned()).collect()),
            all,
        }
    }
}

/// The currency that most systems state; the first of equal ones.
#[must_use]
pub fn main_currency(sum: &Sum) -> Option<String> {
    let most = sum.money.values().map(|m| m.systems).max()?;
    sum.money.iter().find(|(_, m)| m.systems == most).map(|(currency, _)| currency.clone())
}

/// Numbers of the systems of which most could be saved: by currency, that of most systems first, then by amount, then by id.
#[must_use]
pub fn top_savings(audit: &Audit, all: &Sum) -> Vec<usize> {
    let main = main_currency(all);
    let mut ranked: Vec<(bool, &str, u64, usize)> = audit
        .systems
        .iter()
        .enumerate()
        .filter_map(|(n, s)| {
            s.at_risk().map(|(amount, currency)| (Some(currency) != main.as_deref(), currency, amount, n))
        })
        .filter(|(_, _, amount, _)| *amount > 0)
        .collect();
    ranked.sort_by(|a, b| (a.0, a.1, b.2, a.3).cmp(&(b.0, b.1, a.2, b.3)));
    ranked.into_iter().map(|(.., number)| number).collect()
}

/// The province of a place, as a path; the place itself where it is the whole country.
#[must_use]
pub fn province(path: &str) -> &str {
    path.match_indices('/').nth(1).map_or(path, |(at, _)| &path[..at])
}
