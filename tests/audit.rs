//! The audit: what is skipped for speed changes nothing, nor does the order of records or the number of threads.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::format_push_string, clippy::similar_names, reason = "short texts and names, clearer so")]

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use dungchung::audit::{Against, Audit, audit};
use dungchung::embedded;
use dungchung::load::limits::Limits;
use dungchung::load::software::Tables;
use dungchung::load::{Loaded, load_text};
use dungchung::matching::catalogue::Catalogue;
use dungchung::matching::coverage::share;
use dungchung::matching::matcher::{Least, Matcher, Memory, Strict};
use dungchung::matching::similarity::{Cuts, in_detail, similarity};
use dungchung::matching::{Match, Proposed, compare};
use dungchung::policy::Policy;
use dungchung::policy::rules::Setting;
use dungchung::record::unit::{Sectors, Units};
use dungchung::record::{Basis, Date, Kind, Lang, Reference, Software};
use dungchung::text::vocabulary::Vocabulary;

/// What all tests start from.
struct World {
    vocabulary: Vocabulary,
    tables: (Units, Sectors),
    catalogue: Catalogue,
    references: Vec<Reference>,
    policy: Policy,
    phrases: Vec<String>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let catalogue = embedded::catalogue();
    World {
        vocabulary: embedded::vocabulary(),
        tables: embedded::tables(),
        references: embedded::references(),
        policy: embedded::policy(),
        phrases: phrases(&catalogue),
        catalogue,
    }
});

impl World {
    fn audit(&self, systems: Vec<Software>, against: Against) -> Audit {
        let day = Date::parse("2026-11-23").unwrap().last_day();
        let setting = Setting { catalogue: &self.catalogue, vocabulary: &self.vocabulary, policy: &self.policy, day };
        audit(systems, &[], against, &setting, &self.tables.1, &|| ())
    }
}

/// Part or whole of the catalogue's side counts too, or only how much of the record is provided.
const LEASTS: [Least; 2] = [
    Least { coverage: 0.2, reimplementation: 0.5, same: 3, unlisted: true },
    Least { coverage: 0.4, reimplementation: f32::INFINITY, same: usize::MAX, unlisted: true },
];

/// Numbers that look random and are the same everywhere (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn one<'t>(&mut self, of: &'t [String]) -> &'t str {
        &of[self.below(of.len())]
    }
}

/// Phrases as they are written and with a slip, without diacritics, or put together.
fn phrases(catalogue: &Catalogue) -> Vec<String> {
    let mut dice = Dice(7);
    let functions = catalogue.platforms.iter().flat_map(|p| &p.functions);
    let mut phrases: Vec<String> = functions.map(|f| f.function.name.in_lang(Lang::VI).to_owned()).collect();
    for n in 0..phrases.len() {
        let changed = match dice.below(4) {
            0 => phrases[n].chars().filter(|_| dice.below(30) > 0).collect(),
            1 => dungchung::load::decode::slug(&phrases[n]).replace('-', " "),
            2 => format!("{}, {}", phrases[n], phrases[dice.below(n + 1)]),
            _ => continue,
        };
        phrases.push(changed);
    }
    phrases
}

fn records(kind: &str, count: usize, dice: &mut Dice) -> String {
    let phrases = &WORLD.phrases;
    let mut text = String::new();
    // Few phrases a run, so that records have something in common.
    let some: Vec<String> = (0..12 + dice.below(40)).map(|_| dice.one(phrases).to_owned()).collect();
    for n in 0..count {
        let name = dice.one(&some).replace('"', "");
        let place = ["vn", "vn/nghe-an", "vn/ha-tinh"][dice.below(3)];
        text.push_str(&format!("kind: {kind}\nid: {kind}-{n}\nname: \"{name}\"\nscope: {{territory: {place}}}\n"));
        text.push_str("functions:\n");
        for _ in 0..=dice.below(12) {
            let phrase = dice.one(&some).replace(['"', '\\'], "");
            if !phrase.trim().is_empty() {
                text.push_str(&format!("  - \"{phrase}\"\n"));
            }
        }
        let summary = dice.one(phrases).replace(['"', '\\'], "");
        text.push_str(&format!(
            "  - Đăng nhập\nsummary: \"{summary}. {}\"\n---\n",
            dice.one(&some).replace(['"', '\\'], "")
        ));
    }
    text
}

fn loaded(text: &str) -> Vec<Software> {
    let loaded = read(text);
    assert_eq!(loaded.problems, vec![]);
    loaded.software
}

fn read(text: &str) -> Loaded {
    let (units, sectors) = &WORLD.tables;
    let mut loaded = Loaded::default();
    load_text(&Arc::from("t.yaml"), text, Tables { units, sectors }, &Limits::default(), &mut loaded);
    loaded
}

