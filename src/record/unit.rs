//! Administrative units and fields of work: the two tables that scopes point into. Built by the loader from data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::scope::{Fields, Level};
use super::{Lang, Text};

/// A unit of the administrative tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Path, `vn/nghe-an/nghi-loc`.
    pub path: String,
    /// Code of the National Statistics Office; empty for the country.
    pub code: String,
    /// Official name.
    pub name: String,
    /// Level.
    pub level: Level,
    /// Number of communes where the table does not list them.
    pub communes: Option<u32>,
}

/// All units, and the names of former ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Units {
    /// By path.
    pub by_path: BTreeMap<String, Unit>,
    /// Path of a former unit → path of today's.
    pub former: BTreeMap<String, String>,
}

/// What a written territory resolves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// A unit of the table.
    Unit(String),
    /// A former unit, or a commune of a former province, given as today's.
    Former(String),
    /// A commune of a province whose communes the table does not list.
    Unlisted(String),
    /// Nothing known; the nearest path, if one is near.
    Unknown(Option<String>),
}

impl Units {
    /// Resolves a written path or the code of a unit. Case does not matter; a commune may carry its kind (`xa-`, `phuong-`).
    #[must_use]
    pub fn resolve(&self, written: &str) -> Resolved {
        let path = written.trim().trim_end_matches('/').to_lowercase();
        if self.by_path.contains_key(&path) {
            return Resolved::Unit(path);
        }
        if let Some(today) = self.former.get(&path) {
            return Resolved::Former(today.clone());
        }
        if !path.is_empty() && path.bytes().all(|b| b.is_ascii_digit()) {
            let unit = self.by_path.values().find(|u| u.code == path);
            return unit.map_or(Resolved::Unknown(None), |u| Resolved::Unit(u.path.clone()));
        }
        if let Some((province, commune)) = path.rsplit_once('/') {
            let bare = commune.trim_start_matches("xa-").trim_start_matches("phuong-");
            let short = format!("{province}/{bare}");
            if self.by_path.contains_key(&short) {
                return Resolved::Unit(short);
            }
            let today = self.former.get(province);
            let resolved = if today.is_some() { Resolved::Former } else { Resolved::Unlisted };
            let province = today.map_or(province, String::as_str);
            if let Some(unit) = self.by_path.get(province)
                && unit.level == Level::Province
                && !self.lists_communes_of(province)
                && !commune.is_empty()
                && commune.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            {
                return resolved(format!("{province}/{commune}"));
            }
        }
        Resolved::Unknown(nearest(&path, self.by_path.keys().map(String::as_str)))
    }

    /// Name of the unit at `path`, or the path itself.
    #[must_use]
    pub fn name<'a>(&'a self, path: &'a str) -> &'a str {
        self.by_path.get(path).map_or(path, |u| u.name.as_str())
    }

    fn lists_communes_of(&self, province: &str) -> bool {
        let below = format!("{province}/");
        self.by_path.range(below.clone()..).next().is_some_and(|(path, _)| path.starts_with(&below))
    }
}

/// A field of government work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sector {
    /// Id.
    pub id: String,
    /// The wider field, if any.
    pub broader: Option<String>,
    /// Name.
    pub name: Text,
}

/// The tree of fields of work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sectors {
    /// By id.
    pub by_id: BTreeMap<String, Sector>,
    /// Other words → id.
    pub aliases: BTreeMap<String, String>,
}

impl Sectors {
    /// The name of the field `id`; `None` for `all`.
    #[must_use]
    pub fn name(&self, id: &str, lang: Lang) -> Option<&str> {
        self.by_id.get(id).map(|sector| sector.name.in_lang(lang))
    }

    /// The id of a written field, `all` included.
    ///
    /// # Errors
    /// The nearest known id, if one is near.
    pub fn resolve(&self, written: &str) -> Result<String, Option<String>> {
        let word = written.trim().to_lowercase();
        if word == "all" || self.by_id.contains_key(&word) {
            return Ok(word);
        }
        if let Some(id) = self.aliases.get(&word) {
            return Ok(id.clone());
        }
        Err(nearest(&word, self.by_id.keys().chain(self.aliases.keys()).map(String::as_str)))
    }
}

impl Fields for Sectors {
    fn within(&self, inner: &str, outer: &str) -> bool {
        let mut at = Some(inner);
        // The tree is a few levels deep; the bound keeps a cycle in replaced data from hanging.
        for _ in 0..16 {
            match at {
                Some(id) if id == outer => return true,
                Some(id) => at = self.by_id.get(id).and_then(|s| s.broader.as_deref()),
                None => return false,
            }
        }
        false
    }
}

/// The word of `known` that `written` was most likely meant to be: close by edit distance, or sharing a beginning.
#[must_use]
pub fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    // Nothing is called anything as long; comparing takes a time that grows with both lengths.
    const LONGEST: usize = 200;
    if written.len() > LONGEST {
        return None;
    }
    known
        .map(|word| (strsim::normalized_damerau_levenshtein(written, word), word))
        .filter(|(score, word)| *score >= 0.6 || (written.len() >= 4 && word.starts_with(written)))
        // The first of equals, so that the suggestion does not depend on how the table is stored.
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, word)| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units() -> Units {
        let unit = |path: &str, level| Unit {
            path: path.into(),
            code: if path == "vn/da-nang" { "48".into() } else { String::new() },
            name: path.into(),
            level,
            communes: None,
        };
        let mut table = Units::default();
        for (path, level) in [
            ("vn", Level::Central),
            ("vn/nghe-an", Level::Province),
            ("vn/nghe-an/nghi-loc", Level::Commune),
            ("vn/da-nang", Level::Province),
        ] {
            table.by_path.insert(path.into(), unit(path, level));
        }
        table.former.insert("vn/quang-nam".into(), "vn/da-nang".into());
        table
    }

    #[test]
    fn territories_resolve() {
        let t = units();
        assert_eq!(t.resolve("VN/Nghe-An/xa-nghi-loc"), Resolved::Unit("vn/nghe-an/nghi-loc".into()));
        assert_eq!(t.resolve("vn/quang-nam"), Resolved::Former("vn/da-nang".into()));
        assert_eq!(t.resolve("vn/quang-nam/tam-ky"), Resolved::Former("vn/da-nang/tam-ky".into()));
        assert_eq!(t.resolve("vn/da-nang/tam-ky"), Resolved::Unlisted("vn/da-nang/tam-ky".into()));
        assert_eq!(t.resolve("48"), Resolved::Unit("vn/da-nang".into()));
        assert_eq!(t.resolve("123"), Resolved::Unknown(None));
        assert_eq!(t.resolve("vn/nghe-an/nghi-lok"), Resolved::Unknown(Some("vn/nghe-an/nghi-loc".into())));
        assert_eq!(t.resolve("mars"), Resolved::Unknown(None));
    }
}
