//! Policy files: what is written is what is read, and each mistake is said at its place. The thresholds decide from the very
//! value on that the file names.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, LazyLock};

use dungchung::embedded;
use dungchung::matching::Match;
use dungchung::matching::matcher::Strict;
use dungchung::matching::similarity::Cuts;
use dungchung::policy::Standing::{Duplicate, Overlap, Related};
use dungchung::policy::read::read;
use dungchung::policy::rules::platform::standing;
use dungchung::policy::verdict::{State, Verdict};
use dungchung::policy::{Check, Overrides, Policy, Standing, Thresholds};
use dungchung::record::place::Problem;
use dungchung::record::scope::{Coverage, Level, Relation, word_of};
use dungchung::record::{Kind, Status};
use dungchung::text::vocabulary::Vocabulary;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(embedded::vocabulary);

/// Every threshold has a value of its own.
const HEAD: &str = "kind: policy
id: example
name: {vi: Quy tắc, en: Rules}
thresholds:
  same: 0.51
  possible: 0.42
  possible-counts: 0.43
  duplicate: 0.64
  reimplementation: 0.55
  rebuilt-functions: 3
  overlap: 0.26
  purpose: 0.77
  purpose-functions: 2
  duplicate-same-purpose: 0.38
  overlap-same-purpose: 0.19
  findings-of-a-rule: 4
  audit: {same: 0.81, possible: 0.72, action: 0.93, duplicate: 0.54, reimplementation: 0.45, detailed-functions: 7, many-systems: 500}
documents:
  - {id: old, title: {vi: Cũ, en: Old}, number: 1/QĐ, from: 2026-01-01, until: 2026-06-30, grade: primary}
  - {id: new, title: {vi: Mới, en: New}, from: 2026-07-01, grade: secondary}
rules:
";

/// A rule: its code, its family with what it asks, and the keys that not every rule has.
fn rule(code: &str, family: &str, rest: &str) -> String {
    format!(
        "  - code: {code}
    title: {{vi: Trùng, en: Duplicate}}
    family: {family}
    binds: [commune, central]
    verdict: conditional
    law: [{{document: new, article: '5', ref: R-01}}, {{document: old}}]
    message: {{vi: Có, en: There}}
    remedy: {{vi: Bỏ, en: Drop}}
    example: {{vi: Xã, en: Commune}}
{rest}"
    )
}

fn example() -> String {
    let relations = rule("A001", "relations", "");
    let when = "platform\n    when: {standing: [overlap], tier: central, status: [unknown, planned], types: [health-records], \
                basis: inferred, scope: [partly], need: [legal-secrecy], evidence: [luật], subject: [mật], declared: [replaces], \
                owner: same, about: [electronic-medical-record], every-function: [scanner]}";
    let own = "    kinds: [system]
    state: met
    thresholds: {duplicate: 0.71, reimplementation: 0.72, rebuilt-functions: 8, overlap: 0.73, purpose: 0.74, \
               purpose-functions: 9, duplicate-same-purpose: 0.75, overlap-same-purpose: 0.76, findings-of-a-rule: 10}
";
    format!("{HEAD}{relations}{}", rule("B002", when, own))
}

fn policy(text: &str) -> (Option<Policy>, Vec<Problem>) {
    let mut problems = Vec::new();
    let policy = read(&Arc::from("p.yaml"), text, &VOCABULARY, &mut problems);
    (policy, problems)
}

fn good(text: &str) -> Policy {
    let (policy, problems) = policy(text);
    assert!(problems.is_empty(), "{problems:?}");
    policy.unwrap()
}

