//! Every form of the report says the same, and nothing that a record holds steers the program that opens it. Outputs are
//! read back with parsers of their own.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use calamine::{Data, Reader, Xlsx};
use dungchung::load::limits::Limits;
use dungchung::load::load;
use dungchung::load::software::Tables;
use dungchung::policy::rules::{Setting, judge};
use dungchung::policy::verdict::Verdict;
use dungchung::record::character::is_hidden;
use dungchung::record::scope::Word;
use dungchung::record::{Lang, Software};
use dungchung::report::format::{Format, render};
use dungchung::report::overview::Overview;
use dungchung::report::terminal::{Detail, Look};
use dungchung::report::text::Messages;
use dungchung::report::{Context, Entry, Report};
use dungchung::{embedded, matching};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use sha2::Digest as _;

const LOOK: Look = Look { width: 120, colour: false, detail: Detail::Usual };

/// A folder for one test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("dungchung-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The report about the records of `paths` after `change` was made to each.
fn report_of(paths: &[&str], lang: Lang, change: impl Fn(&mut Software)) -> (Report, Messages) {
    let (units, sectors) = embedded::tables();
    let (vocabulary, catalogue) = (embedded::vocabulary(), embedded::catalogue());
    let policy = embedded::policy();
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let loaded = load(&paths, Tables { units: &units, sectors: &sectors }, &Limits::default());
    let day = common::DAY.parse().unwrap();
    let compared = loaded.software.into_iter().map(|mut record| {
        change(&mut record);
        let comparison = matching::compare(&record, &catalogue, &vocabulary, &sectors, policy.thresholds.cuts);
        (record, comparison)
    });
    let setting = Setting { catalogue: &catalogue, vocabulary: &vocabulary, policy: &policy, day };
    let judgements = judge(compared.collect(), &[], &setting);
    let messages = Messages::new(lang);
    let context = Context {
        catalogue: &catalogue,
        vocabulary: &vocabulary,
        policy: &policy,
        units: &units,
        sectors: &sectors,
        messages: &messages,
        day,
    };
    let report = dungchung::report::report(&judgements, &loaded.problems, &context);
    (report, messages)
}

fn rendered(report: &Report, messages: &Messages, format: Format) -> Vec<u8> {
    render(report, messages, LOOK, format).unwrap()
}

fn text_of(report: &Report, messages: &Messages, format: Format) -> String {
    String::from_utf8(rendered(report, messages, format)).unwrap()
}

fn select(css: &str) -> Selector {
    Selector::parse(css).unwrap()
}

fn texts(html: &Html, css: &str) -> Vec<String> {
    html.select(&select(css)).map(|e| squeezed(&e.text().collect::<String>())).collect()
}

/// Text with each run of white space as one space.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The sheets of a workbook as text, row by row.
fn sheets(bytes: &[u8]) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.to_vec())).unwrap();
    let names = workbook.sheet_names();
    names
        .into_iter()
        .map(|name| {
            let range = workbook.worksheet_range(&name).unwrap();
            let rows = range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
            (name, rows)
        })
        .collect()
}

/// The parts of a zipped document.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut file = archive.by_index(n).unwrap();
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            (file.name().unwrap().into_owned(), text)
        })
        .collect()
}

/// Each note's paragraphs, a line each.
fn notes(bytes: &[u8], title: &str) -> Vec<String> {
    let document = parts(bytes).remove("word/document.xml").unwrap();
    let xml = roxmltree::Document::parse(&document).unwrap();
    let paragraphs = xml.descendants().filter(|n| n.tag_name().name() == "p");
    let lines: Vec<String> = paragraphs
        .map(|p| p.descendants().filter(|n| n.tag_name().name() == "t").filter_map(|n| n.text()).collect())
        .collect();
    lines.join("\n").split(&format!("\n{title}\n")).skip(1).map(str::to_owned).collect()
}

/// Markdown as a browser shows it.
fn shown(markdown: &str) -> Html {
    let mut html = String::new();
    let parser = pulldown_cmark::Parser::new_ext(markdown, pulldown_cmark::Options::ENABLE_TABLES);
    pulldown_cmark::html::push_html(&mut html, parser);
    Html::parse_fragment(&html)
}

