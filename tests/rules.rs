//! Every rule of the policy has a case that breaks it, one just below it, and one that its scope, level or subject exempts:
//! `tests/rules/<CODE>/{fires,below,exempt}.yaml`, judged with `tests/rules/catalogue.yaml`.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::format_collect, reason = "short texts, clearer so")]

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
use dungchung::policy::rules::{Setting, catalogue::overlaps, judge, tier};
use dungchung::policy::trace::{ItemTrace, trace};
use dungchung::policy::verdict::{Detail, Finding, Judgement, State, Verdict};
use dungchung::policy::waivers::misplaced;
use dungchung::policy::{Family, Policy};
use dungchung::record::scope::{Level, word_of};
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

/// Everything that is concluded about the records of every case, so that a change shows where it reaches. Write it anew with
/// `EXPECTED=overwrite cargo test --test rules`, and read the difference.
#[test]
fn conclusions_are_those_that_are_written_down() {
    let path = Path::new("tests/rules/expected.txt");
    let mut now = String::new();
    for rule in WORLD.policy.rules.iter().filter(|r| r.check.family() != Family::Catalogue) {
        for name in ["fires", "below", "exempt"] {
            let (judgements, own) = judged(&PathBuf::from(format!("tests/rules/{}/{name}.yaml", rule.code)));
            let _ = writeln!(now, "{} {name}", rule.code);
            for judgement in &judgements {
                let catalogue = own.as_ref().unwrap_or(&CATALOGUE);
                concluded(judgement, catalogue, &mut now);
                if name == "fires" && rule.check.family() == Family::Platform {
                    traced(judgement, &rule.code, catalogue, &mut now);
                }
            }
        }
    }
    if std::env::var_os("EXPECTED").is_some_and(|how| how == "overwrite") {
        std::fs::write(path, &now).unwrap();
    }
    let before = std::fs::read_to_string(path).unwrap();
    let differs = before.lines().zip(now.lines()).enumerate().find(|(_, (before, now))| before != now);
    assert_eq!(differs, None, "{} is not what is concluded now", path.display());
    assert_eq!(before.lines().count(), now.lines().count(), "{}", path.display());
}

fn concluded(judgement: &Judgement, catalogue: &Catalogue, text: &mut String) {
    let Judgement { record, comparison, .. } = judgement;
    let platform = |n: usize| catalogue.platforms[n].record.id.value.as_str();
    let matched =
        |numbers: &[usize]| numbers.iter().map(|n| platform(comparison.matches[*n].platform)).collect::<Vec<_>>();
    let (verdict, state) = (judgement.verdict.word(), word_of(judgement.state));
    let _ = writeln!(
        text,
        "  {} {verdict} {state} {:.1}, together {:?} {:.1}, left {:?}, shown {:?}",
        record.id.value,
        judgement.coverage,
        matched(&judgement.combined.platforms),
        judgement.combined.coverage,
        judgement.residual,
        matched(&judgement.shown()),
    );
    for (found, standing) in comparison.matches.iter().zip(&judgement.standings) {
        let (id, standing, scope) = (platform(found.platform), word_of(*standing), word_of(found.scope.whole()));
        let (provides, rebuilds, same) = (found.coverage, found.reimplementation, found.same);
        let _ = writeln!(
            text,
            "    {id} {standing} {provides:.1} {rebuilds:.1} {same} {scope} {:?}",
            found.scope.left_outside
        );
    }
    for finding in &judgement.findings {
        let code = &WORLD.policy.rules[finding.rule].code;
        let cited: Vec<&str> =
            matched(&finding.matches).into_iter().chain(finding.platforms.iter().map(|n| platform(*n))).collect();
        let details: Vec<String> =
            finding.details.iter().map(|(key, detail)| format!("{key}: {}", said_of(detail))).collect();
        let waived = finding.waived.as_ref().map(|w| format!(" waived until {}", w.deadline)).unwrap_or_default();
        let _ = writeln!(
            text,
            "    {code} {} :{}:{} {cited:?} {:?} {:.1} {} ({}){waived}",
            finding.verdict.word(),
            finding.at.line,
            finding.at.column,
            finding.records,
            finding.coverage,
            finding.functions,
            details.join("; ")
        );
    }
}

