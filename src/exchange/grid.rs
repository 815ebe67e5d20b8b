//! Tables of text as CSV and XLSX. The only file that names the writers of spreadsheets.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

/// A table with heads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// Name of its sheet.
    pub name: String,
    /// Heads of its columns.
    pub heads: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<String>>,
}

/// Characters that a cell of a workbook can hold.
pub const LONGEST_CELL: usize = 32_000;

/// A table as CSV with a byte-order mark, without which spreadsheets misread Vietnamese. A cell that a spreadsheet would
/// take for a formula begins with an apostrophe, which `import` takes away again.
///
/// # Errors
/// None but of memory.
pub fn csv(grid: &Grid) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    writer.write_record(grid.heads.iter().map(|h| harmless(h)))?;
    for row in &grid.rows {
        writer.write_record(row.iter().map(|cell| harmless(cell)))?;
    }
    writer.into_inner().map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))
}

fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\'']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Tables as an XLSX workbook, a sheet each. Every cell is text, so that no value becomes a formula or a date.
///
/// # Errors
/// A sheet name or a cell that the form does not allow, which is a bug of the caller.
pub fn xlsx(grids: &[Grid]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // The day of writing would make every file another one.
    let day = rust_xlsxwriter::ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&day));
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let body = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for grid in grids {
        let sheet = book.add_worksheet();
        sheet.set_name(&grid.name)?;
        for (column, title) in (0..).zip(&grid.heads) {
            sheet.write_string_with_format(0, column, title, &head)?;
            let longest = grid.rows.iter().filter_map(|r| r.get(usize::from(column))).map(|c| longest_line(c)).max();
            let width = longest.unwrap_or(0).max(title.chars().count()).clamp(8, 60);
            sheet.set_column_width(column, width as f64)?;
        }
        for (row, cells) in (1..).zip(&grid.rows) {
            for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string_with_format(row, column, cell, &body)?;
            }
        }
        if !grid.rows.is_empty() {
            sheet.set_freeze_panes(1, 0)?;
        }
    }
    book.save_to_buffer()
}

fn longest_line(cell: &str) -> usize {
    cell.lines().map(|line| line.chars().count()).max().unwrap_or(0)
}
