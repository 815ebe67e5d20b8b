//! Sheets of a software list → records: where the table begins, what its columns mean, which rows belong together.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{NUMBER, fold};
use super::draft::{Draft, Setting, conclude, put};
use super::money::{self, Unit};
use super::note::{Notes, Weight, column as column_number};
use super::sheet::{Cell, Sheet};
use super::tree::Tree;
use crate::load::decode::shorten;
use crate::record::Kind;
use crate::record::scope::Word;

/// Rows in which the heads of a table are looked for.
const HEAD_ROWS: usize = 60;
/// Cells that merged regions may cover; more than any list has.
const MOST_MERGED: u64 = 1_000_000;

/// The columns of a table.
struct Heads {
    /// Last row of the heads.
    row: u32,
    /// Column → what it is.
    columns: BTreeMap<u32, Column>,
}

struct Column {
    head: String,
    /// `None`: kept as a comment.
    field: Option<String>,
    unit: Option<Unit>,
}

/// Reads every sheet that has a table of software, or the one that was asked for.
#[must_use]
pub fn read(sheets: &[Sheet], setting: &Setting<'_>, notes: &mut Notes) -> Vec<Draft> {
    let wanted: Vec<&Sheet> = match setting.sheet {
        None => sheets.iter().collect(),
        Some(asked) => {
            let by_number = asked.parse::<usize>().ok().and_then(|n| sheets.get(n.wrapping_sub(1)));
            let by_name = sheets.iter().find(|s| fold(&s.name) == fold(asked));
            let Some(sheet) = by_name.or(by_number) else {
                let names = sheets.iter().map(|s| &*s.name).collect::<Vec<_>>().join(", ");
                let args = vec![("found", asked.to_owned()), ("allowed", names)];
                notes.add(Weight::Broken, "no-sheet", super::note::Place::File, args);
                return Vec::new();
            };
            vec![sheet]
        }
    };
    let mut drafts = Vec::new();
    let mut tables = 0;
    for sheet in &wanted {
        let sheet = with_merged(sheet);
        let Some(heads) = heads(&sheet, setting, notes) else {
            if !sheet.cells.rows.is_empty() {
                notes.add(Weight::Dropped, "no-table", sheet.cells.place(0, 0), vec![]);
            }
            continue;
        };
        tables += 1;
        rows(&sheet, &heads, setting, notes, &mut drafts);
    }
    if tables == 0 {
        notes.add(Weight::Broken, "no-heads", super::note::Place::File, vec![]);
    }
    drafts
}

/// A sheet with the value of each merged region in every cell of it.
struct Filled {
    cells: Sheet,
    /// Cell inside a region → first row of the region.
    from_row: BTreeMap<(u32, u32), u32>,
    /// Cells whose region spans several columns.
    wide: BTreeMap<(u32, u32), (u32, u32)>,
}

fn with_merged(sheet: &Sheet) -> Filled {
    let mut filled = Filled { cells: sheet.clone(), from_row: BTreeMap::new(), wide: BTreeMap::new() };
    let last_row = sheet.rows.keys().next_back().copied().unwrap_or(0);
    let last_column = sheet.rows.values().filter_map(|r| r.keys().next_back()).max().copied().unwrap_or(0);
    let mut budget = MOST_MERGED;
    for region in &sheet.merged {
        let (top, bottom) = (region.rows.0, region.rows.1.min(last_row));
        let (left, right) = (region.columns.0, region.columns.1.min(last_column));
        if bottom < top || right < left {
            continue;
        }
        let area = u64::from(bottom - top + 1) * u64::from(right - left + 1);
        let Some(rest) = budget.checked_sub(area) else { break };
        budget = rest;
        let Some(value) = sheet.cell(top, left).cloned() else { continue };
        for row in top..=bottom {
            for column in left..=right {
                filled.from_row.insert((row, column), top);
                if right > left {
                    filled.wide.insert((row, column), (left, right));
                }
                filled.cells.rows.entry(row).or_default().insert(column, value.clone());
            }
        }
    }
    filled
}