/// What the rule asks of each match, and what it finds.
fn traced(judgement: &Judgement, code: &str, catalogue: &Catalogue, text: &mut String) {
    let (record, comparison) = (&judgement.record, &judgement.comparison);
    for found in &comparison.matches {
        let trace = trace(record, comparison, found.platform, &setting(catalogue), &WORLD.sectors);
        let tried = trace.rules.iter().find(|t| WORLD.policy.rules[t.rule].code == code).unwrap();
        let id = &catalogue.platforms[found.platform].record.id.value;
        let _ = writeln!(text, "    {code} of {id}: for the record {}, applies {}", tried.for_record, tried.applies);
        for asked in &tried.conditions {
            let _ = writeln!(text, "      {}: {:?}, found {:?}, {}", asked.key, asked.wanted, asked.found, asked.holds);
        }
    }
}

fn said_of(detail: &Detail) -> String {
    match detail {
        Detail::Text(text) => text.in_lang(Lang::VI).to_owned(),
        Detail::Texts(texts) => texts.iter().map(|t| t.in_lang(Lang::VI)).collect::<Vec<_>>().join(" / "),
        Detail::Word(word) => word.clone(),
        Detail::Day(day) => day.to_string(),
        Detail::Count(count) => count.to_string(),
        Detail::Share(share) => format!("{share:.1}"),
        Detail::Level(level) => level.word().to_owned(),
    }
}

/// The waiver of the case says until when, of which rule and platform it is, as each line asks; and what becomes of the
/// duplicate that it may lift, and of the waiver itself.
#[test]
fn a_waiver_lifts_what_it_names_until_its_last_day() {
    let case = std::fs::read_to_string("tests/rules/I404/below.yaml").unwrap();
    let (record, waiver) = case.split_once("---\n").unwrap();
    let shorter = waiver.replace("2027-06-30", "2026-12-31").replace("123/", "99/");
    let of = |rule: &str, deadline: &str| waiver.replace("rule: D102", rule).replace("2027-06-30", deadline);
    for (waivers, until, flaws) in [
        (vec![], None, vec![]),
        (vec![of("rule: D102", "2026-11-23")], Some("2026-11-23"), vec![]),
        (vec![of("rule: D102", "2026-11")], Some("2026-11"), vec![]),
        (vec![of("rule: D102", "2026-11-22")], None, vec!["I403"]),
        (vec![of("rule: d102", "2027-06-30")], Some("2027-06-30"), vec![]),
        (vec![of("rule: D102\nplatform: documents", "2027-06-30")], Some("2027-06-30"), vec![]),
        (vec![of("rule: D102\nplatform: jobs", "2027-06-30")], None, vec!["I404"]),
        (vec![of("rule: D101", "2027-06-30")], None, vec!["I404"]),
        (vec![of("rule: D101", "2026-06-30")], None, vec!["I403"]),
        (vec![of("rule: D102", "2027-06-30").replace("record: case", "record: other")], None, vec![]),
        (vec![waiver.to_owned(), shorter.clone()], Some("2027-06-30"), vec![]),
        (vec![shorter.clone(), waiver.to_owned()], Some("2027-06-30"), vec![]),
        (vec![of("rule: D102", "2026-06-30"), shorter], Some("2026-12-31"), vec!["I403"]),
    ] {
        let text = [record].into_iter().chain(waivers.iter().map(String::as_str)).collect::<Vec<_>>().join("---\n");
        let mut loaded = read_text(&text);
        let records = std::mem::take(&mut loaded.software);
        let judgement = judge_with(&CATALOGUE, records, &loaded).remove(0);
        let duplicate = judgement.findings.iter().find(|f| f.verdict == Verdict::Duplicate).unwrap();
        assert_eq!(duplicate.waived.as_ref().map(|w| w.deadline.to_string()).as_deref(), until, "{text}");
        assert_eq!(judgement.verdict == Verdict::Duplicate, until.is_none(), "{text}");
        let found: Vec<&str> = judgement
            .findings
            .iter()
            .filter(|f| WORLD.policy.rules[f.rule].check.family() == Family::Waiver)
            .map(|f| WORLD.policy.rules[f.rule].code.as_str())
            .collect();
        assert_eq!(found, flaws, "{text}");
    }
}