#[test]
fn what_is_written_is_read() {
    let read = good(&example());
    assert_eq!((read.id.as_str(), read.rules.len(), read.documents.len()), ("example", 2, 2));
    let audit = Strict {
        cuts: Cuts { possible: 0.72, same: 0.81, possible_counts: 0.43 },
        action: 0.93,
        duplicate: 0.54,
        reimplementation: 0.45,
        functions: 7,
        systems: 500,
    };
    let of_all = Thresholds {
        cuts: Cuts { possible: 0.42, same: 0.51, possible_counts: 0.43 },
        audit: Some(audit),
        duplicate: 0.64,
        reimplementation: 0.55,
        rebuilt_functions: 3,
        overlap: 0.26,
        purpose: 0.77,
        purpose_functions: 2,
        duplicate_same_purpose: 0.38,
        overlap_same_purpose: 0.19,
        findings_of_a_rule: 4,
    };
    assert_eq!(format!("{:?}", read.thresholds), format!("{of_all:?}"));
    let of_one = Thresholds {
        cuts: of_all.cuts,
        audit: of_all.audit,
        duplicate: 0.71,
        reimplementation: 0.72,
        rebuilt_functions: 8,
        overlap: 0.73,
        purpose: 0.74,
        purpose_functions: 9,
        duplicate_same_purpose: 0.75,
        overlap_same_purpose: 0.76,
        findings_of_a_rule: 10,
    };
    assert_eq!(format!("{:?}", of_all.with(&read.rules[1].thresholds)), format!("{of_one:?}"));
    assert_eq!(format!("{:?}", of_all.with(&Overrides::default())), format!("{of_all:?}"));

    let [old, new] = &read.documents[..] else { panic!() };
    assert_eq!((old.id.as_str(), old.number.as_deref(), new.number.as_deref()), ("old", Some("1/QĐ"), None));
    assert_eq!((old.until.unwrap().to_string(), new.until), ("2026-06-30".to_owned(), None));
    let [plain, full] = &read.rules[..] else { panic!() };
    assert!(matches!(plain.check, Check::Relations));
    assert_eq!((&plain.kinds[..], plain.state), (&[Kind::Proposal, Kind::System][..], State::NotMet));
    assert_eq!((&full.kinds[..], full.state), (&[Kind::System][..], State::Met));
    assert_eq!((&full.binds[..], full.verdict), (&[Level::Central, Level::Commune][..], Verdict::Conditional));
    let law: Vec<_> = full.law.iter().map(|l| (l.document, l.article.as_deref(), l.reference.as_deref())).collect();
    assert_eq!(law, [(1, Some("5"), Some("R-01")), (0, None, None)]);
    let Check::Platform(when) = &full.check else { panic!() };
    assert_eq!((&when.standing[..], when.tier), (&[Standing::Overlap][..], Some(Level::Central)));
    assert_eq!(&when.status[..], [Status::Unknown, Status::Planned]);
    assert_eq!((&when.types[..], when.basis.map(word_of)), (&["health-records".to_owned()][..], Some("inferred")));
    assert_eq!((&when.scope[..], when.owner.map(word_of)), (&[Coverage::Partly][..], Some("same")));
    assert_eq!(when.need.iter().map(|n| word_of(*n)).collect::<Vec<_>>(), ["legal-secrecy"]);
    assert_eq!((&when.evidence[..], &when.subject[..]), (&["luật".to_owned()][..], &["mật".to_owned()][..]));
    assert_eq!(when.declared.iter().map(|d| word_of(*d)).collect::<Vec<_>>(), ["replaces"]);
    let concepts = [&when.about[..], &when.every_function[..]].concat();
    let ids: Vec<&str> = concepts.iter().map(|c| VOCABULARY.concepts[*c as usize].id.as_str()).collect();
    assert_eq!(ids, ["electronic-medical-record", "scanner"]);
}

