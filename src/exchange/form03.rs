//! The architecture data set, Form 03 of the Ministry of Science and Technology's guide, read and written. Its sheets
//! say what a system is and who answers for it, not what it does; the guide lets a body add sheets of its own, so one
//! more, `DC_BOSUNG`, carries what a record says beyond. Where both speak, the official sheet counts.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::columns::fold;
use super::draft::{Draft, Setting, conclude, id_of, put};
use super::grid::{Grid, LONGEST_CELL};
use super::list::plain;
use super::note::{Notes, Place, Weight};
use super::sheet::{Cell, Sheet};
use super::tree::{Tree, record as tree_of};
use crate::load::decode::{Sink, Table, list, shorten, string};
use crate::load::limits::Limits;
use crate::load::yaml::{Node, Value, documents};
use crate::record::place::Located;
use crate::record::scope::{Level, Word, word_of};
use crate::record::{Kind, Software, Status};

const FILE: &str = "data/import/form-03.yaml";
const TEXT: &str = include_str!("../../data/import/form-03.yaml");

/// The sheet that is added to the official ones.
const ADDED: &str = "DC_BOSUNG";
const ADDED_HEADS: [&str; 3] = ["Mã đối tượng", "Trường", "Giá trị"];
const OBJECTS: &str = "DM_DOITUONG";
const RELATIONS: &str = "QH_KETNOI";
const MAPPING: &str = "ANHXA";
const TASKS: &str = "HOANTHIEN_NV";
/// Rows in which the heads of an official sheet are looked for.
const HEAD_ROWS: usize = 20;

struct Form {
    sheets: Vec<FormSheet>,
    words: BTreeMap<String, String>,
    /// What is said of the life cycle, folded → status.
    life_cycle: BTreeMap<String, String>,
}

struct FormSheet {
    name: String,
    title: String,
    fields: Vec<Field>,
}

struct Field {
    key: String,
    head: String,
    need: String,
}

static FORM: LazyLock<Form> = LazyLock::new(|| {
    let mut problems = Vec::new();
    let mut form = Form { sheets: Vec::new(), words: BTreeMap::new(), life_cycle: BTreeMap::new() };
    let file = Arc::from(FILE);
    let nodes = documents(&file, TEXT, &Limits::default(), &mut problems);
    let mut sink = Sink { file, limits: Limits::default(), problems: &mut problems };
    for node in &nodes {
        let Some(mut table) = Table::open(node, &mut sink) else { continue };
        table.required("kind", &mut sink);
        for entry in table.required("sheets", &mut sink).map(|n| list(n, &mut sink)).unwrap_or_default() {
            form.sheets.extend(form_sheet(entry, &mut sink));
        }
        if let Some(Node { value: Value::Map(entries), .. }) = table.required("words", &mut sink) {
            let words = entries.iter().filter_map(|(k, n)| Some((k.text.to_string(), string(n, &mut sink)?.value)));
            form.words.extend(words);
        }
        if let Some(Node { value: Value::Map(entries), .. }) = table.required("life-cycle", &mut sink) {
            for (status, said) in entries {
                for said in list(said, &mut sink).iter().filter_map(|n| string(n, &mut sink)) {
                    form.life_cycle.insert(fold(&said.value), status.text.to_string());
                }
            }
        }
        table.close(&mut sink);
    }
    assert!(problems.is_empty(), "{FILE}: {problems:?}");
    for status in ["operational", "building", "planned", "retired"] {
        form.life_cycle.insert(fold(&form.words[status]), status.to_owned());
    }
    form
});

