//! What each fuzz target does with its bytes. A normal test replays kept inputs through the same functions, so that
//! neither a nightly compiler nor cargo-fuzz is needed to know that what was found once stays mended.
//!
//! A target fails by panicking: on a crash of the program, and on each promise that is checked here.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::{Arc, LazyLock};

use dungchung::audit::{self, Against, Audit};
use dungchung::cli::settings;
use dungchung::exchange::columns::Columns;
use dungchung::exchange::note::Notes;
use dungchung::exchange::tree;
use dungchung::exchange::{self, Outcome};
use dungchung::load::limits::Limits;
use dungchung::load::software::Tables;
use dungchung::load::{Loaded, load_text, tables};
use dungchung::matching::catalogue::Catalogue;
use dungchung::matching::similarity::{reasons, similarity};
use dungchung::matching::{Comparison, compare};
use dungchung::policy::Policy;
use dungchung::policy::rules::{Setting, judge};
use dungchung::policy::trace::trace;
use dungchung::policy::verdict::Judgement;
use dungchung::policy::waivers::misplaced;
use dungchung::quality::labels;
use dungchung::record::place::Problem;
use dungchung::record::scope::Word as _;
use dungchung::record::unit::{Sectors, Units};
use dungchung::record::{Kind, Lang, Reference, Software};
use dungchung::report::audit as audits;
use dungchung::report::audit::changes::Earlier;
use dungchung::report::baseline::Baseline;
use dungchung::report::format::{Format, render};
use dungchung::report::provenance::Provenance;
use dungchung::report::terminal::{Detail, Look};
use dungchung::report::text::Messages;
use dungchung::report::{Context, explain, problems, report, rules};
use dungchung::text::vocabulary::{self, Vocabulary};
use dungchung::text::{Phrase, analyse, weights};
use dungchung::{care, embedded, policy as policies};

static TABLES: LazyLock<(Units, Sectors)> = LazyLock::new(embedded::tables);
static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(embedded::vocabulary);
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(embedded::catalogue);
static POLICY: LazyLock<Policy> = LazyLock::new(embedded::policy);
static REFERENCES: LazyLock<Vec<Reference>> = LazyLock::new(embedded::references);
static COLUMNS: LazyLock<Columns> = LazyLock::new(Columns::embedded);

thread_local! {
    /// Reading the messages takes longer than most inputs do.
    static MESSAGES: [Messages; 2] = [Messages::new(Lang::VI), Messages::new(Lang::EN)];
    /// What is judged and audited again and again, with settings that no input changes.
    static JUDGED: (Vec<Judgement>, Audit) = {
        let setting = Setting { catalogue: &CATALOGUE, vocabulary: &VOCABULARY, policy: &POLICY, day: DAY };
        let (records, _) = examples();
        let systems = records.iter().cloned().map(|record| Software { kind: Kind::System, ..record }).collect();
        let audit = audit::audit(systems, &[], Against::Both, &setting, &TABLES.1, &|| {});
        (judge(compared(records, &setting), &[], &setting), audit)
    };
}

const DAY: jiff::civil::Date = jiff::civil::date(2026, 11, 23);

fn tables_of() -> Tables<'static> {
    Tables { units: &TABLES.0, sectors: &TABLES.1 }
}

/// Records, waivers and platforms of one's own, all the way to every form of the report.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file: Arc<str> = Arc::from("fuzz.yaml");
    let mut loaded = Loaded::default();
    load_text(&file, text, tables_of(), &Limits::default(), &mut loaded);
    let shown = show(&loaded.problems, text);
    for software in &loaded.software {
        comes_back(software);
    }
    let (platforms, records): (Vec<_>, Vec<_>) =
        std::mem::take(&mut loaded.software).into_iter().partition(|r| r.kind == Kind::Platform);
    if platforms.is_empty() {
        judged(records, &loaded, &CATALOGUE, &POLICY);
    } else {
        let sources = std::mem::take(&mut loaded.sources);
        let own = Catalogue::new(platforms, &REFERENCES, sources, &VOCABULARY);
        let setting = Setting { catalogue: &own, vocabulary: &VOCABULARY, policy: &POLICY, day: DAY };
        black_box(care::validate(&setting, &TABLES.1));
        black_box(care::diff(&CATALOGUE, &own));
        judged(records, &loaded, &own, &POLICY);
    }
    assert_eq!(shown, show(&loaded.problems, text), "the same problems, the same words");
}

