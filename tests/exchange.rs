//! What is imported loads, loses nothing in silence and comes back from every form that can hold it; no input panics.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use dungchung::embedded;
use dungchung::exchange::columns::Columns;
use dungchung::exchange::draft::Setting;
use dungchung::exchange::note::{Note, Place, Weight};
use dungchung::exchange::tree::{self, Tree};
use dungchung::exchange::{self, Outcome};
use dungchung::load::limits::Limits;
use dungchung::load::software::Tables;
use dungchung::load::{Loaded, load, load_text};
use dungchung::record::unit::{Sectors, Units};
use dungchung::record::{Kind, Lang, Software};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

static UNITS: LazyLock<(Units, Sectors)> = LazyLock::new(embedded::tables);
static COLUMNS: LazyLock<Columns> = LazyLock::new(Columns::embedded);

fn tables() -> Tables<'static> {
    Tables { units: &UNITS.0, sectors: &UNITS.1 }
}

fn setting(kind: Kind) -> Setting<'static> {
    Setting { kind, territory: Some("vn/nghe-an"), map: &[], sheet: None, tables: tables(), columns: &COLUMNS }
}

fn import(file: &str, bytes: &[u8], kind: Kind) -> Outcome {
    let mut outcome = Outcome::default();
    exchange::import(&Arc::from(file), bytes, &setting(kind), &mut BTreeMap::new(), &mut outcome);
    outcome
}

/// Imports what the program wrote itself; nothing is concluded from where the run is.
fn back(file: &str, bytes: &[u8]) -> Outcome {
    let mut outcome = Outcome::default();
    let setting = Setting { territory: None, ..setting(Kind::System) };
    exchange::import(&Arc::from(file), bytes, &setting, &mut BTreeMap::new(), &mut outcome);
    outcome
}

fn import_file(name: &str, kind: Kind) -> Outcome {
    import(name, &std::fs::read(format!("tests/input/import/{name}")).unwrap(), kind)
}

fn at<'n>(outcome: &'n Outcome, code: &str) -> Vec<&'n Note> {
    outcome.notes.iter().filter(|n| n.code == code).collect()
}

fn records(paths: &[&str]) -> Vec<Software> {
    let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
    let loaded = load(&paths, tables(), &Limits::default());
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    loaded.software
}

fn trees(records: impl IntoIterator<Item = Software>) -> BTreeMap<String, Tree> {
    records.into_iter().map(|r| (r.id.value.clone(), sorted(tree::record(&r)))).collect()
}

/// In which order facts and languages stand says nothing.
fn sorted(tree: Tree) -> Tree {
    match tree {
        Tree::Map(mut entries) => {
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Tree::Map(entries.into_iter().map(|(key, value)| (key, sorted(value))).collect())
        }
        Tree::List(items) => Tree::List(items.into_iter().map(sorted).collect()),
        scalar => scalar,
    }
}

fn imported(outcome: Outcome) -> BTreeMap<String, Tree> {
    trees(outcome.records.into_iter().map(|r| r.record))
}

#[test]
fn every_record_is_written_as_it_was_read() {
    let records = records(&["data/catalogue", "examples/proposals", "examples/systems", "tests/quality/proposals"]);
    assert!(records.len() > 300);
    for record in records {
        let written = tree::yaml(&tree::record(&record), &["a comment: [".to_owned()]);
        let mut loaded = Loaded::default();
        load_text(&Arc::from("written.yaml"), &written, tables(), &Limits::default(), &mut loaded);
        assert!(loaded.problems.is_empty(), "{written}\n{:?}", loaded.problems);
        assert_eq!(tree::record(&loaded.software[0]), tree::record(&record));
    }
}

#[test]
fn a_form_03_workbook_reads_back_to_the_same_records() {
    let records = records(&["data/catalogue", "examples/proposals", "examples/systems"]);
    let all: Vec<&Software> = records.iter().collect();
    let workbook = exchange::xlsx(&exchange::form03(&all)).unwrap();
    let outcome = back("form-03.xlsx", &workbook);
    assert!(outcome.notes.is_empty(), "{:#?}", outcome.notes);
    assert_eq!(imported(outcome), trees(records));
}

