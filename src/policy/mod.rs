//! The rules: read from a policy file, checked, and applied to comparisons. Knows no output format.

pub mod read;
pub mod rules;
pub mod trace;
pub mod verdict;
pub mod waivers;

use serde::{Deserialize, Serialize};

use jiff::civil;

use crate::matching::matcher::Strict;
use crate::matching::similarity::Cuts;
use crate::record::scope::{Level, Word};
use crate::record::{Date, Kind, Text};
use rules::{between, compliance, data, integrity, platform, way, wording};
use verdict::{State, Verdict};

/// A set of rules, ready to be applied.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Policy {
    /// Id.
    pub id: String,
    /// SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// Name.
    pub name: Text,
    /// Numbers that the rules use.
    pub thresholds: Thresholds,
    /// Documents that rules rest on.
    pub documents: Vec<Document>,
    /// In the order in which they are tried.
    pub rules: Vec<Rule>,
}

/// Numbers that the rules use. Shares are 0–1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// When two functions are the same.
    pub cuts: Cuts,
    /// Coverage from which on a proposal repeats a platform.
    pub duplicate: f32,
    /// Re-implementation from which on it does so whatever else it adds.
    pub reimplementation: f32,
    /// Fewest functions for that.
    pub rebuilt_functions: usize,
    /// Coverage from which on a part exists already.
    pub overlap: f32,
    /// Likeness of purpose from which on a smaller coverage is enough.
    pub purpose: f32,
    /// Fewest sure functions for that.
    pub purpose_functions: usize,
    /// As `duplicate`, where the purpose is the same.
    pub duplicate_same_purpose: f32,
    /// As `overlap`, where the purpose is the same.
    pub overlap_same_purpose: f32,
    /// Most findings of one rule about one record.
    pub findings_of_a_rule: usize,
    /// Stricter cuts in an audit, where both sides list in detail what they do.
    pub audit: Option<Strict>,
}

/// The thresholds that one rule sets for itself; what it leaves out is as for all rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Overrides {
    /// See [`Thresholds::duplicate`].
    pub duplicate: Option<f32>,
    /// See [`Thresholds::reimplementation`].
    pub reimplementation: Option<f32>,
    /// See [`Thresholds::rebuilt_functions`].
    pub rebuilt_functions: Option<usize>,
    /// See [`Thresholds::overlap`].
    pub overlap: Option<f32>,
    /// See [`Thresholds::purpose`].
    pub purpose: Option<f32>,
    /// See [`Thresholds::purpose_functions`].
    pub purpose_functions: Option<usize>,
    /// See [`Thresholds::duplicate_same_purpose`].
    pub duplicate_same_purpose: Option<f32>,
    /// See [`Thresholds::overlap_same_purpose`].
    pub overlap_same_purpose: Option<f32>,
    /// See [`Thresholds::findings_of_a_rule`].
    pub findings_of_a_rule: Option<usize>,
}

impl Thresholds {
    /// These thresholds with those of one rule in their place.
    #[must_use]
    pub fn with(&self, own: &Overrides) -> Thresholds {
        Thresholds {
            cuts: self.cuts,
            audit: self.audit,
            duplicate: own.duplicate.unwrap_or(self.duplicate),
            reimplementation: own.reimplementation.unwrap_or(self.reimplementation),
            rebuilt_functions: own.rebuilt_functions.unwrap_or(self.rebuilt_functions),
            overlap: own.overlap.unwrap_or(self.overlap),
            purpose: own.purpose.unwrap_or(self.purpose),
            purpose_functions: own.purpose_functions.unwrap_or(self.purpose_functions),
            duplicate_same_purpose: own.duplicate_same_purpose.unwrap_or(self.duplicate_same_purpose),
            overlap_same_purpose: own.overlap_same_purpose.unwrap_or(self.overlap_same_purpose),
            findings_of_a_rule: own.findings_of_a_rule.unwrap_or(self.findings_of_a_rule),
        }
    }
}

/// A legal document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Document {
    /// Id used by rules.
    pub id: String,
    /// Title.
    pub title: Text,
    /// Its number as records cite it, `3090/QĐ-BKHCN`.
    pub number: Option<String>,
    /// First day in force.
    pub from: Date,
    /// Last day in force.
    pub until: Option<Date>,
    /// `primary` (its text was read), `secondary` or `general-knowledge`.
    pub grade: String,
}

impl Document {
    /// Is it in force on `day`?
    #[must_use]
    pub fn in_force(&self, day: civil::Date) -> bool {
        let from = Date { day: self.from.day.or(Some(1)), ..self.from }.last_day();
        from <= day && self.until.is_none_or(|until| day <= until.last_day())
    }
}

/// What a rule looks at: one word for each question that the program can ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Family {
    /// One platform that does the same.
    Platform,
    /// Several platforms that do the same together.
    Combined,
    /// A record that says too little.
    Vague,
    /// Other records of the run that do the same.
    Between,
    /// Records of one owner that repeat a platform together.
    Parts,
    /// The documents that a record cites, and its security level.
    Compliance,
    /// The way in which software is to be had.
    Way,
    /// Data that a platform masters.
    Data,
    /// Ids that a record names.
    Relations,
    /// What a record says of its owner.
    Owner,
    /// How the words of a record are written.
    Wording,
    /// Functions that a record names outside its list.
    Unlisted,
    /// The form of the list of functions.
    Form,
    /// A scope that is not the owner's.
    Place,
    /// Exceptions.
    Waiver,
    /// Platforms of the catalogue among themselves.
    Catalogue,
}