fn form_sheet(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<FormSheet> {
    let mut table = Table::open(node, sink)?;
    let mut text = |key: &'static str, sink: &mut Sink<'_>| {
        table.required(key, sink).and_then(|n| string(n, sink)).map(|s| s.value)
    };
    let (name, title) = (text("sheet", sink), text("title", sink));
    let mut fields = Vec::new();
    for entry in table.required("fields", sink).map(|n| list(n, sink)).unwrap_or_default() {
        let mut entry = Table::open(entry, sink)?;
        let mut text = |key: &'static str, sink: &mut Sink<'_>| {
            entry.required(key, sink).and_then(|n| string(n, sink)).map(|s| s.value)
        };
        let (key, head, need) = (text("key", sink), text("head", sink), text("need", sink));
        entry.close(sink);
        fields.push(Field { key: key?, head: head?, need: need? });
    }
    table.close(sink);
    Some(FormSheet { name: name?, title: title?, fields })
}

fn form_sheet_named(name: &str) -> &'static FormSheet {
    FORM.sheets.iter().find(|s| s.name == name).expect("the embedded form has its four sheets")
}

fn word(key: &str) -> String {
    FORM.words.get(key).cloned().unwrap_or_default()
}

// Writing

/// Records as the sheets of the workbook.
#[must_use]
pub fn write(records: &[&Software]) -> Vec<Grid> {
    let objects = records.iter().map(|r| cells(form_sheet_named(OBJECTS), &object(r))).collect();
    let mut relations = Vec::new();
    for record in records {
        for (kind, ids) in [
            ("integrates-with", &record.relations.integrates_with),
            ("extends", &record.relations.extends),
            ("replaces", &record.relations.replaces),
        ] {
            for id in ids {
                let number = relations.len() + 1;
                relations.push(cells(form_sheet_named(RELATIONS), &relation(record, kind, id, number)));
            }
        }
    }
    let mapping: Vec<Vec<String>> =
        records.iter().filter_map(|r| mapping(r)).map(|m| cells(form_sheet_named(MAPPING), &m)).collect();
    let mut added = Vec::new();
    for record in records {
        let mut tree = tree_of(record);
        if let Tree::Map(entries) = &mut tree {
            // Relations have a sheet of their own.
            entries.retain(|(key, _)| key != "relations" && key != "id");
        }
        flatten(&tree, "", &mut |path, value| {
            for piece in pieces(value) {
                added.push(vec![record.id.value.clone(), path.to_owned(), piece]);
            }
        });
    }
    let rows = [(OBJECTS, objects), (RELATIONS, relations), (MAPPING, mapping), (TASKS, Vec::new())];
    let mut grids: Vec<Grid> = vec![guide()];
    grids.extend(rows.map(|(name, rows)| Grid {
        name: name.to_owned(),
        heads: form_sheet_named(name).fields.iter().map(|f| f.head.clone()).collect(),
        rows,
    }));
    grids.push(values());
    grids.push(dictionary());
    grids.push(Grid { name: ADDED.to_owned(), heads: ADDED_HEADS.map(str::to_owned).to_vec(), rows: added });
    grids
}

fn guide() -> Grid {
    let rows = FORM.sheets.iter().map(|s| vec![s.name.clone(), s.title.clone()]);
    let own = vec![
        ADDED.to_owned(),
        "Trang bổ sung của dungchung: chức năng và nội dung hồ sơ mà các trang chính thức không có trường".to_owned(),
    ];
    Grid {
        name: "HUONG_DAN".to_owned(),
        heads: vec!["Trang tính".to_owned(), "Nội dung".to_owned()],
        rows: rows.chain([own]).collect(),
    }
}

fn values() -> Grid {
    let rows = FORM.words.values().map(|w| vec![w.clone()]).collect();
    Grid { name: "DM_GIATRI".to_owned(), heads: vec!["Giá trị".to_owned()], rows }
}

fn dictionary() -> Grid {
    let need = |need: &str| match need {
        "required" => "Bắt buộc",
        "when" => "Khi có/theo điều kiện",
        _ => "Tùy chọn",
    };
    let fields = FORM.sheets.iter().flat_map(|s| s.fields.iter().map(move |f| (s, f)));
    Grid {
        name: "TU_DIEN_TRUONG".to_owned(),
        heads: ["Trang tính", "Trường dữ liệu", "Mức yêu cầu"].map(str::to_owned).to_vec(),
        rows: fields.map(|(s, f)| vec![s.name.clone(), f.head.clone(), need(&f.need).to_owned()]).collect(),
    }
}

