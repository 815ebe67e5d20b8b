//! One platform, or several together, that do what a record does.

use serde::{Deserialize, Serialize};

use super::{Case, is_one, plain, same_owner, speaks_only_of, tier};
use crate::load::decode::{Sink, Table, word};
use crate::matching::{Match, Origin, distinctive};
use crate::policy::read::{concepts, each, strings};
use crate::policy::verdict::{Detail, Finding, Verdict};
use crate::policy::{Check, Family, Rule, Standing, State, Thresholds};
use crate::record::scope::{Coverage, Level, Word};
use crate::record::{NeedBasis, Software, Status};
use crate::text::vocabulary::{ConceptId, Vocabulary};

/// On what a match rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// At least one matched function is stated by a source.
    Stated,
    /// All are inferred.
    Inferred,
}

impl Word for Evidence {
    const WORDS: &'static [(&'static str, Self)] = &[("stated", Evidence::Stated), ("inferred", Evidence::Inferred)];
}

/// A relation that a record declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Declared {
    /// It extends the other.
    Extends,
    /// It exchanges data with the other.
    IntegratesWith,
    /// It takes the other's place.
    Replaces,
}

impl Word for Declared {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("extends", Declared::Extends),
        ("integrates-with", Declared::IntegratesWith),
        ("replaces", Declared::Replaces),
    ];
}

impl Declared {
    /// Does the record declare this of `id`?
    pub(super) fn names(self, record: &Software, id: &str) -> bool {
        let list = match self {
            Declared::Extends => &record.relations.extends,
            Declared::IntegratesWith => &record.relations.integrates_with,
            Declared::Replaces => &record.relations.replaces,
        };
        list.iter().any(|named| named.value == id)
    }
}

/// Whose a platform is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// The record's own owner's.
    Same,
    /// Another's, or nobody says whose.
    Other,
}

impl Word for Whose {
    const WORDS: &'static [(&'static str, Self)] = &[("same", Whose::Same), ("other", Whose::Other)];
}

/// When a rule applies to a match; an empty condition holds always.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct When {
    /// How the record stands to the platform.
    pub standing: Vec<Standing>,
    /// Level of the platform's owner.
    pub tier: Option<Level>,
    /// States of the platform.
    pub status: Vec<Status>,
    /// Types of the platform.
    pub types: Vec<String>,
    /// On what the match rests.
    pub basis: Option<Evidence>,
    /// Relation of the scopes.
    pub scope: Vec<Coverage>,
    /// Grounds that the record claims.
    pub need: Vec<NeedBasis>,
    /// Words one of which the evidence for that ground must hold: kinds of legal documents.
    pub evidence: Vec<String>,
    /// Words one of which it must hold besides: what such a document is about.
    pub subject: Vec<String>,
    /// Relations one of which the record declares to the platform.
    pub declared: Vec<Declared>,
    /// Whose the platform is.
    pub owner: Option<Whose>,
    /// Concepts one of which the record's name or objective speaks of.
    pub about: Vec<ConceptId>,
    /// Concepts one of which every distinctive function of the record speaks of, and of nothing else that tells much.
    pub every_function: Vec<ConceptId>,
}

impl When {
    pub(in crate::policy) fn read(t: &mut Table<'_, '_>, vocabulary: &Vocabulary, sink: &mut Sink<'_>) -> When {
        When {
            standing: each("standing", t.optional("standing"), sink),
            tier: t.optional("tier").and_then(|n| word("tier", n, sink)).map(|w| w.value),
            status: each("status", t.optional("status"), sink),
            types: strings(t.optional("types"), sink),
            basis: t.optional("basis").and_then(|n| word("basis", n, sink)).map(|w| w.value),
            scope: each("scope", t.optional("scope"), sink),
            need: each("need", t.optional("need"), sink),
            evidence: strings(t.optional("evidence"), sink),
            subject: strings(t.optional("subject"), sink),
            declared: each("declared", t.optional("declared"), sink),
            owner: t.optional("owner").and_then(|n| word("owner", n, sink)).map(|w| w.value),
            about: concepts(t.optional("about"), vocabulary, sink),
            every_function: concepts(t.optional("every-function"), vocabulary, sink),
        }
    }
}

/// Share from which on all of a record's functions are provided but for what every system has.
const WHOLE: f32 = 0.95;