#[test]
fn a_waiver_of_no_record_or_rule_is_a_mistake() {
    let case = std::fs::read_to_string("tests/rules/I404/below.yaml").unwrap();
    let of = |from: &str, to: &str| {
        let loaded = read_text(&case.replace(from, to));
        let records: Vec<&Software> = loaded.software.iter().collect();
        let problems = misplaced(&loaded.waivers, &records, &WORLD.policy);
        problems.iter().map(|p| (p.code, p.at.unwrap().line, p.args.clone())).collect::<Vec<_>>()
    };
    let args = |found: &str, near: &str| vec![("found", found.to_owned()), ("suggestion", near.to_owned())];
    assert_eq!(of("", ""), []);
    assert_eq!(of("record: case", "record: cases"), [("waiver-without-record", 18, args("cases", "case"))]);
    assert_eq!(of("rule: D102", "rule: D1022"), [("waiver-without-rule", 19, args("D1022", "D102"))]);
    assert_eq!(of("rule: D102", "rule: d102"), []);
}

/// Codes of the findings about the record `case` of a case file that was edited: each pair of `edits` says what takes the place
/// of what.
fn edited(file: &str, edits: &[(&str, &str)]) -> BTreeSet<String> {
    let mut text = std::fs::read_to_string(format!("tests/rules/{file}.yaml")).unwrap();
    for (from, to) in edits {
        assert!(text.contains(from), "{file}: {from}");
        text = text.replacen(from, to, 1);
    }
    let mut loaded = read_text(&text);
    let (own, records): (Vec<Software>, Vec<Software>) =
        std::mem::take(&mut loaded.software).into_iter().partition(|r| r.kind == Kind::Platform);
    let catalogue = catalogue(WORLD.platforms.iter().cloned().chain(own).collect());
    let judgements = judge_with(&catalogue, records, &loaded);
    let case = judgements.iter().find(|j| j.record.id.value == "case").unwrap();
    case.findings.iter().map(|f| WORLD.policy.rules[f.rule].code.clone()).collect()
}

