//! An audit for a person at a terminal: counts, money, the first savings, groups, sums; everything else is in the other
//! forms.

use std::fmt::Write as _;

use anstyle::AnsiColor;
use comfy_table::{Cell, CellAlignment, ColumnConstraint, Table};

use super::changes::Changes;
use super::{AuditReport, MoneyEntry, SumEntry, SystemEntry};
use crate::audit::Advice;
use crate::record::scope::word_of;
use crate::report::terminal::{Detail, Look, bold, laid_out, lined, measured, paint, wrapped};
use crate::report::text::{Messages, clean};

/// Rows of a table, unless all are asked for.
const ROWS: usize = 10;

/// Draws an audit.
#[must_use]
pub fn render(report: &AuditReport, messages: &Messages, look: Look) -> String {
    let mut out = String::new();
    let rows = if look.detail == Detail::Reasons { usize::MAX } else { ROWS };
    summary(report, messages, look, &mut out);
    if look.detail > Detail::Verdicts {
        savings(report, rows, messages, look, &mut out);
        groups(report, rows, messages, look, &mut out);
        for (key, sums) in [
            ("audit-levels", &report.totals.levels),
            ("audit-sectors", &report.totals.sectors),
            ("audit-territories", &report.totals.territories),
            ("audit-units", &report.totals.units),
        ] {
            if sums.len() > 1 {
                heading(&messages.get(key), look, &mut out);
                let _ = writeln!(out, "{}", laid_out(&sums_table(sums, rows, messages, look)));
                more(sums.len(), rows, messages, &mut out);
            }
        }
        overlaps(report, rows, messages, look, &mut out);
    }
    if let Some(changes) = &report.changes {
        draw_changes(changes, rows, messages, look, &mut out);
    }
    if !report.errors.is_empty() {
        let line = messages.count("label-errors", "errors", report.errors.len());
        let _ = writeln!(out, "{}", paint(&line, bold(AnsiColor::Red), look));
    }
    out
}

/// Counts and money.
pub(super) fn summary(report: &AuditReport, messages: &Messages, look: Look, out: &mut String) {
    let all = &report.totals.all;
    let counts = [
        (Advice::Replace, all.replace),
        (Advice::Merge, all.merge),
        (Advice::Review, all.review),
        (Advice::Keep, all.keep),
    ];
    let mut line = messages.count("audit-systems", "systems", all.systems);
    for (advice, count) in counts.iter().filter(|(_, count)| *count > 0) {
        let word = messages.get(&format!("advice-{}", word_of(*advice)));
        let _ = write!(line, " · {count} {}", paint(&word, bold(colour(*advice)), look));
    }
    let _ = writeln!(out, "{line}");
    for money in &all.money {
        wrapped(&said(money, messages), 0, look, out);
    }
    if !report.groups.is_empty() {
        let split = report.groups.iter().filter(|g| g.split).count();
        let mut line = messages.count("audit-groups-found", "groups", report.groups.len());
        if split > 0 {
            let _ = write!(line, "; {}", messages.count("audit-split-found", "groups", split));
        }
        wrapped(&line, 0, look, out);
    }
}

fn said(money: &MoneyEntry, messages: &Messages) -> String {
    let args = [
        ("cost", messages.money(money.cost, &money.currency)),
        ("saved", messages.money(money.at_risk, &money.currency)),
        ("systems", messages.number(money.systems as u128)),
    ];
    messages.with("audit-money", &args)
}

fn colour(advice: Advice) -> AnsiColor {
    match advice {
        Advice::Replace => AnsiColor::Red,
        Advice::Merge | Advice::Review => AnsiColor::Yellow,
        Advice::Keep => AnsiColor::Green,
    }
}

fn heading(text: &str, look: Look, out: &mut String) {
    let _ = writeln!(out, "\n{}", paint(text, anstyle::Style::new().bold(), look));
}

