//! An audit as a workbook: a sheet each for sums, systems, functions that would be lost, groups with what links their
//! members, and platforms that overlap.

use std::error::Error;

use rust_xlsxwriter::{Workbook, XlsxError};

use super::{AuditReport, SumEntry};
use crate::record::scope::word_of;
use crate::report::text::Messages;
use crate::report::xlsx::{Cell, Sheet, Style, workbook};

/// Renders the workbook.
///
/// # Errors
/// If there are more rows than a sheet holds.
pub fn render(report: &AuditReport, messages: &Messages) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    let mut book = workbook(&messages.get("audit-title"), report.day)?;
    let style = Style::new();
    sums(&mut book, &style, report, messages)?;
    systems(&mut book, &style, report, messages)?;
    lost(&mut book, &style, report, messages)?;
    groups(&mut book, &style, report, messages)?;
    overlaps(&mut book, &style, report, messages)?;
    Ok(book.save_to_buffer()?)
}

fn sums(book: &mut Workbook, style: &Style, report: &AuditReport, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [
        ("audit-column-by", 18),
        ("column-name", 40),
        ("audit-column-systems", 12),
        ("advice-replace", 12),
        ("advice-merge", 12),
        ("advice-review", 12),
        ("advice-keep", 12),
        ("column-currency", 10),
        ("audit-cost", 22),
        ("audit-saved", 22),
    ];
    let mut sheet = Sheet::new(book, style, "page-overview", &heads, messages)?;
    let totals = &report.totals;
    let all = std::slice::from_ref(&totals.all);
    for (key, list) in [
        ("word-all", all),
        ("audit-levels", &totals.levels),
        ("audit-sectors", &totals.sectors),
        ("audit-territories", &totals.territories),
        ("audit-units", &totals.units),
    ] {
        for sum in list {
            sum_rows(&mut sheet, &messages.get(key), sum)?;
        }
    }
    sheet.close()
}

/// A row a currency, at least one.
fn sum_rows(sheet: &mut Sheet<'_>, by: &str, sum: &SumEntry) -> Result<(), XlsxError> {
    let head = || {
        let mut row: Vec<Cell> = vec![by.into(), sum.name.as_str().into()];
        row.extend([sum.systems, sum.replace, sum.merge, sum.review, sum.keep].map(|n| Cell::Amount(n as f64)));
        row
    };
    if sum.money.is_empty() {
        return sheet.add(head());
    }
    for money in &sum.money {
        let mut row = head();
        row.extend([
            money.currency.as_str().into(),
            Cell::Amount(money.cost as f64),
            Cell::Amount(money.at_risk as f64),
        ]);
        sheet.add(row)?;
    }
    Ok(())
}

fn systems(book: &mut Workbook, style: &Style, report: &AuditReport, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [
        ("column-id", 28),
        ("column-name", 40),
        ("label-owner", 32),
        ("audit-advice", 14),
        ("audit-successor", 40),
        ("column-coverage", 12),
        ("column-currency", 10),
        ("audit-cost", 20),
        ("audit-saved", 20),
        ("column-rules", 14),
        ("audit-group", 8),
        ("column-file", 30),
        ("column-line", 8),
    ];
    let mut sheet = Sheet::new(book, style, "audit-column-systems", &heads, messages)?;
    for system in &report.systems {
        let advice = messages.get(&format!("advice-{}", word_of(system.advice)));
        let mut row: Vec<Cell> = vec![
            system.id.as_str().into(),
            system.name.as_str().into(),
            system.unit.as_deref().unwrap_or_default().into(),
            advice.into(),
        ];
        match &system.successor {
            Some(successor) => row.extend([successor.name.as_str().into(), Cell::Share(successor.share)]),
            None => row.extend([Cell::Empty, Cell::Empty]),
        }
        match &system.cost {
            Some(cost) => row.extend([
                cost.currency.as_str().into(),
                Cell::Amount(cost.amount as f64),
                Cell::Amount(cost.at_risk as f64),
            ]),
            None => row.extend([Cell::Empty, Cell::Empty, Cell::Empty]),
        }
        row.extend([
            system.rules.join(", ").into(),
            system.group.map_or(Cell::Empty, |n| Cell::Amount(n as f64)),
            system.file.as_str().into(),
            Cell::Amount(f64::from(system.line)),
        ]);
        sheet.add(row)?;
    }
    sheet.close()
}

fn lost(book: &mut Workbook, style: &Style, report: &AuditReport, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [("column-id", 28), ("column-name", 40), ("audit-successor", 40), ("audit-lost", 60)];
    let mut sheet = Sheet::new(book, style, "audit-lost", &heads, messages)?;
    for system in &report.systems {
        for (successor, lost) in system.successor.iter().flat_map(|s| s.lost.iter().map(move |lost| (s, lost))) {
            sheet.add(vec![
                system.id.as_str().into(),
                system.name.as_str().into(),
                successor.name.as_str().into(),
                lost.as_str().into(),
            ])?;
        }
    }
    sheet.close()
}

fn groups(book: &mut Workbook, style: &Style, report: &AuditReport, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [
        ("audit-group", 8),
        ("audit-split", 16),
        ("audit-representative", 40),
        ("column-id", 28),
        ("column-name", 40),
        ("label-owner", 32),
        ("column-coverage", 12),
        ("column-rebuilt", 12),
        ("column-proposed", 50),
        ("column-found", 50),
        ("column-similarity", 12),
    ];
    let mut sheet = Sheet::new(book, style, "audit-groups", &heads, messages)?;
    for group in &report.groups {
        for member in &group.members {
            let head = || -> Vec<Cell> {
                vec![
                    Cell::Amount(group.number as f64),
                    if group.split { messages.get("audit-split").into() } else { Cell::Empty },
                    group.name.as_str().into(),
                    member.id.as_str().into(),
                    member.name.as_str().into(),
                    member.unit.as_deref().unwrap_or_default().into(),
                    Cell::Share(member.share),
                    Cell::Share(member.back),
                ]
            };
            for pair in &member.functions {
                let mut row = head();
                row.extend([pair.ours.as_str().into(), pair.theirs.as_str().into(), Cell::Share(pair.similarity)]);
                sheet.add(row)?;
            }
        }
    }
    sheet.close()
}

fn overlaps(book: &mut Workbook, style: &Style, report: &AuditReport, messages: &Messages) -> Result<(), XlsxError> {
    let heads = [("column-platforms", 50), ("column-found", 50), ("column-coverage", 12), ("column-rules", 10)];
    let mut sheet = Sheet::new(book, style, "audit-overlaps", &heads, messages)?;
    for overlap in &report.overlaps {
        sheet.add(vec![
            overlap.names.0.as_str().into(),
            overlap.names.1.as_str().into(),
            Cell::Share(overlap.coverage),
            overlap.rule.as_str().into(),
        ])?;
    }
    sheet.close()
}