#[test]
fn every_format_says_the_same() {
    for lang in [Lang::VI, Lang::EN] {
        let (report, messages) = report_of(&["examples"], lang, |_| {});
        assert!(report.results.len() > 15);
        let json: Value = serde_json::from_slice(&rendered(&report, &messages, Format::Json)).unwrap();
        let html = Html::parse_document(&text_of(&report, &messages, Format::Html));
        let markdown = shown(&text_of(&report, &messages, Format::Markdown));
        let csv_bytes = rendered(&report, &messages, Format::Csv);
        let mut csv = csv::Reader::from_reader(csv_bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
        let csv: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        let workbook = sheets(&rendered(&report, &messages, Format::Xlsx));
        let records = &workbook[&messages.get("page-list")];
        let findings = &workbook[&messages.get("page-findings")];
        let notes = notes(&rendered(&report, &messages, Format::Docx), &messages.get("note-title"));
        let terminal = squeezed(&text_of(&report, &messages, Format::Terminal));
        let rows: Vec<_> = html.select(&select("#records tbody tr")).collect();
        let articles: Vec<_> = html.select(&select("article")).collect();
        let lines: Vec<_> = markdown.select(&select("table")).next().unwrap().select(&select("tbody tr")).collect();
        let count = json["results"].as_array().unwrap().len();
        for other in [rows.len(), articles.len(), lines.len(), csv.len(), records.len() - 1, notes.len()] {
            assert_eq!(other, count);
        }
        let mut finding_row = 0;
        for (n, result) in json["results"].as_array().unwrap().iter().enumerate() {
            let id = result["id"].as_str().unwrap();
            let verdict = result["verdict"].as_str().unwrap();
            let word = messages.get(&format!("verdict-{verdict}"));
            let coverage = result["coverage"].as_f64().unwrap();
            let percent = format!("{}%", (coverage * 100.0).round());
            let amount = result["investment"]["amount"].as_u64();
            let avoidable = result["investment"]["avoidable"].as_u64().filter(|_| verdict != "clear");
            let money = |amount: u64| messages.money(amount, "VND");
            let row = squeezed(&rows[n].text().collect::<String>());
            let article = squeezed(&articles[n].text().collect::<String>());
            let line: Vec<String> =
                lines[n].select(&select("td")).map(|c| squeezed(&c.text().collect::<String>())).collect();
            let note = squeezed(&notes[n]);

            assert_eq!((&csv[n][0], &csv[n][5]), (id, word.as_str()));
            assert_eq!(csv[n][7].parse::<f64>().unwrap().to_bits(), coverage.to_bits(), "{id}");
            assert_eq!(csv[n][8].parse().ok(), amount, "{id}");
            assert_eq!(csv[n][9].parse().ok(), avoidable, "{id}");
            assert_eq!((records[n + 1][0].as_str(), &records[n + 1][5]), (id, &word));
            assert_eq!(records[n + 1][7].parse::<f64>().unwrap().to_bits(), coverage.to_bits(), "{id}");
            assert_eq!(records[n + 1][8].parse().ok(), amount, "{id}");
            assert_eq!(records[n + 1][9].parse().ok(), avoidable, "{id}");
            assert_eq!(rows[n].value().attr("data-v"), Some(verdict));
            assert_eq!((&line[0], &line[2]), (&word, &percent), "{id}");
            for text in [&row, &article, &note] {
                assert!(text.contains(&word) && text.contains(&percent) && text.contains(id), "{id}: {text}");
                assert!(amount.is_none_or(|a| text.contains(&money(a))), "{id}: {text}");
                assert!(avoidable.is_none_or(|a| text.contains(&money(a))), "{id}: {text}");
            }
            assert!(terminal.contains(id) && avoidable.is_none_or(|a| terminal.contains(&money(a))), "{id}");

            let headings: Vec<String> =
                articles[n].select(&select("h4")).map(|h| squeezed(&h.text().collect::<String>())).collect();
            let all = result["findings"].as_array().unwrap();
            assert_eq!(headings.len(), all.len(), "{id}");
            for (finding, heading) in all.iter().zip(headings) {
                finding_row += 1;
                let (rule, basis) = (finding["rule"].as_str().unwrap(), finding["basis"].as_str().unwrap());
                let message = finding["message"].as_str().unwrap();
                let cells = &findings[finding_row];
                assert_eq!((cells[0].as_str(), cells[1].as_str(), cells[7].as_str()), (id, rule, basis));
                assert_eq!(squeezed(&format!("{} {}", cells[5], cells[6])), squeezed(message));
                assert!(heading.starts_with(rule), "{id} {rule}");
                assert!(
                    article.contains(&squeezed(&cells[5])) && article.contains(&squeezed(&cells[6])),
                    "{id} {rule}"
                );
                assert!(note.contains(&squeezed(&cells[5])) && note.contains(&squeezed(basis)), "{id} {rule}: {note}");
                assert!(terminal.contains(&squeezed(basis)) && terminal.contains(&squeezed(&cells[6])), "{id} {rule}");
                assert!(csv[n][11].contains(rule) && line[5].contains(rule), "{id} {rule}");
            }
            cited_once(&report.results[n], articles[n], &html);
            for function in result["residual"].as_array().unwrap().iter().filter(|_| verdict != "clear") {
                let function = squeezed(function.as_str().unwrap());
                assert!([&article, &note, &terminal].iter().all(|t| t.contains(&function)), "{id}: {function}");
            }
        }
        assert_eq!(findings.len() - 1, finding_row);
        let parts = texts(&markdown, "details");
        let cited: Vec<&Value> =
            json["results"].as_array().unwrap().iter().filter(|r| r["findings"] != Value::Array(vec![])).collect();
        assert_eq!(parts.len(), cited.len());
        for (part, result) in parts.iter().zip(cited) {
            for finding in result["findings"].as_array().unwrap() {
                assert!(part.contains(finding["rule"].as_str().unwrap()), "{part}");
                assert!(part.contains(&squeezed(finding["basis"].as_str().unwrap())), "{part}");
            }
        }
        totals_agree(&report, &messages, &html, &workbook);
    }
}

/// The page lists each document once; a finding leads to those that it cites.
fn cited_once(entry: &Entry, article: ElementRef<'_>, html: &Html) {
    let id = &entry.id;
    for (finding, section) in entry.findings.iter().zip(article.select(&select("section.f"))) {
        let said = squeezed(&section.text().collect::<String>());
        let link = select("a");
        let links = section.select(&link).map(|link| link.value().attr("href").unwrap());
        let cited: Vec<String> = links.map(|place| texts(html, place).concat()).collect();
        let titles: Vec<&String> = finding.law.iter().map(|c| &c.title).chain(&finding.sources).collect();
        assert_eq!(cited.iter().collect::<Vec<_>>(), titles, "{id} {}", finding.rule);
        assert!(titles.iter().all(|title| finding.basis.contains(*title)), "{id} {}", finding.basis);
        assert!(finding.law.iter().all(|c| said.contains(&squeezed(&c.details))), "{id}: {said}");
    }
}

fn totals_agree(report: &Report, messages: &Messages, html: &Html, workbook: &BTreeMap<String, Vec<Vec<String>>>) {
    let overview = Overview::of(report);
    let sheet = &workbook[&messages.get("page-overview")];
    for ((verdict, count), (tile, row)) in overview.counts.iter().zip(texts(html, ".tiles li").iter().zip(&sheet[1..]))
    {
        let word = messages.get(&format!("verdict-{}", verdict.word()));
        assert_eq!(*tile, format!("{count} {word}"));
        assert_eq!((&row[0], &row[1]), (&word, &count.to_string()));
    }
    let total = &overview.money[0];
    assert!(total.asked > total.avoidable && total.avoidable > 0);
    assert_eq!(
        texts(html, ".money td")[1..],
        [messages.money(total.asked, "VND"), messages.money(total.avoidable, "VND")]
    );
    assert_eq!(sheet[overview.counts.len() + 1][3].parse::<f64>().unwrap() as u128, total.asked);
}

#[test]
fn the_steps_of_a_waterfall_end_at_the_coverage() {
    let (report, _) = report_of(&["examples/proposals"], Lang::EN, |_| {});
    let mut seen = 0;
    for entry in &report.results {
        let Some(waterfall) = &entry.detail.waterfall else { continue };
        seen += 1;
        assert_eq!(waterfall.steps.len(), entry.detail.functions.len());
        assert!(waterfall.steps.windows(2).all(|pair| pair[0].to.to_bits() == pair[1].from.to_bits()));
        assert!(waterfall.steps.iter().all(|s| s.adds() <= s.most + 0.0011), "{}", entry.id);
        let end = waterfall.steps.last().unwrap().to;
        assert!((end - entry.matches[waterfall.platform].coverage).abs() < 0.0011, "{}: {end}", entry.id);
    }
    assert!(seen > 8);
}

/// What a stranger may write where a name or a function is asked for.
const HOSTILE: [&str; 12] = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)",
    "a ]]> b & c \"d\" 'e'",
    "x | y `code` **bold** [link](javascript:alert(1)) ![p](http://evil.example/p.png)",
    "# one - two\u{1b}[31m\u{7}",
    "\u{202e}gnp.exe\u{2066} \u{200b}",
    "@team #12 https://evil.example www.evil.example",
    "إدارة الوثائق الإدارية <b>",
];

