//! Paths → files → documents → records. Knows files and YAML, nothing of matching or policy.
//!
//! Everything wrong is a [`Problem`] with its place; a run goes on to the next document, and the caller sees from
//! [`Loaded::problems`] that not everything was read.

pub mod decode;
pub mod limits;
pub mod software;
pub mod tables;
pub mod waiver;
pub mod yaml;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::record::place::Problem;
use crate::record::waiver::Waiver;
use crate::record::{Reference, Software, Source};
use decode::{Sink, add};
use limits::Limits;
use rayon::prelude::*;
use sha2::{Digest as _, Sha256};
use software::{Document, Tables};
use yaml::{Documents, Start};

/// What a run read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Records, in the order of files and of documents in them.
    pub software: Vec<Software>,
    /// Documents cited by platforms.
    pub sources: Vec<Source>,
    /// Reference models.
    pub references: Vec<Reference>,
    /// Exceptions.
    pub waivers: Vec<Waiver>,
    /// Every file that was read, with the SHA-256 of its content in hexadecimal digits, in the order of reading.
    pub files: Vec<(Arc<str>, String)>,
    /// YAML files of a folder that were not read: hidden, ignored by `.gitignore` or the like, or links. Named by
    /// themselves they are read.
    pub skipped: Vec<PathBuf>,
    /// Everything that could not be read.
    pub problems: Vec<Problem>,
    /// Text of each file with a problem, for showing the lines.
    pub texts: BTreeMap<Arc<str>, String>,
}

/// Name of a project's settings. A folder that is read leaves the file out: it describes no software.
pub const CONFIG_FILE: &str = "dungchung.yaml";

/// Name under which standard input is reported.
pub const STDIN: &str = "<stdin>";

/// Loads files, folders (recursively, `*.yaml` and `*.yml` in the order of their paths) and `-` for standard input. In a folder
/// links are not followed, so that nothing outside it is read.
#[must_use]
pub fn load(paths: &[PathBuf], tables: Tables<'_>, limits: &Limits) -> Loaded {
    let mut loaded = Loaded::default();
    for path in paths {
        if path.as_os_str() == "-" {
            let name = Arc::from(STDIN);
            match read(&name, std::io::stdin().lock(), limits) {
                Ok(text) => load_file(&name, &text, tables, limits, &mut loaded),
                Err(problem) => add(problem, &mut loaded.problems, limits),
            }
        } else if path.is_dir() {
            folder(path, tables, limits, &mut loaded);
        } else {
            file(path, tables, limits, &mut loaded);
        }
    }
    same_ids(limits, &mut loaded);
    show_places(&mut loaded);
    // In the order of the files, and of the places in them: a decoder finds unknown keys last.
    let order: BTreeMap<Arc<str>, usize> =
        loaded.problems.iter().rev().enumerate().map(|(n, p)| (Arc::clone(&p.file), usize::MAX - n)).collect();
    loaded.problems.sort_by_key(|p| (order[&p.file], p.at));
    loaded
}

fn load_file(name: &Arc<str>, text: &str, tables: Tables<'_>, limits: &Limits, loaded: &mut Loaded) {
    loaded.files.push((Arc::clone(name), digest(text.as_bytes())));
    load_text(name, text, tables, limits, loaded);
}

