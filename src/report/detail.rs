//! What a page about one record shows beyond the JSON form: each function against each platform, what each function
//! adds to a coverage, and both scopes in words.

use super::text::clean;
use super::{Context, rounded};
use crate::matching::coverage::credit;
use crate::matching::similarity::Outcome;
use crate::matching::{Match, Origin};
use crate::policy::verdict::Judgement;
use crate::record::scope::{Coverage, Scope, word_of};
use crate::record::{Basis, NeedBasis};

/// A record against the platforms of [`super::Entry::matches`], in their order.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// Functions of the record.
    pub functions: Vec<Row>,
    /// Platforms.
    pub platforms: Vec<Column>,
    /// For whom and where the record is meant.
    pub needed: ScopeWords,
    /// How the best coverage comes about; `None` where no platform lies within the scope.
    pub waterfall: Option<Waterfall>,
    /// The ground that the record claims for a system of its own.
    pub need: Option<NeedBasis>,
}

/// One function of the record.
#[derive(Clone, Debug)]
pub struct Row {
    /// As proposed.
    pub name: String,
    /// How distinctive it is, 0–1, three decimals.
    pub weight: f64,
    /// Nearly every system has it.
    pub common: bool,
    /// Found in the name, objective or summary of a record whose list says too little.
    pub described: bool,
    /// What each platform has for it.
    pub cells: Vec<Option<Likeness>>,
}

/// What one platform has for one function.
#[derive(Clone, Debug)]
pub struct Likeness {
    /// The platform's function.
    pub function: String,
    /// 0–1, three decimals.
    pub similarity: f64,
    /// Sure or possible.
    pub outcome: Outcome,
    /// No source states the platform's function.
    pub inferred: bool,
}

/// What is said about one platform.
#[derive(Clone, Debug)]
pub struct Column {
    /// State, in words.
    pub status: String,
    /// Whose it is.
    pub owner: Option<String>,
    /// For whom and where it is.
    pub offered: ScopeWords,
}

/// A scope in words, each dimension a list; what nobody stated is said to be unknown.
#[derive(Clone, Debug, Default)]
pub struct ScopeWords {
    /// Place.
    pub territory: String,
    /// Levels of government.
    pub levels: String,
    /// Fields of work.
    pub sectors: String,
    /// Groups of users.
    pub users: String,
}

/// A coverage as the sum of what each function adds.
#[derive(Clone, Debug)]
pub struct Waterfall {
    /// Number of the platform in [`super::Entry::matches`].
    pub platform: usize,
    /// One step a function, in the order of the record.
    pub steps: Vec<Step>,
}

/// One function's part of a coverage, in the order of [`Detail::functions`]. Shares are 0–1 with three decimals; each
/// step begins where the one before ended, and the last one ends at the coverage.
#[derive(Clone, Debug)]
pub struct Step {
    /// Sum of the steps before.
    pub from: f64,
    /// Sum with this one.
    pub to: f64,
    /// Most that the function could add: its share of the record's weight.
    pub most: f64,
}

impl Step {
    /// What the function adds, 0–1.
    #[must_use]
    pub fn adds(&self) -> f64 {
        self.to - self.from
    }
}

/// Puts one judgement's comparison into rows and columns; `shown` are the numbers of the matches that the report names.
pub(super) fn detail(judgement: &Judgement, shown: &[usize], context: &Context<'_>) -> Detail {
    let comparison = &judgement.comparison;
    let lang = context.messages.lang;
    let functions = comparison
        .functions
        .iter()
        .enumerate()
        .map(|(n, function)| Row {
            name: clean(function.function.name.in_lang(lang)).into_owned(),
            weight: rounded(function.weight),
            common: function.is_common(),
            described: function.origin == Origin::Described,
            cells: shown.iter().map(|m| likeness(&comparison.matches[*m], n, context)).collect(),
        })
        .collect();
    let platforms = shown
        .iter()
        .map(|m| {
            let record = &context.catalogue.platforms[comparison.matches[*m].platform].record;
            Column {
                status: context.messages.get(&format!("status-{}", word_of(record.status.value))),
                owner: record.owner.as_ref().and_then(|o| o.unit.as_ref()).map(|u| clean(u.in_lang(lang)).into_owned()),
                offered: scope_words(&record.scope, context),
            }
        })
        .collect();
    Detail {
        functions,
        platforms,
        needed: scope_words(&judgement.record.scope, context),
        waterfall: waterfall(judgement, shown),
        need: judgement.record.need.as_ref().map(|n| n.basis.value),
    }
}

fn likeness(found: &Match, function: usize, context: &Context<'_>) -> Option<Likeness> {
    let pairing = found.pairings.iter().find(|p| p.proposed == function)?;
    let offered = &context.catalogue.platforms[found.platform].functions[pairing.offered];
    Some(Likeness {
        function: clean(offered.function.name.in_lang(context.messages.lang)).into_owned(),
        similarity: rounded(pairing.similarity),
        outcome: pairing.outcome,
        inferred: offered.function.basis == Basis::Inferred,
    })
}

/// The steps to the coverage of the shown platform that provides most within the scope.
fn waterfall(judgement: &Judgement, shown: &[usize]) -> Option<Waterfall> {
    let comparison = &judgement.comparison;
    let (platform, found) = shown
        .iter()
        .map(|m| &comparison.matches[*m])
        .enumerate()
        .filter(|(_, m)| m.scope.whole() != Coverage::Outside)
        // The first of equals: the order of the matches is the order of their score.
        .reduce(|best, next| if next.1.coverage > best.1.coverage { next } else { best })?;
    let total: f32 = comparison.functions.iter().map(|f| f.weight).sum();
    if total <= 0.0 {
        return None;
    }
    let mut sum = 0.0_f32;
    let steps = comparison
        .functions
        .iter()
        .enumerate()
        .map(|(n, function)| {
            let from = rounded(sum / total);
            let outcome = found.pairings.iter().find(|p| p.proposed == n).map(|p| p.outcome);
            sum += function.weight * outcome.map_or(0.0, |o| credit(o, comparison.cuts));
            Step { from, to: rounded(sum / total), most: rounded(function.weight / total) }
        })
        .collect();
    Some(Waterfall { platform, steps })
}

fn scope_words(scope: &Scope, context: &Context<'_>) -> ScopeWords {
    let messages = context.messages;
    let unknown = || messages.get("word-unknown");
    let sector = |id: &String| {
        context
            .sectors
            .name(id, messages.lang)
            .map_or_else(|| messages.get("word-all"), |name| clean(name).into_owned())
    };
    let list = |words: Vec<String>| words.join(", ");
    ScopeWords {
        territory: scope.territory.as_ref().map_or_else(unknown, |t| clean(context.units.name(&t.value)).into_owned()),
        levels: scope.levels.as_ref().map_or_else(unknown, |levels| {
            list(levels.value.iter().map(|l| messages.get(&format!("level-{}", l.word()))).collect())
        }),
        sectors: scope.sectors.as_ref().map_or_else(unknown, |s| list(s.value.iter().map(sector).collect())),
        users: scope.users.as_ref().map_or_else(unknown, |users| {
            list(users.value.iter().map(|u| messages.get(&format!("user-{}", u.word()))).collect())
        }),
    }
}