/// Cells in the order of the sheet. A required field without a value says so in the form's own word.
fn cells(sheet: &FormSheet, values: &BTreeMap<&str, String>) -> Vec<String> {
    let cell = |field: &Field| {
        let value = values.get(field.key.as_str()).cloned().unwrap_or_default();
        let value = if value.is_empty() && field.need == "required" { word("unknown") } else { value };
        value.chars().take(LONGEST_CELL).collect()
    };
    sheet.fields.iter().map(cell).collect()
}

fn object(record: &Software) -> BTreeMap<&'static str, String> {
    let mut values = BTreeMap::new();
    let owner = record.owner.as_ref();
    let central = owner.and_then(|o| o.level.as_ref()).is_some_and(|l| l.value == Level::Central);
    let platform = record.kind == Kind::Platform;
    // Whoever fills the form in manages its own systems; a platform of the centre is another's.
    let reference = platform && central;
    values.insert("code", record.id.value.clone());
    values.insert("record", word(if reference { "reference" } else { "original" }));
    if reference {
        values.insert("source-code", word("unknown"));
    }
    values.insert("name", plain(&record.name));
    values.insert("object", word(if platform { "platform" } else { "system" }));
    let planned = record.kind == Kind::Proposal || record.status.value == Status::Planned;
    values.insert("model", word(if planned { "target" } else { "present" }));
    let mut scopes: Vec<String> = Vec::new();
    if record.scope.territory.as_ref().is_some_and(|t| t.value == "vn") {
        scopes.push(word("scope-country"));
    }
    if let Some(levels) = &record.scope.levels {
        scopes.extend(levels.value.iter().map(|l| word(&format!("scope-{}", l.word()))));
    }
    values.insert("use-scope", scopes.join("; "));
    let group = record.list.as_ref().and_then(|l| l.group.as_deref());
    let territory = record.scope.territory.as_ref().map(|t| t.value.as_str());
    values.insert(
        "sharing",
        match (group, territory) {
            (Some("A"), _) => word("group-a"),
            (Some("B"), _) => word("group-b"),
            (_, Some(territory)) if platform && territory != "vn" => word("shared-province"),
            _ => String::new(),
        },
    );
    values.insert("owner", owner.and_then(|o| o.unit.as_ref()).map(plain).unwrap_or_default());
    let status = if record.kind == Kind::Proposal { Status::Planned } else { record.status.value };
    values.insert("life-cycle", word(word_of(status)));
    values.insert("evidence", record.sources.join("; "));
    values.insert("note", record.notes.as_ref().map(plain).unwrap_or_default());
    values
}

fn relation(record: &Software, kind: &str, to: &Located<String>, number: usize) -> BTreeMap<&'static str, String> {
    let mut values = BTreeMap::from([
        ("code", format!("QH-{number}")),
        ("from", record.id.value.clone()),
        ("relation", word(kind)),
        ("to", to.value.clone()),
        ("data", word(if kind == "integrates-with" { "unknown" } else { "not-applicable" })),
    ]);
    if kind == "replaces" {
        values.insert("note", word("replaces-note"));
    }
    values
}

fn mapping(record: &Software) -> Option<BTreeMap<&'static str, String>> {
    let listing = record.list.as_ref()?;
    let place = [listing.group.clone(), listing.number.map(|n| n.to_string())];
    Some(BTreeMap::from([
        ("code", record.id.value.clone()),
        ("document", listing.name.clone()),
        ("source-object", place.into_iter().flatten().collect::<Vec<_>>().join(" ")),
        ("mapping", word("mapped")),
    ]))
}

/// A text in pieces that fit into cells. No piece begins or ends with a space, which reading a cell would trim.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut length = 0;
    let mut before = ' ';
    for c in text.chars() {
        if length >= LONGEST_CELL && !c.is_whitespace() && !before.is_whitespace() {
            pieces.push(String::new());
            length = 0;
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
        length += 1;
        before = c;
    }
    pieces
}