/// A report about a proposal whose every text is hostile.
fn hostile() -> (Report, Messages) {
    report_of(&["examples/proposals/mot-cua-xa-quynh-luu.yaml"], Lang::VI, |record| {
        record.name.wordings[0].1 = HOSTILE.join(" ");
        record.file = Arc::from("<b>|`\u{1b}p.yaml");
        if let Some(unit) = record.owner.as_mut().and_then(|o| o.unit.as_mut()) {
            HOSTILE[2].clone_into(&mut unit.wordings[0].1);
        }
        let mut hostile = record.functions.clone();
        hostile.extend(record.functions.clone());
        for (function, text) in hostile.iter_mut().zip(HOSTILE) {
            text.clone_into(&mut function.name.wordings[0].1);
        }
        record.functions.extend(hostile.into_iter().take(HOSTILE.len()));
    })
}

#[test]
fn nothing_hidden_gets_into_any_format() {
    let (report, messages) = hostile();
    assert_ne!(report.results[0].verdict, Verdict::Clear);
    for (word, format) in Format::WORDS {
        let bytes = rendered(&report, &messages, *format);
        let texts = if format.is_text() {
            vec![String::from_utf8(bytes).unwrap()]
        } else {
            parts(&bytes).into_values().collect()
        };
        for text in texts {
            let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
            assert_eq!(text.chars().find(|c| is_hidden(*c)), None, "{word}");
        }
    }
}

