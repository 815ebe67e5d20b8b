//! Numbers behind the comparison of phrases: data, read from `data/weights.yaml` when the program is built.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::load::decode::{Sink, Table, string};
use crate::load::limits::Limits;
use crate::load::yaml::documents;
use crate::record::place::Problem;

/// The numbers, named as in the file, which says what each is for. All but the counts are between 0 and 2.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the data file documents each number")]
pub struct Weights {
    pub spread: f32,
    pub action: f32,
    pub object: f32,
    pub actor: f32,
    pub channel: f32,
    pub quality: f32,
    pub promoted: f32,
    pub word: f32,
    pub all_words: f32,
    pub name_of_parts: f32,
    pub parts_of_object: f32,
    pub step_1: f32,
    pub step_2: f32,
    pub step_3: f32,
    pub related: f32,
    pub inside: f32,
    pub common_part: f32,
    pub wide: f32,
    pub other_class: f32,
    pub containment: f32,
    pub no_topic: f32,
    pub general: f32,
    pub telling: f32,
    pub thin: f32,
    pub thin_keeps: f32,
    pub other_action: f32,
    pub other_topic: f32,
    pub context: f32,
    pub context_topics: f32,
    pub context_margin: f32,
    pub rank_purpose: f32,
    pub rank_reimplementation: f32,
    pub rank_own: f32,
}

/// Reads the numbers.
pub fn read(file: &Arc<str>, text: &str, problems: &mut Vec<Problem>) -> Option<Weights> {
    let nodes = documents(file, text, &Limits::default(), problems);
    let mut sink = Sink { file: Arc::clone(file), limits: Limits::default(), problems };
    let mut t = Table::open(nodes.first()?, &mut sink)?;
    t.required("kind", &mut sink);
    let mut number = |key: &'static str| -> Option<f32> {
        let written = t.required(key, &mut sink).and_then(|n| string(n, &mut sink))?;
        let value = written.value.parse().ok();
        if value.is_none() {
            sink.report("bad-share", written.at, vec![("found", written.value)]);
        }
        value
    };
    let weights = Weights {
        spread: number("spread")?,
        action: number("action")?,
        object: number("object")?,
        actor: number("actor")?,
        channel: number("channel")?,
        quality: number("quality")?,
        promoted: number("promoted")?,
        word: number("word")?,
        all_words: number("all-words")?,
        name_of_parts: number("name-of-parts")?,
        parts_of_object: number("parts-of-object")?,
        step_1: number("step-1")?,
        step_2: number("step-2")?,
        step_3: number("step-3")?,
        related: number("related")?,
        inside: number("inside")?,
        common_part: number("common-part")?,
        wide: number("wide")?,
        other_class: number("other-class")?,
        containment: number("containment")?,
        no_topic: number("no-topic")?,
        general: number("general")?,
        telling: number("telling")?,
        thin: number("thin")?,
        thin_keeps: number("thin-keeps")?,
        other_action: number("other-action")?,
        other_topic: number("other-topic")?,
        context: number("context")?,
        context_topics: number("context-topics")?,
        context_margin: number("context-margin")?,
        rank_purpose: number("rank-purpose")?,
        rank_reimplementation: number("rank-reimplementation")?,
        rank_own: number("rank-own")?,
    };
    t.close(&mut sink);
    Some(weights)
}