/// Every scalar of a tree with its path: `functions[0].name.vi`.
fn flatten(tree: &Tree, path: &str, leaf: &mut impl FnMut(&str, &str)) {
    match tree {
        Tree::Text(text) => leaf(path, text),
        Tree::Number(number) => leaf(path, &number.to_string()),
        Tree::List(items) => {
            for (n, item) in items.iter().enumerate() {
                flatten(item, &format!("{path}[{n}]"), leaf);
            }
        }
        Tree::Map(entries) => {
            for (key, value) in entries {
                let key = escaped(key);
                let below = if path.is_empty() { key } else { format!("{path}.{key}") };
                flatten(value, &below, leaf);
            }
        }
    }
}

/// A key without the characters that a path is made with.
fn escaped(key: &str) -> String {
    key.replace('%', "%25").replace('.', "%2E").replace('[', "%5B")
}

fn unescaped(key: &str) -> String {
    key.replace("%5B", "[").replace("%2E", ".").replace("%25", "%")
}

// Reading

/// Is it the workbook of the form?
#[must_use]
pub fn is_form03(sheets: &[Sheet]) -> bool {
    sheets.iter().any(|s| s.name.trim().eq_ignore_ascii_case(OBJECTS))
}

/// Rows of a sheet by the keys of the form, each with its number; what stands in other columns by their heads.
struct Rows<'s> {
    sheet: &'s Sheet,
    columns: BTreeMap<u32, (String, String)>,
    first: u32,
}

fn official<'s>(sheets: &'s [Sheet], name: &str, fields: &[(&str, &str)]) -> Option<Rows<'s>> {
    let sheet = sheets.iter().find(|s| s.name.trim().eq_ignore_ascii_case(name))?;
    let known = |cell: &Cell| {
        let said = fold(&cell.text());
        fields.iter().find(|(_, head)| fold(head) == said).map(|(key, _)| (*key).to_owned())
    };
    let (head, cells) =
        sheet.rows.iter().take(HEAD_ROWS).max_by_key(|(row, cells)| {
            (cells.values().filter(|c| known(c).is_some()).count(), std::cmp::Reverse(**row))
        })?;
    if cells.values().filter(|c| known(c).is_some()).count() < 2 {
        return None;
    }
    let columns = cells.iter().map(|(n, c)| (*n, (known(c).unwrap_or_default(), c.text()))).collect();
    Some(Rows { sheet, columns, first: head + 1 })
}

impl Rows<'_> {
    fn each(&self) -> impl Iterator<Item = (u32, BTreeMap<&str, &Cell>)> {
        self.sheet.rows.range(self.first..).map(|(row, cells)| {
            let by_key = self.columns.iter().filter(|(_, (key, _))| !key.is_empty());
            (*row, by_key.filter_map(|(n, (key, _))| cells.get(n).map(|c| (key.as_str(), c))).collect())
        })
    }

    fn place(&self, row: u32, key: &str) -> Place {
        let column = self.columns.iter().find(|(_, (k, _))| k == key).map_or(0, |(n, _)| *n);
        self.sheet.place(row, column)
    }

    /// The row in words, for a comment.
    fn words(&self, row: u32) -> String {
        let cells = self.sheet.rows.get(&row);
        let said = |(column, cell): (&u32, &Cell)| {
            let head = self.columns.get(column).map(|(_, head)| head.as_str()).unwrap_or_default();
            (!is_nothing(&cell.text())).then(|| format!("{head}: {}", cell.text().replace('\n', " / ")))
        };
        cells.into_iter().flatten().filter_map(said).collect::<Vec<_>>().join("; ")
    }
}

fn fields(sheet: &'static str) -> Vec<(&'static str, &'static str)> {
    form_sheet_named(sheet).fields.iter().map(|f| (f.key.as_str(), f.head.as_str())).collect()
}

/// Do the form's own words say that there is nothing?
fn is_nothing(said: &str) -> bool {
    let said = fold(said);
    said.is_empty() || said == fold(&word("unknown")) || said == fold(&word("not-applicable"))
}

