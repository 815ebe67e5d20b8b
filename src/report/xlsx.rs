//! The report as a workbook: one sheet a kind of entry, with filters and frozen heads. Text is always written as text and
//! marked so, that editing a cell does not turn it into a formula either.

use std::error::Error;

use jiff::civil;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::overview::Overview;
use super::text::{Messages, clean};
use super::{Entry, Report};
use crate::matching::similarity::Outcome;
use crate::record::scope::word_of;

/// Most characters that a cell holds.
const LONGEST: usize = 32_767;

/// Renders the workbook.
///
/// # Errors
/// If there are more rows than a sheet holds.
pub fn render(report: &Report, messages: &Messages) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    let mut workbook = workbook(&messages.get("page-title"), report.day)?;
    let style = Style::new();
    overview(&mut workbook, &style, report, messages)?;
    records(&mut workbook, &style, report, messages)?;
    findings(&mut workbook, &style, report, messages)?;
    platforms(&mut workbook, &style, report, messages)?;
    functions(&mut workbook, &style, report, messages)?;
    residual(&mut workbook, &style, report, messages)?;
    if !report.errors.is_empty() {
        errors(&mut workbook, &style, report, messages)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// An empty workbook. It is dated by the day of the rules, not by the clock: the same report gives the same bytes.
pub(super) fn workbook(title: &str, day: civil::Date) -> Result<Workbook, XlsxError> {
    let (year, month, day) = (day.year().unsigned_abs(), day.month().unsigned_abs(), day.day().unsigned_abs());
    let made = ExcelDateTime::from_ymd(year, month, day)?;
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_title(title).set_author("dungchung").set_creation_datetime(&made);
    workbook.set_properties(&properties);
    Ok(workbook)
}

/// How cells look.
pub(super) struct Style {
    head: Format,
    text: Format,
    amount: Format,
    share: Format,
}

impl Style {
    pub(super) fn new() -> Style {
        let cell = Format::new().set_align(FormatAlign::Top);
        Style {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::Top)
                .set_background_color(Color::RGB(0x00E4_EAF2))
                .set_border_bottom(FormatBorder::Thin),
            text: cell.clone().set_text_wrap().set_quote_prefix().set_num_format("@"),
            amount: cell.clone().set_num_format("#,##0"),
            share: cell.set_num_format("0%"),
        }
    }
}

/// A value of a cell.
pub(super) enum Cell {
    Text(String),
    Amount(f64),
    Share(f64),
    Empty,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

/// A sheet that is filled row by row.
pub(super) struct Sheet<'a> {
    worksheet: &'a mut Worksheet,
    style: &'a Style,
    columns: u16,
    row: u32,
}

impl<'a> Sheet<'a> {
    /// A sheet with its heads: message keys and widths in characters.
    pub(super) fn new(
        workbook: &'a mut Workbook,
        style: &'a Style,
        name: &str,
        heads: &[(&str, u16)],
        messages: &Messages,
    ) -> Result<Sheet<'a>, XlsxError> {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(messages.get(name))?;
        worksheet.set_freeze_panes(1, 0)?;
        worksheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
        let mut columns = 0;
        for (key, width) in heads {
            worksheet.write_string_with_format(0, columns, messages.get(key), &style.head)?;
            worksheet.set_column_width(columns, *width)?;
            columns += 1;
        }
        Ok(Sheet { worksheet, style, columns, row: 0 })
    }

    pub(super) fn add(&mut self, cells: Vec<Cell>) -> Result<(), XlsxError> {
        self.row += 1;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => {
                    let text = shortened(text);
                    self.worksheet.write_string_with_format(self.row, column, text, &self.style.text)?;
                }
                Cell::Amount(amount) => {
                    self.worksheet.write_number_with_format(self.row, column, amount, &self.style.amount)?;
                }
                Cell::Share(share) => {
                    self.worksheet.write_number_with_format(self.row, column, share, &self.style.share)?;
                }
                Cell::Empty => {}
            }
        }
        Ok(())
    }

    pub(super) fn close(self) -> Result<(), XlsxError> {
        self.worksheet.autofilter(0, 0, self.row, self.columns - 1)?;
        Ok(())
    }
}