/// The row in which the most columns are recognised, the name among them.
fn heads(sheet: &Filled, setting: &Setting<'_>, notes: &mut Notes) -> Option<Heads> {
    let mut best: Option<(usize, u32)> = None;
    for (row, cells) in sheet.cells.rows.iter().take(HEAD_ROWS) {
        let fields: Vec<String> = cells
            .iter()
            .filter(|(column, _)| sheet.wide.get(&(*row, **column)).is_none_or(|(left, _)| left >= column))
            .filter_map(|(column, cell)| field_of(&cell.text(), *column, setting).map(|(field, _)| field))
            .collect();
        let named = fields.iter().any(|f| f == "name");
        let mapped = setting.map.iter().any(|(_, field)| field == "name");
        let others = fields.iter().filter(|f| *f != "name").count();
        if (named || mapped && !fields.is_empty()) && others >= 1 && best.is_none_or(|(most, _)| others > most) {
            best = Some((others, *row));
        }
    }
    let (_, best) = best?;
    let (row, last) = head_rows(sheet, best);
    let unit_of_table = unit_above(&sheet.cells, row, setting);
    let mut columns: BTreeMap<u32, Column> = BTreeMap::new();
    let mut guesses = Vec::new();
    let numbers: BTreeSet<u32> =
        [row, last].iter().filter_map(|r| sheet.cells.rows.get(r)).flatten().map(|(n, _)| *n).collect();
    for column in &numbers {
        let text = |row: u32| sheet.cells.cell(row, *column).map(|cell| cell.text().replace('\n', " "));
        let parent = text(row).unwrap_or_default();
        let child = text(last).filter(|child| *child != parent);
        let head = child.as_ref().map_or_else(|| parent.clone(), |child| format!("{parent} {child}").trim().to_owned());
        let found = child
            .as_ref()
            .and_then(|child| field_of(child, *column, setting).filter(|(_, guessed)| !guessed))
            .or_else(|| field_of(&head, *column, setting));
        let unit = money::unit(&head).or(unit_of_table);
        let field = found.as_ref().map(|(field, _)| field.clone());
        if let Some((field, true)) = &found {
            guesses.push((*column, head.clone(), field.clone()));
        }
        columns.insert(*column, Column { head, field, unit });
    }
    for (column, head, field) in &guesses {
        let twice = columns.iter().any(|(c, other)| c != column && other.field.as_deref() == Some(field));
        if twice {
            // A column whose head says the field outright goes before one that only contains it.
            if let Some(column) = columns.get_mut(column) {
                column.field = None;
            }
        } else {
            let args = vec![("found", shorten(head)), ("value", field.clone())];
            notes.add(Weight::Guessed, "head", sheet.cells.place(row, *column), args);
        }
    }
    once(&mut columns);
    for (number, column) in &columns {
        if column.field.is_none() {
            let args = vec![("found", shorten(&column.head))];
            notes.add(Weight::Dropped, "column", sheet.cells.place(row, *number), args);
        }
    }
    let absent: Vec<&str> = ["owner", "territory", "functions", "users", "sectors"]
        .into_iter()
        .filter(|f| !(*f == "territory" && setting.territory.is_some()))
        .filter(|f| !columns.values().any(|c| c.field.as_deref().is_some_and(|field| field.starts_with(f))))
        .collect();
    if !absent.is_empty() {
        notes.add(Weight::Missing, "columns", sheet.cells.place(row, 0), vec![("value", absent.join(", "))]);
    }
    Some(Heads { row: last, columns })
}

/// First and last row of the heads: a head that spans columns has heads of its own below it, and the others are merged
/// with the row below.
fn head_rows(sheet: &Filled, row: u32) -> (u32, u32) {
    let cells = sheet.cells.rows.get(&row).into_iter().flatten();
    let top = cells.filter_map(|(column, _)| sheet.from_row.get(&(row, *column))).min().copied().unwrap_or(row);
    if top < row {
        return (top, row);
    }
    let below = sheet.wide.iter().any(|((r, column), (left, _))| {
        *r == row
            && column == left
            && sheet.cells.cell(row + 1, *column).is_some()
            && !sheet.wide.contains_key(&(row + 1, *column))
    });
    (row, if below { row + 1 } else { row })
}

/// Of columns with one field, the first keeps it.
fn once(columns: &mut BTreeMap<u32, Column>) {
    let mut taken: Vec<String> = Vec::new();
    for column in columns.values_mut() {
        let Some(field) = &column.field else { continue };
        if taken.contains(field) && field != NUMBER {
            column.field = None;
        } else {
            taken.push(field.clone());
        }
    }
}

/// The field of a column by what was asked for, else by its head; `true` if it is a guess.
fn field_of(head: &str, column: u32, setting: &Setting<'_>) -> Option<(String, bool)> {
    let asked = setting.map.iter().find(|(from, _)| column_number(from) == Some(column) || fold(from) == fold(head));
    if let Some((_, field)) = asked {
        return Some((field.clone(), false));
    }
    if head.chars().count() > 120 {
        return None;
    }
    setting.columns.field(head).map(|found| (found.word, found.guessed))
}

