//! Every rule of the policy has a case that breaks it, one just below it, and one that its scope, level or subject exempts:
//! `tests/rules/<CODE>/{fires,below,exempt}.yaml`, judged with `tests/rules/catalogue.yaml`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use dungchung::embedded;
use dungchung::load::limits::Limits;
use dungchung::load::software::Tables;
use dungchung::load::{Loaded, load, load_text};
use dungchung::matching::catalogue::{self, Catalogue};
use dungchung::matching::compare;
use dungchung::policy::rules::{Setting, catalogue::overlaps, judge};
use dungchung::policy::trace::trace;
use dungchung::policy::verdict::{Finding, Judgement, State, Verdict};
use dungchung::policy::{Family, Policy};
use dungchung::record::unit::{Sectors, Units};
use dungchung::record::{Date, Kind, Lang, Reference, Software};
use dungchung::report::text::Messages;
use dungchung::report::{Context, Report, report, rules::markdown};
use dungchung::text::vocabulary::Vocabulary;
use proptest::prelude::*;

struct World {
    vocabulary: Vocabulary,
    units: Units,
    sectors: Sectors,
    policy: Policy,
    platforms: Vec<Software>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let vocabulary = embedded::vocabulary();
    let (units, sectors) = embedded::tables();
    let tables = Tables { units: &units, sectors: &sectors };
    let loaded = load(&["tests/rules/catalogue.yaml".into()], tables, &Limits::default());
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    let platforms = loaded.software;
    World { vocabulary, units, sectors, policy: embedded::policy(), platforms }
});

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| catalogue(WORLD.platforms.clone()));

static REFERENCES: LazyLock<Vec<Reference>> = LazyLock::new(embedded::references);

/// What nearly every system has: the only reference model that records without a type need.
static COMMON: LazyLock<Vec<Reference>> =
    LazyLock::new(|| REFERENCES.iter().filter(|r| r.id == catalogue::COMMON).cloned().collect());

fn catalogue(platforms: Vec<Software>) -> Catalogue {
    Catalogue::new(platforms, &REFERENCES, Vec::new(), &WORLD.vocabulary)
}

fn setting(catalogue: &Catalogue) -> Setting<'_> {
    let day = Date::parse("2026-11-23").unwrap().last_day();
    Setting { catalogue, vocabulary: &WORLD.vocabulary, policy: &WORLD.policy, day }
}

fn load_case(path: &Path) -> Loaded {
    let tables = Tables { units: &WORLD.units, sectors: &WORLD.sectors };
    let loaded = load(&[path.to_path_buf()], tables, &Limits::default());
    assert!(loaded.problems.is_empty(), "{}: {:?}", path.display(), loaded.problems);
    loaded
}

/// Judges the records of a file together; platforms in it are added to the catalogue.
fn judged(path: &Path) -> (Vec<Judgement>, Option<Catalogue>) {
    let mut loaded = load_case(path);
    let (own, records): (Vec<Software>, Vec<Software>) =
        std::mem::take(&mut loaded.software).into_iter().partition(|r| r.kind == Kind::Platform);
    let own = (!own.is_empty()).then(|| catalogue(WORLD.platforms.iter().cloned().chain(own).collect()));
    let judgements = judge_with(own.as_ref().unwrap_or(&CATALOGUE), records, &loaded);
    (judgements, own)
}

fn judge_with(catalogue: &Catalogue, records: Vec<Software>, loaded: &Loaded) -> Vec<Judgement> {
    let setting = setting(catalogue);
    let cuts = WORLD.policy.thresholds.cuts;
    let compared = |record: Software| {
        let comparison = compare(&record, catalogue, &WORLD.vocabulary, &WORLD.sectors, cuts);
        (record, comparison)
    };
    judge(records.into_iter().map(compared).collect(), &loaded.waivers, &setting)
}

/// Codes of the findings about the record (or platform) `case`.
fn codes(path: &Path, family: Family) -> Vec<String> {
    if family == Family::Catalogue {
        let catalogue = catalogue(load_case(path).software);
        let compared = |record: &Software, cuts| compare(record, &catalogue, &WORLD.vocabulary, &WORLD.sectors, cuts);
        let found = overlaps(&setting(&catalogue), &compared);
        return found.iter().map(|o| WORLD.policy.rules[o.rule].code.clone()).collect();
    }
    let (judgements, _) = judged(path);
    let case = judgements.iter().find(|j| j.record.id.value == "case");
    let case = case.unwrap_or_else(|| panic!("{}: no record `case`", path.display()));
    case.findings.iter().map(|f| WORLD.policy.rules[f.rule].code.clone()).collect()
}