/// What fits into a cell; the rest is left out, with a mark.
fn shortened(text: String) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text;
    }
    let mut room = LONGEST - 1;
    let mut short: String = text
        .chars()
        .take_while(|c| {
            room.checked_sub(c.len_utf16()).is_some_and(|left| {
                room = left;
                true
            })
        })
        .collect();
    short.push('…');
    short
}

fn overview(workbook: &mut Workbook, style: &Style, report: &Report, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [
        ("column-verdict", 30),
        ("column-records", 12),
        ("column-currency", 12),
        ("label-money", 22),
        ("column-avoidable", 22),
    ];
    let mut sheet = Sheet::new(workbook, style, "page-overview", &heads, messages)?;
    let overview = Overview::of(report);
    for (verdict, count) in &overview.counts {
        let word = messages.get(&format!("verdict-{}", verdict.word()));
        sheet.add(vec![word.into(), Cell::Amount(*count as f64)])?;
    }
    let all = messages.get("word-all");
    for total in &overview.money {
        sheet.add(vec![
            all.clone().into(),
            Cell::Amount(total.records as f64),
            total.currency.as_str().into(),
            Cell::Amount(total.asked as f64),
            Cell::Amount(total.avoidable as f64),
        ])?;
    }
    let day = format!("{} {}", messages.get("page-as-of"), messages.date(report.day));
    sheet.add(vec![day.into()])?;
    sheet.close()
}

fn records(workbook: &mut Workbook, style: &Style, report: &Report, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [
        ("column-id", 28),
        ("column-name", 40),
        ("column-kind", 12),
        ("label-owner", 26),
        ("label-territory", 22),
        ("column-verdict", 20),
        ("column-state", 20),
        ("column-coverage", 11),
        ("label-money", 18),
        ("column-avoidable", 18),
        ("column-currency", 9),
        ("column-rules", 16),
        ("label-next", 60),
        ("column-file", 36),
        ("column-line", 8),
    ];
    let mut sheet = Sheet::new(workbook, style, "page-list", &heads, messages)?;
    for entry in &report.results {
        let money = entry.investment.as_ref();
        sheet.add(vec![
            entry.id.as_str().into(),
            entry.name.as_str().into(),
            messages.get(&format!("kind-{}", word_of(entry.kind))).into(),
            entry.owner.as_deref().unwrap_or_default().into(),
            entry.territory.as_deref().unwrap_or_default().into(),
            messages.get(&format!("verdict-{}", entry.verdict.word())).into(),
            messages.get(&format!("state-{}", word_of(entry.state))).into(),
            Cell::Share(entry.coverage),
            money.map_or(Cell::Empty, |m| Cell::Amount(m.amount as f64)),
            entry.avoidable().map_or(Cell::Empty, |amount| Cell::Amount(amount as f64)),
            money.map_or(Cell::Empty, |m| m.currency.as_str().into()),
            entry.rules().join(", ").into(),
            entry.next_steps().join("\n").into(),
            clean(&entry.file).into_owned().into(),
            Cell::Amount(f64::from(entry.line)),
        ])?;
    }
    sheet.close()
}

fn findings(workbook: &mut Workbook, style: &Style, report: &Report, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [
        ("column-id", 28),
        ("column-rule", 8),
        ("column-effect", 12),
        ("column-verdict", 20),
        ("column-title", 34),
        ("column-found", 60),
        ("label-remedy", 60),
        ("label-law", 60),
        ("column-platforms", 36),
        ("label-place", 36),
    ];
    let mut sheet = Sheet::new(workbook, style, "page-findings", &heads, messages)?;
    for (entry, finding) in report.results.iter().flat_map(|e| e.findings.iter().map(move |f| (e, f))) {
        let place = &finding.place;
        sheet.add(vec![
            entry.id.as_str().into(),
            finding.rule.as_str().into(),
            messages.get(&format!("severity-{}", finding.severity.word())).into(),
            messages.get(&format!("verdict-{}", finding.verdict.word())).into(),
            finding.title.as_str().into(),
            finding.said.as_str().into(),
            finding.remedy.as_str().into(),
            finding.basis.as_str().into(),
            finding.platforms.join("; ").into(),
            format!("{}:{}:{}", clean(&place.file), place.line, place.column).into(),
        ])?;
    }
    sheet.close()
}