#[test]
fn relations_and_long_texts_pass_through_form_03() {
    let text = format!(
        "kind: system\nid: a.b\nname: {{vi: Một, en: One}}\nsummary: \"{}\"\nfunctions: [x]\nrelations: {{extends: [b], \
         integrates-with: [c, d], replaces: [e]}}\nannual-cost: {{amount: 7, currency: USD}}\n",
        "chữ dài ".repeat(20_000)
    )
    .replace("a.b", "a-b");
    let mut loaded = Loaded::default();
    load_text(&Arc::from("t.yaml"), &text, tables(), &Limits::default(), &mut loaded);
    let workbook = exchange::xlsx(&exchange::form03(&[&loaded.software[0]])).unwrap();
    let outcome = back("form-03.xlsx", &workbook);
    assert_eq!(imported(outcome), trees(loaded.software));
}

#[test]
fn what_the_official_sheet_says_counts() {
    let records = records(&["examples/systems"]);
    let mut grids = exchange::form03(&[&records[0]]);
    let objects = grids.iter_mut().find(|g| g.name == "DM_DOITUONG").unwrap();
    let column = |head: &str| objects.heads.iter().position(|h| h == head).unwrap();
    let (owner, state) = (column("Cơ quan chủ quản"), column("Trạng thái vòng đời"));
    objects.rows[0][owner] = "Sở Nội vụ".into();
    objects.rows[0][state] = "Kết thúc sử dụng".into();
    let outcome = import("form-03.xlsx", &exchange::xlsx(&grids).unwrap(), Kind::System);
    assert_eq!(at(&outcome, "form-wins").len(), 2);
    let tree = tree::record(&outcome.records[0].record);
    assert_eq!(tree.get("status"), Some(&Tree::text("retired")));
    assert_eq!(tree.get("owner").and_then(|o| o.get("unit")), Some(&Tree::text("Sở Nội vụ")));
}

