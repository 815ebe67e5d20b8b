//! `export`: records or the catalogue in the forms of others, with a report on standard error of what they cannot hold.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::files::{Whole, write_all};
use super::import::render;
use super::{ExitStatus, Session, say};
use crate::exchange::note::Notes;
use crate::exchange::{self, tree};
use crate::load::limits::Limits;
use crate::load::load;
use crate::record::Software;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Files or folders with records; none for the catalogue in use
    #[arg(value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Form of what is written
    #[arg(long, value_enum)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// publiccode.yml 0.5; into a folder, DIR/<id>/publiccode.yml
    Publiccode,
    /// A table, a row each
    Csv,
    /// The same as a workbook
    Xlsx,
    /// A list of records
    Json,
    /// Records of this program
    Yaml,
    /// The architecture workbook, Form 03
    #[value(name = "form-03")]
    Form03,
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let records: Vec<Software> = if arguments.paths.is_empty() {
        let Some(catalogue) = session.catalogue() else { return Ok(ExitStatus::Error) };
        catalogue.platforms.into_iter().map(|p| p.record).collect()
    } else {
        let loaded = load(&arguments.paths, session.tables(), &session.limits(Limits::large()));
        session.report(&loaded);
        if !loaded.problems.is_empty() {
            return Ok(ExitStatus::Error);
        }
        loaded.software
    };
    let records: Vec<&Software> = records.iter().collect();
    let mut notes = Vec::new();
    let lang = session.messages.lang;
    match arguments.format {
        Format::Publiccode => publiccode(&records, &mut notes, session)?,
        Format::Csv => session.write_bytes(&exchange::csv(&exchange::list(&records, lang, &mut notes))?)?,
        Format::Xlsx => session.write_bytes(&exchange::xlsx(&[exchange::list(&records, lang, &mut notes)])?)?,
        Format::Form03 => session.write_bytes(&exchange::xlsx(&exchange::form03(&records))?)?,
        Format::Json => {
            let trees: Vec<tree::Tree> = records.iter().map(|r| tree::record(r)).collect();
            session.write(&(serde_json::to_string_pretty(&trees)? + "\n"))?;
        }
        Format::Yaml => {
            session.write(&records.iter().map(|r| tree::yaml(&tree::record(r), &[])).collect::<String>())?;
        }
    }
    say(&render(&notes, &session.messages));
    say(&format!("{}\n", session.messages.count("label-exported", "count", records.len())));
    Ok(ExitStatus::Pass)
}

/// A file a record in a folder of its own, as repositories have it; without a folder, one document after another.
fn publiccode(
    records: &[&Software],
    notes: &mut Vec<exchange::note::Note>,
    session: &Session<'_>,
) -> anyhow::Result<()> {
    let folder = session.only_output()?;
    if let Some(file) = folder.filter(|folder| folder.is_file()) {
        bail!("{} is a file; publiccode.yml is written into a folder, one for each record", file.display());
    }
    let mut all = String::new();
    let mut files = Vec::new();
    for record in records {
        let mut about = Notes::new(&record.file);
        let text = exchange::publiccode(record, &mut about);
        notes.extend(about.all);
        match folder {
            Some(folder) => {
                let path = folder.join(&record.id.value).join("publiccode.yml");
                let bytes = text.trim_start_matches("---\n").as_bytes().to_vec();
                files.push(Whole { path, bytes, folder: Some(folder.to_owned()) });
            }
            None => all.push_str(&text),
        }
    }
    if folder.is_none() { session.write(&all) } else { write_all(&files) }
}
