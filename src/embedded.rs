//! The data that the program carries, compiled by `build.rs`.

use crate::matching::catalogue::Catalogue;
use crate::policy::Policy;
use crate::record::Reference;
use crate::record::unit::{Sectors, Units};
use crate::text::vocabulary::Vocabulary;

/// Version of the catalogue that the program carries: the first one of its changelog.
#[must_use]
pub fn catalogue_version() -> &'static str {
    let changelog = include_str!("../data/catalogue/CHANGELOG.md");
    changelog.lines().find_map(|line| line.strip_prefix("## ")).map_or("", str::trim)
}

/// The vocabulary.
///
/// # Panics
/// Never: the build wrote it.
#[must_use]
pub fn vocabulary() -> Vocabulary {
    let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/vocabulary.bin"));
    postcard::from_bytes(bytes).expect("written by the build")
}

/// Hash of the vocabulary as it is compiled.
#[must_use]
pub fn vocabulary_digest() -> &'static str {
    include_str!(concat!(env!("OUT_DIR"), "/vocabulary.sha256"))
}

/// The policy of Nghệ An.
///
/// # Panics
/// Never: the build wrote it.
#[must_use]
pub fn policy() -> Policy {
    postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/policy.bin"))).expect("written by the build")
}

/// Administrative units and fields of work.
///
/// # Panics
/// Never: the build wrote them.
#[must_use]
pub fn tables() -> (Units, Sectors) {
    postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/tables.bin"))).expect("written by the build")
}

/// The catalogue, analysed.
///
/// # Panics
/// Never: the build wrote it.
#[must_use]
pub fn catalogue() -> Catalogue {
    postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.bin"))).expect("written by the build")
}

/// The reference models.
///
/// # Panics
/// Never: the build wrote them.
#[must_use]
pub fn references() -> Vec<Reference> {
    postcard::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/references.bin"))).expect("written by the build")
}
