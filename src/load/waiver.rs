//! Decoding of waivers.

use std::sync::Arc;

use super::decode::{Sink, Table, date, id, string, text};
use crate::record::waiver::Waiver;

/// Decodes the entries of a waiver; `None` if one of them is missing or cannot be read.
pub fn waiver(mut t: Table<'_, '_>, sink: &mut Sink<'_>) -> Option<Waiver> {
    let at = t.at;
    let record = t.required("record", sink).and_then(|n| id(n, sink));
    let rule = t.required("rule", sink).and_then(|n| string(n, sink));
    let platform = t.optional("platform").and_then(|n| id(n, sink));
    let mut said = |key| t.required(key, sink).and_then(|n| text(n, sink));
    let requirement = said("requirement");
    let cause = said("cause");
    let alternatives = said("alternatives");
    let effects = said("effects");
    let measures = said("measures");
    let responsible = said("responsible");
    let decision = said("decision");
    let deadline = t.required("deadline", sink).and_then(|n| date("deadline", n, sink));
    let review = t.required("review", sink).and_then(|n| date("review", n, sink));
    t.close(sink);
    let (deadline, review) = (deadline?, review?);
    if review.value.last_day() > deadline.value.last_day() {
        let args = vec![("review", review.value.to_string()), ("deadline", deadline.value.to_string())];
        sink.report("review-after-deadline", review.at, args);
        return None;
    }
    Some(Waiver {
        record: record?,
        rule: rule?,
        platform,
        requirement: requirement?,
        cause: cause?,
        alternatives: alternatives?,
        effects: effects?,
        measures: measures?,
        responsible: responsible?,
        deadline,
        review,
        decision: decision?,
        file: Arc::clone(&sink.file),
        at,
    })
}