#[test]
fn a_hostile_record_adds_nothing_to_the_page() {
    let (report, messages) = hostile();
    let page = text_of(&report, &messages, Format::Html);
    let html = Html::parse_document(&page);
    let count = |css: &str| html.select(&select(css)).count();
    assert_eq!((count("script"), count("style"), count("img"), count("article th[dir=rtl]")), (1, 1, 0, 1));
    for element in html.select(&select("*")) {
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on") && name != "style" && name != "src", "{name}");
            if name == "href" {
                assert!(value.starts_with('#') || value == "data:,", "{value}");
            }
        }
    }
    let names = texts(&html, "article h2");
    assert!(names[0].contains("<script>alert(1)</script>") && names[0].contains("]]>"), "{names:?}");
    let functions = texts(&html, ".heat th[scope=row]");
    assert!(functions.contains(&HOSTILE[2].to_owned()) && functions.contains(&HOSTILE[11].to_owned()));
}

#[test]
fn the_page_runs_only_its_own_script_and_style() {
    let (report, messages) = report_of(&["examples/proposals/mot-phan-moi.yaml"], Lang::VI, |_| {});
    let html = Html::parse_document(&text_of(&report, &messages, Format::Html));
    let meta = html.select(&select("meta[http-equiv=Content-Security-Policy]")).next().unwrap();
    let policy = meta.value().attr("content").unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    for (element, directive) in [("style", "style-src"), ("script", "script-src")] {
        let text: String = html.select(&select(element)).next().unwrap().text().collect();
        let hash = base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text));
        assert!(policy.contains(&format!("{directive} 'sha256-{hash}'")), "{element}");
    }
    let root = html.select(&select("html")).next().unwrap();
    assert_eq!((root.value().attr("lang"), root.value().attr("dir")), (Some("vi"), Some("ltr")));
}

#[test]
fn a_hostile_record_is_text_in_a_spreadsheet() {
    let (report, messages) = hostile();
    let bytes = rendered(&report, &messages, Format::Csv);
    let mut csv = csv::Reader::from_reader(bytes.strip_prefix("\u{feff}".as_bytes()).unwrap());
    for cell in csv.records().map(Result::unwrap).flat_map(|r| r.iter().map(str::to_owned).collect::<Vec<_>>()) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
    }
    let workbook = rendered(&report, &messages, Format::Xlsx);
    for (name, part) in parts(&workbook) {
        let xml = roxmltree::Document::parse(&part).unwrap();
        let formula = xml.descendants().any(|n| ["f", "hyperlink"].contains(&n.tag_name().name()));
        assert!(!formula, "{name}");
    }
    let functions = &sheets(&workbook)[&messages.get("column-functions")];
    assert!(functions.iter().any(|row| row[1] == HOSTILE[2]), "the text itself is kept");
}