/// 200 catalogues: the matcher gives exactly the matches of comparing with every candidate that reach what is asked for.
#[test]
fn nothing_that_is_skipped_could_be_found() {
    let World { vocabulary, references, tables: (_, sectors), .. } = &*WORLD;
    let memory = Memory::new(vocabulary);
    let mut dice = Dice(20_261_123);
    let (mut matches, mut unlisted) = (0, 0);
    for round in 0..200 {
        let cuts = if round % 3 == 0 { (0.8, 0.85) } else { (0.48, 0.55) };
        let cuts = Cuts { possible: cuts.0, same: cuts.1, possible_counts: 0.47 };
        let platforms = loaded(&records("platform", 2 + dice.below(8), &mut dice));
        let systems = loaded(&records("system", 3, &mut dice));
        // The same functions under other names, so that contexts differ.
        let more = systems.iter().map(|s| Software { kind: Kind::Platform, ..s.clone() });
        let platforms = platforms.into_iter().chain(more).collect();
        let catalogue = Catalogue::new(platforms, references, Vec::new(), vocabulary);
        let matcher = Matcher::new(&catalogue, &memory, sectors, cuts, None);
        let least = LEASTS[round % 2];
        for record in systems.iter().chain(catalogue.platforms.iter().map(|p| &p.record)) {
            let compared = compare(record, &catalogue, vocabulary, sectors, cuts);
            let mut all = compared.matches.clone();
            all.retain(|m| least.is_reached(m.coverage, m.reimplementation, m.same));
            let found = matcher.compare(record, Some(least));
            let everything = matcher.compare(record, None);
            assert_eq!(everything.matches, compared.matches, "round {round}: {}", record.id.value);
            assert_eq!(found.matches, all, "round {round}: {}", record.id.value);
            assert_eq!(found.unlisted, compared.unlisted, "round {round}: {}", record.id.value);
            matches += found.matches.len();
            unlisted += found.unlisted.len();
        }
    }
    assert!(matches > 1000 && unlisted > 100, "{matches}, {unlisted}");
}

/// The same with stricter cuts where a platform lists in detail what it does.
#[test]
fn nothing_is_skipped_by_stricter_cuts() {
    let World { vocabulary, references, tables: (_, sectors), .. } = &*WORLD;
    let memory = Memory::new(vocabulary);
    let mut dice = Dice(47);
    let usual = Cuts { possible: 0.48, same: 0.55, possible_counts: 0.47 };
    let strict = Strict {
        cuts: Cuts { possible: 0.8, same: 0.85, ..usual },
        action: 0.9,
        duplicate: 0.55,
        reimplementation: 0.45,
        functions: 4,
        systems: 1000,
    };
    let (mut detailed, mut others) = (0, 0);
    for round in 0..60 {
        let least = Least { unlisted: false, ..LEASTS[round % 2] };
        let platforms = loaded(&records("platform", 2 + dice.below(8), &mut dice));
        let systems = loaded(&records("system", 4, &mut dice));
        let more = systems.iter().map(|s| Software { kind: Kind::Platform, ..s.clone() });
        let catalogue = Catalogue::new(platforms.into_iter().chain(more).collect(), references, Vec::new(), vocabulary);
        let matcher = Matcher::new(&catalogue, &memory, sectors, usual, Some(strict));
        let is_detailed = |platform: usize| {
            let functions = &catalogue.platforms[platform].functions;
            functions.iter().all(|f| f.function.basis == Basis::Stated)
                && functions.iter().filter(|f| !f.is_common()).count() >= strict.functions
        };
        for record in &systems {
            let loose = compare(record, &catalogue, vocabulary, sectors, usual);
            let expected: Vec<Match> = loose.matches.into_iter().filter(|m| !is_detailed(m.platform)).collect();
            let in_detail: Vec<_> = (0..catalogue.platforms.len())
                .filter(|n| is_detailed(*n) && catalogue.platforms[*n].record.id != record.id)
                .filter_map(|n| found_in_detail(&loose.functions, n, &catalogue, strict, vocabulary))
                .collect();
            let (found_strictly, found): (Vec<Match>, Vec<Match>) =
                matcher.compare(record, None).matches.into_iter().partition(|m| m.detailed);
            assert_eq!(found, expected, "round {round}: {}", record.id.value);
            let sums = |m: &Match| (m.platform, m.coverage, m.reimplementation, m.same);
            let mut found_strictly: Vec<_> = found_strictly.iter().map(sums).collect();
            found_strictly.sort_by_key(|sums| sums.0);
            assert_eq!(found_strictly, in_detail, "round {round}: {}", record.id.value);
            let expected: BTreeSet<usize> = expected
                .iter()
                .filter(|m| least.is_reached(m.coverage, m.reimplementation, m.same))
                .map(|m| m.platform)
                .chain(in_detail.iter().filter(|m| least.is_reached(m.1, m.2, m.3)).map(|m| m.0))
                .collect();
            let found = matcher.compare(record, Some(least)).matches;
            assert_eq!(found.iter().map(|m| m.platform).collect::<BTreeSet<_>>(), expected, "round {round}");
            detailed += found.iter().filter(|m| m.detailed).count();
            others += found.iter().filter(|m| !m.detailed).count();
        }
    }
    assert!(detailed > 50 && others > 30, "{detailed}, {others}");
}