fn platforms(workbook: &mut Workbook, style: &Style, report: &Report, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [
        ("column-id", 28),
        ("column-platforms", 36),
        ("column-name", 40),
        ("column-relation", 16),
        ("column-status", 18),
        ("column-coverage", 11),
        ("column-rebuilt", 11),
        ("page-scope", 16),
        ("dimension-territory", 16),
        ("dimension-levels", 16),
        ("dimension-sectors", 16),
        ("dimension-users", 16),
    ];
    let mut sheet = Sheet::new(workbook, style, "page-platforms", &heads, messages)?;
    for entry in &report.results {
        for (found, column) in entry.matches.iter().zip(&entry.detail.platforms) {
            let scope = &found.scope;
            let mut cells: Vec<Cell> = vec![
                entry.id.as_str().into(),
                found.platform.as_str().into(),
                found.name.as_str().into(),
                messages.get(&format!("relation-{}", word_of(found.relation))).into(),
                column.status.as_str().into(),
                Cell::Share(found.coverage),
                Cell::Share(found.reimplementation),
            ];
            let relations = [scope.relation, scope.territory, scope.levels, scope.sectors, scope.users];
            cells.extend(relations.map(|r| Cell::Text(messages.get(&format!("scope-{}", word_of(r))))));
            sheet.add(cells)?;
        }
    }
    sheet.close()
}

fn functions(workbook: &mut Workbook, style: &Style, report: &Report, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [
        ("column-id", 28),
        ("column-proposed", 44),
        ("column-provided", 44),
        ("kind-platform", 40),
        ("column-strength", 12),
        ("column-similarity", 11),
        ("label-inferred", 10),
        ("column-reasons", 60),
    ];
    let mut sheet = Sheet::new(workbook, style, "column-functions", &heads, messages)?;
    for (entry, row) in report.results.iter().flat_map(|e| e.provided.iter().map(move |row| (e, row))) {
        let mut cells: Vec<Cell> = vec![entry.id.as_str().into(), row.proposed.as_str().into()];
        if let Some(by) = &row.by {
            let outcome = if by.outcome == Outcome::Same { "outcome-same" } else { "outcome-possible" };
            cells.extend([
                by.function.as_str().into(),
                by.platform.as_str().into(),
                messages.get(outcome).into(),
                Cell::Share(f64::from(by.similarity)),
                if by.inferred { "×".into() } else { Cell::Empty },
                entry.reasons(row).join("; ").into(),
            ]);
        }
        sheet.add(cells)?;
    }
    sheet.close()
}

fn residual(workbook: &mut Workbook, style: &Style, report: &Report, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [("column-id", 28), ("label-residual", 60)];
    let mut sheet = Sheet::new(workbook, style, "label-residual", &heads, messages)?;
    for (entry, function) in report.results.iter().flat_map(|e: &Entry| e.residual.iter().map(move |f| (e, f))) {
        sheet.add(vec![entry.id.as_str().into(), function.as_str().into()])?;
    }
    sheet.close()
}

fn errors(workbook: &mut Workbook, style: &Style, report: &Report, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [("column-file", 44), ("column-line", 8), ("column-column", 8), ("column-found", 80)];
    let mut sheet = Sheet::new(workbook, style, "column-errors", &heads, messages)?;
    for error in &report.errors {
        sheet.add(vec![
            clean(&error.file).into_owned().into(),
            error.line.map_or(Cell::Empty, |line| Cell::Amount(f64::from(line))),
            error.column.map_or(Cell::Empty, |column| Cell::Amount(f64::from(column))),
            error.message.as_str().into(),
        ])?;
    }
    sheet.close()
}
