//! The report as appraisal notes (*phiếu thẩm định*), one a record, in the form of an administrative document: national
//! name and motto, numbered parts, blanks for the body, the place, the date and the signatures.

use std::error::Error;
use std::io::Cursor;

use docx_rs::{
    AlignmentType, BorderType, Docx, Header, LineSpacing, PageMargin, PageNum, PageNumType, Paragraph, ParagraphBorder,
    ParagraphBorderPosition, ParagraphBorders, Run, RunFonts, Section, Tab, TabLeaderType, TabValueType, Table,
    TableCell, TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::text::{Messages, clean};
use super::{Entry, Report};
use crate::matching::similarity::Outcome;
use crate::policy::verdict::{State, Verdict};
use crate::record::NeedBasis;
use crate::record::scope::{Word, word_of};

/// Sizes are in half-points: 13, 14, 12 and 11 points.
const BODY: usize = 26;
const TITLE: usize = 28;
const TABLE: usize = 24;
const SMALL: usize = 22;
/// Width between the margins of an A4 page in twentieths of a point: 21 cm less 3 cm left and 2 cm right.
const WIDTH: usize = 9071;
/// Width of a place for a signature.
const SIGNER: usize = 3300;
const FONT: &str = "Times New Roman";
/// A blank to fill in by hand.
const BLANK: &str = "…………………";

/// Renders the notes.
///
/// # Errors
/// Never in practice: the document is written to memory.
pub fn render(report: &Report, messages: &Messages) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    // The day of the rules, not the clock: the same report gives the same bytes.
    let made = format!("{}T00:00:00Z", report.day);
    let fonts = RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT).east_asia(FONT);
    let mut document = Docx::new()
        .default_fonts(fonts)
        .default_size(BODY)
        .created_at(&made)
        .updated_at(&made)
        .page_size(11_906, 16_838)
        .page_margin(margins());
    let header =
        || Header::new().add_paragraph(Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new()));
    let last = report.results.len().saturating_sub(1);
    if report.results.is_empty() {
        document = document.add_paragraph(plain(&messages.count("label-summary", "records", 0)));
    }
    for (number, entry) in report.results.iter().enumerate() {
        let blocks = Note { report, entry, messages }.blocks();
        if number == last {
            // A later section takes the header of the one before it.
            if number == 0 {
                document = document.header(header());
            }
            document = document.title_pg().page_num_type(PageNumType::new().start(1));
            for block in blocks {
                document = match block {
                    Block::Paragraph(paragraph) => document.add_paragraph(*paragraph),
                    Block::Table(table) => document.add_table(*table),
                };
            }
        } else {
            let mut section =
                Section::new().page_margin(margins()).title_pg().page_num_type(PageNumType::new().start(1));
            if number == 0 {
                section = section.header(header());
            }
            for block in blocks {
                section = match block {
                    Block::Paragraph(paragraph) => section.add_paragraph(*paragraph),
                    Block::Table(table) => section.add_table(*table),
                };
            }
            document = document.add_section(section);
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    document.build().pack(&mut bytes)?;
    Ok(bytes.into_inner())
}

/// Margins of an administrative document: 2 cm above, below and right, 3 cm left.
fn margins() -> PageMargin {
    PageMargin::new().top(1134).bottom(1134).left(1701).right(1134).header(567).footer(567)
}

enum Block {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

impl From<Paragraph> for Block {
    fn from(paragraph: Paragraph) -> Block {
        Block::Paragraph(Box::new(paragraph))
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Block {
        Block::Table(Box::new(table))
    }
}

/// A situation of the official decision table, and whether the findings show it.
struct Decision {
    case: &'static str,
    handling: &'static str,
    shown: bool,
}

/// The note about one record.
struct Note<'a> {
    report: &'a Report,
    entry: &'a Entry,
    messages: &'a Messages,
}

impl Note<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = vec![self.letterhead().into()];
        self.title(&mut blocks);
        self.facts(&mut blocks);
        self.result(&mut blocks);
        self.functions(&mut blocks);
        self.decisions(&mut blocks);
        self.remaining(&mut blocks);
        self.opinion(&mut blocks);
        blocks.push(self.signatures().into());
        blocks
    }

    fn say(&self, key: &str) -> String {
        self.messages.get(key)
    }

    /// The body on the left, the national name and motto on the right, both with their lines.
    fn letterhead(&self) -> Table {
        let left = TableCell::new()
            .width(WIDTH * 2 / 5, WidthType::Dxa)
            .add_paragraph(centred(Run::new().add_text(BLANK).size(TABLE)))
            .add_paragraph(centred(Run::new().add_text(self.say("note-body")).size(TABLE).bold()))
            .add_paragraph(rule(1300))
            .add_paragraph(centred(Run::new().add_text(self.say("note-number")).size(BODY)));
        let right = TableCell::new()
            .width(WIDTH * 3 / 5, WidthType::Dxa)
            .add_paragraph(centred(Run::new().add_text(self.say("note-nation")).size(TABLE).bold()))
            .add_paragraph(centred(Run::new().add_text(self.say("note-motto")).size(BODY).bold()))
            .add_paragraph(rule(1350))
            .add_paragraph(centred(
                Run::new()
                    .add_text(self.messages.with("note-place-date", &[("year", self.report.day.year().to_string())]))
                    .size(BODY)
                    .italic(),
            ));
        Table::without_borders(vec![TableRow::new(vec![left, right])])
            .set_grid(vec![WIDTH * 2 / 5, WIDTH * 3 / 5])
            .layout(TableLayoutType::Fixed)
            .width(WIDTH, WidthType::Dxa)
    }

    fn title(&self, blocks: &mut Vec<Block>) {
        let spacing = LineSpacing::new().before(360).after(0);
        blocks
            .push(centred(Run::new().add_text(self.say("note-title")).size(TITLE).bold()).line_spacing(spacing).into());
        let about = self.messages.with("note-about", &[("name", self.entry.name.clone())]);
        blocks.push(centred(Run::new().add_text(about).size(BODY).bold()).into());
        blocks.push(rule(3600).into());
    }

    fn facts(&self, blocks: &mut Vec<Block>) {
        blocks.push(heading("I", &self.say("note-facts")).into());
        let entry = self.entry;
        let unknown = self.say("word-unknown");
        let needed = &entry.detail.needed;
        let mut facts = vec![
            ("column-name", entry.name.clone()),
            ("label-owner", entry.owner.clone().unwrap_or_else(|| unknown.clone())),
            ("column-id", format!("{} ({}:{})", entry.id, clean(&entry.file), entry.line)),
            ("label-territory", needed.territory.clone()),
            ("label-levels", needed.levels.clone()),
            ("label-sectors", needed.sectors.clone()),
            ("label-users", needed.users.clone()),
        ];
        let money = entry.investment.as_ref();
        facts.push((
            "label-money",
            money.map_or_else(|| unknown, |money| self.messages.money(money.amount, &money.currency)),
        ));
        facts.push(("note-day", self.messages.date(self.report.day)));
        for (number, (key, value)) in facts.into_iter().enumerate() {
            let label = Run::new().add_text(format!("{}. {}: ", number + 1, self.say(key)));
            let value = Run::new().add_text(value);
            blocks.push(body().add_run(label).add_run(value).into());
        }
    }

    /// The four official states with the one that holds, then each finding with its ground and remedy.
    fn result(&self, blocks: &mut Vec<Block>) {
        blocks.push(heading("II", &self.say("note-result")).into());
        for (state, value) in State::WORDS {
            let holds = *value == self.entry.state;
            let run = Run::new().add_text(format!("{} {}", tick(holds), self.say(&format!("state-{state}"))));
            blocks.push(body().add_run(if holds { run.bold() } else { run }).into());
        }
        let word = self.say(&format!("verdict-{}", self.entry.verdict.word()));
        blocks.push(
            body()
                .add_run(Run::new().add_text(format!("{}: ", self.say("note-tool-verdict"))))
                .add_run(Run::new().add_text(format!("{word}. ")).bold())
                .add_run(Run::new().add_text(self.entry.conclusion.as_str()))
                .into(),
        );
        if self.entry.findings.is_empty() {
            blocks.push(plain(&self.say("note-no-findings")).into());
            return;
        }
        let heads = [
            ("note-order", 700),
            ("column-found", 2500),
            ("column-state", 1171),
            ("label-law", 2350),
            ("label-remedy", 2350),
        ];
        let rows = self
            .entry
            .findings
            .iter()
            .enumerate()
            .map(|(n, finding)| {
                vec![
                    (n + 1).to_string(),
                    format!(
                        "{}. {} ({}, {}:{})",
                        finding.title, finding.said, finding.rule, finding.place.line, finding.place.column
                    ),
                    self.say(&format!("state-{}", word_of(finding.state))),
                    finding.basis.clone(),
                    finding.remedy.clone(),
                ]
            })
            .collect();
        blocks.push(self.table(&heads, rows).into());
    }

    fn functions(&self, blocks: &mut Vec<Block>) {
        blocks.push(heading("III", &self.say("note-functions")).into());
        let coverage = Messages::percent(self.entry.coverage);
        blocks.push(plain(&format!("{}: {coverage}.", self.say("note-coverage"))).into());
        if self.entry.provided.is_empty() {
            return;
        }
        let heads =
            [("note-order", 700), ("column-proposed", 3200), ("column-provided", 3771), ("column-strength", 1400)];
        let rows = self
            .entry
            .provided
            .iter()
            .enumerate()
            .map(|(n, row)| {
                let (by, strength) = row.by.as_ref().map_or_else(
                    || ("–".to_owned(), String::new()),
                    |by| {
                        let mark =
                            if by.inferred { format!(" ({})", self.say("label-inferred")) } else { String::new() };
                        let outcome = if by.outcome == Outcome::Same { "outcome-same" } else { "outcome-possible" };
                        (
                            format!("{}{mark} – {}", by.function, by.platform),
                            format!("{} {}", self.say(outcome), Messages::percent(by.similarity)),
                        )
                    },
                );
                vec![(n + 1).to_string(), row.proposed.clone(), by, strength]
            })
            .collect();
        blocks.push(self.table(&heads, rows).into());
        if !self.entry.generic.is_empty() {
            blocks.push(plain(&format!("{}: {}.", self.say("label-generic"), self.entry.generic.join("; "))).into());
        }
    }

    /// The decision table of the draft guide: what the findings show is ticked, the last column is the appraiser's.
    fn decisions(&self, blocks: &mut Vec<Block>) {
        blocks.push(heading("IV", &self.say("note-decisions")).into());
        let has = |verdicts: &[Verdict]| self.entry.findings.iter().any(|f| verdicts.contains(&f.verdict));
        let decisions = [
            Decision { case: "decision-meets", handling: "decision-meets-do", shown: has(&[Verdict::Duplicate]) },
            Decision {
                case: "decision-otherwise",
                handling: "decision-otherwise-do",
                shown: has(&[Verdict::Wait, Verdict::Conditional, Verdict::Incomplete]),
            },
            Decision { case: "decision-interface", handling: "decision-interface-do", shown: false },
            Decision {
                case: "decision-separate",
                handling: "decision-separate-do",
                shown: self.entry.detail.need == Some(NeedBasis::LegalSecrecy),
            },
            Decision { case: "decision-several", handling: "decision-several-do", shown: false },
        ];
        let heads = [
            ("note-order", 700),
            ("note-case", 2900),
            ("note-handling", 3271),
            ("note-shown", 1100),
            ("note-appraiser", 1100),
        ];
        let rows = decisions
            .iter()
            .enumerate()
            .map(|(n, decision)| {
                vec![
                    (n + 1).to_string(),
                    self.say(decision.case),
                    self.say(decision.handling),
                    tick(decision.shown).to_owned(),
                    tick(false).to_owned(),
                ]
            })
            .collect();
        blocks.push(self.table(&heads, rows).into());
        blocks.push(plain(&self.say("note-decisions-source")).into());
    }

    fn remaining(&self, blocks: &mut Vec<Block>) {
        blocks.push(heading("V", &self.say("note-remaining")).into());
        let entry = self.entry;
        if entry.verdict == Verdict::Clear {
            blocks.push(plain(&self.say("note-all-remains")).into());
        } else if entry.residual.is_empty() {
            blocks.push(plain(&self.say("label-residual-none")).into());
        }
        if entry.verdict != Verdict::Clear {
            for function in &entry.residual {
                blocks.push(body().add_run(Run::new().add_text(format!("- {function}"))).into());
            }
        }
        if let (Some(money), Some(avoidable)) = (&entry.investment, entry.avoidable()) {
            let amount = self.messages.money(avoidable, &money.currency);
            blocks.push(plain(&format!("{}: {amount}.", self.say("column-avoidable"))).into());
        }
    }

    /// What the appraiser adds by hand.
    fn opinion(&self, blocks: &mut Vec<Block>) {
        blocks.push(heading("VI", &self.say("note-opinion")).into());
        for _ in 0..4 {
            let dots = Tab::new().val(TabValueType::Right).leader(TabLeaderType::Dot).pos(WIDTH);
            blocks.push(body().add_tab(dots).add_run(Run::new().add_tab()).into());
        }
        blocks.push(body().add_run(Run::new().add_text(self.say("note-evidence")).italic().size(TABLE)).into());
    }

    fn signatures(&self) -> Table {
        let signer = |role: &str, how: &str| {
            let cell = TableCell::new()
                .width(SIGNER, WidthType::Dxa)
                .add_paragraph(centred(Run::new().add_text(self.say(role)).size(BODY).bold()).keep_next(true))
                .add_paragraph(centred(Run::new().add_text(self.say(how)).size(TABLE).italic()).keep_next(true));
            let cell = (0..4).fold(cell, |cell, _| cell.add_paragraph(Paragraph::new().keep_next(true)));
            cell.add_paragraph(centred(Run::new().add_text(BLANK)))
        };
        let recipients = TableCell::new()
            .width(WIDTH - 2 * SIGNER, WidthType::Dxa)
            .add_paragraph(
                Paragraph::new().add_run(Run::new().add_text(self.say("note-recipients")).size(TABLE).bold().italic()),
            )
            .add_paragraph(Paragraph::new().add_run(Run::new().add_text(format!("- {BLANK};")).size(SMALL)))
            .add_paragraph(Paragraph::new().add_run(Run::new().add_text(self.say("note-archive")).size(SMALL)));
        let row = TableRow::new(vec![
            recipients,
            signer("note-signer", "note-signer-how"),
            signer("note-head", "note-head-how"),
        ]);
        Table::without_borders(vec![row.cant_split()])
            .set_grid(vec![WIDTH - 2 * SIGNER, SIGNER, SIGNER])
            .layout(TableLayoutType::Fixed)
            .width(WIDTH, WidthType::Dxa)
    }

    /// A table with lines: heads by message key and width, then rows of text.
    fn table(&self, heads: &[(&str, usize)], rows: Vec<Vec<String>>) -> Table {
        let narrow = |text: &str| text.chars().count() <= 3;
        let cell = |text: &str, width: usize, head: bool| {
            let run = Run::new().add_text(text).size(TABLE);
            // A head does not stay alone at the foot of a page.
            let paragraph = Paragraph::new().keep_next(head).add_run(if head { run.bold() } else { run });
            let paragraph =
                if head || narrow(text) { paragraph.align(AlignmentType::Center) } else { directed(paragraph, text) };
            let cell = TableCell::new().width(width, WidthType::Dxa).add_paragraph(paragraph);
            if head { cell.vertical_align(VAlignType::Center) } else { cell }
        };
        let head = TableRow::new(heads.iter().map(|(key, width)| cell(&self.say(key), *width, true)).collect());
        let rows = rows.into_iter().map(|texts| {
            let cells = texts.iter().zip(heads).map(|(text, (_, width))| cell(text, *width, false));
            TableRow::new(cells.collect()).cant_split()
        });
        Table::new(std::iter::once(head.cant_split()).chain(rows).collect())
            .set_grid(heads.iter().map(|(_, width)| *width).collect())
            .layout(TableLayoutType::Fixed)
            .width(WIDTH, WidthType::Dxa)
            .margins(TableCellMargins::new().margin(40, 80, 40, 80))
    }
}

