//! `import`: files of others → records, with a report on standard error of what was guessed, dropped or is missing.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use super::files::{Whole, write_all};
use super::{ExitStatus, Session, output, say};
use crate::exchange::columns::Columns;
use crate::exchange::draft::Setting;
use crate::exchange::note::{Note, Place, Weight, letters};
use crate::exchange::{Imported, MOST_BYTES, Outcome, import};
use crate::load::STDIN;
use crate::record::Kind;
use crate::record::unit::{Resolved, nearest};
use crate::report::problems;
use crate::report::text::{Messages, clean};

#[derive(Args, Debug)]
#[command(
    after_help = "Exit code: 0 everything was taken over, 1 something could not be read and the rest was, 2 nothing \
                        could be read. Standard error says what was guessed, dropped or is missing, and where."
)]
pub(super) struct Arguments {
    /// Files: XLSX, XLS, ODS, CSV, TSV, publiccode.yml, code.json, JSON; `-` for standard input
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// Kind of the records, where the file does not say
    #[arg(long, value_enum, default_value = "system")]
    kind: RecordKind,
    /// A column and its field: a head or letters, then `=`, then a field or `-` for none (may be repeated)
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    map: Vec<(String, String)>,
    /// Only this sheet, by name or number
    #[arg(long, value_name = "SHEET")]
    sheet: Option<String>,
    /// Territory of the records whose file gives none; communes are looked up inside it
    #[arg(long, value_name = "PATH")]
    territory: Option<String>,
    /// Replace records that stand in the output folder already
    #[arg(long)]
    overwrite: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RecordKind {
    Proposal,
    System,
    Platform,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('=') {
        Some((column, field)) if !column.trim().is_empty() && !field.trim().is_empty() => {
            Ok((column.trim().to_owned(), field.trim().to_owned()))
        }
        _ => Err("expected COLUMN=FIELD, such as \"Tên PM=name\" or D=functions".to_owned()),
    }
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let columns = Columns::embedded();
    for (_, field) in &arguments.map {
        if field != "-" && !columns.fields().any(|known| known == field) {
            let near = nearest(field, columns.fields()).map(|n| format!(" (did you mean {n}?)")).unwrap_or_default();
            let known = columns.fields().collect::<Vec<_>>().join(", ");
            bail!("--map: there is no field {field}{near}; fields: {known}");
        }
    }
    let territory = arguments.territory.as_deref().map(|written| match session.units.resolve(written) {
        Resolved::Unit(path) | Resolved::Former(path) | Resolved::Unlisted(path) => Ok(path),
        Resolved::Unknown(near) => {
            let near = near.map(|n| format!(" (did you mean {n}?)")).unwrap_or_default();
            Err(anyhow::anyhow!("--territory: {written} is not in the table of administrative units{near}"))
        }
    });
    let territory = territory.transpose()?;
    let setting = Setting {
        kind: match arguments.kind {
            RecordKind::Proposal => Kind::Proposal,
            RecordKind::System => Kind::System,
            RecordKind::Platform => Kind::Platform,
        },
        territory: territory.as_deref(),
        map: &arguments.map,
        sheet: arguments.sheet.as_deref(),
        tables: session.tables(),
        columns: &columns,
    };
    let mut outcome = Outcome::default();
    let mut taken = BTreeMap::new();
    for path in &arguments.paths {
        let (name, bytes) = read(path)?;
        import(&name, &bytes, &setting, &mut taken, &mut outcome);
    }
    if !outcome.records.is_empty() {
        write(&outcome, arguments.overwrite, session)?;
    }
    say(&render(&outcome.notes, &session.messages));
    say(&summary(&outcome, &session.messages));
    Ok(match (outcome.records.is_empty(), outcome.notes.iter().any(|n| n.weight == Weight::Broken)) {
        (true, _) => ExitStatus::Error,
        (false, true) => ExitStatus::Findings,
        (false, false) => ExitStatus::Pass,
    })
}

fn read(path: &Path) -> anyhow::Result<(Arc<str>, Vec<u8>)> {
    let (name, from): (Arc<str>, Box<dyn Read>) = if path.as_os_str() == "-" {
        (Arc::from(STDIN), Box::new(std::io::stdin().lock()))
    } else {
        let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        (Arc::from(path.to_string_lossy()), Box::new(file))
    };
    let mut bytes = Vec::new();
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("{name} is larger than {} MiB", MOST_BYTES >> 20);
    }
    Ok((name, bytes))
}