#[test]
fn a_workbook_of_others_gives_records_without_added_sheet() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("DM_DOITUONG").unwrap();
    let heads = [
        "Mã đối tượng",
        "Loại bản ghi",
        "Tên đối tượng",
        "Phạm vi sử dụng",
        "Cơ quan chủ quản",
        "Trạng thái vòng đời",
        "Nguồn/minh chứng",
    ];
    sheet.write_string(0, 0, "Bảng 1 - Danh mục đối tượng kiến trúc chủ yếu").unwrap();
    for (column, head) in (0..).zip(heads) {
        sheet.write_string(2, column, head).unwrap();
    }
    let rows = [
        ["KT-1", "Bản ghi gốc", "Hệ thống quản lý chợ", "Cấp xã", "UBND xã Yên Thành", "Đang vận hành", "QĐ 1"],
        ["QG-1", "Bản ghi tham chiếu", "Nền tảng VNeID", "Quốc gia", "Bộ Công an", "Chưa xác định", "QĐ 2"],
        ["KT-2", "Bản ghi gốc", "", "Cấp xã", "UBND xã Đô Lương", "Dự kiến", "QĐ 3"],
    ];
    for (row, cells) in (3..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let sheet = book.add_worksheet().set_name("QH_KETNOI").unwrap();
    for (column, head) in (0..).zip(["Mã quan hệ", "Đối tượng nguồn", "Loại quan hệ", "Đối tượng đích"])
    {
        sheet.write_string(0, column, head).unwrap();
    }
    for (row, cells) in (1..).zip([["QH-1", "KT-1", "Sử dụng dịch vụ", "QG-1"], ["QH-2", "KT-9", "Phụ thuộc", "QG-1"]])
    {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    let outcome = import("mau-03.xlsx", &book.save_to_buffer().unwrap(), Kind::System);
    let broken: Vec<(&str, Place)> =
        outcome.notes.iter().filter(|n| n.weight == Weight::Broken).map(|n| (n.code, n.place.clone())).collect();
    assert_eq!(
        broken,
        [
            ("no-name", Place::Cell(Arc::from("DM_DOITUONG"), 6, 3)),
            ("no-object", Place::Cell(Arc::from("QH_KETNOI"), 3, 2))
        ]
    );
    let trees = imported(outcome);
    let system = &trees["kt-1"];
    assert_eq!(system.get("kind"), Some(&Tree::text("system")));
    assert_eq!(system.get("status"), Some(&Tree::text("operational")));
    assert_eq!(system.get("relations").unwrap().get("integrates-with"), Tree::texts(["qg-1"]).as_ref());
    let platform = &trees["qg-1"];
    assert_eq!(platform.get("kind"), Some(&Tree::text("platform")));
    assert_eq!(platform.get("status"), Some(&Tree::text("unknown")));
    assert_eq!(platform.get("functions"), Some(&Tree::List(vec![])));
}

#[test]
fn a_list_reads_back_but_for_what_it_has_no_column_for() {
    let records = records(&["examples/proposals", "examples/systems"]);
    let all: Vec<&Software> = records.iter().collect();
    let mut notes = Vec::new();
    let grid = exchange::list(&all, Lang::VI, &mut notes);
    let lost: BTreeMap<&str, &str> = notes.iter().map(|n| (n.args[0].1.as_str(), n.args[1].1.as_str())).collect();
    for bytes in [exchange::csv(&grid).unwrap(), exchange::xlsx(&[grid]).unwrap()] {
        let back = imported(back("list", &bytes));
        assert_eq!(back.len(), records.len());
        for record in &records {
            let id = record.id.value.as_str();
            let lost = lost.get(id).copied().unwrap_or_default();
            let without = |tree: &Tree| {
                let Tree::Map(entries) = tree else { panic!("a record") };
                let kept = entries.iter().filter(|(k, _)| {
                    !(lost.contains(k.as_str())
                        || (k == "functions" && lost.contains("detail"))
                        || k == "investment"
                        || k == "annual-cost")
                });
                kept.cloned().collect::<Vec<_>>()
            };
            assert_eq!(without(&back[id]), without(&sorted(tree::record(record))), "{id}: {lost}");
        }
    }
}

#[test]
fn a_broken_row_is_named_and_the_rest_is_kept() {
    let outcome = import_file("danh-muc.csv", Kind::Proposal);
    let names: Vec<&str> = outcome.records.iter().map(|r| r.record.name.in_lang(Lang::VI)).collect();
    assert_eq!(
        names,
        [
            "Phần mềm quản lý văn bản xã Nghi Lộc",
            "Phần mềm quản lý nghĩa trang",
            "Phần mềm quản lý chợ",
            "Phần mềm quản lý kho vắc xin"
        ]
    );
    let first = tree::record(&outcome.records[0].record);
    assert_eq!(first.get("investment").unwrap().get("amount"), Some(&Tree::Number(450_000_000)));
    assert_eq!(first.get("investment").unwrap().get("to"), Some(&Tree::text("2026-03")));
    assert_eq!(first.get("scope").unwrap().get("territory"), Some(&Tree::text("vn/nghe-an/nghi-loc")));
    assert_eq!(
        first.get("functions"),
        Tree::texts(["Tiếp nhận và số hóa văn bản đến", "Trình ký số, phát hành văn bản đi", "Theo dõi hạn xử lý"])
            .as_ref()
    );
    assert!(outcome.records[0].yaml.contains("# Ngôn ngữ lập trình: Java\n"));
    // Two rows of one record; an amount in its own unit under a head in millions.
    let market = tree::record(&outcome.records[2].record);
    assert_eq!(market.get("investment").unwrap().get("amount"), Some(&Tree::Number(1_250_000_000)));
    assert!(matches!(market.get("functions"), Some(Tree::List(f)) if f.len() == 2));
    let broken: Vec<_> =
        outcome.notes.iter().filter(|n| n.weight == Weight::Broken).map(|n| (n.code, n.place.clone())).collect();
    assert_eq!(broken, [("no-name", Place::Cell(Arc::from(""), 14, 2))]);
    // The amount and the date that are none.
    assert_eq!(at(&outcome, "unread").len(), 2);
    assert_eq!(at(&outcome, "total-row").len(), 1);
    let last = tree::record(&outcome.records[3].record);
    assert_eq!(last.get("owner").unwrap().get("unit"), Some(&Tree::text("Sở Y tế")));
}

#[test]
fn merged_cells_dates_and_two_rows_of_heads() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("PM").unwrap();
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, 5, "DANH MỤC PHẦN MỀM", &plain).unwrap();
    for (column, head) in [(0, "STT"), (1, "Tên phần mềm"), (2, "Chức năng")] {
        sheet.merge_range(1, column, 2, column, head, &plain).unwrap();
    }
    sheet.merge_range(1, 3, 1, 4, "Kinh phí (triệu đồng)", &plain).unwrap();
    sheet.write_string(2, 3, "Kinh phí đầu tư").unwrap();
    sheet.write_string(2, 4, "Kinh phí hằng năm").unwrap();
    sheet.merge_range(1, 5, 2, 5, "Từ ngày", &plain).unwrap();
    sheet.merge_range(3, 0, 4, 0, "1", &plain).unwrap();
    sheet.merge_range(3, 1, 4, 1, "Phần mềm quản lý chợ", &plain).unwrap();
    sheet.write_string(3, 2, "Quản lý tiểu thương").unwrap();
    sheet.write_string(4, 2, "Thu tiền sạp").unwrap();
    sheet.write_number(3, 3, 1250.5).unwrap();
    sheet.write_number(3, 4, 30).unwrap();
    let day = ExcelDateTime::from_ymd(2026, 3, 15).unwrap();
    sheet.write_datetime_with_format(3, 5, day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
    sheet.write_string(5, 1, "Qu¶n lý v¨n b¶n").unwrap();
    sheet.write_number(5, 0, 2).unwrap();
    sheet.write_string(5, 2, "Sè hãa v¨n b¶n").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let outcome = import("pm.xlsx", &bytes, Kind::Proposal);
    assert_eq!(outcome.records.len(), 2, "{:#?}", outcome.notes);
    let first = tree::record(&outcome.records[0].record);
    assert_eq!(first.get("functions"), Tree::texts(["Quản lý tiểu thương", "Thu tiền sạp"]).as_ref());
    assert_eq!(first.get("investment").unwrap().get("amount"), Some(&Tree::Number(1_250_500_000)));
    assert_eq!(first.get("investment").unwrap().get("from"), Some(&Tree::text("2026-03-15")));
    assert_eq!(outcome.records[1].record.name.in_lang(Lang::VI), "Quản lý văn bản");
    let font = at(&outcome, "tcvn3-font");
    assert_eq!(font[0].place, Place::Cell(Arc::from("PM"), 6, 2));
    // A yearly cost is none of a proposal: it stays beside it, and is said to.
    assert_eq!(at(&outcome, "not-of-kind").len(), 1);
    assert!(outcome.records[0].yaml.contains("# annual-cost: 30\n"));
}