/// Every problem has a message and a place inside the text.
fn show(found: &[Problem], text: &str) -> String {
    for problem in found {
        if let Some(at) = problem.at {
            assert!(at.start <= at.end && at.end as usize <= text.len(), "{problem:?}");
            assert!(text.is_char_boundary(at.start as usize) && text.is_char_boundary(at.end as usize), "{problem:?}");
            assert!(at.line > 0 && at.column > 0, "{problem:?}");
        }
    }
    let texts: BTreeMap<Arc<str>, String> = found.iter().map(|p| (Arc::clone(&p.file), text.to_owned())).collect();
    MESSAGES.with(|[vi, _]| problems::render(found, &texts, vi, false))
}

/// What is written of a record is read back to the same record.
fn comes_back(software: &Software) {
    let written = tree::yaml(&tree::record(software), &[]);
    let mut loaded = Loaded::default();
    load_text(&Arc::from("again.yaml"), &written, tables_of(), &Limits::default(), &mut loaded);
    assert!(loaded.problems.is_empty(), "{written}\n{:?}", loaded.problems);
    assert_eq!(tree::record(&loaded.software[0]), tree::record(software), "{written}");
}

/// Judges records and renders the report. Workbooks and documents take most of the time, so that only every other number of
/// functions makes them.
fn judged(records: Vec<Software>, loaded: &Loaded, catalogue: &Catalogue, policy: &Policy) {
    MESSAGES.with(|[vi, _]| judged_in(vi, records, loaded, catalogue, policy));
}

fn judged_in(messages: &Messages, records: Vec<Software>, loaded: &Loaded, catalogue: &Catalogue, policy: &Policy) {
    let archives = records.iter().map(|r| r.functions.len()).sum::<usize>() % 4 == 3;
    let count = records.len();
    let setting = Setting { catalogue, vocabulary: &VOCABULARY, policy, day: DAY };
    audited(&records, loaded, &setting, messages);
    let misplaced = misplaced(&loaded.waivers, &records.iter().collect::<Vec<_>>(), policy);
    let compared = compared(records, &setting);
    let context = context(&setting, messages);
    let look = Look { width: 80, colour: true, detail: Detail::Reasons };
    if let Some(((record, comparison), found)) = compared.first().and_then(|c| Some((c, c.1.matches.first()?))) {
        let trace = trace(record, comparison, found.platform, &setting, &TABLES.1);
        black_box(explain::render(record, comparison, &trace, &context, look));
    }
    let judgements = judge(compared, &loaded.waivers, &setting);
    let all: Vec<Problem> = loaded.problems.iter().chain(&misplaced).cloned().collect();
    let report = report(&judgements, &all, &context);
    assert_eq!((report.results.len(), report.errors.len()), (count, all.len()), "a report leaves nothing out");
    for (_, format) in Format::WORDS.iter().filter(|(_, format)| format.is_text() || archives) {
        let bytes = render(&report, messages, look, *format).expect("a report of this size fits every form");
        if *format == Format::Json {
            let read: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
            assert_eq!(read["results"].as_array().map(Vec::len), Some(count));
        }
        seen(bytes, *format);
    }
}

fn compared(records: Vec<Software>, setting: &Setting<'_>) -> Vec<(Software, Comparison)> {
    let compared = |record: Software| {
        let comparison = compare(&record, setting.catalogue, &VOCABULARY, &TABLES.1, setting.policy.thresholds.cuts);
        (record, comparison)
    };
    records.into_iter().map(compared).collect()
}