/// Loads documents from a text that is already in memory, under the name `file`.
pub fn load_text(file: &Arc<str>, text: &str, tables: Tables<'_>, limits: &Limits, loaded: &mut Loaded) {
    if let Some(documents) = in_parts(file, text, tables, limits, loaded.software.len()) {
        for document in documents {
            keep(document, loaded);
        }
        return;
    }
    let before = loaded.problems.len();
    let mut documents = Documents::new(file, text, limits);
    let mut empty = true;
    while let Some(node) = documents.next(&mut loaded.problems) {
        empty = false;
        let mut sink = Sink { file: Arc::clone(file), limits: *limits, problems: &mut loaded.problems };
        match software::document(&node, tables, &mut sink) {
            Some(Document::Software(software)) if loaded.software.len() == limits.records => {
                sink.report("too-many-records", software.at, vec![("limit", limits.records.to_string())]);
                break;
            }
            Some(document) => keep(document, loaded),
            None if sink.is_full() => break,
            None => {}
        }
    }
    if empty && loaded.problems.len() == before {
        add(whole_file(file, "no-documents", vec![]), &mut loaded.problems, limits);
    }
    if loaded.problems.len() > before {
        loaded.texts.insert(Arc::clone(file), text.to_owned());
    }
}

fn keep(document: Document, loaded: &mut Loaded) {
    match document {
        Document::Software(software) => loaded.software.push(*software),
        Document::Sources(sources) => loaded.sources.extend(sources),
        Document::Reference(reference) => loaded.references.push(reference),
        Document::Waiver(waiver) => loaded.waivers.push(*waiver),
    }
}

/// Bytes of a part of a file that is read at once.
const PART: usize = 128 << 10;

/// Reads the parts of a long file at the same time. A line that is `---` begins a document wherever it stands, so a file can
/// be cut there. Where anything is wrong, or a limit is reached, `None`: what is said of it shows only when the file is read
/// from its beginning.
fn in_parts(file: &Arc<str>, text: &str, tables: Tables<'_>, limits: &Limits, records: usize) -> Option<Vec<Document>> {
    // A carriage return ends a line too; parts count lines by line feeds.
    if text.len() < 2 * PART || text.contains('\r') {
        return None;
    }
    let mut parts: Vec<(Start, &str)> = Vec::new();
    let mut start = Start::default();
    while start.byte < text.len() {
        let rest = &text[start.byte..];
        let cut = rest.as_bytes().get(PART..).and_then(|after| find(after, b"\n---\n"));
        let part = cut.map_or(rest, |at| &rest[..=PART + at]);
        parts.push((start, part));
        start.byte += part.len();
        start.line += part.bytes().filter(|b| *b == b'\n').count();
    }
    let read = parts.into_par_iter().map(|(start, part)| {
        let (mut problems, mut found) = (Vec::new(), Vec::new());
        let mut documents = Documents::within(file, start, part, limits);
        while let Some(node) = documents.next(&mut problems) {
            let mut sink = Sink { file: Arc::clone(file), limits: *limits, problems: &mut problems };
            found.extend(software::document(&node, tables, &mut sink));
            if !problems.is_empty() {
                break;
            }
        }
        problems.is_empty().then(|| (documents.found(), found))
    });
    let read: Vec<(usize, Vec<Document>)> = read.collect::<Option<_>>()?;
    let count: usize = read.iter().map(|(count, _)| count).sum();
    let documents: Vec<Document> = read.into_iter().flat_map(|(_, found)| found).collect();
    let software = documents.iter().filter(|d| matches!(d, Document::Software(_))).count();
    let fits = count <= limits.documents && records + software <= limits.records;
    (fits && !documents.is_empty()).then_some(documents)
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

/// The SHA-256 of bytes in hexadecimal digits.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().fold(String::with_capacity(64), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

fn folder(path: &Path, tables: Tables<'_>, limits: &Limits, loaded: &mut Loaded) {
    let mut walk = ignore::WalkBuilder::new(path);
    let usual = yaml_files(walk.require_git(false).build(), path, limits, loaded);
    walk.standard_filters(false).filter_entry(|entry| entry.file_name() != ".git");
    // The second walk meets the same errors again.
    let all = yaml_files(walk.build(), path, limits, &mut Loaded::default());
    if usual.is_empty() {
        let name = Arc::from(path.to_string_lossy());
        add(whole_file(&name, "no-files", vec![]), &mut loaded.problems, limits);
    }
    loaded.skipped.extend(all.difference(&usual).cloned());
    for path in usual {
        if path.is_symlink() {
            loaded.skipped.push(path);
        } else {
            file(&path, tables, limits, loaded);
        }
    }
}

/// The YAML files that a walk comes by, links among them.
fn yaml_files(walk: ignore::Walk, root: &Path, limits: &Limits, loaded: &mut Loaded) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let may_be_read = entry.file_type().is_some_and(|t| t.is_file() || t.is_symlink());
                let is_yaml = entry.path().extension().is_some_and(|e| e == "yaml" || e == "yml");
                let is_config = entry.file_name() == CONFIG_FILE;
                // A link to a folder leads to files of any name.
                if may_be_read && !is_config && (is_yaml || (entry.path_is_symlink() && entry.path().is_dir())) {
                    found.insert(entry.into_path());
                }
            }
            Err(error) => {
                let name = Arc::from(root.to_string_lossy());
                add(whole_file(&name, "unreadable", vec![("detail", error.to_string())]), &mut loaded.problems, limits);
            }
        }
    }
    found
}

