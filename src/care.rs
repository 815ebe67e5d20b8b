//! Looking after a catalogue: what is wrong or doubtful in it, what it documents, how two of them differ and what the
//! difference does to verdicts. Gives plain values with message codes; says nothing itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jiff::civil;
use serde::Serialize;

use crate::matching;
use crate::matching::catalogue::{COMMON_WEIGHT, Catalogue, Platform};
use crate::policy::rules::{self, Setting};
use crate::record::scope::{Fields, word_of};
use crate::record::unit::nearest;
use crate::record::{Basis, Lang, Software, Status};

/// From this many months on, the newest document that states a platform's state is old.
const OLD_MONTHS: i32 = 18;

/// Something about a platform that its keeper should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// It makes verdicts wrong or reports point to nothing; otherwise a person decides whether it matters.
    pub error: bool,
    /// Message code: `care-<code>`.
    pub code: &'static str,
    /// Id of the platform.
    pub platform: String,
    /// Arguments of the message.
    pub args: Vec<(&'static str, String)>,
}

/// What is wrong or doubtful in a catalogue, by platform.
#[must_use]
pub fn validate(setting: &Setting<'_>, fields: &(dyn Fields + Sync)) -> Vec<Remark> {
    let (catalogue, day) = (setting.catalogue, setting.day);
    let mut remarks = Remarks { all: Vec::new() };
    let mut listed: BTreeMap<(String, Option<String>, u32), &str> = BTreeMap::new();
    for platform in &catalogue.platforms {
        let record = &platform.record;
        sources(record, catalogue, day, &mut remarks);
        state(record, day, &mut remarks);
        relations(record, catalogue, &mut remarks);
        functions(platform, &mut remarks);
        let id = record.id.value.as_str();
        if Path::new(&*record.file).file_stem().is_some_and(|stem| stem != id) && one_to_a_file(record, catalogue) {
            remarks.add(false, "file-name", record, vec![("file", record.file.to_string())]);
        }
        if let Some(list) = &record.list
            && let Some(number) = list.number
            && let Some(other) = listed.insert((list.name.clone(), list.group.clone(), number), id)
        {
            let place = format!("{} {} {number}", list.name, list.group.as_deref().unwrap_or_default());
            remarks.add(true, "same-number", record, vec![("other", other.to_owned()), ("value", place)]);
        }
    }
    overlaps(setting, fields, &mut remarks);
    remarks.all.sort_by(|a, b| b.error.cmp(&a.error).then_with(|| a.platform.cmp(&b.platform)));
    remarks.all
}

struct Remarks {
    all: Vec<Remark>,
}

impl Remarks {
    fn add(&mut self, error: bool, code: &'static str, record: &Software, args: Vec<(&'static str, String)>) {
        self.all.push(Remark { error, code, platform: record.id.value.clone(), args });
    }
}

fn one_to_a_file(record: &Software, catalogue: &Catalogue) -> bool {
    catalogue.platforms.iter().filter(|p| p.record.file == record.file).count() == 1
}

/// Every source that is named is described, and what is called stated names one.
fn sources(record: &Software, catalogue: &Catalogue, day: civil::Date, remarks: &mut Remarks) {
    let named = record.functions.iter().filter_map(|f| f.source.as_deref());
    let named =
        named.chain(record.facts.iter().map(|f| f.source.as_str())).chain(record.sources.iter().map(String::as_str));
    let unknown: BTreeSet<&str> = named.filter(|id| !catalogue.sources.contains_key(*id)).collect();
    for id in unknown {
        let mut args = vec![("found", id.to_owned())];
        args.extend(nearest(id, catalogue.sources.keys().map(String::as_str)).map(|n| ("suggestion", n)));
        remarks.add(true, "unknown-source", record, args);
    }
    let without = record.functions.iter().filter(|f| f.basis == Basis::Stated && f.source.is_none()).count();
    if without > 0 && !catalogue.sources.is_empty() {
        remarks.add(false, "no-source", record, vec![("count", without.to_string())]);
    }
    let states = record.facts.iter().filter(|f| f.field == "status");
    let newest = states.filter_map(|f| catalogue.sources.get(&f.source)?.date).map(crate::record::Date::last_day).max();
    if let Some(newest) = newest
        && newest.checked_add(jiff::Span::new().months(OLD_MONTHS)).is_ok_and(|old| old < day)
    {
        remarks.add(false, "old-status", record, vec![("date", newest.to_string())]);
    }
}

/// The state and the dates agree.
fn state(record: &Software, day: civil::Date, remarks: &mut Remarks) {
    let status = record.status.value;
    if status != Status::Unknown && record.facts.iter().all(|f| f.field != "status") && !record.sources.is_empty() {
        remarks.add(false, "status-no-source", record, vec![("value", word_of(status).to_owned())]);
    }
    let Some(available) = &record.available else { return };
    let due = available.value.last_day();
    match status {
        Status::Building | Status::Planned | Status::Unknown if due < day => {
            remarks.add(false, "overdue", record, vec![("date", available.value.to_string())]);
        }
        Status::Operational if due > day => {
            remarks.add(true, "operational-later", record, vec![("date", available.value.to_string())]);
        }
        _ => {}
    }
}

