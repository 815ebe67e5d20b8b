//! Compiles the data that the program carries: the vocabulary, the catalogue with its reference models and sources, the
//! policy, administrative units and fields of work. The program's own loader reads them, so data that it would refuse at run
//! time is refused when it is built.

#[allow(dead_code, missing_docs, clippy::pedantic)]
#[path = "src/load/mod.rs"]
mod load;
#[allow(dead_code, missing_docs, clippy::pedantic)]
#[path = "src/matching/mod.rs"]
mod matching;
#[allow(dead_code, missing_docs, clippy::pedantic)]
#[path = "src/policy/mod.rs"]
mod policy;
#[allow(dead_code, missing_docs, clippy::pedantic)]
#[path = "src/record/mod.rs"]
mod record;
#[allow(dead_code, missing_docs, clippy::pedantic)]
#[path = "src/text/mod.rs"]
mod text;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use load::software::Tables;
use matching::catalogue::Catalogue;
use record::place::Problem;
use text::vocabulary;

fn main() {
    for data in ["catalogue", "policy", "reference", "vocabulary", "units", "sectors.yaml", "weights.yaml"] {
        println!("cargo:rerun-if-changed=data/{data}");
    }
    for module in ["load", "matching", "policy", "record", "text"] {
        println!("cargo:rerun-if-changed=src/{module}");
    }
    let mut problems = Vec::new();
    let units = load::tables::units(&name("data/units/units.yaml"), &read("data/units/units.yaml"), &mut problems);
    let sectors = load::tables::sectors(&name("data/sectors.yaml"), &read("data/sectors.yaml"), &mut problems);

    let mut entries = Vec::new();
    for path in files("data/vocabulary") {
        entries.extend(vocabulary::read(&name(&path), &read(&path), &mut problems));
    }
    entries.push(vocabulary::places(units.by_path.values(), &entries));
    let weights = text::weights::read(&name("data/weights.yaml"), &read("data/weights.yaml"), &mut problems);
    fail_on(&problems);
    let weights = weights.expect("no problems, so all numbers are there");
    let mut vocabulary = vocabulary::compile(&entries, weights).unwrap_or_else(|flaws| {
        let mut all = String::new();
        for flaw in flaws {
            let _ = write!(all, "\n{}:{}: {}", flaw.file, flaw.line, flaw.message);
        }
        panic!("the vocabulary has flaws:{all}");
    });

    let paths = [PathBuf::from("data/catalogue"), PathBuf::from("data/reference")];
    let tables = Tables { units: &units, sectors: &sectors };
    let loaded = load::load(&paths, tables, &load::limits::Limits::default());
    fail_on(&loaded.problems);
    let platforms = loaded.software.iter().flat_map(|s| &s.functions);
    let functions = platforms.chain(loaded.references.iter().flat_map(|r| &r.functions));
    vocabulary.weigh(functions.map(|f| f.name.in_lang(record::Lang::VI)), &entries);

    let path = "data/policy/nghe-an.yaml";
    let policy = policy::read::read(&name(path), &read(path), &vocabulary, &mut problems);
    fail_on(&problems);

    write("policy", &policy.expect("no problems, so it is there"));
    let bytes = write("vocabulary", &vocabulary);
    std::fs::write(place("vocabulary.sha256"), load::digest(&bytes)).expect("OUT_DIR can be written");
    write("tables", &(&units, &sectors));
    let catalogue = Catalogue::new(loaded.software, &loaded.references, loaded.sources, &vocabulary);
    write("catalogue", &catalogue);
    write("references", &loaded.references);
}

fn files(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|e| panic!("{folder}: {e}"));
    let mut paths: Vec<String> = entries
        .filter_map(|e| e.ok()?.path().into_os_string().into_string().ok())
        .filter(|p| Path::new(p).extension().is_some_and(|e| e == "yaml"))
        .collect();
    paths.sort();
    paths
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn name(path: &str) -> Arc<str> {
    Arc::from(path)
}

fn fail_on(problems: &[Problem]) {
    if problems.is_empty() {
        return;
    }
    let mut all = String::new();
    for p in problems {
        let _ = write!(all, "\n{}:{}: {} {:?}", p.file, p.at.map_or(0, |a| a.line), p.code, p.args);
    }
    panic!("the data has problems:{all}");
}

fn write(what: &str, value: &impl serde::Serialize) -> Vec<u8> {
    let bytes = postcard::to_stdvec(value).expect("plain values serialise");
    std::fs::write(place(&format!("{what}.bin")), &bytes).expect("OUT_DIR can be written");
    bytes
}

fn place(name: &str) -> PathBuf {
    Path::new(&std::env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join(name)
}