/// How a record stands to a platform by the numbers alone.
#[must_use]
pub fn standing(found: &Match, thresholds: &Thresholds) -> Standing {
    if found.same == 0 {
        return Standing::Related;
    }
    if let Some(strict) = thresholds.audit.filter(|_| found.detailed) {
        let enough = found.coverage >= strict.duplicate || found.reimplementation >= strict.reimplementation;
        // A short list must be met whole.
        return match found.same >= thresholds.rebuilt_functions || found.coverage >= WHOLE {
            true if enough => Standing::Duplicate,
            true => Standing::Overlap,
            false if found.coverage >= thresholds.overlap => Standing::Overlap,
            false => Standing::Related,
        };
    }
    let rebuilt = found.reimplementation >= thresholds.reimplementation && found.same >= thresholds.rebuilt_functions;
    // Function and objective both alike: a smaller share of the functions shows the same.
    let same_purpose = found.purpose >= thresholds.purpose && found.same >= thresholds.purpose_functions;
    if found.coverage >= thresholds.duplicate
        || rebuilt
        || (same_purpose && found.coverage >= thresholds.duplicate_same_purpose)
    {
        Standing::Duplicate
    } else if found.coverage >= thresholds.overlap
        || found.same >= thresholds.rebuilt_functions
        // The larger part of a platform that does little.
        || found.reimplementation >= thresholds.reimplementation
        || (same_purpose && found.coverage >= thresholds.overlap_same_purpose)
    {
        Standing::Overlap
    } else {
        Standing::Related
    }
}

/// Does the platform serve any of these people in this place? Without that no rule about it applies.
#[must_use]
pub fn within(found: &Match) -> bool {
    found.scope.whole() != Coverage::Outside
}

/// What is told of each condition of a rule: its key in the policy file, whether it holds, and in words what is asked for
/// and what was found. The answer says whether to go on.
type Told<'f> = dyn FnMut(&'static str, &dyn Fn() -> bool, &dyn Fn() -> (String, String)) -> bool + 'f;

