//! What a record says of others and of its owner must be so: ids that exist, a level that is the owner's.

use serde::{Deserialize, Serialize};

use super::{Case, Run, level_of, plain};
use crate::load::decode::{Sink, Table};
use crate::policy::read::strings;
use crate::policy::verdict::{Detail, Finding};
use crate::policy::{Check, Family};
use crate::record::scope::Level;
use crate::record::unit::nearest;

/// How names of bodies begin, by their level.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct When {
    /// Beginnings, each with the level that it shows.
    pub begins: Vec<(Level, String)>,
}

impl When {
    pub(in crate::policy) fn read(t: &mut Table<'_, '_>, sink: &mut Sink<'_>) -> When {
        let mut begins = Vec::new();
        for (key, level) in [("central", Level::Central), ("province", Level::Province), ("commune", Level::Commune)] {
            begins.extend(strings(t.optional(key), sink).into_iter().map(|words| (level, plain(&words))));
        }
        When { begins }
    }
}

impl Case<'_> {
    /// Relations to ids that are neither in the catalogue nor in the run.
    pub(super) fn relations(&self, run: &Run<'_>) -> Vec<Finding> {
        let Some(rule) = self.rules(Family::Relations).next() else { return Vec::new() };
        let relations = &self.record.relations;
        let named = relations.extends.iter().chain(&relations.integrates_with).chain(&relations.replaces);
        let catalogue = self.setting.catalogue;
        let unknown =
            named.filter(|id| catalogue.platform(&id.value).is_none() && !run.kinds.contains_key(id.value.as_str()));
        let ids = || catalogue.platforms.iter().map(|p| p.record.id.value.as_str()).chain(run.kinds.keys().copied());
        unknown
            .map(|id| {
                let suggestion = nearest(&id.value, ids()).map(Detail::Word);
                let details = vec![
                    ("id", Detail::Word(id.value.clone())),
                    ("suggestion", suggestion.unwrap_or(Detail::Texts(Vec::new()))),
                ];
                self.note(rule, id.at, details)
            })
            .collect()
    }

    /// An owner whose name shows another level than the record states.
    pub(super) fn owner(&self) -> Option<Finding> {
        let rule = self.rules(Family::Owner).next()?;
        let Check::Owner(when) = &rule.1.check else { return None };
        let owner = self.record.owner.as_ref()?;
        let (unit, stated) = (owner.unit.as_ref()?, level_of(self.record)?);
        let name = format!("{} ", plain(&unit.wordings[0].1));
        let shown = when.begins.iter().find(|(_, begin)| name.starts_with(&format!("{begin} ")))?.0;
        if shown == stated {
            return None;
        }
        let details = vec![
            ("unit", Detail::Text(unit.clone())),
            ("level", Detail::Level(stated)),
            ("says", Detail::Level(shown)),
        ];
        Some(self.note(rule, owner.level.as_ref().map_or(owner.at, |l| l.at), details))
    }
}
