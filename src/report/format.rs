//! Which forms a report can take, and the way from a report to the bytes of one.

use std::error::Error;

use super::terminal::Look;
use super::text::Messages;
use super::{Report, csv, docx, github, gitlab, html, json, junit, markdown, sarif, terminal, xlsx};
use crate::record::scope::{Word, word_of};

/// A form of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// For a person at a terminal.
    Terminal,
    /// One document, form dungchung/report/1.
    Json,
    /// One line a record.
    Jsonl,
    /// One page that needs no network.
    Html,
    /// A comment on a pull request.
    Markdown,
    /// One line a record, for spreadsheets.
    Csv,
    /// A workbook, one sheet a kind of entry.
    Xlsx,
    /// An appraisal note a record, to sign.
    Docx,
    /// Code scanning.
    Sarif,
    /// Test results of CI servers.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// Code quality report of GitLab.
    Gitlab,
}

impl Word for Format {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("terminal", Format::Terminal),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("html", Format::Html),
        ("markdown", Format::Markdown),
        ("csv", Format::Csv),
        ("xlsx", Format::Xlsx),
        ("docx", Format::Docx),
        ("sarif", Format::Sarif),
        ("junit", Format::Junit),
        ("github", Format::Github),
        ("gitlab", Format::Gitlab),
    ];
}

impl Format {
    /// What it is for, in a few words.
    #[must_use]
    pub fn purpose(self) -> &'static str {
        match self {
            Format::Terminal => "For a person",
            Format::Json => "One document, form dungchung/report/1",
            Format::Jsonl => "One line a record",
            Format::Html => "One page that needs no network",
            Format::Markdown => "A comment on a pull request",
            Format::Csv => "One line a record, for spreadsheets",
            Format::Xlsx => "A workbook",
            Format::Docx => "Appraisal notes to sign",
            Format::Sarif => "SARIF 2.1.0, for code scanning",
            Format::Junit => "JUnit XML, for CI servers",
            Format::Github => "Annotations of GitHub Actions",
            Format::Gitlab => "Code quality report of GitLab",
        }
    }

    /// Ending of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Format::Terminal => "txt",
            Format::Markdown => "md",
            Format::Junit => "xml",
            Format::Github => "github.txt",
            Format::Gitlab => "gitlab.json",
            other => word_of(other),
        }
    }

    /// The format of a file with this name: the one with the longest ending that fits.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Format> {
        let name = name.to_lowercase();
        let formats = Self::WORDS.iter().map(|(_, format)| *format);
        formats.filter(|f| name.ends_with(&format!(".{}", f.extension()))).max_by_key(|f| f.extension().len())
    }

    /// Is it text, so that it can be shown on a terminal?
    #[must_use]
    pub fn is_text(self) -> bool {
        !matches!(self, Format::Xlsx | Format::Docx)
    }
}

/// Why a form cannot hold a report.
pub type Unrendered = Box<dyn Error + Send + Sync>;

/// Renders a report.
///
/// # Errors
/// If the form cannot hold the report: more records than a sheet has rows.
pub fn render(report: &Report, messages: &Messages, look: Look, format: Format) -> Result<Vec<u8>, Unrendered> {
    Ok(match format {
        Format::Terminal => terminal::render(report, messages, look).into_bytes(),
        Format::Json => json::document(report).into_bytes(),
        Format::Jsonl => json::lines(report).into_bytes(),
        Format::Html => html::render(report, messages)?.into_bytes(),
        Format::Markdown => markdown::render(report, messages).into_bytes(),
        Format::Csv => csv::render(report, messages)?,
        Format::Xlsx => xlsx::render(report, messages)?,
        Format::Docx => docx::render(report, messages)?,
        Format::Sarif => sarif::render(report, messages).into_bytes(),
        Format::Junit => junit::render(report, messages)?.into_bytes(),
        Format::Github => github::render(report, messages).into_bytes(),
        Format::Gitlab => gitlab::render(report).into_bytes(),
    })
}