/// Into a folder, a file a record; into a file or on standard output, one document after another.
fn write(outcome: &Outcome, overwrite: bool, session: &Session<'_>) -> anyhow::Result<()> {
    let folder = session.only_output()?.filter(|path| output::is_folder(path));
    let Some(folder) = folder else {
        return session.write(&outcome.records.iter().map(|r| r.yaml.as_str()).collect::<String>());
    };
    let path = |id: &str| folder.join(format!("{id}.yaml"));
    let there = outcome.records.iter().map(|r| path(&r.record.id.value)).find(|p| p.exists());
    if let Some(there) = there.filter(|_| !overwrite) {
        bail!("{} is there already; nothing was written (--overwrite replaces it)", there.display());
    }
    let file = |r: &Imported| Whole {
        path: path(&r.record.id.value),
        bytes: r.yaml.trim_start_matches("---\n").as_bytes().to_vec(),
        folder: Some(folder.to_owned()),
    };
    write_all(&outcome.records.iter().map(file).collect::<Vec<_>>())
}

/// Of notes that say the same of cells in one column, this many are written out.
const WRITTEN_OUT: usize = 3;

/// The notes for a person, what is broken first. Many of one kind in one column are drawn together, every row named.
pub(super) fn render(notes: &[Note], messages: &Messages) -> String {
    type Column<'n> = (Weight, &'n str, &'static str, Option<(&'n str, u32)>);
    let mut groups: BTreeMap<Column<'_>, Vec<&Note>> = BTreeMap::new();
    for note in notes {
        let column = match &note.place {
            Place::Cell(sheet, _, column) => Some((&**sheet, *column)),
            _ => None,
        };
        groups.entry((note.weight, &note.file, note.code, column)).or_default().push(note);
    }
    let mut out = String::new();
    for ((.., column), group) in &groups {
        let written = if column.is_some() && group.len() > WRITTEN_OUT + 2 { WRITTEN_OUT } else { group.len() };
        for note in &group[..written] {
            out.push_str(&line(note, messages));
        }
        if let Some(rest) = group.get(written..).filter(|rest| !rest.is_empty()) {
            let rows = rest.iter().filter_map(|n| match n.place {
                Place::Cell(_, row, _) => Some(row),
                _ => None,
            });
            let args = [("count", rest.len().to_string()), ("rows", spans(rows))];
            let _ = writeln!(out, "  {}", messages.with("label-and-more", &args));
        }
    }
    out
}

fn line(note: &Note, messages: &Messages) -> String {
    let file = clean(&note.file);
    let place = match &note.place {
        Place::File => file.into_owned(),
        Place::Line(line, column) => format!("{file}:{line}:{column}"),
        Place::Path(path) => format!("{file}: {}", clean(path)),
        Place::Cell(sheet, row, column) => {
            let sheet = if sheet.is_empty() { String::new() } else { format!("[{}]", clean(sheet)) };
            let cell = match (row, column) {
                (0, _) => String::new(),
                (row, 0) => messages.with("label-row", &[("row", row.to_string())]),
                (row, column) => format!("{}{row}", letters(*column)),
            };
            [file.as_ref(), &sheet, &cell].iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(" ")
        }
    };
    let mut args: Vec<(&str, String)> =
        note.args.iter().map(|(name, value)| (*name, clean(value).into_owned())).collect();
    if let Some(problem) = &note.problem {
        let (message, help) = problems::words(problem, messages);
        args.push(("reason", [Some(message), help].into_iter().flatten().collect::<Vec<_>>().join(". ")));
    }
    let weight = messages.get(&format!("weight-{}", note.weight.word()));
    format!("{place}: {weight}: {}\n", messages.with(&format!("import-{}", note.code), &args))
}

/// Row numbers as spans: `4–9, 12`.
fn spans(rows: impl Iterator<Item = u32>) -> String {
    let mut rows: Vec<u32> = rows.collect();
    rows.sort_unstable();
    rows.dedup();
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => spans.push((row, row)),
        }
    }
    let written = spans.iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}–{b}") });
    written.collect::<Vec<_>>().join(", ")
}

fn summary(outcome: &Outcome, messages: &Messages) -> String {
    let count = |weight| outcome.notes.iter().filter(|n| n.weight == weight).count();
    let mut parts = vec![messages.count("label-imported", "count", outcome.records.len())];
    for weight in [Weight::Broken, Weight::Guessed, Weight::Dropped, Weight::Missing] {
        let word = messages.get(&format!("weight-{}", weight.word()));
        if count(weight) > 0 {
            parts.push(format!("{} {word}", count(weight)));
        }
    }
    format!("{}\n", parts.join(", "))
}