/// Relations name platforms of the catalogue: an id that was renamed is still found by its nearest.
fn relations(record: &Software, catalogue: &Catalogue, remarks: &mut Remarks) {
    let relations = &record.relations;
    for id in relations.extends.iter().chain(&relations.integrates_with).chain(&relations.replaces) {
        if catalogue.platform(&id.value).is_none() {
            let ids = catalogue.platforms.iter().map(|p| p.record.id.value.as_str());
            let mut args = vec![("found", id.value.clone())];
            args.extend(nearest(&id.value, ids).map(|n| ("suggestion", n)));
            remarks.add(true, "unknown-id", record, args);
        }
    }
}

/// Functions can be matched: they name a topic, and not only what nearly every system has.
fn functions(platform: &Platform, remarks: &mut Remarks) {
    let record = &platform.record;
    if platform.functions.is_empty() {
        remarks.add(false, "no-functions", record, vec![]);
    }
    for offered in platform.functions.iter().filter(|f| !f.inherited && f.weight <= COMMON_WEIGHT) {
        let name = offered.function.name.in_lang(Lang::VI).to_owned();
        remarks.add(false, "generic", record, vec![("found", name)]);
    }
}

/// Platforms that do the same for the same people, by the rule about them.
fn overlaps(setting: &Setting<'_>, fields: &(dyn Fields + Sync), remarks: &mut Remarks) {
    let compared =
        |record: &Software, cuts| matching::compare(record, setting.catalogue, setting.vocabulary, fields, cuts);
    for overlap in rules::catalogue::overlaps(setting, &compared) {
        let id = |n: usize| setting.catalogue.platforms[n].record.id.value.clone();
        let args = vec![
            ("other", id(overlap.other)),
            ("value", format!("{}%", (f64::from(overlap.coverage) * 100.0).round())),
            ("rule", setting.policy.rules[overlap.rule].code.clone()),
        ];
        remarks.add(false, "overlap", &setting.catalogue.platforms[overlap.platform].record, args);
    }
}

/// What a catalogue documents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Stats {
    /// Platforms.
    pub platforms: usize,
    /// By state.
    pub status: BTreeMap<String, usize>,
    /// By level of the owner.
    pub owner_level: BTreeMap<String, usize>,
    /// By owner.
    pub owners: BTreeMap<String, usize>,
    /// By field of work; a platform may have several.
    pub sectors: BTreeMap<String, usize>,
    /// By official list and group.
    pub lists: BTreeMap<String, usize>,
    /// Functions that a source states.
    pub functions_stated: usize,
    /// Functions that were concluded.
    pub functions_inferred: usize,
    /// Functions lent by reference models.
    pub functions_inherited: usize,
    /// Platforms with at least one stated function.
    pub with_stated: usize,
    /// Platforms whose functions are all inferred or inherited.
    pub without_stated: usize,
    /// Platforms without any function.
    pub without_functions: usize,
    /// Sources by year of the document.
    pub sources_by_year: BTreeMap<String, usize>,
    /// Sources by grade.
    pub sources_by_grade: BTreeMap<String, usize>,
}

/// Counts what a catalogue documents.
#[must_use]
pub fn stats(catalogue: &Catalogue) -> Stats {
    let mut stats = Stats { platforms: catalogue.platforms.len(), ..Stats::default() };
    let unknown = || "unknown".to_owned();
    for platform in &catalogue.platforms {
        let record = &platform.record;
        let owner = record.owner.as_ref();
        let unit = owner.and_then(|o| o.unit.as_ref()).map(|u| u.in_lang(Lang::VI).to_owned());
        let level = owner.and_then(|o| o.level.as_ref()).map(|l| l.value.word().to_owned());
        *stats.status.entry(word_of(record.status.value).to_owned()).or_default() += 1;
        *stats.owners.entry(unit.unwrap_or_else(unknown)).or_default() += 1;
        *stats.owner_level.entry(level.unwrap_or_else(unknown)).or_default() += 1;
        match &record.scope.sectors {
            Some(sectors) => sectors.value.iter().for_each(|s| *stats.sectors.entry(s.clone()).or_default() += 1),
            None => *stats.sectors.entry(unknown()).or_default() += 1,
        }
        let list = record.list.as_ref().map(|l| format!("{} {}", l.name, l.group.as_deref().unwrap_or_default()));
        if let Some(list) = list {
            *stats.lists.entry(list.trim().to_owned()).or_default() += 1;
        }
        let stated = record.functions.iter().filter(|f| f.basis == Basis::Stated).count();
        let inherited = platform.functions.iter().filter(|f| f.inherited).count();
        stats.functions_stated += stated;
        stats.functions_inferred += record.functions.len() - stated;
        stats.functions_inherited += inherited;
        match (stated, platform.functions.len()) {
            (_, 0) => stats.without_functions += 1,
            (0, _) => stats.without_stated += 1,
            _ => stats.with_stated += 1,
        }
    }
    for source in catalogue.sources.values() {
        let year = source.date.map_or_else(unknown, |d| d.year.to_string());
        *stats.sources_by_year.entry(year).or_default() += 1;
        *stats.sources_by_grade.entry(source.grade.clone().unwrap_or_else(unknown)).or_default() += 1;
    }
    stats
}