/// Every scalar of a YAML or JSON text stands in what was written, as a value or as a comment.
fn nothing_lost(source: &serde_json::Value, outcome: &Outcome, but: &[&str]) {
    let squeezed = |s: &str| s.split_whitespace().filter(|w| *w != "/" && *w != "#").collect::<String>();
    let mut written = String::new();
    for record in &outcome.records {
        written.push_str(&record.yaml.replace("\\n", " ").replace("\\\"", "\""));
    }
    let written = squeezed(&written);
    let mut stack = vec![source];
    while let Some(value) = stack.pop() {
        match value {
            serde_json::Value::Array(items) => stack.extend(items),
            serde_json::Value::Object(entries) => stack.extend(entries.values()),
            serde_json::Value::Null => {}
            scalar => {
                let said = scalar.as_str().map_or_else(|| scalar.to_string(), str::to_owned);
                let said = said.replace('\u{fe0f}', "");
                assert!(but.contains(&said.as_str()) || written.contains(&squeezed(&said)), "lost: {said}");
            }
        }
    }
}

#[test]
fn publiccode_of_every_version_loses_nothing() {
    let old = import_file("publiccode-0.2.yml", Kind::System);
    let source = serde_json::json!([
        "0.2",
        "Sổ chợ",
        "https://example.org/so-cho.git",
        "1.0",
        "2020-01-31",
        "web",
        "financial-reporting",
        "standalone/web",
        "it",
        "government",
        "Market ledger",
        "Rents and stalls of markets",
        "Keeps the rents of the stalls of a market.",
        "Written for communes.",
        "List of stalls",
        "Monthly rents",
        "Sổ chợ xã",
        "Sạp và tiền thuê của chợ",
        "Danh sách sạp",
        "Thu tiền thuê hằng tháng",
        "AGPL-3.0-or-later",
        "UBND xã Ví Dụ",
        "https://example.org",
        "internal",
        "Nguyễn Văn A",
        "yes",
        "en",
        "vi",
        "true"
    ]);
    nothing_lost(&source, &old, &[]);
    let record = &old.records[0].record;
    assert_eq!(record.functions[1].name.in_lang(Lang::VI), "Thu tiền thuê hằng tháng");
    assert_eq!(record.functions[1].name.in_lang(Lang::EN), "Monthly rents");
    let tree = tree::record(record);
    assert_eq!(tree.get("status"), Some(&Tree::text("retired")));
    assert_eq!(tree.get("scope").unwrap().get("territory"), Some(&Tree::text("vn")));
    assert_eq!(tree.get("owner").unwrap().get("unit"), Some(&Tree::text("UBND xã Ví Dụ")));

    let new = import_file("publiccode-0.5.yml", Kind::System);
    assert_eq!(new.records.len(), 1);
    let source = serde_json::json!([
        "Stall book",
        "City of Example",
        "urn:x-example",
        "Loyers et étals",
        "Étals",
        "MIT",
        "false",
        "Rents and stalls ⚠️"
    ]);
    nothing_lost(&source, &new, &[]);
    assert_eq!(at(&new, "not-yaml").len(), 1, "the broken document is named: {:?}", new.notes);
    assert_eq!(at(&new, "cleaned").len(), 1, "so is the character that cannot be seen");
}