/// Reads the workbook: an object a record.
#[must_use]
pub fn read(sheets: &[Sheet], setting: &Setting<'_>, notes: &mut Notes) -> Vec<Draft> {
    let Some(objects) = official(sheets, OBJECTS, &fields(OBJECTS)) else {
        notes.add(Weight::Broken, "no-heads", Place::Cell(Arc::from(OBJECTS), 0, 0), vec![]);
        return Vec::new();
    };
    let mut added = added(sheets);
    let mut drafts: Vec<Draft> = Vec::new();
    let mut codes: BTreeMap<String, usize> = BTreeMap::new();
    for (row, cells) in objects.each() {
        let text = |key: &str| cells.get(key).map(|c| c.text()).filter(|said| !is_nothing(said));
        let place = objects.sheet.place(row, 0);
        let Some(name) = text("name") else {
            let args = vec![("found", shorten(&objects.words(row)))];
            notes.add(Weight::Broken, "no-name", objects.place(row, "name"), args);
            continue;
        };
        let code = text("code");
        let own = code.as_deref().and_then(|code| added.remove(code));
        let mut draft = if let Some(tree) = own {
            own_draft(tree, &name, &cells, &objects, row, notes)
        } else {
            let mut draft = foreign_draft(&name, &cells, &objects, row, setting, notes);
            conclude(&mut draft, setting, notes);
            draft
        };
        if let Some(code) = &code {
            draft.set(&["id"], Tree::text(code.as_str()), &objects.place(row, "code"));
            codes.insert(code.clone(), drafts.len());
        }
        draft.place = place;
        drafts.push(draft);
    }
    relations(sheets, &codes, &mut drafts, notes);
    rest(sheets, &codes, &mut drafts, notes);
    drafts
}

/// The added sheet: code → record as a tree.
fn added(sheets: &[Sheet]) -> BTreeMap<String, Tree> {
    let heads = [("code", ADDED_HEADS[0]), ("path", ADDED_HEADS[1]), ("value", ADDED_HEADS[2])];
    let Some(rows) = official(sheets, ADDED, &heads) else { return BTreeMap::new() };
    let mut trees: BTreeMap<String, Tree> = BTreeMap::new();
    for (_, cells) in rows.each() {
        let text = |key: &str| cells.get(key).map(|c| c.text());
        let (Some(code), Some(path), Some(value)) = (text("code"), text("path"), text("value")) else { continue };
        let tree = trees.entry(code).or_insert_with(|| Tree::Map(Vec::new()));
        unflatten(tree, &path, &value);
    }
    trees
}

/// Puts a value at a path; a value whose path stands there already goes on after it.
fn unflatten(tree: &mut Tree, path: &str, value: &str) {
    let mut at = tree;
    for key in path.split('.') {
        let (name, indices) = key.split_once('[').unwrap_or((key, ""));
        let name = unescaped(name);
        if !matches!(at, Tree::Map(_)) {
            *at = Tree::Map(Vec::new());
        }
        let Tree::Map(entries) = at else { return };
        let n = entries.iter().position(|(k, _)| *k == name).unwrap_or_else(|| {
            entries.push((name.clone(), Tree::Map(Vec::new())));
            entries.len() - 1
        });
        at = &mut entries[n].1;
        for index in indices.split('[').filter(|i| !i.is_empty()) {
            let Ok(index) = index.trim_end_matches(']').parse::<usize>() else { return };
            if !matches!(at, Tree::List(_)) {
                *at = Tree::List(Vec::new());
            }
            let Tree::List(items) = at else { return };
            // Rows stand in order: a gap means that one was deleted, and closes.
            let index = index.min(items.len());
            if index == items.len() {
                items.push(Tree::Map(Vec::new()));
            }
            at = &mut items[index];
        }
    }
    if let Tree::Text(before) = at {
        before.push_str(value);
    } else {
        *at = Tree::text(value);
    }
}