fn tick(set: bool) -> &'static str {
    if set { "☒" } else { "☐" }
}

fn centred(run: Run) -> Paragraph {
    Paragraph::new().align(AlignmentType::Center).add_run(run)
}

fn body() -> Paragraph {
    Paragraph::new().align(AlignmentType::Both).line_spacing(LineSpacing::new().before(60).after(60))
}

fn plain(text: &str) -> Paragraph {
    directed(body().add_run(Run::new().add_text(text)), text)
}

fn heading(number: &str, text: &str) -> Paragraph {
    Paragraph::new()
        .keep_next(true)
        .line_spacing(LineSpacing::new().before(200).after(80))
        .add_run(Run::new().add_text(format!("{number}. {}", text.to_uppercase())).bold())
}

/// A short line in the middle of its column: `indent` from both sides, in twentieths of a point.
fn rule(indent: i32) -> Paragraph {
    let border = ParagraphBorder::new(ParagraphBorderPosition::Bottom).val(BorderType::Single).size(6).space(1);
    let mut paragraph = Paragraph::new()
        .indent(Some(indent), None, Some(indent), None)
        .line_spacing(LineSpacing::new().before(0).after(120).line(120));
    paragraph.property = paragraph.property.set_borders(ParagraphBorders::with_empty().set(border));
    paragraph
}

/// Sets the direction of a paragraph whose text begins in a script that is written from right to left.
fn directed(mut paragraph: Paragraph, text: &str) -> Paragraph {
    if text
        .chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(|c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FEFC}'))
    {
        paragraph.property = paragraph.property.bidi(true);
    }
    paragraph
}
