//! What the tricks are done to, and with: duplicates, functions that no platform has, other words for the same.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use dungchung::embedded;
use dungchung::load::limits::Limits;
use dungchung::load::software::Tables;
use dungchung::load::{Loaded, load, load_text};
use dungchung::matching::catalogue::{COMMON_WEIGHT, Catalogue};
use dungchung::matching::compare;
use dungchung::policy::Policy;
use dungchung::policy::rules::{Setting, judge};
use dungchung::policy::verdict::{Judgement, Verdict};
use dungchung::record::place::{Located, Span};
use dungchung::record::scope::Level;
use dungchung::record::unit::{Sectors, Units};
use dungchung::record::{Basis, Date, Form, Function, Investment, Kind, Owner, Software, Status, Text};
use dungchung::text::normal::tokens;
use dungchung::text::vocabulary::{Entry, Vocabulary};

use crate::random::Random;

/// Everything that an attempt is made from and judged with.
pub struct Sources {
    vocabulary: Vocabulary,
    units: Units,
    sectors: Sectors,
    policy: Policy,
    catalogue: Catalogue,
    /// Labels of each concept by language.
    labels: BTreeMap<String, BTreeMap<&'static str, Vec<String>>>,
    /// Functions of proposals that are clear.
    pub novel: Vec<String>,
    /// Duplicates for merging.
    pub merged: Vec<Software>,
    /// Platforms that a duplicate repeats, by its id.
    repeated: BTreeMap<String, Vec<String>>,
}

/// How a record was dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dealt {
    /// An input error.
    Refused,
    /// A duplicate, or too little to judge.
    Blocked,
    /// A person is to look at the duplicate.
    Reviewed,
    /// Clear but for an integrity finding.
    Named,
    /// Clear.
    Through,
}

impl Sources {
    /// Reads the data; gives the duplicates that are found as they stand, labelled ones first.
    pub fn new() -> (Sources, Vec<Software>) {
        let vocabulary = embedded::vocabulary();
        let (units, sectors) = embedded::tables();
        let mut sources = Sources {
            labels: labels(),
            vocabulary,
            units,
            sectors,
            policy: embedded::policy(),
            catalogue: embedded::catalogue(),
            novel: Vec::new(),
            merged: Vec::new(),
            repeated: BTreeMap::new(),
        };
        let mut records = sources.labelled("tests/quality/proposals/dev", "tests/quality/proposals-dev.tsv");
        records.extend(sources.labelled("examples/proposals", "examples/expected.tsv"));
        let (clear, labelled): (Vec<_>, Vec<_>) = records.into_iter().partition(|(_, verdict)| verdict == "clear");
        let clear = clear.iter().flat_map(|(r, _)| &r.functions).map(|f| f.name.wordings[0].1.clone());
        let weighs = |name: &String| {
            let phrase = dungchung::text::analyse(name, &sources.vocabulary);
            sources.catalogue.weight(&[phrase]) > COMMON_WEIGHT
        };
        let novel: Vec<String> = clear.filter(weighs).collect();
        sources.novel = novel;
        let duplicates = labelled.into_iter().filter(|(_, verdict)| verdict == "duplicate").map(|(r, _)| r);
        let mut found = Vec::new();
        for record in duplicates.chain(sources.made_from_platforms()) {
            let judgement = sources.judged(&crate::tricks::file(std::slice::from_ref(&record))).unwrap().remove(0);
            let codes: Vec<&str> = sources.codes(&judgement).collect();
            let by_platform = judgement.verdict != Verdict::Clear && codes.iter().any(|c| c.starts_with('D'));
            if by_platform && !codes.iter().any(|c| c.starts_with('I')) {
                let cited = judgement.findings.iter().filter(|f| f.verdict != Verdict::Clear).flat_map(|f| &f.matches);
                let mut ids: Vec<String> = cited
                    .map(|n| {
                        sources.catalogue.platforms[judgement.comparison.matches[*n].platform].record.id.value.clone()
                    })
                    .collect();
                ids.sort();
                ids.dedup();
                sources.repeated.insert(record.id.value.clone(), ids);
                found.push(record);
            }
        }
        sources.merged.clone_from(&found);
        (sources, found)
    }