/// A record that the added sheet holds. Where the official sheet says something else, it counts.
fn own_draft(
    tree: Tree,
    name: &str,
    cells: &BTreeMap<&str, &Cell>,
    rows: &Rows<'_>,
    row: u32,
    notes: &mut Notes,
) -> Draft {
    let kind = tree.get("kind").and_then(Tree::scalar);
    let kind = Kind::WORDS.iter().find(|(w, _)| Some(*w) == kind.as_deref()).map_or(Kind::System, |(_, k)| *k);
    let place = rows.sheet.place(row, 0);
    let mut draft = Draft::new(kind, place.clone());
    if let Tree::Map(entries) = tree {
        for (key, value) in entries {
            match value {
                Tree::List(functions) if key == "functions" => draft.functions = functions,
                value => draft.tree.set(&[&key], value),
            }
        }
    }
    let plain = |tree: Option<&Tree>| match tree {
        Some(Tree::Map(entries)) => {
            let vi = entries.iter().find(|(k, _)| k == "vi").or(entries.first());
            vi.and_then(|(_, v)| v.scalar())
        }
        other => other.and_then(Tree::scalar),
    };
    let said = |key: &str| cells.get(key).map(|c| c.text()).filter(|s| !is_nothing(s));
    let mut wins = |draft: &mut Draft, path: &[&str], key: &str, value: String| {
        let args = vec![("field", path.join(".")), ("found", shorten(&value))];
        notes.add(Weight::Guessed, "form-wins", rows.place(row, key), args);
        draft.tree.set(path, Tree::text(value));
    };
    if plain(draft.tree.get("name")).as_deref() != Some(name) {
        wins(&mut draft, &["name"], "name", name.to_owned());
    }
    if let Some(owner) = said("owner")
        && plain(draft.tree.get("owner").and_then(|o| o.get("unit"))).as_ref() != Some(&owner)
    {
        wins(&mut draft, &["owner", "unit"], "owner", owner);
    }
    if let Some(status) = said("life-cycle").and_then(|s| FORM.life_cycle.get(&fold(&s)))
        && kind != Kind::Proposal
        && draft.tree.get("status").and_then(Tree::scalar).as_ref() != Some(status)
    {
        wins(&mut draft, &["status"], "life-cycle", status.clone());
    }
    draft
}

/// A record of a workbook that was filled in by others.
fn foreign_draft(
    name: &str,
    cells: &BTreeMap<&str, &Cell>,
    rows: &Rows<'_>,
    row: u32,
    setting: &Setting<'_>,
    notes: &mut Notes,
) -> Draft {
    let said = |key: &str| cells.get(key).map(|c| c.text()).filter(|s| !is_nothing(s));
    let is = |key: &str, words: &str| said(key).is_some_and(|s| fold(&s) == fold(&word(words)));
    let shared = said("sharing").is_some_and(|s| {
        let s = fold(&s);
        s.starts_with("dung chung") && !s.contains("noi bo")
    });
    let kind = if is("record", "reference") || shared { Kind::Platform } else { setting.kind };
    let mut draft = Draft::new(kind, rows.sheet.place(row, 0));
    draft.set(&["name"], Tree::text(name), &rows.place(row, "name"));
    for (key, cell) in cells {
        let place = rows.place(row, key);
        let text = cell.text();
        if is_nothing(&text) {
            continue;
        }
        match *key {
            "code" | "name" => {}
            "owner" => put(&mut draft, "owner", cell, None, &place, setting, notes),
            "life-cycle" if kind != Kind::Proposal => match FORM.life_cycle.get(&fold(&text)) {
                Some(status) => draft.set(&["status"], Tree::text(status.as_str()), &place),
                None => draft.comment(&form_head(key), &text),
            },
            "use-scope" => {
                let parts: Vec<String> = text.split([';', ',', '\n']).map(fold).collect();
                let levels =
                    [("central", "scope-central"), ("province", "scope-province"), ("commune", "scope-commune")];
                let found = levels.iter().filter(|(_, w)| parts.contains(&fold(&word(w)))).map(|(l, _)| *l);
                if let Some(list) = Tree::texts(found) {
                    draft.set(&["scope", "levels"], list, &place);
                }
                if parts.contains(&fold(&word("scope-country"))) {
                    draft.set(&["scope", "territory"], Tree::text("vn"), &place);
                }
                draft.comment(&form_head(key), &text);
            }
            "note" if kind == Kind::Platform => draft.set(&["notes"], Tree::text(text), &place),
            _ => draft.comment(&form_head(key), &text),
        }
    }
    for (column, (_, head)) in rows.columns.iter().filter(|(_, (key, _))| key.is_empty()) {
        if let Some(cell) = rows.sheet.cell(row, *column) {
            draft.comment(head, &cell.text());
        }
    }
    draft
}