fn file(path: &Path, tables: Tables<'_>, limits: &Limits, loaded: &mut Loaded) {
    let name = Arc::from(path.to_string_lossy());
    match text_of(path, limits) {
        Ok(text) => load_file(&name, &text, tables, limits, loaded),
        Err(problem) => add(problem, &mut loaded.problems, limits),
    }
}

/// The text of a file, if it is UTF-8 and not larger than allowed.
///
/// # Errors
/// A problem that says what is wrong with the file.
pub fn text_of(path: &Path, limits: &Limits) -> Result<String, Problem> {
    let name = Arc::from(path.to_string_lossy());
    match std::fs::File::open(path) {
        Ok(opened) => read(&name, opened, limits),
        Err(error) => Err(whole_file(&name, "unreadable", vec![("detail", error.to_string())])),
    }
}

fn read(name: &Arc<str>, from: impl Read, limits: &Limits) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file at the limit from one above it, without reading all of the latter.
    from.take(limits.bytes as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| whole_file(name, "unreadable", vec![("detail", error.to_string())]))?;
    if bytes.len() > limits.bytes {
        let mebibytes = limits.bytes >> 20;
        let exact = mebibytes << 20 == limits.bytes;
        let limit = if exact { format!("{mebibytes} MiB") } else { format!("{} B", limits.bytes) };
        return Err(whole_file(name, "too-large", vec![("limit", limit)]));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|b| *b == b'\n').count();
        whole_file(name, "not-utf8", vec![("line", line.to_string())])
    })
}

fn whole_file(file: &Arc<str>, code: &'static str, args: Vec<(&'static str, String)>) -> Problem {
    Problem { file: Arc::clone(file), at: None, code, args }
}

/// Keeps the text of every file in which a problem was found only after all files were read.
pub fn show_places(loaded: &mut Loaded) {
    for problem in loaded.problems.iter().filter(|p| p.at.is_some() && &*p.file != STDIN) {
        if !loaded.texts.contains_key(&problem.file)
            && let Ok(text) = std::fs::read_to_string(&*problem.file)
        {
            loaded.texts.insert(Arc::clone(&problem.file), text);
        }
    }
}

/// Ids are unique within a run: findings, waivers and relations name records by them.
fn same_ids(limits: &Limits, loaded: &mut Loaded) {
    let mut first: BTreeMap<&str, &Software> = BTreeMap::new();
    for record in &loaded.software {
        if let Some(other) = first.get(record.id.value.as_str()) {
            let args = vec![
                ("found", record.id.value.clone()),
                ("file", other.file.to_string()),
                ("line", other.id.at.line.to_string()),
            ];
            let (file, at) = (Arc::clone(&record.file), Some(record.id.at));
            add(Problem { file, at, code: "duplicate-id", args }, &mut loaded.problems, limits);
        } else {
            first.insert(&record.id.value, record);
        }
    }
}