#[test]
fn what_decides_a_rule_is_just_what_it_asks() {
    // Two proposals that together have two of the three functions of a platform, each in a list that is short enough.
    let two_of_three = [
        ("  - Cho mượn sách thư viện\n", ""),
        ("  - {name: \"Cho mượn sách thư viện\", basis: stated}\n", ""),
        ("  - Huấn luyện bơi lội\n  - Nấu cơm bán trú\n", ""),
        ("  - Quản lý cây xanh đô thị\n  - Bán vé vào hồ bơi\n  - Xếp lịch sân bóng đá\n", ""),
    ];
    let repeats_it_alone = [
        ("  - Cho mượn", "  - Thu tiền thuê ki-ốt chợ\n  - Quản lý cây xanh đô thị\n  - Cho mượn"),
        ("  - Nấu cơm bán trú\n", ""),
    ];
    // Three functions, but of eight.
    let eight = [
        ("  - Thu tiền thuê ki-ốt chợ\n", ""),
        (
            "status: operational\nfunctions:\n",
            "status: operational\nfunctions: [Xét tốt nghiệp, Cấp phát thuốc, Đo độ mặn, Phân luồng xe,\n  \
             Số hóa hiện vật bảo tàng, Cho mượn sách thư viện, Thu tiền thuê ki-ốt chợ, Quản lý cây xanh đô thị]\nnotes: |\n",
        ),
    ];
    let built = [
        ("form: buy", "form: build"),
        ("need: {basis: cannot-extend, evidence: \"Đã hỏi chủ quản, chưa mở rộng được.\"}\n", ""),
    ];
    // The other does all that this record does, and as much again.
    let more =
        "  - Bán vé vào hồ bơi\n  - Xếp lịch sân bóng đá\n  - Giữ chỗ sân cầu lông\n  - Thu tiền thuê ki-ốt chợ\n";
    let a_larger = |file: &str| {
        let text = std::fs::read_to_string(format!("tests/rules/{file}.yaml")).unwrap();
        let other = text.split_once("id: other\n").unwrap().1.split_once("functions:\n").unwrap().0.to_owned();
        (format!("id: other\n{other}functions:\n"), format!("id: other\n{other}functions:\n{more}"))
    };
    let (proposal, system) = (a_larger("D121/fires"), a_larger("D124/fires"));
    let a_proposal = [("kind: system", "kind: proposal"), ("status: operational\n", "")];
    let words = |count: usize| "một ".repeat(count - 4) + "Cho thuê lều trại";
    let (sixty, one_more) = (words(60), words(61));
    for (code, file, edits, applies) in [
        ("D123", "D123/fires", &[][..], true),
        ("D123", "D123/fires", &two_of_three, false),
        ("D123", "D123/fires", &repeats_it_alone, false),
        ("D123", "D123/fires", &[("Sở Nội vụ", "Sở Tài chính")], false),
        ("D121", "D121/fires", &[(&proposal.0, &proposal.1)], false),
        ("D124", "D124/fires", &[(&system.0, &system.1)], true),
        ("D133", "D133/fires", &[], true),
        ("D133", "D133/fires", &a_proposal, false),
        ("D133", "D133/fires", &[("extends: [other]", "integrates-with: [other]")], false),
        ("D123", "D123/fires", &eight, false),
        ("D131", "D121/fires", &built, true),
        ("D132", "D121/fires", &built, false),
        ("D191", "D191/fires", &[], true),
        ("D191", "D191/fires", &[("  - Lắp mạng LAN\n", "  - Lắp mạng LAN\n  - Giám sát tàu cá ra vào cảng\n")], false),
        ("D191", "D191/fires", &[("  - Lắp mạng LAN\n", "  - Lắp mạng LAN giám sát tàu cá ra vào cảng\n")], false),
        ("I414", "I414/fires", &[], true),
        ("I414", "I414/fires", &[("  - Nấu cơm bán trú\n", "  - Nấu cơm bán trú\n  - Giữ chỗ sân cầu lông\n")], true),
        (
            "I414",
            "I414/fires",
            &[("  - Nấu cơm bán trú\n", "  - Nấu cơm bán trú\n  - Giữ chỗ sân cầu lông\n  - Bán vé hồ bơi\n")],
            false,
        ),
        ("D141", "D141/fires", &[], true),
        ("D141", "D141/fires", &[("role: master", "role: read")], false),
        ("I410", "D121/fires", &[("Cho thuê lều trại", &sixty)], false),
        ("I410", "D121/fires", &[("Cho thuê lều trại", &one_more)], true),
    ] {
        assert_eq!(edited(file, edits).contains(code), applies, "{code}: {file}, {edits:?}");
    }
    let pieces = |count: usize, last: &str| {
        let others: String = (1..count).map(|n| format!("  - Lều {}\n", char::from(b'a' + n as u8))).collect();
        format!("{others}  - {last}\ninvestment:")
    };
    let case = std::fs::read_to_string("tests/rules/I409/fires.yaml").unwrap();
    let (_, rest) = case.split_once("functions:\n").unwrap();
    let list = rest.split_once("investment:").unwrap().0.to_owned() + "investment:";
    for (pieces, applies) in
        [(pieces(10, "Bơi lội"), true), (pieces(10, "Bơi lội vui"), false), (pieces(9, "Bơi lội"), false)]
    {
        assert_eq!(edited("I409/fires", &[(&list, &pieces)]).contains("I409"), applies, "{pieces}");
    }
}