#[test]
fn publiccode_written_is_publiccode_read() {
    let records = records(&["examples/systems"]);
    for record in &records {
        let mut notes = dungchung::exchange::note::Notes::new(&record.file);
        let text = exchange::publiccode(record, &mut notes);
        assert!(notes.all.iter().any(|n| n.code == "keys-required"));
        let back = import("publiccode.yml", text.as_bytes(), Kind::System);
        let (tree, was) = (tree::record(&back.records[0].record), tree::record(record));
        for key in ["name", "status"] {
            assert_eq!(tree.get(key), was.get(key));
        }
        let names = |r: &Software| r.functions.iter().map(|f| f.name.in_lang(Lang::VI).to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&back.records[0].record), names(record));
    }
}

#[test]
fn json_of_others_loses_nothing() {
    for (file, records, broken) in [("code.json", 1, 1), ("dpg.json", 1, 0)] {
        let outcome = import_file(file, Kind::System);
        assert_eq!(outcome.records.len(), records, "{:#?}", outcome.notes);
        assert_eq!(outcome.notes.iter().filter(|n| n.weight == Weight::Broken).count(), broken);
        let source: serde_json::Value =
            serde_json::from_slice(&std::fs::read(format!("tests/input/import/{file}")).unwrap()).unwrap();
        let source = source.get("releases").map_or(source.clone(), |r| r[0].clone());
        let Tree::List(functions) = tree::record(&outcome.records[0].record).get("functions").cloned().unwrap() else {
            panic!("a list")
        };
        assert!(functions.iter().all(|f| f.get("basis") == Some(&Tree::text("inferred"))));
        for (key, value) in source.as_object().unwrap() {
            let kept = outcome.records[0].yaml.contains(&format!("# {key}: "));
            assert!(kept || ["name", "description", "status"].contains(&key.as_str()), "{key}: {value}");
        }
    }
}