impl Case<'_> {
    /// For each match within the scope the first rule that applies to it.
    pub(super) fn platforms(&self) -> Vec<Finding> {
        (0..self.comparison.matches.len()).filter_map(|number| self.platform(number)).collect()
    }

    fn platform(&self, number: usize) -> Option<Finding> {
        let found = &self.comparison.matches[number];
        if !within(found) {
            return None;
        }
        let rule = self.rules(Family::Platform).find(|(_, rule)| match &rule.check {
            Check::Platform(when) => self.holds(when, rule, found),
            _ => false,
        })?;
        Some(self.with_words(self.finding(rule, vec![number], found.coverage)))
    }

    /// Platforms that together provide what none provides alone.
    pub(super) fn together(&self) -> Option<Finding> {
        let (number, rule) = self.rules(Family::Combined).next()?;
        let Check::Combined(when) = &rule.check else { return None };
        let eligible: Vec<usize> = (0..self.comparison.matches.len())
            .filter(|n| {
                let found = &self.comparison.matches[*n];
                found.same > 0
                    && matches!(found.scope.whole(), Coverage::Covered | Coverage::Unknown)
                    && self.holds(when, rule, found)
            })
            .collect();
        let matches: Vec<&Match> = eligible.iter().map(|n| &self.comparison.matches[*n]).collect();
        let enough = self.setting.policy.thresholds.with(&rule.thresholds).duplicate;
        if matches.iter().any(|m| m.coverage >= enough) {
            return None;
        }
        let together = self.comparison.combined(&matches);
        if together.platforms.len() < 2 || together.coverage < enough {
            return None;
        }
        let platforms = together.platforms.iter().map(|n| eligible[*n]).collect();
        Some(self.with_words(self.finding((number, rule), platforms, together.coverage)))
    }

    /// Do all conditions of a rule hold for a match?
    pub(super) fn holds(&self, when: &When, rule: &Rule, found: &Match) -> bool {
        self.conditions(when, rule, found, &mut |_, holds, _| holds())
    }

    /// Goes through the conditions that a rule sets, as long as `each` says so. True if it came to the end.
    pub(in crate::policy) fn conditions(&self, when: &When, rule: &Rule, found: &Match, each: &mut Told<'_>) -> bool {
        let record = self.record;
        let platform = &self.setting.catalogue.platforms[found.platform].record;
        let mut go_on = true;
        let mut ask = |set: bool, key, holds: &dyn Fn() -> bool, words: &dyn Fn() -> (String, String)| {
            if set && go_on {
                go_on = each(key, holds, words);
            }
        };
        let stands = standing(found, &self.setting.policy.thresholds.with(&rule.thresholds));
        ask(!when.standing.is_empty(), "standing", &|| when.standing.contains(&stands), &|| {
            (words(&when.standing), words(&[stands]))
        });
        let tier = tier(platform);
        ask(when.tier.is_some(), "tier", &|| when.tier == Some(tier), &|| {
            (words(when.tier.as_slice()), words(&[tier]))
        });
        let status = platform.status.value;
        ask(!when.status.is_empty(), "status", &|| when.status.contains(&status), &|| {
            (words(&when.status), words(&[status]))
        });
        let its_type = platform.system_type.as_ref().map_or("", |t| t.value.as_str());
        ask(!when.types.is_empty(), "types", &|| when.types.iter().any(|t| t == its_type), &|| {
            (when.types.join(", "), its_type.to_owned())
        });
        let basis = if found.stated > 0 { Evidence::Stated } else { Evidence::Inferred };
        ask(when.basis.is_some(), "basis", &|| when.basis == Some(basis), &|| {
            (words(when.basis.as_slice()), words(&[basis]))
        });
        let scope = found.scope.whole();
        ask(!when.scope.is_empty(), "scope", &|| when.scope.contains(&scope), &|| {
            (words(&when.scope), words(&[scope]))
        });
        let need = record.need.as_ref().map(|n| n.basis.value);
        ask(!when.need.is_empty(), "need", &|| need.is_some_and(|n| when.need.contains(&n)), &|| {
            (words(&when.need), words(need.as_slice()))
        });
        let evidence = || record.need.as_ref().and_then(|n| n.evidence.as_ref()).map(|e| plain(&e.wordings[0].1));
        let holds_one_of = |words: &[String]| {
            let said = format!(" {} ", evidence().unwrap_or_default());
            words.iter().any(|word| said.contains(&format!(" {} ", plain(word))))
        };
        ask(!when.evidence.is_empty(), "evidence", &|| holds_one_of(&when.evidence), &|| {
            (when.evidence.join(", "), evidence().unwrap_or_default())
        });
        ask(!when.subject.is_empty(), "subject", &|| holds_one_of(&when.subject), &|| {
            (when.subject.join(", "), evidence().unwrap_or_default())
        });
        let id = platform.id.value.as_str();
        let declared =
            || -> Vec<Declared> { Declared::WORDS.iter().map(|(_, d)| *d).filter(|d| d.names(record, id)).collect() };
        ask(!when.declared.is_empty(), "declared", &|| when.declared.iter().any(|d| d.names(record, id)), &|| {
            (words(&when.declared), words(&declared()))
        });
        let whose = || if same_owner(record, platform) { Whose::Same } else { Whose::Other };
        ask(when.owner.is_some(), "owner", &|| when.owner == Some(whose()), &|| {
            (words(when.owner.as_slice()), words(&[whose()]))
        });
        ask(!when.about.is_empty(), "about", &|| self.is_about(&when.about), &|| {
            (self.names(&when.about), record.name.wordings[0].1.clone())
        });
        ask(
            !when.every_function.is_empty(),
            "every-function",
            &|| self.every_function_about(&when.every_function),
            &|| (self.names(&when.every_function), String::new()),
        );
        go_on
    }

    /// Does the record's name or objective speak of one of the concepts?
    pub(super) fn is_about(&self, concepts: &[ConceptId]) -> bool {
        let said = self.comparison.subject.iter().flat_map(|phrase| &phrase.whole.items);
        said.into_iter().any(|item| is_one(item, concepts, self.setting.vocabulary))
    }

    /// Does the law ask each owner to have such a thing of its own? Then what others have is no duplicate of it.
    pub(super) fn is_own_by_law(&self) -> bool {
        self.rules(Family::Platform).any(|(_, rule)| match &rule.check {
            Check::Platform(when) if rule.verdict == Verdict::Clear && rule.state == State::NotApplicable => {
                (!when.about.is_empty() || !when.every_function.is_empty())
                    && (when.about.is_empty() || self.is_about(&when.about))
                    && (when.every_function.is_empty() || self.every_function_about(&when.every_function))
            }
            _ => false,
        })
    }

    fn every_function_about(&self, concepts: &[ConceptId]) -> bool {
        let mut listed = distinctive(&self.comparison.functions).peekable();
        listed.peek().is_some()
            && listed.all(|f| f.phrases.iter().all(|p| speaks_only_of(p, concepts, self.setting.vocabulary)))
    }

    fn names(&self, concepts: &[ConceptId]) -> String {
        let ids = concepts.iter().map(|c| self.setting.vocabulary.concepts[*c as usize].id.as_str());
        ids.collect::<Vec<_>>().join(", ")
    }

    /// Adds what the messages of platform rules may name besides the platforms: what would be lost, what was claimed.
    fn with_words(&self, mut finding: Finding) -> Finding {
        let provided = self.provided(&finding.matches);
        let functions = self.comparison.functions.iter().enumerate();
        let lost = functions
            .filter(|(n, f)| f.origin == Origin::Listed && !f.is_common() && !provided.contains(n))
            .map(|(_, f)| f.function.name.clone());
        finding.details.push(("lost", Detail::Texts(lost.collect())));
        let evidence = self.record.need.as_ref().and_then(|n| n.evidence.clone());
        finding.details.push(("evidence", Detail::Texts(evidence.into_iter().collect())));
        finding
    }
}

fn words<T: Word + PartialEq>(values: &[T]) -> String {
    values.iter().map(|v| crate::record::scope::word_of(*v)).collect::<Vec<_>>().join(", ")
}