/// Data of a platform counts as mastered by it where it says so, for places that it serves, in a state that the rule names.
#[test]
fn data_has_its_master_where_that_is() {
    let platform = |rest: &str| {
        format!(
            "data: [{{name: Cơ sở dữ liệu dân cư, role: master}}]\n---\nkind: platform\nid: registry\nname: Kho gạo dự trữ\n\
             owner: {{unit: Bộ Công an, level: central}}\n{rest}\nfunctions: [{{name: Xuất gạo dự trữ, basis: stated}}]\n"
        )
    };
    let of = |data: &str, rest: &str| {
        let text = std::fs::read_to_string("tests/rules/D141/fires.yaml").unwrap();
        let text = text.split("data: [").next().unwrap().to_owned()
            + &platform(rest).replacen("Cơ sở dữ liệu dân cư", data, 1);
        let mut loaded = read_text(&text);
        let (own, records): (Vec<Software>, Vec<Software>) =
            std::mem::take(&mut loaded.software).into_iter().partition(|r| r.kind == Kind::Platform);
        let judgement = judge_with(&catalogue(own), records, &loaded).remove(0);
        judgement.findings.iter().any(|f| WORLD.policy.rules[f.rule].code == "D141" && f.platforms == [0])
    };
    let masters = "data: [{name: Danh sách tàu cá, role: master}]";
    let scope = |place: &str| format!("scope: {{territory: {place}}}\nstatus: operational\n{masters}");
    assert!(of("Danh sách tàu cá", &scope("vn")));
    assert!(of("Danh sách tàu cá", &scope("vn/nghe-an/nghi-loc")));
    assert!(
        of("Danh sách tàu cá", &format!("status: building\n{masters}")),
        "a place that nobody states excludes none"
    );
    assert!(!of("Danh sách tàu cá", &scope("vn/ha-tinh")));
    assert!(!of("Danh sách tàu cá", &scope("vn/nghe-an/nghi-loc").replace("master", "copy")));
    assert!(!of("Danh sách tàu cá", &format!("status: retired\n{masters}")));
    assert!(!of("Danh sách lễ hội", &scope("vn")));
    assert!(!of("Kho gạo dự trữ", &scope("vn")), "a name is data only of platforms of certain types");
    assert!(of(
        "Cơ sở dữ liệu dân cư",
        "type: population-database\naliases: [Cơ sở dữ liệu dân cư]\nstatus: operational"
    ));
}

/// Of several platforms that master such data the nearest is named, and the first of those that are as near.
#[test]
fn the_nearest_master_is_named() {
    let case = std::fs::read_to_string("tests/rules/D141/fires.yaml").unwrap();
    let case = case.replace("Cơ sở dữ liệu dân cư", "Danh sách tàu cá");
    let named = |names: [&str; 3]| {
        let platforms = names.iter().enumerate().map(|(n, name)| {
            format!(
                "---\nkind: platform\nid: p{n}\nname: Kho gạo dự trữ\nstatus: operational\nfunctions: [Xuất gạo dự trữ]\n\
                 data: [{{name: {name}, role: master}}]\n"
            )
        });
        let mut loaded = read_text(&(case.clone() + &platforms.collect::<String>()));
        let (own, records): (Vec<Software>, Vec<Software>) =
            std::mem::take(&mut loaded.software).into_iter().partition(|r| r.kind == Kind::Platform);
        let judgement = judge_with(&catalogue(own), records, &loaded).remove(0);
        let found = judgement.findings.iter().find(|f| WORLD.policy.rules[f.rule].code == "D141").unwrap();
        found.platforms.clone()
    };
    assert_eq!(named(["Danh sách tàu cá biển", "Danh sách tàu cá", "Danh sách tàu cá"]), [1]);
    assert_eq!(named(["Danh sách tàu cá", "Danh sách tàu cá biển", "Danh sách tàu cá"]), [0]);
}