#[test]
fn the_portfolio_is_what_import_makes_of_its_lists() {
    let mut outcome = Outcome::default();
    let mut taken = BTreeMap::new();
    let setting = Setting { territory: None, ..setting(Kind::System) };
    for list in ["nghe-an.csv", "chuong-trinh-2022.csv"] {
        let bytes = std::fs::read(format!("examples/portfolio/{list}")).unwrap();
        exchange::import(&Arc::from(list), &bytes, &setting, &mut taken, &mut outcome);
    }
    assert!(outcome.notes.iter().all(|n| n.weight != Weight::Broken));
    let written: String = outcome.records.iter().map(|r| r.yaml.as_str()).collect();
    assert_eq!(written, std::fs::read_to_string("examples/portfolio/records.yaml").unwrap());
}

#[test]
fn records_as_json_are_the_same_records() {
    let records = records(&["data/catalogue/nghe-an", "examples/proposals"]);
    let list: Vec<Tree> = records.iter().map(tree::record).collect();
    let outcome = back("records.json", serde_json::to_string(&list).unwrap().as_bytes());
    assert!(outcome.notes.is_empty(), "{:#?}", outcome.notes);
    assert_eq!(imported(outcome), trees(records));
}

#[test]
fn legacy_encodings_give_the_same_records() {
    let text = std::fs::read_to_string("tests/input/import/danh-muc.csv").unwrap();
    let expected = imported(import("list.csv", text.as_bytes(), Kind::Proposal));
    assert_eq!(imported(import("list.csv", text.replace('\n', "\r\n").as_bytes(), Kind::Proposal)), expected);
    let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(imported(import("list.csv", &utf_16, Kind::Proposal)), expected);
    let outcome =
        import("list.csv", &text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>(), Kind::Proposal);
    assert_eq!(at(&outcome, "encoding").len(), 1);
    assert_eq!(imported(outcome), expected);
}

fn seeds() -> &'static Vec<(&'static str, Vec<u8>)> {
    static SEEDS: LazyLock<Vec<(&str, Vec<u8>)>> = LazyLock::new(|| {
        let records = records(&["examples/systems"]);
        let all: Vec<&Software> = records.iter().collect();
        let file = |name: &str| std::fs::read(format!("tests/input/import/{name}")).unwrap();
        vec![
            ("a.csv", file("danh-muc.csv")),
            ("a.yml", file("publiccode-0.2.yml")),
            ("b.yml", file("publiccode-0.5.yml")),
            ("a.json", file("code.json")),
            ("b.json", file("dpg.json")),
            ("a.xlsx", exchange::xlsx(&exchange::form03(&all)).unwrap()),
            ("b.xlsx", exchange::xlsx(&[exchange::list(&all, Lang::VI, &mut Vec::new())]).unwrap()),
        ]
    });
    &SEEDS
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn changed_files_never_panic(
        seed in 0..7_usize,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        let (name, bytes) = &seeds()[seed];
        let mut bytes = bytes.clone();
        for (at, byte, how) in changes {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => { bytes.remove(at); }
                _ => bytes.truncate(at),
            }
        }
        let outcome = import(name, &bytes, Kind::Proposal);
        // Nothing at all is never an answer.
        prop_assert!(!outcome.records.is_empty() || outcome.notes.iter().any(|n| n.weight == Weight::Broken));
    }

    #[test]
    fn any_table_gives_records_that_load_or_says_why(rows in proptest::collection::vec(proptest::collection::vec("\\PC{0,40}", 4), 1..6)) {
        let mut text = String::from("Tên phần mềm\tChức năng\tKinh phí\tĐơn vị\n");
        for row in &rows {
            text.push_str(&row.iter().map(|c| c.replace(['\t', '"'], " ")).collect::<Vec<_>>().join("\t"));
            text.push('\n');
        }
        let outcome = import("t.tsv", text.as_bytes(), Kind::Proposal);
        for record in &outcome.records {
            let mut loaded = Loaded::default();
            load_text(&Arc::from("t.yaml"), &record.yaml, tables(), &Limits::default(), &mut loaded);
            prop_assert!(loaded.problems.is_empty(), "{}", record.yaml);
        }
    }
}
