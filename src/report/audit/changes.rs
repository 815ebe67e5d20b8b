//! What changed since an earlier audit, read from its JSON form.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::SCHEMA;
use crate::audit::Audit;
use crate::record::character::is_hidden;
use crate::record::scope::word_of;

/// What of an earlier report is compared.
#[derive(Debug, Deserialize)]
pub struct Earlier {
    schema: String,
    #[serde(rename = "as-of")]
    day: String,
    systems: Vec<EarlierSystem>,
}

#[derive(Debug, Deserialize)]
struct EarlierSystem {
    id: String,
    advice: String,
    cost: Option<EarlierCost>,
}

#[derive(Debug, Deserialize)]
struct EarlierCost {
    currency: String,
    #[serde(rename = "at-risk")]
    at_risk: u64,
}

/// The difference of two audits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Day of the earlier audit.
    pub since: String,
    /// Ids of systems that are new.
    pub added: Vec<String>,
    /// Ids of systems that are gone.
    pub removed: Vec<String>,
    /// Systems with other advice.
    pub advice: Vec<Changed>,
    /// What could be saved, then and now, by currency.
    #[serde(rename = "at-risk")]
    pub at_risk: Vec<Saving>,
}

/// A system with other advice than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Id.
    pub id: String,
    /// Then.
    pub from: String,
    /// Now.
    pub to: &'static str,
}

/// What could be saved in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saving {
    /// Currency code.
    pub currency: String,
    /// Then.
    pub from: u128,
    /// Now.
    pub to: u128,
}

impl Earlier {
    /// Reads an earlier report.
    ///
    /// # Errors
    /// If it is no JSON, not an audit's, of another version of the form, or has a word that no audit writes.
    pub fn parse(text: &str) -> Result<Earlier, String> {
        let earlier: Earlier = serde_json::from_str(text).map_err(|e| e.to_string())?;
        if earlier.schema != SCHEMA {
            return Err(format!("`schema` is `{}`, expected `{SCHEMA}`", earlier.schema.escape_default()));
        }
        if let Some(word) = earlier.words().find(|word| word.chars().any(is_hidden)) {
            return Err(format!("`{}` has a character that cannot be seen", word.escape_default()));
        }
        Ok(earlier)
    }

    /// What a report of changes shows of it.
    fn words(&self) -> impl Iterator<Item = &String> {
        let systems = self.systems.iter().flat_map(|s| [&s.id, &s.advice]);
        let currencies = self.systems.iter().filter_map(|s| s.cost.as_ref()).map(|c| &c.currency);
        systems.chain(currencies).chain([&self.day])
    }

    /// What is different in `audit`.
    #[must_use]
    pub fn changes(&self, audit: &Audit) -> Changes {
        let then: BTreeMap<&str, &EarlierSystem> = self.systems.iter().map(|s| (s.id.as_str(), s)).collect();
        let now: BTreeMap<&str, &crate::audit::System> = audit.systems.iter().map(|s| (s.id.as_str(), s)).collect();
        let mut money: BTreeMap<&str, (u128, u128)> = BTreeMap::new();
        for cost in self.systems.iter().filter_map(|s| s.cost.as_ref()) {
            money.entry(&cost.currency).or_default().0 += u128::from(cost.at_risk);
        }
        for (amount, currency) in audit.systems.iter().filter_map(|s| s.at_risk()) {
            money.entry(currency).or_default().1 += u128::from(amount);
        }
        let changed = now.iter().filter_map(|(id, system)| {
            let from = then.get(id)?;
            let to = word_of(system.advice);
            (from.advice != to).then(|| Changed { id: (*id).to_owned(), from: from.advice.clone(), to })
        });
        Changes {
            since: self.day.clone(),
            added: now.keys().filter(|id| !then.contains_key(*id)).map(|id| (*id).to_owned()).collect(),
            removed: then.keys().filter(|id| !now.contains_key(*id)).map(|id| (*id).to_owned()).collect(),
            advice: changed.collect(),
            at_risk: money
                .into_iter()
                .map(|(currency, (from, to))| Saving { currency: currency.to_owned(), from, to })
                .collect(),
        }
    }
}