impl Word for Family {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("platform", Family::Platform),
        ("combined", Family::Combined),
        ("vague", Family::Vague),
        ("between", Family::Between),
        ("parts", Family::Parts),
        ("compliance", Family::Compliance),
        ("way", Family::Way),
        ("data", Family::Data),
        ("relations", Family::Relations),
        ("owner", Family::Owner),
        ("wording", Family::Wording),
        ("unlisted", Family::Unlisted),
        ("form", Family::Form),
        ("place", Family::Place),
        ("waiver", Family::Waiver),
        ("catalogue", Family::Catalogue),
    ];
}

impl Family {
    /// What messages of such rules may name in braces.
    #[must_use]
    pub fn placeholders(self) -> &'static [&'static str] {
        match self {
            Family::Platform | Family::Combined => &[
                "platform",
                "platforms",
                "count",
                "coverage",
                "status",
                "due",
                "outside",
                "access",
                "lost",
                "evidence",
            ],
            Family::Vague => &[],
            Family::Between => &["records", "units", "count", "coverage"],
            Family::Parts => &["records", "platform", "count", "coverage", "access"],
            Family::Compliance => &["document", "until", "level", "required"],
            Family::Way => &["platforms", "target"],
            Family::Data => &["data", "platform", "access"],
            Family::Relations => &["id", "suggestion"],
            Family::Owner => &["unit", "level", "says"],
            Family::Wording => &["count", "example"],
            Family::Unlisted => &["platform", "count", "example"],
            Family::Form => &["count", "limit", "example"],
            Family::Place => &["unit", "stated"],
            Family::Waiver => &["rule", "decision", "deadline"],
            Family::Catalogue => &["platform", "other", "coverage"],
        }
    }
}

/// A question with its conditions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Check {
    /// See [`Family::Platform`].
    Platform(platform::When),
    /// See [`Family::Combined`].
    Combined(platform::When),
    /// See [`Family::Vague`].
    Vague,
    /// See [`Family::Between`].
    Between(between::When),
    /// See [`Family::Parts`].
    Parts(platform::When),
    /// See [`Family::Compliance`].
    Compliance(compliance::When),
    /// See [`Family::Way`].
    Way(way::When),
    /// See [`Family::Data`].
    Data(data::When),
    /// See [`Family::Relations`].
    Relations,
    /// See [`Family::Owner`].
    Owner(integrity::When),
    /// See [`Family::Wording`].
    Wording(wording::When),
    /// See [`Family::Unlisted`].
    Unlisted(wording::Named),
    /// See [`Family::Form`].
    Form(wording::Measure),
    /// See [`Family::Place`].
    Place(integrity::Place),
    /// See [`Family::Waiver`].
    Waiver(waivers::Flaw),
    /// See [`Family::Catalogue`].
    Catalogue,
}

impl Check {
    /// The family of the question.
    #[must_use]
    pub fn family(&self) -> Family {
        match self {
            Check::Platform(_) => Family::Platform,
            Check::Combined(_) => Family::Combined,
            Check::Vague => Family::Vague,
            Check::Between(_) => Family::Between,
            Check::Parts(_) => Family::Parts,
            Check::Compliance(_) => Family::Compliance,
            Check::Way(_) => Family::Way,
            Check::Data(_) => Family::Data,
            Check::Relations => Family::Relations,
            Check::Owner(_) => Family::Owner,
            Check::Wording(_) => Family::Wording,
            Check::Unlisted(_) => Family::Unlisted,
            Check::Form(_) => Family::Form,
            Check::Place(_) => Family::Place,
            Check::Waiver(_) => Family::Waiver,
            Check::Catalogue => Family::Catalogue,
        }
    }
}

/// How a proposal stands to a platform by the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Standing {
    /// Repeats it.
    Duplicate,
    /// Repeats a part of it.
    Overlap,
    /// Similar, no more.
    Related,
}

impl Word for Standing {
    const WORDS: &'static [(&'static str, Self)] =
        &[("duplicate", Standing::Duplicate), ("overlap", Standing::Overlap), ("related", Standing::Related)];
}

impl Word for Verdict {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("duplicate", Verdict::Duplicate),
        ("incomplete", Verdict::Incomplete),
        ("wait", Verdict::Wait),
        ("conditional", Verdict::Conditional),
        ("clear", Verdict::Clear),
    ];
}

/// One reference of a rule to a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Law {
    /// Number in [`Policy::documents`].
    pub document: usize,
    /// Article.
    pub article: Option<String>,
    /// Number in the project's list of legal rules.
    pub reference: Option<String>,
}

/// A rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Rule {
    /// Stable code, `D101`.
    pub code: String,
    /// Title.
    pub title: Text,
    /// What it looks at, and when it applies.
    pub check: Check,
    /// Kinds of records that it is for.
    pub kinds: Vec<Kind>,
    /// Levels of the owners that it binds.
    pub binds: Vec<Level>,
    /// What it makes of the record.
    pub verdict: Verdict,
    /// The official result state that it leads to.
    pub state: State,
    /// Thresholds of its own.
    pub thresholds: Overrides,
    /// Documents behind it.
    pub law: Vec<Law>,
    /// What it says, with `{placeholders}`.
    pub message: Text,
    /// What to do.
    pub remedy: Text,
    /// A case that breaks it, and how that is mended.
    pub example: Text,
}

impl Policy {
    /// Documents of `rule` in force on `day`; a rule with none does not apply.
    pub fn law_in_force<'a>(
        &'a self,
        rule: &'a Rule,
        day: civil::Date,
    ) -> impl Iterator<Item = (&'a Law, &'a Document)> {
        rule.law.iter().map(|law| (law, &self.documents[law.document])).filter(move |(_, d)| d.in_force(day))
    }

    /// The rule with this code.
    #[must_use]
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.code.eq_ignore_ascii_case(code))
    }
}