/// The unit of money that a note above the table names.
fn unit_above(sheet: &Sheet, row: u32, setting: &Setting<'_>) -> Option<Unit> {
    let texts = sheet.rows.range(..row).flat_map(|(_, cells)| cells.values()).map(Cell::text);
    texts
        .filter(|text| {
            let said = fold(text);
            setting.columns.money_notes.iter().any(|begin| said.contains(begin.as_str()))
        })
        .find_map(|text| money::unit(&text))
}

fn rows(sheet: &Filled, heads: &Heads, setting: &Setting<'_>, notes: &mut Notes, drafts: &mut Vec<Draft>) {
    let name_column = heads.columns.iter().find(|(_, c)| c.field.as_deref() == Some("name")).map(|(n, _)| *n);
    let Some(name_column) = name_column else { return };
    let numbered = heads.columns.values().any(|c| c.field.as_deref() == Some(NUMBER));
    let first = drafts.len();
    let mut section_owner: Option<(String, u32)> = None;
    let mut after_section = false;
    for (row, cells) in sheet.cells.rows.range(heads.row + 1..) {
        let place = sheet.cells.place(*row, 0);
        let said = |field: &str| {
            let column = heads.columns.iter().find(|(_, c)| c.field.as_deref() == Some(field))?.0;
            cells.get(column).map(|cell| (*column, cell))
        };
        let begins = cells.values().next().map(|c| fold(&c.text())).unwrap_or_default();
        let name_text = cells.get(&name_column).map(|c| fold(&c.text())).unwrap_or_default();
        let is_total =
            |t: &str| setting.columns.totals.iter().any(|b| t == b || t.starts_with(&format!("{b} ")) && t.len() < 30);
        if is_total(&begins) || is_total(&name_text) && said("functions").is_none() {
            notes.add(Weight::Dropped, "total-row", place, vec![("found", row_text(cells))]);
            continue;
        }
        if drafts.len() == first && numbers_only(cells) {
            continue;
        }
        if let Some(title) = section(sheet, *row, cells, name_column, numbered, heads) {
            let owner = setting.columns.level_of(&title).is_some();
            section_owner = owner.then(|| (title.clone(), *row));
            after_section = true;
            let code = if owner { "section-owner" } else { "section" };
            let weight = if owner { Weight::Guessed } else { Weight::Dropped };
            notes.add(weight, code, place, vec![("found", shorten(&title))]);
            continue;
        }
        let continued = sheet.from_row.get(&(*row, name_column)).is_some_and(|top| top < row);
        let has_name = cells.contains_key(&name_column);
        let more = !has_name && !after_section && only_more(cells, heads);
        if (continued || more) && drafts.len() > first {
            continue_row(sheet, heads, (*row, continued), cells, setting, notes, drafts);
            continue;
        }
        if !has_name {
            notes.add(
                Weight::Broken,
                "no-name",
                sheet.cells.place(*row, name_column),
                vec![("found", row_text(cells))],
            );
            continue;
        }
        let kind = said("kind").and_then(|(_, cell)| kind(&cell.text(), setting)).unwrap_or(setting.kind);
        let mut draft = Draft::new(kind, place);
        for (number, column) in &heads.columns {
            let Some(cell) = cells.get(number) else { continue };
            let place = sheet.cells.place(*row, *number);
            match column.field.as_deref() {
                None | Some("-") => draft.comment(&column.head, &cell.text()),
                Some(NUMBER | "kind") => {}
                Some(field) => put(&mut draft, field, cell, column.unit, &place, setting, notes),
            }
        }
        for (number, cell) in cells.iter().filter(|(n, _)| !heads.columns.contains_key(n)) {
            let args = vec![("found", shorten(&cell.text()))];
            notes.add(Weight::Dropped, "no-head", sheet.cells.place(*row, *number), args);
            draft.comment(&super::note::letters(*number), &cell.text());
        }
        if draft.tree.get("name").is_none() {
            notes.add(
                Weight::Broken,
                "no-name",
                sheet.cells.place(*row, name_column),
                vec![("found", row_text(cells))],
            );
            continue;
        }
        if draft.tree.get("owner").is_none()
            && let Some((owner, at)) = &section_owner
        {
            draft.set(&["owner", "unit"], Tree::text(owner.as_str()), &sheet.cells.place(*at, 0));
        }
        drafts.push(draft);
        after_section = false;
    }
    for draft in &mut drafts[first..] {
        conclude(draft, setting, notes);
    }
}

