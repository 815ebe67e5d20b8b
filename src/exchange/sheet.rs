//! Workbooks and delimited text → sheets of cells. The only file that names the readers of spreadsheets. A sheet keeps
//! the numbers of its rows and columns, its merged regions, and nothing of how it looks.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use calamine::{Data, Dimensions, Reader, Sheets};

use super::encoding::{decode, from_tcvn3_font};
use super::note::{Notes, Place, Weight};
use crate::record::Date;
use crate::record::character::is_hidden;

/// Columns that are read; a table of software has a few dozen.
const MOST_COLUMNS: u32 = 256;
/// Cells that one file may hold.
const MOST_CELLS: usize = 5_000_000;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text, trimmed, without characters that cannot be seen.
    Text(String),
    /// A number as the sheet stores it.
    Number(f64),
    /// A day.
    Day(Date),
}

impl Cell {
    /// The cell as a person reads it.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Day(date) => date.to_string(),
        }
    }
}

/// A rectangle of merged cells, rows and columns from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// A sheet.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its name; empty for delimited text.
    pub name: Arc<str>,
    /// Cells with something in them by row and column, from 1.
    pub rows: BTreeMap<u32, BTreeMap<u32, Cell>>,
    /// Merged regions.
    pub merged: Vec<Merged>,
}

impl Sheet {
    /// The cell at a row and a column.
    #[must_use]
    pub fn cell(&self, row: u32, column: u32) -> Option<&Cell> {
        self.rows.get(&row)?.get(&column)
    }

    /// The place of a cell.
    #[must_use]
    pub fn place(&self, row: u32, column: u32) -> Place {
        Place::Cell(Arc::clone(&self.name), row, column)
    }

    fn put(&mut self, row: u32, column: u32, cell: Cell) {
        self.rows.entry(row).or_default().insert(column, cell);
    }
}

/// Is the file a workbook (a ZIP archive or an OLE document)?
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// Reads the sheets of a workbook (XLSX, XLS, ODS). What cannot be read is noted.
#[must_use]
pub fn workbook(bytes: &[u8], notes: &mut Notes) -> Vec<Sheet> {
    // The readers of old binary workbooks index into what the file claims; a broken claim must not end the run.
    let read = std::panic::catch_unwind(|| {
        let mut notes = Notes::new(&Arc::from(""));
        let sheets = read_workbook(bytes, &mut notes);
        (sheets, notes)
    });
    let Ok((sheets, more)) = read else {
        notes.add(Weight::Broken, "unreadable", Place::File, vec![("detail", "damaged workbook".into())]);
        return Vec::new();
    };
    for mut note in more.all {
        note.file = Arc::clone(&notes.file);
        notes.all.push(note);
    }
    sheets
}

fn read_workbook(bytes: &[u8], notes: &mut Notes) -> Vec<Sheet> {
    let mut book = match calamine::open_workbook_auto_from_rs(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(error) => {
            notes.add(Weight::Broken, "unreadable", Place::File, vec![("detail", error.to_string())]);
            return Vec::new();
        }
    };
    let mut sheets = Vec::new();
    let mut budget = MOST_CELLS;
    for name in book.sheet_names() {
        let mut sheet = Sheet { name: Arc::from(name.as_str()), ..Sheet::default() };
        if let Err(detail) = fill(&mut book, &name, &mut sheet, &mut budget, notes) {
            notes.add(Weight::Broken, "unreadable", sheet.place(0, 0), vec![("detail", detail)]);
        }
        sheet.merged.extend(merged(&mut book, &name));
        sheets.push(sheet);
    }
    sheets
}

type Book<'b> = Sheets<Cursor<&'b [u8]>>;

fn fill(
    book: &mut Book<'_>,
    name: &str,
    sheet: &mut Sheet,
    budget: &mut usize,
    notes: &mut Notes,
) -> Result<(), String> {
    let mut add = |row: u32, column: u32, value: Data| -> Result<(), String> {
        let (row, column) = (row + 1, column + 1);
        let Some(cell) = cell(value, &sheet.place(row, column), notes) else { return Ok(()) };
        if column > MOST_COLUMNS {
            notes.add(Weight::Dropped, "beyond-columns", sheet.place(row, column), vec![("found", cell.text())]);
            return Ok(());
        }
        *budget = budget.checked_sub(1).ok_or_else(|| format!("more than {MOST_CELLS} cells"))?;
        sheet.put(row, column, cell);
        Ok(())
    };
    if let Sheets::Xlsx(book) = book {
        // Cell by cell: a sheet with a value in its last corner would not fit into memory as a rectangle.
        let mut cells = book.worksheet_cells_reader(name).map_err(|e| e.to_string())?;
        while let Some(found) = cells.next_cell().map_err(|e| e.to_string())? {
            let (row, column) = found.get_position();
            add(row, column, Data::from(found.get_value().clone()))?;
        }
        return Ok(());
    }
    let range = book.worksheet_range(name).map_err(|e| e.to_string())?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        add(first_row + row as u32, first_column + column as u32, value.clone())?;
    }
    Ok(())
}