/// What a platform that lists in detail what it does provides of a record: number, coverage, re-implementation, sure functions.
fn found_in_detail(
    functions: &[Proposed],
    platform: usize,
    catalogue: &Catalogue,
    strict: Strict,
    vocabulary: &Vocabulary,
) -> Option<(usize, f32, f32, usize)> {
    let offered = &catalogue.platforms[platform].functions;
    let mut pairs = Vec::new();
    for (n, ours) in functions.iter().enumerate() {
        for (m, theirs) in offered.iter().enumerate() {
            let all = ours.phrases.iter().flat_map(|a| theirs.phrases.iter().map(move |b| (a, b)));
            let all = all.map(|(a, b)| in_detail(similarity(a, b, vocabulary), a, b, strict.action, vocabulary));
            let likeness = all.fold(0.0_f32, f32::max);
            if likeness >= strict.cuts.possible {
                pairs.push((n, m, likeness));
            }
        }
    }
    let ours: Vec<f32> = functions.iter().map(|f| f.weight).collect();
    let theirs: Vec<f32> = offered.iter().map(|f| f.weight).collect();
    let coverage = share(&ours, &pairs, |p| p.0, strict.cuts);
    let back = share(&theirs, &pairs, |p| p.1, strict.cuts);
    let same: BTreeSet<usize> =
        pairs.iter().filter(|p| p.2 >= strict.cuts.same && !functions[p.0].is_common()).map(|p| p.0).collect();
    (!pairs.is_empty()).then_some((platform, coverage, back, same.len()))
}

#[test]
fn neither_order_nor_threads_change_an_audit() {
    let systems = loaded(&records("system", 60, &mut Dice(5)));
    let run = |systems: Vec<Software>, threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let found = pool.install(|| WORLD.audit(systems, Against::Both));
        assert!(!found.groups.is_empty());
        format!("{found:?}")
    };
    let turned: Vec<Software> = systems.iter().rev().cloned().collect();
    let one = run(systems, 1);
    assert_eq!(one, run(turned, 3));
}

#[test]
fn every_member_of_a_group_is_linked_with_its_representative() {
    let strict = WORLD.policy.thresholds.audit.unwrap();
    let found = WORLD.audit(loaded(&records("system", 80, &mut Dice(11))), Against::Systems);
    let mut seen = BTreeSet::new();
    for group in &found.groups {
        assert!(seen.insert(group.representative));
        for member in &group.members {
            assert!(seen.insert(member.system), "in two groups");
            assert!(member.share >= strict.duplicate && !member.evidence.is_empty(), "{member:?}");
        }
    }
    assert!(!found.groups.is_empty());
}

/// What the law asks of each owner is nobody's duplicate, unless one owner runs it twice.
#[test]
fn what_each_owner_must_have_is_not_grouped() {
    let system = |n: usize, name: &str, unit: &str| {
        format!(
            "kind: system\nid: bv-{n}\nname: {name}\nowner: {{unit: {unit}, level: province}}\nscope: {{territory: vn/nghe-an, sectors: [health]}}\n\
             functions: [Lập bệnh án nội trú, Kê đơn thuốc, Chỉ định xét nghiệm, Ký số tờ điều trị]\n---\n"
        )
    };
    let groups = |name: &str, units: [&str; 2]| {
        let text = format!("{}{}", system(1, name, units[0]), system(2, name, units[1]));
        WORLD.audit(loaded(&text), Against::Systems).groups.len()
    };
    let units = ["Bệnh viện Sản Nhi", "Bệnh viện Phổi"];
    assert_eq!(groups("Bệnh án điện tử", units), 0);
    assert_eq!(groups("Bệnh án điện tử", [units[0], units[0]]), 1);
    assert_eq!(groups("Phần mềm điều trị", units), 1);
}

/// A file that is read in parts gives what its documents give, each value at its place in the whole file.
#[test]
fn a_long_file_is_read_as_a_whole() {
    let mut text = records("system", 3000, &mut Dice(3));
    assert!(text.len() > 1 << 20);
    let whole = read(&text);
    assert_eq!((whole.software.len(), whole.problems.len()), (3000, 0));
    for record in whole.software.iter().step_by(97) {
        let at = record.id.at;
        assert_eq!(&text[at.start as usize..at.end as usize], record.id.value);
        assert_eq!(text[..at.start as usize].matches('\n').count() as u32 + 1, at.line);
    }
    // What is wrong is said of its place, and hides nothing else.
    text.push_str("kind: system\nid: [\n---\nkind: system\nid: last\nname: x\nfuncs: [y]\n");
    let broken = read(&text);
    assert_eq!(broken.software.len(), 3000);
    let codes: BTreeSet<&str> = broken.problems.iter().map(|p| p.code).collect();
    assert_eq!(codes, BTreeSet::from(["missing-key", "unknown-key", "yaml"]));
    let line = text[..text.find("funcs").unwrap()].matches('\n').count() as u32 + 1;
    assert!(broken.problems.iter().any(|p| p.code == "unknown-key" && p.at.unwrap().line == line));
}