/// What an exception lifts leaves open to others what it was about.
#[test]
fn a_lifted_duplicate_hides_no_lesser_one() {
    let case = std::fs::read_to_string("tests/rules/I404/below.yaml").unwrap();
    let (record, waiver) = case.split_once("---\n").unwrap();
    let second = "---\nkind: platform\nid: second\nname: Kho gạo dự trữ\nowner: {unit: Bộ Nội vụ, level: central}\n\
        scope: {territory: vn, levels: [commune], sectors: [all]}\nstatus: operational\nfunctions:\n  \
        - {name: Vào sổ văn bản đến, basis: stated}\n  - {name: Phát hành văn bản đi, basis: stated}\n  \
        - {name: Xuất gạo dự trữ, basis: stated}\n  - {name: Đo độ mặn của nước, basis: stated}\n  \
        - {name: Phân luồng xe tải, basis: stated}\n";
    let cites_second = |waiver: &str| {
        let mut loaded = read_text(&format!("{record}{waiver}{second}"));
        let (own, records): (Vec<Software>, Vec<Software>) =
            std::mem::take(&mut loaded.software).into_iter().partition(|r| r.kind == Kind::Platform);
        let catalogue = catalogue(WORLD.platforms.iter().cloned().chain(own).collect());
        let number = catalogue.platforms.iter().position(|p| p.record.id.value == "second").unwrap();
        let judgement = judge_with(&catalogue, records, &loaded).remove(0);
        let about = |f: &Finding| f.matches.iter().any(|n| judgement.comparison.matches[*n].platform == number);
        judgement.findings.iter().any(about)
    };
    assert!(!cites_second(""), "the duplicate has all that it provides");
    assert!(cites_second(&format!("---\n{waiver}")));
}

/// What would be lost: functions of the list that no platform provides, but for what every system has.
#[test]
fn what_would_be_lost_is_named() {
    let text = std::fs::read_to_string("tests/rules/D102/fires.yaml").unwrap();
    let more = "functions:\n  - Quản lý người dùng\n  - Cho thuê lều trại\n";
    let loaded = read_text(&text.replacen("functions:\n", more, 1));
    let judgement = judge_with(&CATALOGUE, loaded.software.clone(), &loaded).remove(0);
    let finding = judgement.findings.iter().find(|f| WORLD.policy.rules[f.rule].code == "D102").unwrap();
    let lost = finding.details.iter().find(|(key, _)| *key == "lost").unwrap();
    assert_eq!(said_of(&lost.1), "Cho thuê lều trại");
}

#[test]
fn a_platform_without_an_owner_has_the_level_of_its_place() {
    for (place, level) in
        [("vn", Level::Central), ("vn/nghe-an", Level::Province), ("vn/nghe-an/nghi-loc", Level::Commune)]
    {
        let text = format!("kind: platform\nid: a\nname: Kho\nscope: {{territory: {place}}}\n");
        assert_eq!(tier(&read_text(&text).software[0]), level, "{place}");
        let owned = text + "owner: {unit: Bộ Nội vụ, level: central}\n";
        assert_eq!(tier(&read_text(&owned).software[0]), Level::Central);
    }
    assert_eq!(tier(&read_text("kind: platform\nid: a\nname: Kho\n").software[0]), Level::Central);
}

/// Where very many propose the same, each is held against the twelve that share most with it among the sixteen before and
/// after it, by id; and against those that have it among their twelve.
#[test]
fn of_very_many_the_nearest_are_compared() {
    let functions = ["Cho thuê lều trại", "Huấn luyện bơi lội", "Nấu cơm bán trú"];
    let text: String = (0..40)
        .map(|n| {
            format!(
                "---\nkind: proposal\nid: n{n:02}\nname: Hồ bơi\nowner: {{unit: Sở {n}, level: province}}\n\
                 scope: {{territory: vn/nghe-an, levels: [province]}}\nfunctions: [{}]\n",
                functions.join(", ")
            )
        })
        .collect();
    let loaded = read_text(&text);
    let judgements = judge_with(&CATALOGUE, loaded.software.clone(), &loaded);
    let others = |n: usize| -> Vec<usize> {
        let judgement = &judgements[n];
        let finding = judgement.findings.iter().find(|f| WORLD.policy.rules[f.rule].code == "D122").unwrap();
        finding.records.iter().map(|id| id[1..].parse().unwrap()).collect()
    };
    assert_eq!(others(0), (1..=16).collect::<Vec<_>>());
    assert_eq!(others(20), (4..=15).chain(25..=36).collect::<Vec<_>>());
    assert_eq!(others(39), (23..=34).collect::<Vec<_>>());
}