fn in_words(judgements: &[Judgement], catalogue: &Catalogue, lang: Lang) -> Report {
    let messages = Messages::new(lang);
    let setting = setting(catalogue);
    let context = Context {
        catalogue,
        vocabulary: &WORLD.vocabulary,
        policy: &WORLD.policy,
        units: &WORLD.units,
        sectors: &WORLD.sectors,
        messages: &messages,
        day: setting.day,
    };
    report(judgements, &[], &context)
}

#[test]
fn every_rule_fires_where_it_should_and_nowhere_else() {
    let mut wrong = Vec::new();
    for rule in &WORLD.policy.rules {
        for (name, expected) in [("fires", true), ("below", false), ("exempt", false)] {
            let path = PathBuf::from(format!("tests/rules/{}/{name}.yaml", rule.code));
            if !path.is_file() {
                wrong.push(format!("{} is missing", path.display()));
                continue;
            }
            let codes = codes(&path, rule.check.family());
            if codes.contains(&rule.code) != expected {
                wrong.push(format!("{}: {}", path.display(), codes.join(" ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_case_is_left_of_a_rule_that_is_gone() {
    for entry in std::fs::read_dir("tests/rules").unwrap().flatten().filter(|e| e.path().is_dir()) {
        let code = entry.file_name().into_string().unwrap();
        assert!(WORLD.policy.rule(&code).is_some(), "{code}");
    }
}

/// Every placeholder of every message is filled, in both languages.
#[test]
fn messages_leave_nothing_open() {
    for rule in WORLD.policy.rules.iter().filter(|r| r.check.family() != Family::Catalogue) {
        let path = PathBuf::from(format!("tests/rules/{}/fires.yaml", rule.code));
        let (judgements, own) = judged(&path);
        for lang in [Lang::VI, Lang::EN] {
            let report = in_words(&judgements, own.as_ref().unwrap_or(&CATALOGUE), lang);
            let findings = report.results.iter().flat_map(|e| &e.findings).filter(|f| f.rule == rule.code);
            for finding in findings {
                let text = format!("{} {} {}", finding.title, finding.message, finding.basis);
                assert!(!text.contains(['{', '}']), "{} {lang}: {text}", rule.code);
                assert!(!finding.basis.is_empty(), "{} {lang}", rule.code);
            }
        }
    }
}

#[test]
fn a_waived_finding_stays_visible_and_decides_nothing() {
    let (judgements, _) = judged(Path::new("tests/rules/I404/below.yaml"));
    let judgement = &judgements[0];
    let duplicate = judgement.findings.iter().find(|f| f.verdict == Verdict::Duplicate).unwrap();
    let waived = duplicate.waived.as_ref().unwrap();
    assert_eq!(waived.decision.in_lang(Lang::VI), "123/QĐ-UBND");
    assert_eq!(judgement.verdict, Verdict::Clear);
    let report = in_words(&judgements, &CATALOGUE, Lang::EN);
    assert_eq!(report.results[0].findings[0].waived.as_ref().unwrap().deadline, "2027-06-30");

    let (judgements, _) = judged(Path::new("tests/rules/I403/fires.yaml"));
    assert!(judgements[0].findings.iter().all(|f| f.waived.is_none()), "an expired waiver lifts nothing");
    assert_eq!(judgements[0].verdict, Verdict::Duplicate);
}

/// What `explain` prints is what the judgement rests on.
#[test]
fn a_trace_adds_up_to_the_judgement() {
    let mut traced = 0;
    for rule in WORLD.policy.rules.iter().filter(|r| r.check.family() == Family::Platform) {
        let (judgements, own) = judged(Path::new(&format!("tests/rules/{}/fires.yaml", rule.code)));
        let setting = setting(own.as_ref().unwrap_or(&CATALOGUE));
        for judgement in &judgements {
            for (number, found) in judgement.comparison.matches.iter().enumerate() {
                let trace = trace(&judgement.record, &judgement.comparison, found.platform, &setting, &WORLD.sectors);
                assert!((trace.coverage - found.coverage).abs() < 1e-5, "{}", rule.code);
                assert!((trace.reimplementation - found.reimplementation).abs() < 1e-5, "{}", rule.code);
                assert_eq!(trace.scope, found.scope);
                let applied: Vec<usize> = trace.rules.iter().filter(|t| t.applies).map(|t| t.rule).collect();
                let is_about = |f: &&Finding| {
                    f.matches == [number] && WORLD.policy.rules[f.rule].check.family() == Family::Platform
                };
                let given: Vec<usize> = judgement.findings.iter().filter(is_about).map(|f| f.rule).collect();
                // A finding that adds nothing to graver ones is left out.
                let left_out = given.is_empty() && judgement.findings.iter().any(|f| !f.matches.is_empty());
                assert!(given == applied || left_out, "{}: {applied:?}, {given:?}", rule.code);
                traced += 1;
            }
        }
    }
    assert!(traced > 20, "{traced}");
}

#[test]
fn the_day_chooses_the_law() {
    let loaded = load_case(Path::new("tests/rules/C204/fires.yaml"));
    let codes = |day: &str| -> (Vec<String>, State) {
        let setting = Setting { day: Date::parse(day).unwrap().last_day(), ..setting(&CATALOGUE) };
        let record = loaded.software[0].clone();
        let cuts = WORLD.policy.thresholds.cuts;
        let comparison = compare(&record, &CATALOGUE, &WORLD.vocabulary, &WORLD.sectors, cuts);
        let judgement = judge(vec![(record, comparison)], &[], &setting).remove(0);
        let codes = judgement.findings.iter().map(|f| WORLD.policy.rules[f.rule].code.clone()).collect();
        (codes, judgement.state)
    };
    assert!(codes("2026-11-23").0.contains(&"C204".to_owned()), "repealed on 29 July 2026");
    assert!(!codes("2026-07-28").0.contains(&"C204".to_owned()), "its last day");
    assert!(codes("2025-10-01").0.contains(&"C204".to_owned()), "not in force yet");
    assert_eq!(codes("2025-01-01"), (Vec::new(), State::NotApplicable), "no rule was in force");
}

#[test]
fn every_reference_is_explained() {
    let page = std::fs::read_to_string("docs/legal-basis.md").unwrap();
    for rule in &WORLD.policy.rules {
        for reference in rule.law.iter().filter_map(|l| l.reference.as_ref()).flat_map(|r| r.split(", ")) {
            assert!(page.contains(&format!("| {reference} |")), "{}: {reference}", rule.code);
        }
    }
}

#[test]
fn the_page_of_rules_is_the_policy() {
    let page = std::fs::read_to_string("docs/rules.md").unwrap();
    assert_eq!(page, markdown(&WORLD.policy), "write it anew: dungchung rule --format markdown --output docs/rules.md");
}

/// Functions of four fields that have nothing in common, and some that no platform has.
const FUNCTIONS: [&str; 16] = [
    "Đăng tin tuyển dụng lao động",
    "Tổ chức phiên giao dịch việc làm",
    "Khảo sát nhu cầu tuyển dụng của doanh nghiệp",
    "Vào sổ văn bản đến",
    "Trình ký số văn bản",
    "Phát hành văn bản đi",
    "Kiểm kê di tích lịch sử",
    "Số hóa hiện vật bảo tàng",
    "Quản lý lễ hội truyền thống",
    "Đăng ký tàu cá",
    "Cấp giấy phép khai thác thủy sản",
    "Giám sát tàu cá ra vào cảng",
    "Cho mượn sách thư viện",
    "Quản lý cây xanh đô thị",
    "Thu tiền thuê ki-ốt chợ",
    "Chống tấn công DDoS",
];
const PLACES: [&str; 3] = ["vn/nghe-an/nghi-loc", "vn/nghe-an", "vn"];
const LEVELS: [&str; 3] = ["commune", "province", "central"];

/// A record as far as the properties vary it; numbers point into the lists above.
#[derive(Clone, Debug)]
struct Plain {
    functions: Vec<usize>,
    place: usize,
    levels: BTreeSet<usize>,
}

fn plain(functions: std::ops::Range<usize>) -> impl Strategy<Value = Plain> {
    let functions = prop::sample::subsequence((0..FUNCTIONS.len()).collect::<Vec<_>>(), functions).prop_shuffle();
    let levels = prop::sample::subsequence(vec![0, 1, 2], 1..=3);
    (functions, 0..PLACES.len(), levels).prop_map(|(functions, place, levels)| Plain {
        functions,
        place,
        levels: levels.into_iter().collect(),
    })
}

fn yaml(kind: &str, id: &str, plain: &Plain) -> String {
    let levels: Vec<&str> = plain.levels.iter().map(|n| LEVELS[*n]).collect();
    let mut text = format!(
        "---\nkind: {kind}\nid: {id}\nname: {}\nowner: {{unit: Cơ quan {id}, level: {}}}\n\
         scope: {{territory: {}, levels: [{}]}}\nfunctions:\n",
        // Names that have nothing in common: only functions are to decide.
        if kind == "platform" { "Kho gạo dự trữ" } else { "Hồ bơi thành phố" },
        if kind == "platform" { "central" } else { "province" },
        PLACES[plain.place],
        levels.join(", ")
    );
    for n in &plain.functions {
        let _ = writeln!(text, "  - {}", FUNCTIONS[*n]);
    }
    text
}

fn read_text(text: &str) -> Loaded {
    let mut loaded = Loaded::default();
    let tables = Tables { units: &WORLD.units, sectors: &WORLD.sectors };
    load_text(&Arc::from("p.yaml"), text, tables, &Limits::default(), &mut loaded);
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded
}

fn run(platforms: &[(String, Plain)], proposals: &[(String, Plain)]) -> (Vec<Judgement>, Catalogue) {
    let of = |kind, list: &[(String, Plain)]| list.iter().map(|(id, p)| yaml(kind, id, p)).collect::<String>();
    let platforms = read_text(&of("platform", platforms)).software;
    let catalogue = Catalogue::new(platforms, &COMMON, Vec::new(), &WORLD.vocabulary);
    let mut loaded = read_text(&of("proposal", proposals));
    let records = std::mem::take(&mut loaded.software);
    (judge_with(&catalogue, records, &loaded), catalogue)
}

fn named(prefix: &str, list: Vec<Plain>) -> Vec<(String, Plain)> {
    list.into_iter().enumerate().map(|(n, p)| (format!("{prefix}-{n}"), p)).collect()
}

/// What is said of each record, in the order of ids: verdict, and each finding with what it cites.
fn said(judgements: &[Judgement], catalogue: &Catalogue) -> Vec<String> {
    let mut lines: Vec<String> = judgements
        .iter()
        .map(|j| {
            let mut findings: Vec<String> = j
                .findings
                .iter()
                .map(|f| {
                    let ids: BTreeSet<&str> = f
                        .matches
                        .iter()
                        .map(|n| catalogue.platforms[j.comparison.matches[*n].platform].record.id.value.as_str())
                        .collect();
                    let code = &WORLD.policy.rules[f.rule].code;
                    format!("{code} {ids:?} {:?} {} {:.3}", f.records, f.functions, f.coverage)
                })
                .collect();
            findings.sort();
            format!("{} {} {:.3} {findings:?}", j.record.id.value, j.verdict.word(), j.coverage)
        })
        .collect();
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// The proposal holds all of one platform's functions and some others, for people whom that platform serves.
    #[test]
    fn a_wider_platform_never_clears_a_duplicate(
        platforms in prop::collection::vec(plain(1..5), 1..3),
        others in prop::sample::subsequence((0..FUNCTIONS.len()).collect::<Vec<_>>(), 0..14),
        widened in 0_usize..2,
        more in prop::sample::subsequence((0..FUNCTIONS.len()).collect::<Vec<_>>(), 0..8),
        place in 0..PLACES.len(),
        levels in prop::sample::subsequence(vec![0, 1, 2], 0..=3),
    ) {
        let mut proposal = platforms[0].clone();
        proposal.functions.extend(others.into_iter().filter(|n| !platforms[0].functions.contains(n)));
        let proposals = named("d", vec![proposal]);
        let (before, _) = run(&named("p", platforms.clone()), &proposals);
        if before[0].verdict == Verdict::Duplicate {
            let mut wider = platforms;
            let number = widened % wider.len();
            let platform = &mut wider[number];
            platform.functions.extend(more.into_iter().filter(|n| !platform.functions.contains(n)).collect::<Vec<_>>());
            platform.place = platform.place.max(place);
            platform.levels.extend(levels);
            let (after, _) = run(&named("p", wider), &proposals);
            prop_assert_ne!(after[0].verdict, Verdict::Clear);
        }
    }

    #[test]
    fn new_functions_never_lower_what_is_built_again(
        platform in plain(1..7),
        proposal in plain(2..6),
        more in prop::sample::subsequence((0..FUNCTIONS.len()).collect::<Vec<_>>(), 0..9),
    ) {
        let platforms = named("p", vec![platform]);
        let (before, _) = run(&platforms, &named("d", vec![proposal.clone()]));
        let mut longer = proposal;
        longer.functions.extend(more.into_iter().filter(|n| !longer.functions.contains(n)).collect::<Vec<_>>());
        let (after, _) = run(&platforms, &named("d", vec![longer]));
        let share = |judgements: &[Judgement]| {
            judgements[0].comparison.matches.first().map_or(0.0, |m| m.reimplementation)
        };
        prop_assert!(share(&after) >= share(&before) - 1e-6, "{} < {}", share(&after), share(&before));
    }

    #[test]
    fn no_order_changes_a_result(
        platforms in prop::collection::vec(plain(1..7), 1..4),
        proposals in prop::collection::vec(plain(1..7), 2..6),
        seed in any::<prop::sample::Index>(),
    ) {
        let (platforms, proposals) = (named("p", platforms), named("d", proposals));
        let (judgements, catalogue) = run(&platforms, &proposals);
        let turned = |list: &[(String, Plain)]| -> Vec<(String, Plain)> {
            let mut list = list.to_vec();
            let by = seed.index(list.len());
            list.rotate_left(by);
            for (_, plain) in &mut list {
                plain.functions.reverse();
            }
            list
        };
        let (again, of_again) = run(&turned(&platforms), &turned(&proposals));
        prop_assert_eq!(said(&judgements, &catalogue), said(&again, &of_again));
    }
}
