//! Paths → files → documents → records. Knows files and YAML, nothing of matching or policy.
//!
//! Everything wrong is a [`Problem`] with its place; a run goes on to the next document, and the caller sees from
//! [`Loaded::problems`] that not everything was read.

pub mod decode;
pub mod software;
pub mod tables;
pub mod waiver;
pub mod yaml;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::record::place::Problem;
use crate::record::waiver::Waiver;
use crate::record::{Reference, Software, Source};
use decode::Sink;
use software::{Document, Tables};
use yaml::Limits;

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
    /// Everything that could not be read.
    pub problems: Vec<Problem>,
    /// Text of each file with a problem, for showing the lines.
    pub texts: BTreeMap<Arc<str>, String>,
}

/// Name of a project's settings. A folder that is read leaves the file out: it describes no software.
pub const CONFIG_FILE: &str = "dungchung.yaml";

/// Name under which standard input is reported.
pub const STDIN: &str = "<stdin>";

/// Loads files, folders (recursively, `*.yaml` and `*.yml` in the order of their paths) and `-` for standard input.
#[must_use]
pub fn load(paths: &[PathBuf], tables: Tables<'_>, limits: &Limits) -> Loaded {
    let mut loaded = Loaded::default();
    for path in paths {
        if path.as_os_str() == "-" {
            read(&Arc::from(STDIN), std::io::stdin().lock(), tables, limits, &mut loaded);
        } else if path.is_dir() {
            folder(path, tables, limits, &mut loaded);
        } else {
            file(path, tables, limits, &mut loaded);
        }
    }
    same_ids(&mut loaded);
    show_places(&mut loaded);
    // In the order of the files, and of the places in them: a decoder finds unknown keys last.
    let order: BTreeMap<Arc<str>, usize> =
        loaded.problems.iter().rev().enumerate().map(|(n, p)| (Arc::clone(&p.file), usize::MAX - n)).collect();
    loaded.problems.sort_by_key(|p| (order[&p.file], p.at));
    loaded
}

/// Loads documents from a text that is already in memory, under the name `file`.
pub fn load_text(file: &Arc<str>, text: &str, tables: Tables<'_>, limits: &Limits, loaded: &mut Loaded) {
    let before = loaded.problems.len();
    let nodes = yaml::documents(file, text, limits, &mut loaded.problems);
    if nodes.is_empty() && loaded.problems.len() == before {
        loaded.problems.push(whole_file(file, "no-documents", vec![]));
    }
    for node in &nodes {
        let mut sink = Sink { file: Arc::clone(file), problems: &mut loaded.problems };
        match software::document(node, tables, &mut sink) {
            Some(Document::Software(software)) => loaded.software.push(*software),
            Some(Document::Sources(sources)) => loaded.sources.extend(sources),
            Some(Document::Reference(reference)) => loaded.references.push(reference),
            Some(Document::Waiver(waiver)) => loaded.waivers.push(*waiver),
            None => {}
        }
    }
    if loaded.problems.len() > before {
        loaded.texts.insert(Arc::clone(file), text.to_owned());
    }
}

fn folder(path: &Path, tables: Tables<'_>, limits: &Limits, loaded: &mut Loaded) {
    let mut found = Vec::new();
    let walk = ignore::WalkBuilder::new(path).sort_by_file_path(Path::cmp).require_git(false).build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|t| t.is_file());
                let is_config = entry.file_name() == CONFIG_FILE;
                if is_file && !is_config && entry.path().extension().is_some_and(|e| e == "yaml" || e == "yml") {
                    found.push(entry.into_path());
                }
            }
            Err(error) => {
                let name = Arc::from(path.to_string_lossy());
                loaded.problems.push(whole_file(&name, "unreadable", vec![("detail", error.to_string())]));
            }
        }
    }
    if found.is_empty() {
        let name = Arc::from(path.to_string_lossy());
        loaded.problems.push(whole_file(&name, "no-files", vec![]));
    }
    for path in found {
        file(&path, tables, limits, loaded);
    }
}

fn file(path: &Path, tables: Tables<'_>, limits: &Limits, loaded: &mut Loaded) {
    let name: Arc<str> = Arc::from(path.to_string_lossy());
    match std::fs::File::open(path) {
        Ok(opened) => read(&name, opened, tables, limits, loaded),
        Err(error) => loaded.problems.push(whole_file(&name, "unreadable", vec![("detail", error.to_string())])),
    }
}

fn read(name: &Arc<str>, from: impl Read, tables: Tables<'_>, limits: &Limits, loaded: &mut Loaded) {
    let mut bytes = Vec::new();
    // One byte more than allowed tells a file at the limit from one above it, without reading all of the latter.
    if let Err(error) = from.take(limits.bytes + 1).read_to_end(&mut bytes) {
        loaded.problems.push(whole_file(name, "unreadable", vec![("detail", error.to_string())]));
        return;
    }
    if bytes.len() as u64 > limits.bytes {
        let limit = (limits.bytes >> 20).to_string();
        loaded.problems.push(whole_file(name, "too-large", vec![("limit", limit)]));
        return;
    }
    match String::from_utf8(bytes) {
        Ok(text) => load_text(name, &text, tables, limits, loaded),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..valid].split(|b| *b == b'\n').count();
            loaded.problems.push(whole_file(name, "not-utf8", vec![("line", line.to_string())]));
        }
    }
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
fn same_ids(loaded: &mut Loaded) {
    let mut first: BTreeMap<&str, &Software> = BTreeMap::new();
    for record in &loaded.software {
        if let Some(other) = first.get(record.id.value.as_str()) {
            let args = vec![
                ("found", record.id.value.clone()),
                ("file", other.file.to_string()),
                ("line", other.id.at.line.to_string()),
            ];
            loaded.problems.push(Problem {
                file: Arc::clone(&record.file),
                at: Some(record.id.at),
                code: "duplicate-id",
                args,
            });
        } else {
            first.insert(&record.id.value, record);
        }
    }
}