/// A form that is text has no character that cannot be seen.
fn seen(bytes: Vec<u8>, format: Format) {
    // A byte-order mark tells spreadsheets that a CSV file is UTF-8.
    if !format.is_text() || format == Format::Csv {
        return;
    }
    let text = String::from_utf8(bytes).expect("text is UTF-8");
    let colours = |c: char| format == Format::Terminal && c == '\u{1b}';
    let seen = text.chars().all(|c| !dungchung::record::character::is_hidden(c) || colours(c));
    assert!(seen, "{format:?}: a character that cannot be seen");
}

/// Holds the systems among the records against the catalogue and each other, in every form of an audit.
fn audited(records: &[Software], loaded: &Loaded, setting: &Setting<'_>, messages: &Messages) {
    let systems: Vec<Software> = records.iter().filter(|r| r.kind == Kind::System).cloned().collect();
    if systems.is_empty() {
        return;
    }
    let count = systems.len();
    // Holding the platforms of the whole catalogue against each other, which no input changes, takes longer than all else.
    let whole = systems.iter().map(|r| r.functions.len()).sum::<usize>() % 8 == 7;
    let against = if whole { Against::Both } else { Against::Systems };
    let found = audit::audit(systems, &loaded.waivers, against, setting, &TABLES.1, &|| {});
    let context = context(setting, messages);
    let look = Look { width: 80, colour: true, detail: Detail::Reasons };
    let report = audits::report(&found, &loaded.problems, None, &context);
    assert_eq!((report.systems.len(), report.errors.len()), (count, loaded.problems.len()), "nothing is left out");
    let made = |format| audits::render(&report, messages, look, format).expect("an audit of this size fits every form");
    for format in audits::FORMATS.into_iter().filter(|format| format.is_text() || count % 4 == 3) {
        seen(made(format), format);
    }
    let written = String::from_utf8(made(Format::Json)).expect("text is UTF-8");
    let changes = Earlier::parse(&written).expect("an audit that was written is read").changes(&found);
    assert!(changes.added.is_empty() && changes.removed.is_empty() && changes.advice.is_empty(), "nothing has changed");
}

fn context<'a>(setting: &Setting<'a>, messages: &'a Messages) -> Context<'a> {
    Context {
        catalogue: setting.catalogue,
        vocabulary: setting.vocabulary,
        policy: setting.policy,
        units: &TABLES.0,
        sectors: &TABLES.1,
        messages,
        day: setting.day,
    }
}

/// Two phrases, a line each.
pub fn phrases(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (a, b) = text.split_once('\n').unwrap_or((text, text));
    let (x, y): (Phrase, Phrase) = (analyse(a, &VOCABULARY), analyse(b, &VOCABULARY));
    let there = similarity(&x, &y, &VOCABULARY);
    assert_eq!(there.to_bits(), similarity(&y, &x, &VOCABULARY).to_bits(), "{a:?} / {b:?}");
    assert!((0.0..=1.0).contains(&there), "{there}: {a:?} / {b:?}");
    if x.has_topic {
        assert!(similarity(&x, &x, &VOCABULARY) > 0.99, "{a:?}");
    }
    black_box(reasons(&x, &y, &VOCABULARY));
}

const NAMES: [&str; 6] = ["a.csv", "a.json", "publiccode.yml", "a.xlsx", "a.ods", "a.xls"];