#[test]
fn each_mistake_is_said_at_its_place() {
    let text = example();
    for (right, wrong, code, place) in [
        ("kind: policy", "kind: polity", "unknown-value", "polity"),
        ("kind: policy\n", "", "missing-key", ""),
        ("id: example\n", "", "missing-key", ""),
        ("name: {vi: Quy tắc, en: Rules}", "name: {vi: Quy tắc}", "missing-language", "{vi: Quy tắc}"),
        ("name: {vi: Quy tắc, en: Rules}", "name: Quy tắc", "missing-language", "Quy tắc"),
        ("  same: 0.51\n", "", "missing-key", ""),
        ("  same: 0.51", "  same: 1.01", "bad-share", "1.01"),
        ("  same: 0.51", "  same: -0.01", "bad-share", "-0.01"),
        ("  same: 0.51", "  same: NaN", "bad-share", "NaN"),
        ("rebuilt-functions: 3", "rebuilt-functions: 0", "bad-number", "0"),
        ("rebuilt-functions: 3", "rebuilt-functions: 1001", "bad-number", "1001"),
        ("  findings-of-a-rule: 4", "  findings-of-rule: 4", "missing-key", ""),
        ("action: 0.93, ", "", "missing-key", ""),
        ("many-systems: 500", "many-systems: many", "bad-number", "many"),
        ("until: 2026-06-30", "until: 2025-12-31", "dates-reversed", "2026-01-01"),
        ("{id: new,", "{id: old,", "duplicate-id", "old"),
        ("from: 2026-07-01, ", "", "missing-key", ""),
        ("code: A001", "code: A01", "bad-code", "A01"),
        ("code: A001", "code: A0001", "bad-code", "A0001"),
        ("code: A001", "code: a001", "bad-code", "a001"),
        ("code: A001", "code: A0x1", "bad-code", "A0x1"),
        ("code: B002", "code: A001", "duplicate-id", "A001"),
        ("family: relations", "family: relation", "unknown-value", "relation"),
        ("family: relations", "family: platform", "missing-key", ""),
        ("family: relations", "family: vague\n    when: {named: clauses}", "unknown-key", "named"),
        ("family: relations", "family: combined", "missing-key", ""),
        ("family: relations", "family: owner", "missing-key", ""),
        ("family: relations", "family: waiver\n    when: {waiver: expire}", "unknown-value", "expire"),
        ("family: relations", "family: waiver\n    when: {}", "missing-key", ""),
        ("family: relations", "family: between\n    when: {near: owner}", "missing-key", ""),
        ("family: relations", "family: form\n    when: {measure: none}", "unknown-value", "none"),
        ("family: relations", "family: unlisted\n    when: {named: none}", "unknown-value", "none"),
        ("binds: [commune, central]", "binds: [district]", "unknown-value", "district"),
        ("verdict: conditional", "verdict: refused", "unknown-value", "refused"),
        ("{document: old}", "{document: odl}", "unknown-value", "odl"),
        ("{document: old}", "{article: '1'}", "missing-key", ""),
        (
            "message: {vi: Có, en: There}",
            "message: {vi: Có, en: 'There {x} is'}",
            "unknown-placeholder",
            "'There {x} is'",
        ),
        ("message: {vi: Có, en: There}", "message: {vi: Có}", "missing-language", "{vi: Có}"),
        ("example: {vi: Xã, en: Commune}", "example: {en: Commune}", "missing-language", "{en: Commune}"),
        (
            "about: [electronic-medical-record]",
            "about: [electronic-medical-recrd]",
            "unknown-concept",
            "electronic-medical-recrd",
        ),
        ("standing: [overlap]", "standing: [same]", "unknown-value", "same"),
        ("tier: central", "tier: middle", "unknown-value", "middle"),
        ("status: [unknown, planned]", "state: [unknown]", "unknown-key", "state"),
        ("owner: same", "owner: mine", "unknown-value", "mine"),
        ("{duplicate: 0.71,", "{duplicate: 71,", "bad-share", "71"),
        ("{duplicate: 0.71,", "{same: 0.71,", "unknown-key", "same"),
        ("rebuilt-functions: 8", "rebuilt-functions: 0", "bad-number", "0"),
    ] {
        assert!(text.contains(right), "{right}");
        let edited = text.replacen(right, wrong, 1);
        let (read, problems) = policy(&edited);
        assert!(read.is_none(), "{wrong}: a policy with a mistake is none");
        let said = problems.iter().any(|p| {
            let at = p.at.unwrap();
            p.code == code && (place.is_empty() || edited[at.start as usize..].starts_with(place))
        });
        assert!(said, "{wrong}: {problems:?}");
    }
}

#[test]
fn what_is_just_right_is_read() {
    for (right, also) in [
        ("same: 0.51", "same: 1"),
        ("overlap: 0.26", "overlap: 0"),
        ("rebuilt-functions: 3", "rebuilt-functions: 1"),
        ("rebuilt-functions: 3", "rebuilt-functions: 1000"),
        ("until: 2026-06-30", "until: 2026-01-01"),
        ("code: A001", "code: Z999"),
        ("message: {vi: Có, en: There}", "message: {vi: Có, en: There, fr: Voilà}"),
    ] {
        good(&example().replacen(right, also, 1));
    }
    for (family, is) in [
        ("vague", "Vague"),
        ("vague\n    when: {}", "Vague"),
        ("relations\n    when: {}", "Relations"),
        ("catalogue", "Catalogue"),
        ("catalogue\n    when: {}", "Catalogue"),
        ("combined\n    when: {standing: overlap}", "Combined(When { standing: [Overlap]"),
        ("parts\n    when: {standing: overlap}", "Parts(When { standing: [Overlap]"),
        ("waiver\n    when: {waiver: expired}", "Waiver(Expired)"),
        ("waiver\n    when: {waiver: unmatched}", "Waiver(Unmatched)"),
        (
            "between\n    when: {with: system, near: [owner, place], direction: both, owners: 1000}",
            "Between(When { with: System, near: [Owner, Place], direction: Both, owners: 1000 })",
        ),
        (
            "between\n    when: {with: proposal}",
            "Between(When { with: Proposal, near: [], direction: One, owners: 1 })",
        ),
    ] {
        let read = good(&format!("{HEAD}{}", rule("A001", family, "")));
        let check = format!("{:?}", read.rules[0].check);
        assert!(check.starts_with(is), "{family}: {check}");
    }
}