fn form_head(key: &str) -> String {
    form_sheet_named(OBJECTS).fields.iter().find(|f| f.key == key).map(|f| f.head.clone()).unwrap_or_default()
}

fn relations(sheets: &[Sheet], codes: &BTreeMap<String, usize>, drafts: &mut [Draft], notes: &mut Notes) {
    let Some(rows) = official(sheets, RELATIONS, &fields(RELATIONS)) else { return };
    for (row, cells) in rows.each() {
        let text = |key: &str| cells.get(key).map(|c| c.text()).filter(|s| !is_nothing(s));
        let (Some(from), Some(to)) = (text("from"), text("to")) else { continue };
        let Some(draft) = codes.get(&from).and_then(|n| drafts.get_mut(*n)) else {
            notes.add(Weight::Broken, "no-object", rows.place(row, "from"), vec![("found", shorten(&from))]);
            continue;
        };
        let kind = text("relation").map(|r| fold(&r)).unwrap_or_default();
        let replaces = text("note").is_some_and(|n| fold(&n).starts_with(&fold(&word("replaces-note"))));
        let key = match kind {
            kind if kind == fold(&word("extends")) => "extends",
            kind if kind == fold(&word("replaces")) && replaces => "replaces",
            _ => "integrates-with",
        };
        let Some(id) = id_of(&to) else { continue };
        let mut ids = match draft.tree.get("relations").and_then(|r| r.get(key)) {
            Some(Tree::List(ids)) => ids.clone(),
            _ => Vec::new(),
        };
        if !ids.contains(&Tree::text(id.as_str())) {
            ids.push(Tree::text(id));
        }
        draft.set(&["relations", key], Tree::List(ids), &rows.place(row, "to"));
        let known = ["code", "from", "relation", "to"];
        let more =
            cells.iter().any(|(key, c)| !(known.contains(key) || is_nothing(&c.text()) || replaces && *key == "note"));
        if more {
            draft.comment(RELATIONS, &rows.words(row));
        }
    }
}

/// Mappings and tasks have no field; each row is a comment of the objects that it names.
fn rest(sheets: &[Sheet], codes: &BTreeMap<String, usize>, drafts: &mut [Draft], notes: &mut Notes) {
    for (name, key) in [(MAPPING, "code"), (TASKS, "objects")] {
        let Some(rows) = official(sheets, name, &fields(name)) else { continue };
        let mut kept = false;
        for (row, cells) in rows.each() {
            let said = cells.get(key).map(|c| c.text()).unwrap_or_default();
            let mut found = false;
            for code in said.split([';', ',', '\n', ' ']).map(str::trim).filter(|c| !c.is_empty()) {
                let Some(draft) = codes.get(code).and_then(|n| drafts.get_mut(*n)) else { continue };
                found = true;
                // What the record itself says of its listing is not said twice.
                if name == TASKS || draft.tree.get("list").is_none() {
                    draft.comment(name, &rows.words(row));
                    kept = true;
                }
            }
            if !found && !cells.is_empty() {
                notes.add(Weight::Broken, "no-object", rows.place(row, key), vec![("found", shorten(&said))]);
            }
        }
        if kept {
            notes.add(Weight::Dropped, "sheet-rows", rows.sheet.place(0, 0), vec![("value", name.to_owned())]);
        }
    }
}