#[test]
fn a_hostile_record_is_text_in_markdown() {
    let (report, messages) = hostile();
    let markdown = text_of(&report, &messages, Format::Markdown);
    let html = shown(&markdown);
    for css in ["script", "img", "a", "style", "h1", "code", "details details"] {
        assert_eq!(html.select(&select(css)).count(), 0, "{css}");
    }
    let first = html.select(&select("table")).next().unwrap();
    for row in first.select(&select("tr")) {
        assert_eq!(row.select(&select("th, td")).count(), 6);
    }
    assert!(texts(&html, "td").iter().any(|cell| cell.contains("x | y `code` **bold** [link]")));
    for live in ["@team", "@SUM", "#12", "https://", "www.evil"] {
        assert!(!markdown.contains(live), "{live}");
    }
}

#[test]
fn a_hostile_record_is_text_in_a_note() {
    let (report, messages) = hostile();
    let notes = notes(&rendered(&report, &messages, Format::Docx), &messages.get("note-title"));
    assert_eq!(notes.len(), 1);
    assert!(notes[0].contains("<script>alert(1)</script>") && notes[0].contains("]]> b & c"), "{}", notes[0]);
}

#[test]
fn a_note_has_the_official_states_and_the_decision_table() {
    let (report, messages) = report_of(&["examples/proposals/mot-cua-xa-quynh-luu.yaml"], Lang::VI, |_| {});
    let bytes = rendered(&report, &messages, Format::Docx);
    let document = &parts(&bytes)["word/document.xml"];
    assert!(
        document.contains("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") && document.contains("Độc lập - Tự do - Hạnh phúc")
    );
    let note = &notes(&bytes, "PHIẾU THẨM ĐỊNH")[0];
    for line in ["☐ Đáp ứng", "☒ Chưa đáp ứng", "☐ Chưa đủ cơ sở đánh giá", "☐ Không áp dụng"]
    {
        assert!(note.lines().any(|l| l == line), "{line}");
    }
    for key in ["meets", "otherwise", "interface", "separate", "several"] {
        assert!(note.contains(&messages.get(&format!("decision-{key}-do"))), "{key}");
    }
    assert!(parts(&bytes)["word/styles.xml"].contains("Times New Roman"));
}

#[test]
fn the_clock_is_in_no_file() {
    let (report, messages) = report_of(&["examples/systems"], Lang::VI, |_| {});
    for (word, format) in Format::WORDS {
        let arguments = ["check", "examples/systems", "--lang", "vi", "--format", word];
        let (first, second) = (common::run(&arguments), common::run(&arguments));
        assert_eq!(first.stdout, second.stdout, "{word}");
        assert!(format.is_text() || first.stdout.starts_with(b"PK"), "{word}");
    }
    for format in [Format::Xlsx, Format::Docx] {
        let bytes = rendered(&report, &messages, format);
        assert!(parts(&bytes)["docProps/core.xml"].contains(&format!("{}T00:00:00Z", common::DAY)));
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        for n in 0..archive.len() {
            assert_eq!(archive.by_index(n).unwrap().last_modified().map(|t| t.year()), Some(1980));
        }
    }
}

#[test]
fn a_thousand_records_stay_under_ten_megabytes() {
    // Proposals have the most to say: functions, platforms, findings.
    for paths in [["examples"], ["examples/proposals"]] {
        let (mut report, messages) = report_of(&paths, Lang::VI, |_| {});
        let some = report.results.clone();
        report.results = some.iter().cycle().take(1000).cloned().collect();
        let size = rendered(&report, &messages, Format::Html).len();
        assert!(size < 10_000_000, "{paths:?}: {size} bytes");
    }
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let arabic = "إدارة الوثائق الإدارية الواردة والصادرة في البلدية";
    for lang in [Lang::VI, Lang::EN] {
        let (report, messages) = report_of(&["examples/proposals"], lang, |record| {
            record.file = Arc::from("p.yaml");
            arabic.clone_into(&mut record.functions[0].name.wordings[0].1);
        });
        for width in (60..=200).step_by(7) {
            for detail in [Detail::Verdicts, Detail::Usual, Detail::Reasons] {
                let look = Look { width, colour: false, detail };
                let text = String::from_utf8(render(&report, &messages, look, Format::Terminal).unwrap()).unwrap();
                for line in text.lines() {
                    assert!(textwrap::core::display_width(line) <= usize::from(width), "{width}: {line}");
                }
                assert!(!text.contains('\u{1b}'));
                let colours = render(&report, &messages, Look { colour: true, ..look }, Format::Terminal).unwrap();
                assert_eq!(without_colours(&String::from_utf8(colours).unwrap()), text, "colours change nothing else");
            }
        }
    }
}