fn more(count: usize, rows: usize, messages: &Messages, out: &mut String) {
    if let Some(left @ 1..) = count.checked_sub(rows) {
        let _ = writeln!(out, "{}", messages.count("audit-more", "count", left));
    }
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// The systems of which most could be saved; where no money is stated, those to be replaced or merged.
fn savings(report: &AuditReport, rows: usize, messages: &Messages, look: Look, out: &mut String) {
    let mut listed: Vec<&SystemEntry> = report.top.iter().map(|n| &report.systems[*n]).collect();
    listed.extend(report.systems.iter().filter(|s| s.successor.is_some() && !s.saves()));
    if listed.is_empty() {
        return;
    }
    heading(&messages.get("audit-top"), look, out);
    let mut table = lined(look);
    let heads = ["column-name", "audit-advice", "audit-successor", "column-coverage", "audit-saved"];
    table.set_header(heads.iter().map(|key| messages.get(key)));
    for system in listed.iter().take(rows) {
        let Some(successor) = &system.successor else { continue };
        let cost = system.cost.as_ref();
        let name = format!("{}\n{}", system.name, system.unit.as_deref().unwrap_or(&system.id));
        table.add_row(vec![
            Cell::new(measured(&name)),
            Cell::new(messages.get(&format!("advice-{}", word_of(system.advice)))),
            Cell::new(measured(&successor.name)),
            right(Messages::percent(successor.share)),
            right(cost.map(|c| messages.money(c.at_risk, &c.currency)).unwrap_or_default()),
        ]);
    }
    narrow(&mut table, &[1, 3, 4]);
    let _ = writeln!(out, "{}", laid_out(&table));
    more(listed.len(), rows, messages, out);
}

/// Figures stay whole; names take what is left.
fn narrow(table: &mut Table, columns: &[usize]) {
    for number in columns {
        if let Some(column) = table.column_mut(*number) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

fn groups(report: &AuditReport, rows: usize, messages: &Messages, look: Look, out: &mut String) {
    if report.groups.is_empty() {
        return;
    }
    heading(&messages.get("audit-groups"), look, out);
    for group in report.groups.iter().take(rows) {
        let mut line = format!(
            "{}. {} ({}): {}, {}",
            group.number,
            group.name,
            group.representative,
            messages.count("audit-systems", "systems", group.members.len() + 1),
            messages.count("audit-units-count", "units", group.units)
        );
        for money in &group.money {
            let _ =
                write!(line, "; {} {}", messages.get("audit-saved"), messages.money(money.at_risk, &money.currency));
        }
        if group.split {
            let _ = write!(line, "; {}", messages.get("audit-split"));
        }
        wrapped(&line, 0, look, out);
        for member in group.members.iter().take(if rows == ROWS { 3 } else { rows }) {
            let unit = member.unit.as_ref().map(|u| format!(", {u}")).unwrap_or_default();
            let share = Messages::percent(member.share);
            wrapped(&format!("← {share} {}{unit} ({})", member.name, member.id), 2, look, out);
            let pairs = if look.detail == Detail::Reasons { member.functions.len() } else { 1 };
            for pair in member.functions.iter().take(pairs) {
                let strength = Messages::percent(pair.similarity);
                wrapped(&format!("{} = {} ({strength})", pair.ours, pair.theirs), 6, look, out);
            }
        }
    }
    more(report.groups.len(), rows, messages, out);
}

fn sums_table(sums: &[SumEntry], rows: usize, messages: &Messages, look: Look) -> Table {
    let mut table = lined(look);
    let mut heads = vec![String::new(), messages.get("audit-column-systems")];
    heads.extend(["replace", "merge", "review", "keep"].map(|word| messages.get(&format!("advice-{word}"))));
    heads.push(messages.get("audit-saved"));
    table.set_header(heads);
    for sum in sums.iter().take(rows) {
        let saved: Vec<String> = sum.money.iter().map(|m| messages.money(m.at_risk, &m.currency)).collect();
        let mut row = vec![Cell::new(measured(&sum.name))];
        row.extend(
            [sum.systems, sum.replace, sum.merge, sum.review, sum.keep].map(|n| right(messages.number(n as u128))),
        );
        row.push(right(saved.join("\n")));
        table.add_row(row);
    }
    table
}

fn overlaps(report: &AuditReport, rows: usize, messages: &Messages, look: Look, out: &mut String) {
    if report.overlaps.is_empty() {
        return;
    }
    heading(&messages.get("audit-overlaps"), look, out);
    for overlap in report.overlaps.iter().take(rows) {
        let (one, other) = &overlap.names;
        let share = Messages::percent(overlap.coverage);
        wrapped(&format!("{one} → {other}: {share} ({})", overlap.rule), 2, look, out);
    }
    more(report.overlaps.len(), rows, messages, out);
}

fn draw_changes(changes: &Changes, rows: usize, messages: &Messages, look: Look, out: &mut String) {
    heading(&messages.with("audit-changes", &[("date", clean(&changes.since).into_owned())]), look, out);
    let counts = [("audit-added", changes.added.len()), ("audit-removed", changes.removed.len())];
    for (key, count) in counts {
        let _ = writeln!(out, "  {}", messages.count(key, "count", count));
    }
    let _ = writeln!(out, "  {}", messages.count("audit-changed", "count", changes.advice.len()));
    for changed in changes.advice.iter().take(rows) {
        let _ = writeln!(out, "    {}: {} → {}", changed.id, clean(&changed.from), changed.to);
    }
    for saving in &changes.at_risk {
        let from = messages.money(saving.from, &saving.currency);
        let to = messages.money(saving.to, &saving.currency);
        let _ = writeln!(out, "  {}: {from} → {to}", messages.get("audit-saved"));
    }
}
