//! What a report was made from and with, so that it can be made again: `verify` does.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::embedded;
use crate::exchange::tree;
use crate::load::digest;
use crate::matching::catalogue::Catalogue;
use crate::record::Lang;

/// What went into a run. Hashes are SHA-256 in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Provenance {
    /// Version of the program.
    pub tool: String,
    /// Day that the rules were applied for.
    pub day: String,
    /// Language of the report.
    pub language: String,
    /// What was asked for.
    pub options: Options,
    /// Platforms that records were compared with.
    pub catalogue: Edition,
    /// Concepts.
    pub vocabulary: Edition,
    /// Rules.
    pub policy: Edition,
    /// Files with records and waivers.
    pub files: Vec<Content>,
    /// Files of a folder that were not read: hidden, ignored or links.
    pub skipped: Vec<String>,
}

/// Options that change what is found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Options {
    /// Files and folders with records.
    pub paths: Vec<String>,
    /// Files and folders with waivers.
    pub waivers: Vec<String>,
    /// Catalogues in place of the embedded one.
    pub catalogue: Vec<String>,
    /// Catalogues beside it.
    pub also: Vec<String>,
    /// Policy file; `null` for the embedded one.
    pub policy: Option<String>,
    /// Limits other than the usual ones.
    pub limits: BTreeMap<String, usize>,
}

/// An edition of some data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its version; `null` where nobody gave it one.
    pub version: Option<String>,
    /// Hash of what it says, whatever form it is kept in.
    pub sha256: String,
}

/// What a file held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The file as it was named.
    pub file: String,
    /// Hash of its content.
    pub sha256: String,
}

/// The edition of a catalogue: of its platforms, with what they inherit, and of the sources.
#[must_use]
pub fn catalogue(catalogue: &Catalogue, own: bool) -> Edition {
    let mut said = String::new();
    for platform in &catalogue.platforms {
        said.push_str(&tree::yaml(&tree::record(&platform.record), &[]));
        for offered in platform.functions.iter().filter(|f| f.inherited) {
            said.push_str(offered.function.name.in_lang(Lang::VI));
            said.push('\n');
        }
    }
    for source in catalogue.sources.values() {
        let title = source.title.wordings.iter().map(|(_, title)| title.as_str()).collect::<Vec<_>>();
        let _ = writeln!(said, "{} {title:?} {:?} {:?} {:?}", source.id, source.place, source.grade, source.date);
    }
    let version = (!own).then(|| embedded::catalogue_version().to_owned());
    Edition { version, sha256: digest(said.as_bytes()) }
}
