//! Descriptions of software as checked values: one record type for platforms, systems and proposals. Knows no file
//! format and no policy.

pub mod character;
pub mod place;
pub mod scope;
pub mod unit;
pub mod waiver;

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use place::{Located, Span};
use scope::{Level, Scope, Word};

/// A language tag of two letters, ISO 639-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Lang(pub [u8; 2]);

impl Lang {
    /// Vietnamese.
    pub const VI: Lang = Lang(*b"vi");
    /// English.
    pub const EN: Lang = Lang(*b"en");

    /// Reads a tag; `None` if it is not two lower-case letters.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Lang> {
        match tag.as_bytes() {
            [a @ b'a'..=b'z', b @ b'a'..=b'z'] => Some(Lang([*a, *b])),
            _ => None,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{}", char::from(byte))?;
        }
        Ok(())
    }
}

/// Text that may be given in several languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Each wording with its language; a plain text has one wording without a language. Never empty.
    pub wordings: Vec<(Option<Lang>, String)>,
    /// Where the first wording stands.
    pub at: Span,
}

impl Text {
    /// A text in one unnamed language.
    #[must_use]
    pub fn plain(value: impl Into<String>, at: Span) -> Text {
        Text { wordings: vec![(None, value.into())], at }
    }

    /// The wording in `lang`, else the plain one, else Vietnamese, else the first.
    #[must_use]
    pub fn in_lang(&self, lang: Lang) -> &str {
        let find = |want: Option<Lang>| self.wordings.iter().find(|(l, _)| *l == want);
        find(Some(lang))
            .or_else(|| find(None))
            .or_else(|| find(Some(Lang::VI)))
            .or(self.wordings.first())
            .map_or("", |(_, text)| text)
    }
}

/// What a record describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Software that a unit wants to buy, build, rent or extend.
    Proposal,
    /// Software that a unit already runs.
    System,
    /// A shared system of the catalogue.
    Platform,
}

impl Word for Kind {
    const WORDS: &'static [(&'static str, Self)] =
        &[("proposal", Kind::Proposal), ("system", Kind::System), ("platform", Kind::Platform)];
}

/// Life-cycle state of a platform or system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// In use.
    Operational,
    /// Being built or piloted.
    Building,
    /// Decided or proposed, not begun.
    Planned,
    /// No longer in use.
    Retired,
    /// No source states it.
    #[default]
    Unknown,
}

impl Word for Status {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("operational", Status::Operational),
        ("building", Status::Building),
        ("planned", Status::Planned),
        ("retired", Status::Retired),
        ("unknown", Status::Unknown),
    ];
}

/// Does a source state a function, or was it concluded (from a name, from the type of system)?
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// A source, or the record's own author, states it.
    #[default]
    Stated,
    /// Concluded.
    Inferred,
}

impl Word for Basis {
    const WORDS: &'static [(&'static str, Self)] = &[("stated", Basis::Stated), ("inferred", Basis::Inferred)];
}

/// One thing that software does for its users.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// A short phrase, in one or more languages.
    pub name: Text,
    /// More words about it; read together with the name.
    pub detail: Option<Text>,
    /// Stated or inferred; matters for platforms.
    pub basis: Basis,
    /// Id of the document that states it.
    pub source: Option<String>,
}

/// What a record does with a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DataRole {
    /// Holds the master copy.
    Master,
    /// Holds a copy.
    Copy,
    /// Reads it where it is.
    Read,
}

impl Word for DataRole {
    const WORDS: &'static [(&'static str, Self)] =
        &[("master", DataRole::Master), ("copy", DataRole::Copy), ("read", DataRole::Read)];
}

/// A data set that software masters, copies or reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSet {
    /// Its name.
    pub name: Text,
    /// What the software does with it.
    pub role: DataRole,
}

/// Declared relations to other records, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relations {
    /// What it extends.
    pub extends: Vec<Located<String>>,
    /// What it exchanges data with.
    pub integrates_with: Vec<Located<String>>,
    /// What it takes the place of.
    pub replaces: Vec<Located<String>>,
}

/// How software is to be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Made to order.
    Build,
    /// Bought ready.
    Buy,
    /// Hired as a service.
    Rent,
    /// An existing system is improved.
    Upgrade,
    /// An existing system is deployed more widely.
    Expand,
}

impl Word for Form {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("build", Form::Build),
        ("buy", Form::Buy),
        ("rent", Form::Rent),
        ("upgrade", Form::Upgrade),
        ("expand", Form::Expand),
    ];
}

/// Money asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Investment {
    /// Whole units of `currency`.
    pub amount: Option<Located<u64>>,
    /// ISO 4217 code.
    pub currency: String,
    /// Build, buy, rent, upgrade or expand.
    pub form: Option<Form>,
    /// First month or day, `YYYY-MM` or `YYYY-MM-DD`.
    pub from: Option<Located<Date>>,
    /// Last month or day.
    pub to: Option<Located<Date>>,
}

/// A date as precise as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Date {
    /// Year.
    pub year: i16,
    /// Month, 1–12.
    pub month: i8,
    /// Day of the month, where given.
    pub day: Option<i8>,
}

impl Date {
    /// Reads `YYYY-MM` or `YYYY-MM-DD`; `None` for anything else or a day that does not exist.
    #[must_use]
    pub fn parse(text: &str) -> Option<Date> {
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let parts: Vec<&str> = text.split('-').collect();
        let (year, month, day) = match parts.as_slice() {
            [y, m] => (*y, *m, None),
            [y, m, d] => (*y, *m, Some(*d)),
            _ => return None,
        };
        if year.len() != 4 || month.len() != 2 || day.is_some_and(|d| d.len() != 2) || !parts.iter().all(|p| digits(p))
        {
            return None;
        }
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        let day = day.map(str::parse).transpose().ok()?;
        jiff::civil::Date::new(year, month, day.unwrap_or(1)).ok()?;
        Some(Date { year, month, day })
    }