fn merged(book: &mut Book<'_>, name: &str) -> Vec<Merged> {
    let found: Vec<Dimensions> = match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        _ => Vec::new(),
    };
    found.iter().map(|d| Merged { rows: (d.start.0 + 1, d.end.0 + 1), columns: (d.start.1 + 1, d.end.1 + 1) }).collect()
}

fn cell(value: Data, place: &Place, notes: &mut Notes) -> Option<Cell> {
    match value {
        Data::Empty => None,
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => cleaned(&text, place, notes),
        Data::Int(number) => Some(Cell::Number(number as f64)),
        Data::Float(number) => Some(Cell::Number(number)),
        Data::Bool(yes) => Some(Cell::Text(if yes { "TRUE" } else { "FALSE" }.to_owned())),
        Data::DateTime(day) if day.is_datetime() => {
            let (year, month, day_of_month, ..) = day.to_ymd_hms_milli();
            let written = format!("{year:04}-{month:02}-{day_of_month:02}");
            Some(Date::parse(&written).map_or(Cell::Number(day.as_f64()), Cell::Day))
        }
        Data::DateTime(duration) => Some(Cell::Number(duration.as_f64())),
        Data::Error(error) => {
            notes.add(Weight::Dropped, "cell-error", place.clone(), vec![("found", error.to_string())]);
            None
        }
    }
}

/// Text of a cell: trimmed, in Unicode, without what cannot be seen.
fn cleaned(text: &str, place: &Place, notes: &mut Notes) -> Option<Cell> {
    let mut text = std::borrow::Cow::Borrowed(text);
    if let Some(right) = from_tcvn3_font(&text) {
        let args = vec![("found", text.into_owned()), ("value", right.clone())];
        notes.add(Weight::Guessed, "tcvn3-font", place.clone(), args);
        text = std::borrow::Cow::Owned(right);
    }
    let seen = visible(&text);
    (!seen.is_empty()).then_some(Cell::Text(seen))
}

/// Text without characters that cannot be seen, composed, trimmed. Line breaks stay.
#[must_use]
pub fn visible(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let seen: String =
        text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(|c| !is_hidden(*c)).nfc().collect();
    seen.trim().to_owned()
}

/// Reads comma-, semicolon- or tab-separated text as one sheet without a name.
#[must_use]
pub fn delimited(bytes: &[u8], notes: &mut Notes) -> Sheet {
    let decoded = decode(bytes);
    if decoded.guessed {
        notes.add(Weight::Guessed, "encoding", Place::File, vec![("value", decoded.encoding.to_owned())]);
    }
    let mut sheet = Sheet::default();
    // The reader counts a row after CRLF as one line with the row before it.
    let text = decoded.text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut budget = MOST_CELLS;
    loop {
        match reader.read_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return sheet,
            Err(error) => {
                notes.add(Weight::Broken, "unreadable", Place::File, vec![("detail", error.to_string())]);
                return sheet;
            }
        }
        let row = record.position().map_or(0, |p| p.line() as u32);
        for (column, text) in (1..).zip(record.iter()) {
            // Spreadsheets put an apostrophe before text that would be taken for a formula.
            let text = text.strip_prefix('\'').filter(|t| t.starts_with(['=', '+', '-', '@'])).unwrap_or(text);
            let seen = visible(text);
            if seen.is_empty() {
                continue;
            }
            if column > MOST_COLUMNS || budget == 0 {
                notes.add(Weight::Dropped, "beyond-columns", sheet.place(row, column), vec![("found", seen)]);
                continue;
            }
            budget -= 1;
            sheet.put(row, column, Cell::Text(seen));
        }
    }
}

/// The separator that cuts the first lines into the most pieces, outside quotes.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b'\t', 0), (b';', 0), (b',', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(4000) {
        quoted ^= byte == b'"';
        if !quoted && let Some((_, count)) = counts.iter_mut().find(|(d, _)| *d == byte) {
            *count += 1;
        }
    }
    // The first of equals: a tab stands in no text by chance, a comma in most.
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(d, _)| d)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_and_quotes() {
        for (text, separator) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a;b;c\n1,5;2;3\n", b';'),
            ("a\tb\n\"1,2,3,4\"\t5\n", b'\t'),
            ("chỉ một cột\n", b'\t'),
        ] {
            assert_eq!(delimiter(text), separator, "{text}");
        }
        let mut notes = Notes::new(&Arc::from("t.csv"));
        let sheet = delimited("a;b\n\"x\ny\";\n;'=1+1\n".as_bytes(), &mut notes);
        assert_eq!(sheet.cell(2, 1), Some(&Cell::Text("x\ny".into())));
        assert_eq!(sheet.cell(2, 2), None);
        assert_eq!(sheet.cell(4, 2), Some(&Cell::Text("=1+1".into())));
    }
}