fn without_colours(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain + rest
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_folder_receives_several_formats_in_one_run() {
    let folder = folder("folder").join("out");
    let output = format!("{}/", folder.display());
    let run = common::run(&["check", "examples/proposals", "--lang", "en", "--output", &output]);
    assert_eq!(run.status.code(), Some(1), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.stdout.is_empty());
    assert_eq!(
        names_in(&folder),
        ["csv", "docx", "html", "json", "md", "xlsx"].map(|ending| format!("dungchung.{ending}"))
    );
    let direct = common::run(&["check", "examples/proposals", "--lang", "en", "--format", "json"]);
    assert_eq!(std::fs::read(folder.join("dungchung.json")).unwrap(), direct.stdout);
    let some = common::run(&["check", "examples/systems", "--format", "csv,html", "-q", "-o", &output]);
    assert!(some.stderr.is_empty(), "{}", String::from_utf8_lossy(&some.stderr));
}

#[test]
fn endings_choose_formats_and_unknown_ones_are_refused() {
    let folder = folder("endings");
    let (page, table) = (folder.join("a.html"), folder.join("b.csv"));
    let run = common::run(&["check", "examples/systems", "-o", page.to_str().unwrap(), "-o", table.to_str().unwrap()]);
    assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(std::fs::read_to_string(page).unwrap().starts_with("<!doctype html>"));
    assert!(std::fs::read_to_string(table).unwrap().starts_with('\u{feff}'));
    let refused = common::run(&["check", "examples/systems", "-o", folder.join("a.pdf").to_str().unwrap()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains(".html"));
    assert_eq!(names_in(&folder), ["a.html", "b.csv"]);
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_leaves_the_files_that_were_there() {
    let folder = folder("full");
    for name in ["a.json", "b.html"] {
        std::fs::write(folder.join(name), "before").unwrap();
    }
    // The shell lets no file grow beyond 100 kB (200 blocks): the JSON fits, the page does not.
    let script = format!(
        "trap '' XFSZ; ulimit -f 200; exec {} check examples/systems examples/proposals --today {} -o {f}/a.json -o {f}/b.html",
        env!("CARGO_BIN_EXE_dungchung"),
        common::DAY,
        f = folder.display()
    );
    let run = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(String::from_utf8_lossy(&run.stderr).contains("cannot write"));
    assert_eq!(names_in(&folder), ["a.json", "b.html"], "nothing is left over");
    for name in ["a.json", "b.html"] {
        assert_eq!(std::fs::read_to_string(folder.join(name)).unwrap(), "before");
    }
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_written_through() {
    let folder = folder("links");
    let (file, link, pipe) = (folder.join("file.json"), folder.join("link.json"), folder.join("pipe.json"));
    std::fs::write(&file, "before").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || std::fs::read(pipe).unwrap()
    });
    for path in [&link, &pipe] {
        let run = common::run(&["check", "examples/systems", "--format", "json", "-o", path.to_str().unwrap()]);
        assert!(run.status.code().is_some_and(|c| c < 2), "{}", String::from_utf8_lossy(&run.stderr));
    }
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read(&file).unwrap(), reader.join().unwrap());
    assert!(!std::fs::metadata(&pipe).unwrap().is_file());
}

#[test]
fn the_language_is_that_of_the_option_then_of_the_environment_then_english() {
    let said = |arguments: &[&str], environment: &[(&str, &str)]| {
        let output = common::dungchung()
            .args(["check", "examples/proposals/cuu-ho-bai-bien.yaml", "-q"])
            .args(arguments)
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().split("  ").next().unwrap().to_owned()
    };
    assert_eq!(said(&[], &[]), "CLEAR");
    assert_eq!(said(&[], &[("LANG", "vi_VN.UTF-8")]), "KHÔNG TRÙNG");
    assert_eq!(said(&[], &[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "vi_VN")]), "KHÔNG TRÙNG");
    assert_eq!(said(&[], &[("LC_ALL", "C.UTF-8"), ("LANG", "vi_VN.UTF-8")]), "CLEAR");
    assert_eq!(said(&[], &[("LC_ALL", ""), ("LANG", "vi_VN.UTF-8")]), "KHÔNG TRÙNG");
    assert_eq!(said(&["--lang", "en"], &[("LC_ALL", "vi_VN.UTF-8")]), "CLEAR");
}
