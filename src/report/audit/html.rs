//! An audit as one page: no network, no script, charts drawn as they stand. Text from records is escaped by the template.

#![allow(clippy::trivially_copy_pass_by_ref, reason = "templates hand over references")]

use std::f64::consts::TAU;
use std::fmt::Write as _;

use askama::Template;

use super::{AuditReport, GroupEntry, MoneyEntry, SumEntry, SystemEntry};
use crate::audit::Advice;
use crate::record::scope::word_of;
use crate::report::html::content_policy;
use crate::report::text::{Messages, clean};

const STYLE: &str = concat!(include_str!("../html/report.css"), include_str!("../html/audit.css"));

/// Systems, groups and rows of a table that the page shows; all are in the other forms.
const MOST_SYSTEMS: usize = 500;
const MOST_GROUPS: usize = 60;
const MOST_ROWS: usize = 20;
/// Members that a drawing of a group shows.
const MOST_DRAWN: usize = 24;

/// Renders the page.
///
/// # Errors
/// Never in practice: the template writes to memory.
pub fn render(report: &AuditReport, messages: &Messages) -> askama::Result<String> {
    Page { report, m: messages, style: STYLE }.render()
}

#[derive(Template)]
#[template(path = "audit.html")]
struct Page<'a> {
    report: &'a AuditReport,
    m: &'a Messages,
    style: &'static str,
}

impl<'a> Page<'a> {
    fn content_policy(&self) -> String {
        content_policy(self.style, None)
    }

    fn title(&self) -> String {
        self.m.get("audit-title")
    }

    fn count(&self) -> String {
        self.m.count("audit-systems", "systems", self.report.totals.all.systems)
    }

    fn tiles(&self) -> [(&'static str, String, usize); 4] {
        let all = &self.report.totals.all;
        [("replace", all.replace), ("merge", all.merge), ("review", all.review), ("keep", all.keep)]
            .map(|(word, count)| (word, self.m.get(&format!("advice-{word}")), count))
    }

    fn money(&self, money: &MoneyEntry) -> String {
        let args = [
            ("cost", self.m.money(money.cost, &money.currency)),
            ("saved", self.m.money(money.at_risk, &money.currency)),
            ("systems", self.m.number(money.systems as u128)),
        ];
        self.m.with("audit-money", &args)
    }

    fn amount(&self, amount: &u64, currency: &str) -> String {
        self.m.money(*amount, currency)
    }

    fn saved(&self, sum: &[MoneyEntry]) -> String {
        let all: Vec<String> = sum.iter().map(|m| self.m.money(m.at_risk, &m.currency)).collect();
        all.join(" · ")
    }

    /// Sums by key with their heads, those with more than one row.
    fn sums(&self) -> Vec<(String, &'a [SumEntry])> {
        let totals = &self.report.totals;
        let lists: [(&str, &'a [SumEntry]); 4] = [
            ("audit-levels", &totals.levels),
            ("audit-sectors", &totals.sectors),
            ("audit-territories", &totals.territories),
            ("audit-units", &totals.units),
        ];
        let several = lists.into_iter().filter(|(_, list)| list.len() > 1);
        several.map(|(key, list)| (self.m.get(key), &list[..list.len().min(MOST_ROWS)])).collect()
    }

    /// Those of which most could be saved first, then the others to replace, merge or review.
    fn listed(&self) -> Vec<&'a SystemEntry> {
        let all = &self.report.systems;
        let mut rest: Vec<&SystemEntry> = all.iter().filter(|s| s.advice != Advice::Keep && !s.saves()).collect();
        rest.sort_by_key(|system| system.advice);
        self.report.top.iter().map(|n| &all[*n]).chain(rest).take(MOST_SYSTEMS).collect()
    }

    fn groups(&self) -> &'a [GroupEntry] {
        &self.report.groups[..self.report.groups.len().min(MOST_GROUPS)]
    }

    fn left_out(&self) -> Option<String> {
        let shown = self.report.systems.iter().filter(|s| s.advice != Advice::Keep).count();
        let left = shown.saturating_sub(MOST_SYSTEMS) + self.report.groups.len().saturating_sub(MOST_GROUPS);
        (left > 0).then(|| self.m.count("audit-more", "count", left))
    }

    fn advice(&self, advice: &Advice) -> String {
        self.m.get(&format!("advice-{}", word_of(*advice)))
    }

    fn percent(share: &f64) -> String {
        Messages::percent(*share)
    }

    fn members(&self, group: &GroupEntry) -> String {
        let systems = self.m.count("audit-systems", "systems", group.members.len() + 1);
        format!("{systems}, {}", self.m.count("audit-units-count", "units", group.units))
    }

    /// Systems of a sum by advice, as one bar. Holds numbers only.
    fn bar(sum: &SumEntry, most: usize) -> String {
        let mut svg = String::from(r#"<svg viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden="true">"#);
        let mut at = 0;
        for (word, count) in
            [("replace", sum.replace), ("merge", sum.merge), ("review", sum.review), ("keep", sum.keep)]
        {
            let width = count * 1000 / most.max(1);
            let _ = write!(svg, r#"<rect class="{word}" x="{at}" width="{width}" height="14"/>"#);
            at += width;
        }
        svg.push_str("</svg>");
        svg
    }

    fn most(sums: &[SumEntry]) -> usize {
        sums.iter().map(|s| s.systems).max().unwrap_or(1)
    }

    /// A group as a star: the representative in the middle, a line to each member, the thicker the more of it the
    /// representative provides. Holds numbers only.
    fn star(group: &GroupEntry) -> String {
        let drawn = group.members.len().min(MOST_DRAWN);
        let mut svg = String::from(r#"<svg class="star" viewBox="-110 -110 220 220" aria-hidden="true">"#);
        for (n, member) in group.members.iter().take(drawn).enumerate() {
            let angle = TAU * n as f64 / drawn as f64 - TAU / 4.0;
            let (x, y) = ((angle.cos() * 90.0).round(), (angle.sin() * 90.0).round());
            let width = (member.share * 6.0).round().max(1.0);
            let _ = write!(
                svg,
                r#"<line x1="0" y1="0" x2="{x}" y2="{y}" stroke-width="{width}"/><circle cx="{x}" cy="{y}" r="12"/><text x="{x}" y="{y}" dy="4">{}</text>"#,
                n + 1
            );
        }
        svg.push_str(r#"<circle class="centre" cx="0" cy="0" r="16"/></svg>"#);
        svg
    }
}
