//! The documents that a record cites, and its security level.

use serde::{Deserialize, Serialize};

use super::{Case, plain};
use crate::load::decode::{Sink, Table, number, word};
use crate::policy::read::{concepts, strings};
use crate::policy::verdict::{Detail, Finding};
use crate::policy::{Check, Family};
use crate::record::place::{Located, Span};
use crate::record::scope::Word;
use crate::text::vocabulary::{ConceptId, Vocabulary};

/// A paper that a record rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paper {
    /// The architecture framework.
    Architecture,
    /// The digital-transformation plan.
    Plan,
    /// The security level.
    SecurityLevel,
}

impl Word for Paper {
    const WORDS: &'static [(&'static str, Self)] =
        &[("architecture", Paper::Architecture), ("plan", Paper::Plan), ("security-level", Paper::SecurityLevel)];
}

/// How a cited document can be unfit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cited {
    /// Not in force on the day.
    NotInForce,
}

impl Word for Cited {
    const WORDS: &'static [(&'static str, Self)] = &[("not-in-force", Cited::NotInForce)];
}

/// When a rule applies to a record; of the first three, one is set.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct When {
    /// This paper is missing.
    pub missing: Option<Paper>,
    /// A document of the policy is cited that is unfit.
    pub cites: Option<Cited>,
    /// The security level is stated, and lower than this.
    pub level_below: Option<u8>,
    /// Types of the record; together with `about`: one of both must hold.
    pub types: Vec<String>,
    /// Concepts one of which the record's name or objective speaks of.
    pub about: Vec<ConceptId>,
}

impl When {
    pub(in crate::policy) fn read(t: &mut Table<'_, '_>, vocabulary: &Vocabulary, sink: &mut Sink<'_>) -> When {
        When {
            missing: t.optional("missing").and_then(|n| word("missing", n, sink)).map(|w| w.value),
            cites: t.optional("cites").and_then(|n| word("cites", n, sink)).map(|w| w.value),
            level_below: t
                .optional("level-below")
                .and_then(|n| number("level-below", n, (1, 5), sink))
                .and_then(|n| u8::try_from(n.value).ok()),
            types: strings(t.optional("types"), sink),
            about: concepts(t.optional("about"), vocabulary, sink),
        }
    }
}

impl Case<'_> {
    /// Papers that are missing or unfit.
    pub(super) fn compliance(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in self.rules(Family::Compliance) {
            let Check::Compliance(when) = &rule.1.check else { continue };
            let its_type = self.record.system_type.as_ref().map(|t| &t.value);
            let meant = (when.types.is_empty() && when.about.is_empty())
                || its_type.is_some_and(|t| when.types.contains(t))
                || self.is_about(&when.about);
            if !meant {
                continue;
            }
            findings.extend(when.missing.and_then(|paper| self.missing(paper)).map(|at| self.note(rule, at, vec![])));
            if when.cites == Some(Cited::NotInForce) {
                findings.extend(self.not_in_force().into_iter().map(|(at, details)| self.note(rule, at, details)));
            }
            if let (Some(required), Some(level)) = (when.level_below, &self.record.compliance.security_level)
                && level.value < required
            {
                let details = vec![
                    ("level", Detail::Count(usize::from(level.value))),
                    ("required", Detail::Count(usize::from(required))),
                ];
                findings.push(self.note(rule, level.at, details));
            }
        }
        findings
    }

    fn missing(&self, paper: Paper) -> Option<Span> {
        let compliance = &self.record.compliance;
        let stated = match paper {
            Paper::Architecture => compliance.architecture.is_some(),
            Paper::Plan => compliance.plan.is_some(),
            Paper::SecurityLevel => compliance.security_level.is_some(),
        };
        (!stated).then_some(self.record.at)
    }

    /// Cited documents of the policy that are not in force on the day.
    fn not_in_force(&self) -> Vec<(Span, Vec<(&'static str, Detail)>)> {
        let compliance = &self.record.compliance;
        let cited: Vec<&Located<String>> = compliance.architecture.iter().chain(&compliance.plan).collect();
        let mut found = Vec::new();
        for document in &self.setting.policy.documents {
            let Some(number) = document.number.as_ref().filter(|_| !document.in_force(self.setting.day)) else {
                continue;
            };
            let number = format!(" {} ", plain(number));
            for text in cited.iter().filter(|text| format!(" {} ", plain(&text.value)).contains(&number)) {
                let edge = document.until.filter(|until| until.last_day() < self.setting.day).unwrap_or(document.from);
                let details = vec![("document", Detail::Text(document.title.clone())), ("until", Detail::Day(edge))];
                found.push((text.at, details));
            }
        }
        found
    }
}