/// How one platform differs between two catalogues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added(String),
    /// It is gone.
    Removed(String),
    /// It has another id: old and new.
    Renamed(String, String),
    /// Some of it differs: what, before, after.
    Changed(String, Vec<(&'static str, String, String)>),
}

/// The differences of two catalogues, by id.
#[must_use]
pub fn diff(old: &Catalogue, new: &Catalogue) -> Vec<Change> {
    let gone: Vec<&Platform> = old.platforms.iter().filter(|p| new.platform(&p.record.id.value).is_none()).collect();
    let mut come: Vec<&Platform> =
        new.platforms.iter().filter(|p| old.platform(&p.record.id.value).is_none()).collect();
    let mut changes = Vec::new();
    for platform in gone {
        let same = |other: &&Platform| {
            other.record.name.in_lang(Lang::VI) == platform.record.name.in_lang(Lang::VI)
                || (other.record.list.is_some() && other.record.list == platform.record.list)
        };
        let id = platform.record.id.value.clone();
        match come.iter().position(same) {
            Some(at) => {
                let renamed = come.remove(at);
                changes.push(Change::Renamed(id, renamed.record.id.value.clone()));
                changes.extend(changed(&platform.record, &renamed.record));
            }
            None => changes.push(Change::Removed(id)),
        }
    }
    changes.extend(come.iter().map(|p| Change::Added(p.record.id.value.clone())));
    for before in &old.platforms {
        if let Some(after) = new.platform(&before.record.id.value) {
            changes.extend(changed(&before.record, &after.record));
        }
    }
    changes
}

fn changed(before: &Software, after: &Software) -> Option<Change> {
    let mut what = Vec::new();
    let mut compare = |field: &'static str, a: String, b: String| {
        if a != b {
            what.push((field, a, b));
        }
    };
    let owner = |r: &Software| {
        r.owner
            .as_ref()
            .and_then(|o| o.unit.as_ref())
            .map_or_else(|| "unknown".into(), |u| u.in_lang(Lang::VI).to_owned())
    };
    let set = |items: Option<Vec<String>>| items.map_or_else(|| "unknown".into(), |items| items.join(", "));
    compare("name", before.name.in_lang(Lang::VI).to_owned(), after.name.in_lang(Lang::VI).to_owned());
    compare("status", word_of(before.status.value).to_owned(), word_of(after.status.value).to_owned());
    compare("owner", owner(before), owner(after));
    let territory = |r: &Software| r.scope.territory.as_ref().map_or_else(|| "unknown".into(), |t| t.value.clone());
    compare("territory", territory(before), territory(after));
    let levels =
        |r: &Software| set(r.scope.levels.as_ref().map(|l| l.value.iter().map(|l| l.word().to_owned()).collect()));
    compare("levels", levels(before), levels(after));
    let sectors = |r: &Software| set(r.scope.sectors.as_ref().map(|s| s.value.iter().cloned().collect()));
    compare("sectors", sectors(before), sectors(after));
    let users =
        |r: &Software| set(r.scope.users.as_ref().map(|u| u.value.iter().map(|u| u.word().to_owned()).collect()));
    compare("users", users(before), users(after));
    let system_type = |r: &Software| r.system_type.as_ref().map(|t| t.value.clone()).unwrap_or_default();
    compare("type", system_type(before), system_type(after));
    let available = |r: &Software| r.available.as_ref().map(|a| a.value.to_string()).unwrap_or_default();
    compare("available", available(before), available(after));
    let functions = |r: &Software| -> BTreeSet<(String, Basis)> {
        r.functions.iter().map(|f| (f.name.in_lang(Lang::VI).to_owned(), f.basis)).collect()
    };
    let (old, new) = (functions(before), functions(after));
    let said = |(name, basis): &(String, Basis)| match basis {
        Basis::Stated => name.clone(),
        Basis::Inferred => format!("{name} (inferred)"),
    };
    for gone in old.difference(&new) {
        what.push(("functions", said(gone), String::new()));
    }
    for come in new.difference(&old) {
        what.push(("functions", String::new(), said(come)));
    }
    (!what.is_empty()).then(|| Change::Changed(after.id.value.clone(), what))
}
