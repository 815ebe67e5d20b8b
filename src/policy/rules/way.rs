//! The way in which software is to be had: use what is shared, integrate, upgrade, and only then build; no hiring in
//! order to upgrade what was bought.

use serde::{Deserialize, Serialize};

use super::platform::Declared;
use super::{Case, Run};
use crate::load::decode::{Sink, Table, word};
use crate::policy::read::each;
use crate::policy::verdict::{Detail, Finding, Verdict};
use crate::policy::{Check, Family};
use crate::record::place::Span;
use crate::record::scope::Word;
use crate::record::{Form, Kind, NeedBasis, Text};

/// Whether a platform was found that a proposal repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Found {
    /// A finding that is more than a note cites one.
    Platform,
    /// None does.
    Nothing,
}

impl Word for Found {
    const WORDS: &'static [(&'static str, Self)] = &[("platform", Found::Platform), ("nothing", Found::Nothing)];
}

/// Whether a proposal says why it needs software of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stated {
    /// It does not.
    Missing,
}

impl Word for Stated {
    const WORDS: &'static [(&'static str, Self)] = &[("missing", Stated::Missing)];
}

/// When a rule applies to a proposal; an empty condition holds always.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct When {
    /// Forms of the investment.
    pub form: Vec<Form>,
    /// The ground is not stated.
    pub ground: Option<Stated>,
    /// Grounds that the proposal claims.
    pub need: Vec<NeedBasis>,
    /// What was found.
    pub found: Option<Found>,
    /// Relations one of which the proposal declares to a system that a unit already runs.
    pub declared: Vec<Declared>,
}

impl When {
    pub(in crate::policy) fn read(t: &mut Table<'_, '_>, sink: &mut Sink<'_>) -> When {
        When {
            form: each("form", t.optional("form"), sink),
            ground: t.optional("ground").and_then(|n| word("ground", n, sink)).map(|w| w.value),
            need: each("need", t.optional("need"), sink),
            found: t.optional("found").and_then(|n| word("found", n, sink)).map(|w| w.value),
            declared: each("declared", t.optional("declared"), sink),
        }
    }
}

impl Case<'_> {
    /// How the proposal goes about it, in the light of what was found before.
    pub(super) fn way(&self, run: &Run<'_>, before: &[Finding]) -> Vec<Finding> {
        let record = self.record;
        let cited: Vec<&Finding> =
            before.iter().filter(|f| f.verdict != Verdict::Clear && !f.matches.is_empty()).collect();
        let mut findings = Vec::new();
        for rule in self.rules(Family::Way) {
            let Check::Way(when) = &rule.1.check else { continue };
            let form = record.investment.as_ref().and_then(|i| i.form);
            let need = record.need.as_ref().map(|n| n.basis.value);
            let holds = (when.form.is_empty() || form.is_some_and(|f| when.form.contains(&f)))
                && (when.ground.is_none() || need.is_none())
                && (when.need.is_empty() || need.is_some_and(|n| when.need.contains(&n)))
                && when.found.is_none_or(|found| (found == Found::Platform) != cited.is_empty());
            if !holds {
                continue;
            }
            let mut at = record.need.as_ref().map_or(record.at, |n| n.basis.at);
            let mut details = Vec::new();
            if !when.declared.is_empty() {
                let Some((place, target)) = self.bought(&when.declared, run) else { continue };
                at = place;
                details.push(("target", Detail::Text(target)));
            }
            let mut matches: Vec<usize> = cited.iter().flat_map(|f| f.matches.iter().copied()).collect();
            matches.sort_unstable();
            matches.dedup();
            let names = matches
                .iter()
                .map(|n| self.setting.catalogue.platforms[self.comparison.matches[*n].platform].record.name.clone());
            details.push(("platforms", Detail::Texts(names.collect())));
            findings.push(self.note(rule, at, details));
        }
        findings
    }

    /// A system of the run to which the proposal declares one of the relations.
    fn bought(&self, declared: &[Declared], run: &Run<'_>) -> Option<(Span, Text)> {
        let relations = &self.record.relations;
        let named = relations.extends.iter().chain(&relations.replaces).chain(&relations.integrates_with);
        let mut systems = named.filter(|id| {
            run.kinds.get(id.value.as_str()) == Some(&Kind::System)
                && declared.iter().any(|d| d.names(self.record, &id.value))
        });
        let id = systems.next()?;
        let (system, _) = run.cases.iter().find(|(record, _)| record.id.value == id.value)?;
        Some((id.at, system.name.clone()))
    }
}