/// A match by its numbers.
fn found(coverage: f32, reimplementation: f32, purpose: f32, same: usize) -> Match {
    let scope = Relation {
        territory: Coverage::Covered,
        levels: Coverage::Covered,
        sectors: Coverage::Covered,
        users: Coverage::Covered,
        left_outside: Vec::new(),
    };
    Match {
        platform: 0,
        coverage,
        reimplementation,
        purpose,
        detailed: false,
        score: 0.0,
        scope,
        pairings: Vec::new(),
        same,
        stated: 0,
    }
}

/// Thresholds: duplicate 0.64; reimplementation 0.55 with three functions; overlap 0.26; purpose 0.77 with two functions, then
/// duplicate from 0.38 and overlap from 0.19 on.
#[test]
fn a_threshold_holds_from_its_value_on() {
    let thresholds = good(&example()).thresholds;
    for (numbers, wanted) in [
        ((0.64, 0.0, 0.0, 1), Duplicate),
        ((0.63, 0.0, 0.0, 1), Overlap),
        ((1.0, 1.0, 1.0, 0), Related),
        ((0.0, 0.55, 0.0, 3), Duplicate),
        ((0.0, 0.54, 0.0, 3), Overlap),
        ((0.0, 0.55, 0.0, 2), Overlap),
        ((0.0, 0.54, 0.0, 2), Related),
        ((0.26, 0.0, 0.0, 1), Overlap),
        ((0.25, 0.0, 0.0, 1), Related),
        ((0.38, 0.0, 0.77, 2), Duplicate),
        ((0.37, 0.0, 0.77, 2), Overlap),
        ((0.38, 0.0, 0.76, 2), Overlap),
        ((0.38, 0.0, 0.77, 1), Overlap),
        ((0.19, 0.0, 0.77, 2), Overlap),
        ((0.18, 0.0, 0.77, 2), Related),
        ((0.19, 0.0, 0.76, 2), Related),
        ((0.19, 0.0, 0.77, 1), Related),
    ] {
        let (coverage, reimplementation, purpose, same) = numbers;
        assert_eq!(standing(&found(coverage, reimplementation, purpose, same), &thresholds), wanted, "{numbers:?}");
    }
    // In an audit, of detailed lists: duplicate 0.54 or reimplementation 0.45, each with three functions or all.
    for (numbers, wanted) in [
        ((0.54, 0.0, 1.0, 3), Duplicate),
        ((0.53, 0.0, 1.0, 3), Overlap),
        ((0.0, 0.45, 1.0, 3), Duplicate),
        ((0.0, 0.44, 1.0, 3), Overlap),
        ((0.95, 0.0, 1.0, 1), Duplicate),
        ((0.94, 1.0, 1.0, 2), Overlap),
        ((0.26, 1.0, 1.0, 2), Overlap),
        ((0.25, 1.0, 1.0, 2), Related),
        ((1.0, 1.0, 1.0, 0), Related),
    ] {
        let (coverage, reimplementation, purpose, same) = numbers;
        let detailed = Match { detailed: true, ..found(coverage, reimplementation, purpose, same) };
        assert_eq!(standing(&detailed, &thresholds), wanted, "{numbers:?}");
    }
    let lax = Thresholds { audit: None, ..thresholds };
    let detailed = Match { detailed: true, ..found(0.38, 0.0, 0.77, 2) };
    assert_eq!(standing(&detailed, &lax), Duplicate, "without cuts of its own, an audit judges as a check does");
}
