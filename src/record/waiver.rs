//! A written, dated and expiring exception to a rule.

use std::sync::Arc;

use super::place::{Located, Span};
use super::{Date, Text};

/// An exception that a deciding body has granted. The fields are those that the architecture guide asks of an exception;
/// none may be left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiver {
    /// Id of the record that it is for.
    pub record: Located<String>,
    /// Code of the rule that it lifts.
    pub rule: Located<String>,
    /// Id of the platform, or of the other record, that it is limited to.
    pub platform: Option<Located<String>>,
    /// The requirement that is not met.
    pub requirement: Text,
    /// Why.
    pub cause: Text,
    /// What else was considered.
    pub alternatives: Text,
    /// Effects on business, data, connection, security and resources.
    pub effects: Text,
    /// Control measures.
    pub measures: Text,
    /// Who answers for it.
    pub responsible: Text,
    /// Last day.
    pub deadline: Located<Date>,
    /// When it is looked at again; not after the deadline.
    pub review: Located<Date>,
    /// The document that grants it.
    pub decision: Text,
    /// File it was read from.
    pub file: Arc<str>,
    /// Where it begins.
    pub at: Span,
}