/// A file of others; its first byte names the form.
pub fn import(bytes: &[u8]) {
    let Some((form, bytes)) = bytes.split_first() else { return };
    let name = NAMES[usize::from(*form) % NAMES.len()];
    let kind = [Kind::System, Kind::Proposal, Kind::Platform][usize::from(*form) / NAMES.len() % 3];
    let setting = exchange::draft::Setting {
        kind,
        territory: Some("vn/nghe-an"),
        map: &[],
        sheet: None,
        tables: tables_of(),
        columns: &COLUMNS,
    };
    let mut outcome = Outcome::default();
    exchange::import(&Arc::from(name), bytes, &setting, &mut BTreeMap::new(), &mut outcome);
    for imported in &outcome.records {
        comes_back(&imported.record);
    }
    let records: Vec<&Software> = outcome.records.iter().map(|r| &r.record).collect();
    let mut notes = Vec::new();
    let list = exchange::list(&records, Lang::VI, &mut notes);
    exchange::csv(&list).expect("CSV holds any text");
    exchange::xlsx(&exchange::form03(&records)).expect("a workbook holds any text");
    let mut notes = Notes::new(&Arc::from("publiccode.yml"));
    for record in &records {
        black_box(exchange::publiccode(record, &mut notes));
    }
    MESSAGES.with(|[vi, _]| {
        for problem in outcome.notes.iter().filter_map(|n| n.problem.as_ref()) {
            black_box(problems::words(problem, vi));
        }
    });
}

/// The other YAML files: a policy, which then judges a record; a vocabulary, weights, units, fields of work.
pub fn policy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file: Arc<str> = Arc::from("fuzz.yaml");
    let mut found = Vec::new();
    black_box(vocabulary::read(&file, text, &mut found));
    black_box(weights::read(&file, text, &mut found));
    black_box(tables::units(&file, text, &mut found));
    black_box(tables::sectors(&file, text, &mut found));
    let policy = policies::read::read(&file, text, &VOCABULARY, &mut found);
    show(&found, text);
    let Some(policy) = policy else { return };
    let look = Look { width: 80, colour: false, detail: Detail::Usual };
    MESSAGES.with(|[_, en]| {
        black_box((rules::markdown(&policy), rules::list(&policy, DAY, en, look)));
        for rule in &policy.rules {
            black_box(rules::page(&policy, rule, DAY, en, look));
        }
    });
    let (records, loaded) = examples();
    judged(records, &loaded, &CATALOGUE, &policy);
}

/// What else a project keeps: its settings, known findings, labels; and audits and reports of earlier.
pub fn config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    show(&settings::problems(&Arc::from("dungchung.yaml"), text), text);
    black_box((labels::pairs(text).is_ok(), labels::expectations(text).is_ok()));
    black_box(serde_json::from_str::<Provenance>(text).is_ok());
    MESSAGES.with(|[vi, _]| JUDGED.with(|(judgements, audit)| against_earlier(text, judgements, audit, vi)));
}

fn against_earlier(text: &str, judgements: &[Judgement], audit: &Audit, messages: &Messages) {
    let setting = Setting { catalogue: &CATALOGUE, vocabulary: &VOCABULARY, policy: &POLICY, day: DAY };
    let context = context(&setting, messages);
    if let Ok(known) = Baseline::parse(text) {
        assert_eq!(Baseline::parse(&known.text()).as_ref(), Ok(&known), "{text}");
        let mut report = report(judgements, &[], &context);
        let gone = known.mark(&mut report, messages).len();
        assert!(gone <= known.len());
        assert!(known.mark(&mut report, messages).iter().all(|known| !known.line().contains('\n')));
    }
    if let Ok(earlier) = Earlier::parse(text) {
        let report = audits::report(audit, &[], Some(earlier.changes(audit)), &context);
        let look = Look { width: 80, colour: false, detail: Detail::Usual };
        for format in audits::FORMATS.into_iter().filter(|format| format.is_text()) {
            let bytes = audits::render(&report, messages, look, format).expect("an audit of this size fits every form");
            seen(bytes, format);
        }
    }
}

fn examples() -> (Vec<Software>, Loaded) {
    let mut loaded = Loaded::default();
    load_text(&Arc::from("record.yaml"), RECORDS, tables_of(), &Limits::default(), &mut loaded);
    (std::mem::take(&mut loaded.software), loaded)
}

/// Records that most rules of a policy have something to say about.
const RECORDS: &str = include_str!("../../examples/proposals/mot-cua-xa-quynh-luu.yaml");