    /// The last day that the date can mean.
    ///
    /// # Panics
    /// Never: a `Date` is only made from a day that exists.
    #[must_use]
    pub fn last_day(self) -> jiff::civil::Date {
        let first = jiff::civil::Date::new(self.year, self.month, self.day.unwrap_or(1)).expect("checked when parsed");
        if self.day.is_some() { first } else { first.last_of_month() }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)?;
        self.day.map_or(Ok(()), |d| write!(f, "-{d:02}"))
    }
}

/// Why a unit says that no shared platform will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeedBasis {
    /// No shared platform exists.
    NoneExists,
    /// The shared one cannot be inherited or upgraded.
    CannotExtend,
    /// A law or secrecy asks for a separate system.
    LegalSecrecy,
    /// A controlled pilot.
    Pilot,
}

impl Word for NeedBasis {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("none-exists", NeedBasis::NoneExists),
        ("cannot-extend", NeedBasis::CannotExtend),
        ("legal-secrecy", NeedBasis::LegalSecrecy),
        ("pilot", NeedBasis::Pilot),
    ];
}

/// The stated need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// On which ground.
    pub basis: Located<NeedBasis>,
    /// What shows it.
    pub evidence: Option<Text>,
}

/// Documents that a proposal rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compliance {
    /// Architecture framework, document number.
    pub architecture: Option<Located<String>>,
    /// Digital-transformation plan, document number.
    pub plan: Option<Located<String>>,
    /// Network-security level, 1–5.
    pub security_level: Option<Located<u8>>,
}

/// Who answers for software.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Name of the body; `None` where no source states it.
    pub unit: Option<Text>,
    /// Its level of government.
    pub level: Option<Located<Level>>,
    /// Where the entry stands.
    pub at: Span,
}

/// The official list that names a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Document.
    pub name: String,
    /// Group in it.
    pub group: Option<String>,
    /// Number in the group.
    pub number: Option<u32>,
}

/// Where a fact about a platform comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The field that it is about (`status`, `levels`, …).
    pub field: String,
    /// Id of the source.
    pub source: String,
    /// What the source says of it.
    pub note: Option<String>,
}

/// One description of software: a platform, a system or a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Software {
    /// Which of the three.
    pub kind: Kind,
    /// Unique id, `[a-z0-9-]`.
    pub id: Located<String>,
    /// Name.
    pub name: Text,
    /// Type of system: id of a reference model.
    pub system_type: Option<Located<String>>,
    /// What it is for.
    pub objective: Option<Text>,
    /// Free text.
    pub summary: Option<Text>,
    /// Who answers for it.
    pub owner: Option<Owner>,
    /// For whom and where.
    pub scope: Scope,
    /// What it does.
    pub functions: Vec<Function>,
    /// Data sets.
    pub data: Vec<DataSet>,
    /// Declared relations.
    pub relations: Relations,
    /// Money (proposals).
    pub investment: Option<Investment>,
    /// Why not shared (proposals).
    pub need: Option<Need>,
    /// Documents (proposals).
    pub compliance: Compliance,
    /// Life-cycle state (platforms, systems).
    pub status: Located<Status>,
    /// When it is expected to run (platforms).
    pub available: Option<Located<Date>>,
    /// Other names (platforms).
    pub aliases: Vec<String>,
    /// Official list (platforms).
    pub list: Option<Listing>,
    /// How a unit gets accounts (platforms).
    pub access: Option<Text>,
    /// Where facts come from (platforms).
    pub facts: Vec<Fact>,
    /// Ids of the documents used (platforms).
    pub sources: Vec<String>,
    /// Remarks (platforms).
    pub notes: Option<Text>,
    /// Yearly cost (systems).
    pub annual_cost: Option<(u64, String)>,
    /// File it was read from.
    pub file: Arc<str>,
    /// First line of the record.
    pub at: Span,
}

/// A document that states facts about platforms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Id used by records.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Where it was seen.
    pub place: Option<String>,
    /// How directly: `primary`, `secondary` or `general-knowledge`.
    pub grade: Option<String>,
    /// Date of the document.
    pub date: Option<Date>,
}

/// What systems of one type do, by a regulation or standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// Type id.
    pub id: String,
    /// Name of the type.
    pub name: Text,
    /// Its functions with the sources that name them.
    pub functions: Vec<Function>,
    /// Documents cited.
    pub sources: Vec<Source>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_strict() {
        assert_eq!(Date::parse("2026-02").map(|d| d.last_day().to_string()), Some("2026-02-28".to_owned()));
        assert_eq!(Date::parse("2024-02-29").map(|d| d.to_string()), Some("2024-02-29".to_owned()));
        for bad in ["2026-2", "2026-13", "2025-02-29", "26-01", "2026/01", "2026-01-01-01", "", "２０２６-01"] {
            assert_eq!(Date::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn text_falls_back_to_a_language_that_it_has() {
        let text = Text {
            wordings: vec![(Some(Lang::VI), "một".into()), (Some(Lang::EN), "one".into())],
            at: Span::default(),
        };
        assert_eq!(text.in_lang(Lang::EN), "one");
        assert_eq!(text.in_lang(Lang(*b"ar")), "một");
        assert_eq!(Text::plain("x", Span::default()).in_lang(Lang::EN), "x");
    }
}