    fn tables(&self) -> Tables<'_> {
        Tables { units: &self.units, sectors: &self.sectors }
    }

    /// Records of a folder with the verdicts of a list, found by id or by file.
    fn labelled(&self, folder: &str, list: &str) -> Vec<(Software, String)> {
        let loaded = load(&[PathBuf::from(folder)], self.tables(), &Limits::default());
        assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
        let list = std::fs::read_to_string(list).unwrap();
        let verdicts: BTreeMap<&str, &str> = list
            .lines()
            .filter_map(|line| line.split('\t').next().zip(line.split('\t').nth(1)))
            .map(|(key, verdict)| (Path::new(key).file_stem().unwrap().to_str().unwrap(), verdict))
            .collect();
        let verdict = |r: &Software| {
            let stem = Path::new(&*r.file).file_stem().unwrap().to_str().unwrap();
            verdicts.get(r.id.value.as_str()).or_else(|| verdicts.get(stem)).map(|v| (*v).to_owned())
        };
        loaded.software.into_iter().filter_map(|r| verdict(&r).map(|v| (r, v))).collect()
    }

    /// For each platform of which a source states at least two functions: a proposal to build the same again.
    fn made_from_platforms(&self) -> Vec<Software> {
        let mut made = Vec::new();
        for platform in &self.catalogue.platforms {
            let stated =
                platform.functions.iter().filter(|f| f.function.basis == Basis::Stated && f.weight > COMMON_WEIGHT);
            let stated: Vec<&Function> = stated.map(|f| &f.function).collect();
            if stated.len() < 2 || platform.record.status.value == Status::Retired {
                continue;
            }
            let vi = |text: &Text| Text::plain(text.in_lang(dungchung::record::Lang::VI), Span::default());
            let levels = platform.record.scope.levels.as_ref().map(|l| &l.value);
            let commune = levels.is_none_or(|l| l.contains(&Level::Commune));
            let (unit, level, territory) = if commune {
                ("UBND xã Nghi Lộc", Level::Commune, "vn/nghe-an/nghi-loc")
            } else {
                ("Sở Khoa học và Công nghệ Nghệ An", Level::Province, "vn/nghe-an")
            };
            let located = |value: &str| Located::new(value.to_owned(), Span::default());
            let mut record = platform.record.clone();
            record.kind = Kind::Proposal;
            record.id = located(&format!("lam-lai-{}", record.id.value.chars().take(40).collect::<String>()));
            record.id = located(record.id.value.trim_end_matches('-'));
            record.name = vi(&record.name);
            record.objective = None;
            record.summary = None;
            record.system_type = None;
            record.owner = Some(Owner {
                unit: Some(Text::plain(unit, Span::default())),
                level: Some(Located::new(level, Span::default())),
                at: Span::default(),
            });
            record.scope.territory = Some(located(territory));
            record.scope.levels = Some(Located::new([level].into(), Span::default()));
            let all = platform.functions.iter().map(|f| &f.function);
            record.functions = all.map(|f| Function { name: vi(&f.name), ..Function::default() }).collect();
            record.functions.truncate(20);
            record.data = Vec::new();
            record.relations = dungchung::record::Relations::default();
            record.investment = Some(Investment {
                amount: Some(Located::new(900_000_000, Span::default())),
                currency: "VND".into(),
                form: Some(Form::Buy),
                from: Date::parse("2027-01").map(|d| Located::new(d, Span::default())),
                to: None,
            });
            record.available = None;
            record.aliases = Vec::new();
            record.list = None;
            record.access = None;
            record.facts = Vec::new();
            record.sources = Vec::new();
            record.notes = None;
            made.push(record);
        }
        made
    }

    /// Platforms that the duplicate repeats.
    pub fn repeated(&self, record: &Software) -> Vec<String> {
        self.repeated.get(&record.id.value).cloned().unwrap_or_default()
    }

    /// The phrase with each concept said by another of its labels, in a language of the vocabulary.
    pub fn in_other_words(&self, phrase: &str, lang: &str, random: &mut Random) -> String {
        let words = tokens(phrase);
        let hits = self.vocabulary.hits(&words, false);
        let mut out = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let hit = hits.iter().find(|h| h.from == at);
            let end = hit.map_or(at + 1, |h| h.to);
            let own = &phrase[words[at].start..words[end - 1].end];
            let label = hit.and_then(|h| {
                let concept = &self.vocabulary.concepts[h.concepts[0] as usize];
                let labels = self.labels.get(&concept.id)?.get(lang)?;
                (!labels.is_empty()).then(|| labels[random.below(labels.len())].clone())
            });
            out.push(label.unwrap_or_else(|| own.to_owned()));
            at = end;
        }
        out.join(" ")
    }

    fn codes<'a>(&'a self, judgement: &'a Judgement) -> impl Iterator<Item = &'a str> {
        judgement.findings.iter().map(|f| self.policy.rules[f.rule].code.as_str())
    }

    /// Reads and judges one file; `None` if it is refused.
    fn judged(&self, file: &str) -> Option<Vec<Judgement>> {
        let mut loaded = Loaded::default();
        load_text(&Arc::from("evasion.yaml"), file, self.tables(), &Limits::default(), &mut loaded);
        if !loaded.problems.is_empty() || loaded.software.iter().any(|r| r.kind == Kind::Platform) {
            return None;
        }
        let day = Date::parse("2026-11-23").unwrap().last_day();
        let setting = Setting { catalogue: &self.catalogue, vocabulary: &self.vocabulary, policy: &self.policy, day };
        let cuts = self.policy.thresholds.cuts;
        let compared = |record: Software| {
            let comparison = compare(&record, &self.catalogue, &self.vocabulary, &self.sectors, cuts);
            (record, comparison)
        };
        Some(judge(loaded.software.into_iter().map(compared).collect(), &loaded.waivers, &setting))
    }

    /// What becomes of the larger part of the functions of an attempt: the larger part of those that are handed in, each
    /// file in a run of its own.
    pub fn dealt_with(&self, attempt: &[String]) -> Dealt {
        let mut of_functions = Vec::new();
        for file in attempt {
            let Some(judgements) = self.judged(file) else { return Dealt::Refused };
            for judgement in &judgements {
                let codes = || self.codes(judgement);
                let found = codes().any(|c| c.starts_with('D') || c.starts_with('R') || c.starts_with('I'));
                let dealt = match judgement.verdict {
                    Verdict::Duplicate | Verdict::Incomplete if found => Dealt::Blocked,
                    Verdict::Wait | Verdict::Conditional if found => Dealt::Reviewed,
                    _ if codes().any(|c| c.starts_with('I')) => Dealt::Named,
                    _ => Dealt::Through,
                };
                of_functions.extend(std::iter::repeat_n(dealt, judgement.record.functions.len()));
            }
        }
        of_functions.sort();
        of_functions[of_functions.len() / 2]
    }

    /// In words, what an attempt came to: verdict and codes of each record.
    pub fn said(&self, attempt: &[String]) -> String {
        let mut said = String::new();
        for judgement in attempt.iter().filter_map(|file| self.judged(file)).flatten() {
            said += &format!("{:?} {} ", judgement.verdict, self.codes(&judgement).collect::<Vec<_>>().join(","));
        }
        said
    }
}

fn labels() -> BTreeMap<String, BTreeMap<&'static str, Vec<String>>> {
    let mut files: Vec<PathBuf> = std::fs::read_dir("data/vocabulary").unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut problems = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        entries.extend(dungchung::text::vocabulary::read(&Arc::from("vocabulary"), &text, &mut problems));
    }
    let by_lang = |entry: &Entry| {
        let first_english = entry.names.1.as_ref().and_then(|en| entry.labels.iter().position(|l| l == en));
        let mut langs: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        for (n, label) in entry.labels.iter().enumerate() {
            let arabic = label.chars().any(|c| ('\u{600}'..='\u{6FF}').contains(&c));
            let lang = if arabic {
                "ar"
            } else if first_english.is_some_and(|f| n >= f) {
                "en"
            } else {
                "vi"
            };
            langs.entry(lang).or_default().push(label.clone());
        }
        langs
    };
    entries.iter().map(|e| (e.id.clone(), by_lang(e))).collect()
}
