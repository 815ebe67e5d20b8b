//! Data that another body masters: master data is kept in one system, all others read it there.

use serde::{Deserialize, Serialize};

use super::Case;
use crate::load::decode::{Sink, Table};
use crate::matching::similarity::similarity;
use crate::policy::read::{each, strings};
use crate::policy::verdict::{Detail, Finding};
use crate::policy::{Check, Family};
use crate::record::scope::inside;
use crate::record::{DataRole, Software, Status, Text};
use crate::text::analyse;

/// When a rule applies to a data set of a record.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct When {
    /// What the record does with the data.
    pub role: Vec<DataRole>,
    /// Types of the platforms that are themselves what they master: their names are names of data.
    pub types: Vec<String>,
    /// States of the platform.
    pub status: Vec<Status>,
}

impl When {
    pub(in crate::policy) fn read(t: &mut Table<'_, '_>, sink: &mut Sink<'_>) -> When {
        When {
            role: each("role", t.optional("role"), sink),
            types: strings(t.optional("types"), sink),
            status: each("status", t.optional("status"), sink),
        }
    }
}

impl Case<'_> {
    /// Data sets of the record whose name is that of data which a platform masters for the record's place.
    pub(super) fn data(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in self.rules(Family::Data) {
            let Check::Data(when) = &rule.1.check else { continue };
            for set in self.record.data.iter().filter(|set| when.role.contains(&set.role)) {
                let Some(number) = self.master_of(&set.name, when) else { continue };
                let platform = &self.setting.catalogue.platforms[number].record;
                let details = vec![
                    ("data", Detail::Text(set.name.clone())),
                    ("platform", Detail::Text(platform.name.clone())),
                    ("access", Detail::Texts(platform.access.clone().into_iter().collect())),
                ];
                findings.push(Finding { platforms: vec![number], ..self.note(rule, set.name.at, details) });
            }
        }
        findings
    }

    /// The platform that surely masters data of this name; of several the nearest, then the first.
    fn master_of(&self, name: &Text, when: &When) -> Option<usize> {
        let vocabulary = self.setting.vocabulary;
        let ours: Vec<_> = name.wordings.iter().map(|(_, text)| analyse(text, vocabulary)).collect();
        let mut best: Option<(f32, usize)> = None;
        for (number, platform) in self.setting.catalogue.platforms.iter().enumerate() {
            let its = &platform.record;
            let status = when.status.is_empty() || when.status.contains(&its.status.value);
            if !status || !self.serves(its) || its.id.value == self.record.id.value {
                continue;
            }
            for theirs in mastered(its, when).map(|text| analyse(text, vocabulary)) {
                let near = ours.iter().map(|ours| similarity(ours, &theirs, vocabulary)).fold(0.0, f32::max);
                if near >= self.comparison.cuts.same && best.is_none_or(|(most, _)| near > most) {
                    best = Some((near, number));
                }
            }
        }
        best.map(|(_, number)| number)
    }

    /// Is the record's place within the platform's, as far as both are stated?
    fn serves(&self, platform: &Software) -> bool {
        match (&self.record.scope.territory, &platform.scope.territory) {
            (Some(ours), Some(theirs)) => inside(&ours.value, &theirs.value),
            _ => true,
        }
    }
}

/// Names of the data that a platform masters.
fn mastered<'p>(platform: &'p Software, when: &When) -> impl Iterator<Item = &'p str> {
    let is_data = platform.system_type.as_ref().is_some_and(|t| when.types.contains(&t.value));
    let names =
        platform.name.wordings.iter().map(|(_, n)| n.as_str()).chain(platform.aliases.iter().map(String::as_str));
    let sets = platform.data.iter().filter(|d| d.role == DataRole::Master).flat_map(|d| &d.name.wordings);
    names.filter(move |_| is_data).chain(sets.map(|(_, n)| n.as_str()))
}