/// Two platforms overlap where sources of both state at least two of the functions that they share.
#[test]
fn a_catalogue_repeats_itself_where_sources_say_so() {
    let text = std::fs::read_to_string("tests/rules/R304/fires.yaml").unwrap();
    let (one, other) = text.split_once("---\n").unwrap();
    let inferred = |text: &str, count: usize| text.replacen("basis: stated", "basis: inferred", count);
    let found = |one: &str, other: &str| {
        let catalogue = catalogue(read_text(&format!("{one}---\n{other}")).software);
        let compared = |record: &Software, cuts| compare(record, &catalogue, &WORLD.vocabulary, &WORLD.sectors, cuts);
        let found = overlaps(&setting(&catalogue), &compared);
        assert!(found.iter().all(|o| o.coverage > 0.99 && o.platform != o.other));
        found.len()
    };
    assert_eq!(found(one, other), 1, "each pair once");
    assert_eq!(found(&inferred(one, 2), other), 1);
    assert_eq!(found(&inferred(one, 3), other), 0);
    assert_eq!(found(one, &inferred(other, 3)), 0);
    assert_eq!(found(&inferred(one, 4), other), 0);
    assert_eq!(found(one, &other.replace("operational", "retired")), 0);
    let fields = FUNCTIONS[..6].iter().chain(&FUNCTIONS[8..12]);
    let others: String = fields.map(|name| format!("  - {name}\n")).collect();
    let larger = other.replace("functions:\n", &format!("functions:\n{others}"));
    let two: String = one.split_inclusive('\n').filter(|line| !line.contains("chợ") && !line.contains("cây")).collect();
    assert_eq!((found(&two, other), found(&two, &larger)), (1, 0), "a small part of the other is no overlap");
    assert_eq!(found(&one.replace("[all]", "[education]"), &other.replace("[all]", "[health]")), 0);
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
                for pair in &trace.pairs {
                    let meanings =
                        |items: &[ItemTrace]| items.iter().map(|i| i.item.meaning.clone()).collect::<Vec<_>>();
                    let (ours, theirs) = (meanings(&pair.our_items), meanings(&pair.their_items));
                    assert!(!ours.is_empty() && !theirs.is_empty());
                    for (items, others) in [(&pair.our_items, &theirs), (&pair.their_items, &ours)] {
                        for item in items {
                            let equal = others.contains(&item.item.meaning).then(|| (item.item.meaning.clone(), 1.0));
                            assert!(equal.is_none() || item.nearest == equal, "{item:?}");
                            let near = item.nearest.as_ref();
                            assert!(near.is_none_or(|(m, near)| others.contains(m) && *near > 0.0 && *near <= 1.0));
                        }
                    }
                }
                for (n, side) in trace.ours.iter().enumerate() {
                    let pairs = trace.pairs.iter().map(|p| (p.ours, p.theirs, p.similarity));
                    assert_eq!(side.nearest.map(|other| (other, side.similarity)), nearest(pairs, n));
                }
                for (n, side) in trace.theirs.iter().enumerate() {
                    let pairs = trace.pairs.iter().map(|p| (p.theirs, p.ours, p.similarity));
                    assert_eq!(side.nearest.map(|other| (other, side.similarity)), nearest(pairs, n));
                }
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

/// Of the pairs of one function the first that is most alike, as the other function and the similarity.
fn nearest(pairs: impl Iterator<Item = (usize, usize, f32)>, of: usize) -> Option<(usize, f32)> {
    let mut best: Option<(usize, f32)> = None;
    for (_, other, near) in pairs.filter(|(own, ..)| *own == of) {
        if best.is_none_or(|(_, most)| near > most) {
            best = Some((other, near));
        }
    }
    best
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
