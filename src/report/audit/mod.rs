//! An audit in the reader's language: plain values that every format renders and none adds to. Serialises as
//! `dungchung/audit/1`.

pub mod changes;
pub mod html;
pub mod json;
pub mod terminal;
pub mod xlsx;

use jiff::civil;
use serde::{Deserialize, Serialize};

use super::format::{Format, Unrendered};
use super::terminal::Look;
use super::text::{Messages, clean};
use super::{Context, InputError, input_error, named_unit, rounded};
use crate::audit::totals::{Money, Sum, Totals, top_savings};
use crate::audit::{Advice, Audit, By, Evidence, Group, System};
use crate::policy::Standing;
use crate::record::place::Problem;
use crate::record::scope::{Coverage, word_of};
use changes::Changes;

/// Name and version of the form.
pub const SCHEMA: &str = "dungchung/audit/1";

/// The forms that an audit can take.
pub const FORMATS: [Format; 5] = [Format::Terminal, Format::Json, Format::Jsonl, Format::Html, Format::Xlsx];

/// What an audit found, in one language.
#[derive(Clone, Debug, Serialize)]
pub struct AuditReport {
    /// Name and version of the form.
    pub schema: &'static str,
    /// The day that the rules were applied for.
    #[serde(rename = "as-of", serialize_with = "day_as_text")]
    pub day: civil::Date,
    /// Counts and money.
    pub totals: TotalsEntry,
    /// One entry a system, in the order of ids.
    pub systems: Vec<SystemEntry>,
    /// Systems that do the same, the largest group first.
    pub groups: Vec<GroupEntry>,
    /// Platforms of the catalogue that do the same for the same people.
    pub overlaps: Vec<OverlapEntry>,
    /// What changed since an earlier audit; `null` where none was named.
    pub changes: Option<Changes>,
    /// What could not be read.
    pub errors: Vec<InputError>,
    /// Numbers of the systems of which most could be saved, the most first.
    #[serde(skip)]
    pub top: Vec<usize>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde calls")]
fn day_as_text<S: serde::Serializer>(day: &civil::Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

/// Counts and money, in all and by key.
#[derive(Clone, Debug, Serialize)]
pub struct TotalsEntry {
    /// All systems.
    pub all: SumEntry,
    /// By the body that runs them, what could be saved most first; so the others.
    pub units: Vec<SumEntry>,
    /// By its level of government.
    pub levels: Vec<SumEntry>,
    /// By field of work; a system may count in several.
    pub sectors: Vec<SumEntry>,
    /// By province.
    pub territories: Vec<SumEntry>,
}

/// Systems and their yearly cost.
#[derive(Clone, Debug, Serialize)]
pub struct SumEntry {
    /// Id or name of what is summed; empty where the records do not say.
    pub key: String,
    /// Systems.
    pub systems: usize,
    /// Of which to be replaced by a platform.
    pub replace: usize,
    /// Of which to be joined with another system.
    pub merge: usize,
    /// Of which a person must look at.
    pub review: usize,
    /// Of which nothing speaks against.
    pub keep: usize,
    /// Yearly cost by currency.
    pub money: Vec<MoneyEntry>,
    /// The key in words.
    #[serde(skip)]
    pub name: String,
}

/// Yearly cost in one currency.
#[derive(Clone, Debug, Serialize)]
pub struct MoneyEntry {
    /// Currency code.
    pub currency: String,
    /// Systems that state a cost.
    pub systems: usize,
    /// What they cost a year.
    pub cost: u128,
    /// Of which could be saved: an estimate.
    #[serde(rename = "at-risk")]
    pub at_risk: u128,
}

/// One system.
#[derive(Clone, Debug, Serialize)]
pub struct SystemEntry {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// File.
    pub file: String,
    /// Line of the record.
    pub line: u32,
    /// Who runs it.
    pub unit: Option<String>,
    /// Level of government.
    pub level: Option<&'static str>,
    /// Path of the territory.
    pub territory: Option<String>,
    /// Ids of fields of work.
    pub sectors: Vec<String>,
    /// What is to become of it.
    #[serde(serialize_with = "super::as_word")]
    pub advice: Advice,
    /// Codes of the rules behind that, the gravest first.
    pub rules: Vec<String>,
    /// Yearly cost; `null` where none is stated.
    pub cost: Option<CostEntry>,
    /// What takes its place.
    pub successor: Option<SuccessorEntry>,
    /// Platforms that do something of it, best first.
    pub platforms: Vec<FoundEntry>,
    /// Number of its group in `groups`, from 1.
    pub group: Option<usize>,
}

impl SystemEntry {
    /// Could anything be saved?
    fn saves(&self) -> bool {
        self.cost.as_ref().is_some_and(|cost| cost.at_risk > 0)
    }
}

/// Yearly cost of a system.
#[derive(Clone, Debug, Serialize)]
pub struct CostEntry {
    /// Amount, whole units.
    pub amount: u64,
    /// Currency code.
    pub currency: String,
    /// What could be saved: amount × share. An estimate.
    #[serde(rename = "at-risk")]
    pub at_risk: u64,
}

/// What takes a system's place.
#[derive(Clone, Debug, Serialize)]
pub struct SuccessorEntry {
    /// `platform` or `system`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Share of the system that it provides, 0–1.
    pub share: f64,
    /// Functions that would be lost.
    pub lost: Vec<String>,
    /// Functions that it provides.
    pub functions: Vec<PairEntry>,
}

/// A function and the one that stands for it elsewhere.
#[derive(Clone, Debug, Serialize)]
pub struct PairEntry {
    /// As the system states it.
    pub ours: String,
    /// As the other states it.
    pub theirs: String,
    /// 0–1.
    pub similarity: f64,
}

/// A platform that does something of what a system does.
#[derive(Clone, Debug, Serialize)]
pub struct FoundEntry {
    /// Id.
    pub id: String,
    /// How the system stands to it.
    #[serde(serialize_with = "super::as_word")]
    pub relation: Standing,
    /// Relation of the scopes.
    #[serde(serialize_with = "super::as_word")]
    pub scope: Coverage,
    /// Orders matches, 0–1.
    pub score: f64,
    /// Share of the system that it provides.
    pub coverage: f64,
    /// Share of the platform that the system repeats.
    pub reimplementation: f64,
}

/// Systems that do the same.
#[derive(Clone, Debug, Serialize)]
pub struct GroupEntry {
    /// Number, from 1.
    pub number: usize,
    /// Id of the system that does what the others do.
    pub representative: String,
    /// Its name.
    pub name: String,
    /// Many units of one level and province pay for the same.
    pub split: bool,
    /// Bodies that run these systems.
    pub units: usize,
    /// The others, each with what links it with the representative.
    pub members: Vec<MemberEntry>,
    /// Yearly cost of all by currency, and what could be saved.
    pub money: Vec<MoneyEntry>,
}

/// A member of a group.
#[derive(Clone, Debug, Serialize)]
pub struct MemberEntry {
    /// Id.
    pub id: String,
    /// Share of it that the representative provides, 0–1.
    pub share: f64,
    /// Share of the representative that it provides, 0–1.
    pub back: f64,
    /// Functions that the two share.
    pub functions: Vec<PairEntry>,
    /// Functions that the representative does not surely have.
    pub lost: Vec<String>,
    /// Its name.
    #[serde(skip)]
    pub name: String,
    /// Who runs it.
    #[serde(skip)]
    pub unit: Option<String>,
}

/// Two platforms that do the same for the same people.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OverlapEntry {
    /// Code of the rule.
    pub rule: String,
    /// Id of the platform that repeats the other.
    pub platform: String,
    /// Id of the other.
    pub other: String,
    /// Share of the first that the other provides, 0–1.
    pub coverage: f64,
    /// Names of the two.
    #[serde(skip)]
    pub names: (String, String),
}

/// Puts an audit and input problems into words.
#[must_use]
pub fn report(audit: &Audit, problems: &[Problem], changes: Option<Changes>, context: &Context<'_>) -> AuditReport {
    let totals = Totals::of(audit);
    AuditReport {
        schema: SCHEMA,
        day: context.day,
        top: top_savings(audit, &totals.all),
        totals: totals_entry(&totals, context),
        systems: audit.systems.iter().map(|s| system(s, audit, context)).collect(),
        groups: audit.groups.iter().enumerate().map(|(n, g)| group(n, g, audit, context)).collect(),
        overlaps: overlaps(audit, context),
        changes,
        errors: problems.iter().map(|p| input_error(p, context.messages)).collect(),
    }
}

/// Renders a report.
///
/// # Errors
/// If the form is not one of [`FORMATS`] or cannot hold the report: more rows than a sheet has.
pub fn render(report: &AuditReport, messages: &Messages, look: Look, format: Format) -> Result<Vec<u8>, Unrendered> {
    Ok(match format {
        Format::Terminal => terminal::render(report, messages, look).into_bytes(),
        Format::Json => json::document(report).into_bytes(),
        Format::Jsonl => json::lines(report).into_bytes(),
        Format::Html => html::render(report, messages)?.into_bytes(),
        Format::Xlsx => xlsx::render(report, messages)?,
        _ => {
            let forms: Vec<&str> = FORMATS.iter().map(|f| word_of(*f)).collect();
            return Err(format!("an audit has the forms {}", forms.join(", ")).into());
        }
    })
}

fn totals_entry(totals: &Totals, context: &Context<'_>) -> TotalsEntry {
    let unsaid = || context.messages.get("audit-unsaid");
    let list = |sums: &[(String, Sum)], name: &dyn Fn(&str) -> String| {
        let named = |key: &str| if key.is_empty() { unsaid() } else { name(key) };
        sums.iter().map(|(key, sum)| sum_entry(key, named(key), sum)).collect()
    };
    TotalsEntry {
        all: sum_entry("", context.messages.get("word-all"), &totals.all),
        units: list(&totals.units, &|key| clean(key).into_owned()),
        levels: list(&totals.levels, &|key| context.messages.get(&format!("level-{key}"))),
        sectors: list(&totals.sectors, &|key| {
            context.sectors.name(key, context.messages.lang).unwrap_or(key).to_owned()
        }),
        territories: list(&totals.territories, &|key| named_unit(key, context.units)),
    }
}

fn sum_entry(key: &str, name: String, sum: &Sum) -> SumEntry {
    let [replace, merge, review, keep] = sum.advice;
    let money = sum.money.iter().map(|(currency, money)| money_entry(currency, money)).collect();
    SumEntry { key: clean(key).into_owned(), systems: sum.systems, replace, merge, review, keep, money, name }
}

fn money_entry(currency: &str, money: &Money) -> MoneyEntry {
    MoneyEntry { currency: currency.to_owned(), systems: money.systems, cost: money.cost, at_risk: money.at_risk }
}

fn system(system: &System, audit: &Audit, context: &Context<'_>) -> SystemEntry {
    let lang = context.messages.lang;
    let platforms = &context.catalogue.platforms;
    let cost = system.cost.as_ref().map(|(amount, currency)| CostEntry {
        amount: *amount,
        currency: currency.clone(),
        at_risk: system.at_risk().map_or(0, |(amount, _)| amount),
    });
    let successor = system.successor.as_ref().map(|successor| {
        let (kind, id, name) = match successor.by {
            By::Platform(n) => ("platform", &platforms[n].record.id.value, &platforms[n].record.name),
            By::System(n) => ("system", &audit.systems[n].id, &audit.systems[n].name),
        };
        SuccessorEntry {
            kind,
            id: id.clone(),
            name: clean(name.in_lang(lang)).into_owned(),
            share: rounded(successor.share),
            lost: successor.lost.iter().map(|t| clean(t.in_lang(lang)).into_owned()).collect(),
            functions: successor.evidence.iter().map(|e| pair(e, context)).collect(),
        }
    });
    let found = system.found.iter().map(|found| FoundEntry {
        id: platforms[found.platform].record.id.value.clone(),
        relation: found.standing,
        scope: found.scope,
        score: rounded(found.score),
        coverage: rounded(found.coverage),
        reimplementation: rounded(found.reimplementation),
    });
    SystemEntry {
        id: system.id.clone(),
        name: clean(system.name.in_lang(lang)).into_owned(),
        file: clean(&system.file).into_owned(),
        line: system.line,
        unit: system.unit.as_ref().map(|u| clean(u.in_lang(lang)).into_owned()),
        level: system.level.map(word_of),
        territory: system.territory.as_ref().map(|t| clean(t).into_owned()),
        sectors: system.sectors.clone(),
        advice: system.advice,
        rules: system.rules.iter().map(|n| context.policy.rules[*n].code.clone()).collect(),
        cost,
        successor,
        platforms: found.collect(),
        group: system.group.map(|n| n + 1),
    }
}

fn pair(evidence: &Evidence, context: &Context<'_>) -> PairEntry {
    let lang = context.messages.lang;
    PairEntry {
        ours: clean(evidence.ours.in_lang(lang)).into_owned(),
        theirs: clean(evidence.theirs.in_lang(lang)).into_owned(),
        similarity: rounded(evidence.similarity),
    }
}

fn group(number: usize, group: &Group, audit: &Audit, context: &Context<'_>) -> GroupEntry {
    let lang = context.messages.lang;
    let centre = &audit.systems[group.representative];
    let unit = |s: &System| s.unit.as_ref().map(|u| clean(u.in_lang(lang)).into_owned());
    let all = || group.members.iter().map(|m| &audit.systems[m.system]).chain([centre]);
    let mut units: Vec<String> = all().filter_map(unit).collect();
    units.sort();
    units.dedup();
    let mut sum = Sum::default();
    all().for_each(|s| sum.add(s));
    let members = group.members.iter().map(|member| {
        let system = &audit.systems[member.system];
        MemberEntry {
            id: system.id.clone(),
            share: rounded(member.share),
            back: rounded(member.back),
            functions: member.evidence.iter().map(|e| pair(e, context)).collect(),
            lost: member.lost.iter().map(|t| clean(t.in_lang(lang)).into_owned()).collect(),
            name: clean(system.name.in_lang(lang)).into_owned(),
            unit: unit(system),
        }
    });
    GroupEntry {
        number: number + 1,
        representative: centre.id.clone(),
        name: clean(centre.name.in_lang(lang)).into_owned(),
        split: group.split,
        units: units.len(),
        members: members.collect(),
        money: sum.money.iter().map(|(currency, money)| money_entry(currency, money)).collect(),
    }
}

fn overlaps(audit: &Audit, context: &Context<'_>) -> Vec<OverlapEntry> {
    let record = |n: usize| &context.catalogue.platforms[n].record;
    let name = |n: usize| clean(record(n).name.in_lang(context.messages.lang)).into_owned();
    let entry = |o: &crate::policy::rules::catalogue::Overlap| OverlapEntry {
        rule: context.policy.rules[o.rule].code.clone(),
        platform: record(o.platform).id.value.clone(),
        other: record(o.other).id.value.clone(),
        coverage: rounded(o.coverage),
        names: (name(o.platform), name(o.other)),
    };
    audit.overlaps.iter().map(entry).collect()
}