/// Does a row without a name hold nothing but functions or data? One with a number, an owner or money of its own is a
/// record whose name is missing, not more of the record above.
fn only_more(cells: &BTreeMap<u32, Cell>, heads: &Heads) -> bool {
    let field = |column: &u32| heads.columns.get(column).and_then(|c| c.field.as_deref());
    cells.keys().all(|column| field(column).is_some_and(|f| f.starts_with("functions") || f.starts_with("data-")))
}

/// The kind of record that a row states for itself.
fn kind(said: &str, setting: &Setting<'_>) -> Option<Kind> {
    let word = setting.columns.value("kind", said)?.word;
    Kind::WORDS.iter().find(|(w, _)| *w == word).map(|(_, kind)| *kind)
}

/// A further row of the record above: its name is merged with that one's, or is left empty.
fn continue_row(
    sheet: &Filled,
    heads: &Heads,
    (row, merged_name): (u32, bool),
    cells: &BTreeMap<u32, Cell>,
    setting: &Setting<'_>,
    notes: &mut Notes,
    drafts: &mut [Draft],
) {
    let Some(draft) = drafts.last_mut() else { return };
    let mut added = false;
    for (number, cell) in cells {
        let merged = sheet.from_row.get(&(row, *number)).is_some_and(|top| *top < row);
        if merged {
            continue;
        }
        let place = sheet.cells.place(row, *number);
        match heads.columns.get(number).and_then(|c| c.field.as_deref()) {
            Some("functions" | "functions-inferred" | "data-master" | "data-copy" | "data-read") => {
                let column = &heads.columns[number];
                put(draft, column.field.as_deref().unwrap_or_default(), cell, column.unit, &place, setting, notes);
                added = true;
            }
            Some(NUMBER) => {}
            _ => {
                let head = heads.columns.get(number).map_or_else(|| super::note::letters(*number), |c| c.head.clone());
                draft.comment(&head, &cell.text());
                notes.add(Weight::Dropped, "continued-cell", place, vec![("found", shorten(&cell.text()))]);
            }
        }
    }
    if added && !merged_name {
        let name = draft.name().unwrap_or_default();
        notes.add(Weight::Guessed, "continued", sheet.cells.place(row, 0), vec![("value", shorten(&name))]);
    }
}

/// The title of a row that only heads the ones below it.
fn section(
    sheet: &Filled,
    row: u32,
    cells: &BTreeMap<u32, Cell>,
    name_column: u32,
    numbered: bool,
    heads: &Heads,
) -> Option<String> {
    let number = |column: &u32| heads.columns.get(column).and_then(|c| c.field.as_deref()) == Some(NUMBER);
    let mut others: Vec<(u32, String)> =
        cells.iter().filter(|(c, _)| !number(c)).map(|(c, cell)| (*c, cell.text())).collect();
    let wide = cells.keys().any(|c| sheet.wide.contains_key(&(row, *c)));
    others.dedup_by(|b, a| a.1 == b.1 && wide);
    let [(column, title)] = others.as_slice() else {
        // A region over the number column too leaves nothing beside it.
        let first = cells.iter().next()?;
        let alone = wide && cells.values().all(|c| c == first.1);
        return alone.then(|| first.1.text());
    };
    let marked = cells.iter().find(|(c, _)| number(c)).map(|(_, cell)| cell.text());
    let roman = marked.as_deref().is_some_and(|m| {
        let bare = m.trim_end_matches(['.', ')']);
        !bare.is_empty() && (bare.bytes().all(|b| b"IVX".contains(&b)) || matches!(bare.as_bytes(), [b'A'..=b'H']))
    });
    let columns = heads.columns.values().filter(|c| c.field.as_deref().is_some_and(|f| f != NUMBER)).count();
    let unnumbered = numbered && marked.is_none() && *column <= name_column && columns > 2;
    (columns > 1 && (wide || roman || unnumbered)).then(|| title.clone())
}

/// `(1) (2) (3)` or `1 2 3` below the heads.
fn numbers_only(cells: &BTreeMap<u32, Cell>) -> bool {
    let number = |cell: &Cell| {
        let text = cell.text();
        let bare = text.trim_matches(['(', ')', '[', ']']);
        bare.len() <= 2 && !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    cells.len() > 1 && cells.values().all(number)
}

fn row_text(cells: &BTreeMap<u32, Cell>) -> String {
    shorten(&cells.values().map(Cell::text).collect::<Vec<_>>().join(" | "))
}
