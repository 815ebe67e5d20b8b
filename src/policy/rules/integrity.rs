//! What a record says of others and of its owner must be so: ids that exist, a level and a scope that are the owner's.

use serde::{Deserialize, Serialize};

use super::{Case, Run, level_of, plain};
use crate::load::decode::{Sink, Table, items, string};
use crate::policy::read::strings;
use crate::policy::verdict::{Detail, Finding};
use crate::policy::{Check, Family, Rule};
use crate::record::scope::{Level, inside};
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

/// When the scope of a record is not its owner's, or not the policy's.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Place {
    /// The territory that the policy is for: the rule is about places outside it.
    pub home: Option<String>,
    /// How names of bodies of a commune begin, without the name of the commune.
    pub communes: Vec<String>,
    /// Words of names that show the province of a body, with the path of that province.
    pub provinces: Vec<(String, String)>,
}

impl Place {
    /// Does the name of a body show that it is in another place than `territory`?
    fn is_elsewhere(&self, unit: &str, territory: &str) -> bool {
        let mut segments = territory.split('/').skip(1).map(|segment| plain(&segment.replace('-', " ")));
        let (province, commune) = (segments.next(), segments.next());
        let starts = |text: &str, words: &str| format!("{text} ").starts_with(&format!("{words} "));
        let place = self.communes.iter().find_map(|begin| unit.strip_prefix(&format!("{begin} ")));
        if let (Some(place), Some(commune)) = (place, &commune)
            && !starts(place, commune)
        {
            return true;
        }
        let name = format!(" {unit} ");
        let home = self.provinces.iter().find(|(words, _)| name.contains(&format!(" {words} ")));
        home.is_some_and(|(_, path)| province.is_some() && !inside(territory, path))
    }

    pub(in crate::policy) fn read(t: &mut Table<'_, '_>, sink: &mut Sink<'_>) -> Place {
        let communes = strings(t.optional("communes"), sink).iter().map(|words| plain(words)).collect();
        let mut provinces = Vec::new();
        for node in t.optional("provinces").map(items).unwrap_or_default() {
            let Some(mut t) = Table::open(node, sink) else { continue };
            let name = t.required("name", sink).and_then(|n| string(n, sink));
            let path = t.required("path", sink).and_then(|n| string(n, sink));
            t.close(sink);
            provinces.extend(name.zip(path).map(|(name, path)| (plain(&name.value), path.value)));
        }
        let home = t.optional("home").and_then(|n| string(n, sink)).map(|path| path.value);
        Place { home, communes, provinces }
    }
}

impl Case<'_> {
    /// A scope that is not the owner's, or that lies outside the territory of the policy.
    pub(super) fn place(&self) -> Vec<Finding> {
        let of = |rule: (usize, &Rule)| match &rule.1.check {
            Check::Place(Place { home: Some(home), .. }) => self.abroad(rule, home),
            Check::Place(place) => self.misplaced(rule, place),
            _ => None,
        };
        self.rules(Family::Place).filter_map(of).collect()
    }

    /// A place that the policy does not speak for, so that platforms of its territory do not count.
    fn abroad(&self, rule: (usize, &Rule), home: &str) -> Option<Finding> {
        let territory = self.record.scope.territory.as_ref()?;
        if inside(&territory.value, home) || inside(home, &territory.value) {
            return None;
        }
        let unit = self.record.owner.as_ref().and_then(|o| o.unit.as_ref()).unwrap_or(&self.record.name);
        let details = vec![("unit", Detail::Text(unit.clone())), ("stated", Detail::Word(territory.value.clone()))];
        Some(self.note(rule, territory.at, details))
    }

    /// A scope that leaves out its owner: another place than the one in the owner's name, or only levels above its own.
    /// Who asks for software elsewhere evades the platforms of its own place.
    fn misplaced(&self, rule: (usize, &Rule), when: &Place) -> Option<Finding> {
        let owner = self.record.owner.as_ref()?;
        let unit = owner.unit.as_ref()?;
        let scope = &self.record.scope;
        let levels = scope.levels.as_ref().filter(|levels| {
            // `Level` is ordered from the centre down.
            level_of(self.record).is_some_and(|own| levels.value.iter().all(|level| *level < own))
        });
        let territory = scope.territory.as_ref().filter(|_| scope.former.is_none());
        let territory = territory.filter(|t| when.is_elsewhere(&plain(&unit.wordings[0].1), &t.value));
        let (at, stated) = match (territory, levels) {
            (Some(territory), _) => (territory.at, territory.value.clone()),
            (None, Some(levels)) => (levels.at, levels.value.iter().map(|l| l.word()).collect::<Vec<_>>().join(", ")),
            (None, None) => return None,
        };
        let details = vec![("unit", Detail::Text(unit.clone())), ("stated", Detail::Word(stated))];
        Some(self.note(rule, at, details))
    }

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
