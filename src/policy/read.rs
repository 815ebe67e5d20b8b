//! Policy file → [`Policy`]. Every mistake is reported with its place: unknown keys and values, documents that are not
//! there, codes used twice, a language that is missing, a placeholder that a rule of its family cannot fill.

use std::sync::Arc;

use super::rules::{between, compliance, data, integrity, platform, way, wording};
use super::verdict::{State, Verdict};
use super::{Check, Document, Family, Law, Overrides, Policy, Rule, Thresholds, waivers};
use crate::load::decode::{Sink, Table, date, grade, id, list, number, shorten, string, unknown_value, word, words};
use crate::load::digest;
use crate::load::limits::Limits;
use crate::load::yaml::{Node, Value, only_document};
use crate::matching::matcher::Strict;
use crate::matching::similarity::Cuts;
use crate::record::place::{Located, Problem, Span};
use crate::record::scope::{Level, Word};
use crate::record::unit::nearest;
use crate::record::{Kind, Lang, Text};
use crate::text::vocabulary::{ConceptId, Vocabulary};

/// The languages that every text of a policy must have.
const LANGUAGES: [Lang; 2] = [Lang::VI, Lang::EN];

/// Reads a policy file. `None` if it has problems.
pub fn read(file: &Arc<str>, text: &str, vocabulary: &Vocabulary, problems: &mut Vec<Problem>) -> Option<Policy> {
    let before = problems.len();
    let node = only_document(file, text, &Limits::default(), problems)?;
    let mut sink = Sink { file: Arc::clone(file), limits: Limits::default(), problems };
    let policy = policy(&node, digest(text.as_bytes()), vocabulary, &mut sink);
    policy.filter(|_| sink.problems.len() == before)
}

fn policy(node: &Node<'_>, sha256: String, vocabulary: &Vocabulary, sink: &mut Sink<'_>) -> Option<Policy> {
    let mut t = Table::open(node, sink)?;
    if let Some(kind) = t.required("kind", sink).and_then(|n| string(n, sink))
        && kind.value != "policy"
    {
        unknown_value("kind", &kind, ["policy"].into_iter(), sink);
    }
    let id = t.required("id", sink).and_then(|n| id(n, sink));
    let name = t.required("name", sink).and_then(|n| bilingual(n, sink));
    let thresholds = t.required("thresholds", sink).and_then(|n| thresholds(n, sink));
    let mut seen = Vec::new();
    let nodes = t.required("documents", sink).map(|n| list(n, sink)).unwrap_or_default();
    let documents: Vec<Document> = nodes.iter().filter_map(|n| document(n, &mut seen, sink)).collect();
    let mut seen = Vec::new();
    let nodes = t.required("rules", sink).map(|n| list(n, sink)).unwrap_or_default();
    let rules: Vec<Rule> = nodes.iter().filter_map(|n| rule(n, &documents, &mut seen, vocabulary, sink)).collect();
    t.close(sink);
    Some(Policy { id: id?.value, sha256, name: name?, thresholds: thresholds?, documents, rules })
}

fn thresholds(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Thresholds> {
    let mut t = Table::open(node, sink)?;
    let same = t.required("same", sink).and_then(|n| share(n, sink));
    let possible = t.required("possible", sink).and_then(|n| share(n, sink));
    let possible_counts = t.required("possible-counts", sink).and_then(|n| share(n, sink));
    let duplicate = t.required("duplicate", sink).and_then(|n| share(n, sink));
    let reimplementation = t.required("reimplementation", sink).and_then(|n| share(n, sink));
    let rebuilt = t.required("rebuilt-functions", sink).and_then(|n| count("rebuilt-functions", n, sink));
    let overlap = t.required("overlap", sink).and_then(|n| share(n, sink));
    let purpose = t.required("purpose", sink).and_then(|n| share(n, sink));
    let purpose_functions = t.required("purpose-functions", sink).and_then(|n| count("purpose-functions", n, sink));
    let duplicate_same_purpose = t.required("duplicate-same-purpose", sink).and_then(|n| share(n, sink));
    let overlap_same_purpose = t.required("overlap-same-purpose", sink).and_then(|n| share(n, sink));
    let findings = t.required("findings-of-a-rule", sink).and_then(|n| count("findings-of-a-rule", n, sink));
    let audit = t.optional("audit").and_then(|n| strict(n, possible_counts, sink));
    t.close(sink);
    Some(Thresholds {
        cuts: Cuts { possible: possible?, same: same?, possible_counts: possible_counts? },
        audit,
        duplicate: duplicate?,
        reimplementation: reimplementation?,
        rebuilt_functions: rebuilt?,
        overlap: overlap?,
        purpose: purpose?,
        purpose_functions: purpose_functions?,
        duplicate_same_purpose: duplicate_same_purpose?,
        overlap_same_purpose: overlap_same_purpose?,
        findings_of_a_rule: findings?,
    })
}

fn strict(node: &Node<'_>, possible_counts: Option<f32>, sink: &mut Sink<'_>) -> Option<Strict> {
    let mut t = Table::open(node, sink)?;
    let same = t.required("same", sink).and_then(|n| share(n, sink));
    let possible = t.required("possible", sink).and_then(|n| share(n, sink));
    let action = t.required("action", sink).and_then(|n| share(n, sink));
    let duplicate = t.required("duplicate", sink).and_then(|n| share(n, sink));
    let reimplementation = t.required("reimplementation", sink).and_then(|n| share(n, sink));
    let functions = t.required("detailed-functions", sink).and_then(|n| count("detailed-functions", n, sink));
    let systems = t.required("many-systems", sink).and_then(|n| count("many-systems", n, sink));
    t.close(sink);
    let cuts = Cuts { possible: possible?, same: same?, possible_counts: possible_counts? };
    Some(Strict {
        cuts,
        action: action?,
        duplicate: duplicate?,
        reimplementation: reimplementation?,
        functions: functions?,
        systems: systems?,
    })
}

/// The thresholds that a rule sets for itself. Those that decide when two functions are the same are not among them:
/// records are compared once, for all rules.
fn overrides(node: &Node<'_>, sink: &mut Sink<'_>) -> Overrides {
    let Some(mut t) = Table::open(node, sink) else {
        return Overrides::default();
    };
    let own = Overrides {
        duplicate: t.optional("duplicate").and_then(|n| share(n, sink)),
        reimplementation: t.optional("reimplementation").and_then(|n| share(n, sink)),
        rebuilt_functions: t.optional("rebuilt-functions").and_then(|n| count("rebuilt-functions", n, sink)),
        overlap: t.optional("overlap").and_then(|n| share(n, sink)),
        purpose: t.optional("purpose").and_then(|n| share(n, sink)),
        purpose_functions: t.optional("purpose-functions").and_then(|n| count("purpose-functions", n, sink)),
        duplicate_same_purpose: t.optional("duplicate-same-purpose").and_then(|n| share(n, sink)),
        overlap_same_purpose: t.optional("overlap-same-purpose").and_then(|n| share(n, sink)),
        findings_of_a_rule: t.optional("findings-of-a-rule").and_then(|n| count("findings-of-a-rule", n, sink)),
    };
    t.close(sink);
    own
}

fn document(node: &Node<'_>, seen: &mut Vec<Located<String>>, sink: &mut Sink<'_>) -> Option<Document> {
    let mut t = Table::open(node, sink)?;
    let id = t.required("id", sink).and_then(|n| id(n, sink));
    let title = t.required("title", sink).and_then(|n| bilingual(n, sink));
    let number = t.optional("number").and_then(|n| string(n, sink)).map(|n| n.value);
    let from = t.required("from", sink).and_then(|n| date("from", n, sink));
    let until = t.optional("until").and_then(|n| date("until", n, sink)).map(|d| d.value);
    let grade = t.required("grade", sink).and_then(|n| grade(n, sink));
    t.close(sink);
    let (id, from) = (unique(id, seen, sink)?, from?);
    if let Some(until) = until
        && until.last_day() < from.value.last_day()
    {
        let args = vec![("from", from.value.to_string()), ("to", until.to_string())];
        sink.report("dates-reversed", from.at, args);
    }
    Some(Document { id, title: title?, number, from: from.value, until, grade: grade? })
}

fn rule(
    node: &Node<'_>,
    documents: &[Document],
    seen: &mut Vec<Located<String>>,
    vocabulary: &Vocabulary,
    sink: &mut Sink<'_>,
) -> Option<Rule> {
    let mut t = Table::open(node, sink)?;
    let code = t.required("code", sink).and_then(|n| code(n, sink));
    let title = t.required("title", sink).and_then(|n| bilingual(n, sink));
    let family = t.required("family", sink).and_then(|n| word::<Family>("family", n, sink));
    let when = t.optional("when");
    let check = family.as_ref().and_then(|f| check(f.value, when, t.at, vocabulary, sink));
    let kinds = t.optional("kinds").and_then(|n| words::<Kind>("kind", n, sink));
    let binds = t.required("binds", sink).and_then(|n| words::<Level>("level", n, sink));
    let verdict = t.required("verdict", sink).and_then(|n| word::<Verdict>("verdict", n, sink));
    let state = t.optional("state").and_then(|n| word::<State>("state", n, sink));
    let own = t.optional("thresholds").map(|n| overrides(n, sink)).unwrap_or_default();
    let nodes = t.required("law", sink).map(|n| list(n, sink)).unwrap_or_default();
    let law = nodes.iter().filter_map(|n| law(n, documents, sink)).collect();
    let allowed = family.map(|f| f.value.placeholders()).unwrap_or_default();
    let message = t.required("message", sink).and_then(|n| template(n, allowed, sink));
    let remedy = t.required("remedy", sink).and_then(|n| template(n, allowed, sink));
    let example = t.required("example", sink).and_then(|n| bilingual(n, sink));
    t.close(sink);
    let verdict = verdict?.value;
    Some(Rule {
        code: unique(code, seen, sink)?,
        title: title?,
        check: check?,
        kinds: kinds.map_or_else(|| vec![Kind::Proposal, Kind::System], |k| k.value.into_iter().collect()),
        binds: binds?.value.into_iter().collect(),
        verdict,
        state: state.map_or_else(|| verdict.state(), |s| s.value),
        thresholds: own,
        law,
        message: message?,
        remedy: remedy?,
        example: example?,
    })
}

/// The conditions of a rule. A family without conditions has no `when`.
fn check(
    family: Family,
    when: Option<&Node<'_>>,
    at: Span,
    vocabulary: &Vocabulary,
    sink: &mut Sink<'_>,
) -> Option<Check> {
    let Some(node) = when else {
        return match family {
            Family::Vague => Some(Check::Vague),
            Family::Relations => Some(Check::Relations),
            Family::Catalogue => Some(Check::Catalogue),
            _ => {
                sink.report("missing-key", at, vec![("key", "when".into())]);
                None
            }
        };
    };
    let mut t = Table::open(node, sink)?;
    let check = match family {
        Family::Vague => Some(Check::Vague),
        Family::Relations => Some(Check::Relations),
        Family::Unlisted => t
            .required("named", sink)
            .and_then(|n| word::<wording::Which>("named", n, sink))
            .and_then(|which| wording::Named::read(which.value, &mut t, sink))
            .map(Check::Unlisted),
        Family::Catalogue => Some(Check::Catalogue),
        Family::Platform => Some(Check::Platform(platform::When::read(&mut t, vocabulary, sink))),
        Family::Combined => Some(Check::Combined(platform::When::read(&mut t, vocabulary, sink))),
        Family::Parts => Some(Check::Parts(platform::When::read(&mut t, vocabulary, sink))),
        Family::Between => between::When::read(&mut t, sink).map(Check::Between),
        Family::Compliance => Some(Check::Compliance(compliance::When::read(&mut t, vocabulary, sink))),
        Family::Way => Some(Check::Way(way::When::read(&mut t, sink))),
        Family::Data => Some(Check::Data(data::When::read(&mut t, sink))),
        Family::Owner => Some(Check::Owner(integrity::When::read(&mut t, sink))),
        Family::Wording => Some(Check::Wording(wording::When::read(&mut t, sink))),
        Family::Form => t
            .required("measure", sink)
            .and_then(|n| word::<wording::Quantity>("measure", n, sink))
            .and_then(|quantity| wording::Measure::read(quantity.value, &mut t, sink))
            .map(Check::Form),
        Family::Place => Some(Check::Place(integrity::Place::read(&mut t, sink))),
        Family::Waiver => t
            .required("waiver", sink)
            .and_then(|n| word::<waivers::Flaw>("waiver", n, sink))
            .map(|f| Check::Waiver(f.value)),
    };
    t.close(sink);
    check
}

fn law(node: &Node<'_>, documents: &[Document], sink: &mut Sink<'_>) -> Option<Law> {
    let mut t = Table::open(node, sink)?;
    let document = t.required("document", sink).and_then(|n| string(n, sink));
    let article = t.optional("article").and_then(|n| string(n, sink)).map(|a| a.value);
    let reference = t.optional("ref").and_then(|n| string(n, sink)).map(|a| a.value);
    t.close(sink);
    let written = document?;
    let Some(number) = documents.iter().position(|d| d.id == written.value) else {
        unknown_value("document", &written, documents.iter().map(|d| d.id.as_str()), sink);
        return None;
    };
    Some(Law { document: number, article, reference })
}

/// A letter and three digits.
fn code(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Located<String>> {
    let written = string(node, sink)?;
    match written.value.as_bytes() {
        [b'A'..=b'Z', digits @ ..] if digits.len() == 3 && digits.iter().all(u8::is_ascii_digit) => Some(written),
        _ => {
            sink.report("bad-code", written.at, vec![("found", shorten(&written.value))]);
            None
        }
    }
}

/// An id or code that none of those before it has.
fn unique(id: Option<Located<String>>, seen: &mut Vec<Located<String>>, sink: &mut Sink<'_>) -> Option<String> {
    let id = id?;
    if let Some(first) = seen.iter().find(|other| other.value == id.value) {
        let args =
            vec![("found", id.value.clone()), ("file", sink.file.to_string()), ("line", first.at.line.to_string())];
        sink.report("duplicate-id", id.at, args);
        return None;
    }
    seen.push(id.clone());
    Some(id.value)
}

/// A text in every language of [`LANGUAGES`].
fn bilingual(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Text> {
    let text = crate::load::decode::text(node, sink)?;
    let missing: Vec<Lang> =
        LANGUAGES.into_iter().filter(|l| !text.wordings.iter().any(|(lang, _)| *lang == Some(*l))).collect();
    for lang in &missing {
        sink.report("missing-language", node.at, vec![("language", lang.to_string())]);
    }
    missing.is_empty().then_some(text)
}

/// A text in every language with `{placeholders}` of the family.
fn template(node: &Node<'_>, allowed: &[&'static str], sink: &mut Sink<'_>) -> Option<Text> {
    let before = sink.problems.len();
    if let Value::Map(entries) = &node.value {
        for (_, wording) in entries {
            let Value::Text { text, .. } = &wording.value else { continue };
            for found in placeholders(text).filter(|p| !allowed.contains(p)) {
                let mut args = vec![("found", shorten(found)), ("allowed", allowed.join(", "))];
                args.extend(nearest(found, allowed.iter().copied()).map(|n| ("suggestion", n)));
                sink.report("unknown-placeholder", wording.at, args);
            }
        }
    }
    let text = bilingual(node, sink)?;
    (sink.problems.len() == before).then_some(text)
}

fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

/// A share, 0–1.
pub(super) fn share(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<f32> {
    let written = string(node, sink)?;
    match written.value.parse::<f32>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Some(share),
        _ => {
            sink.report("bad-share", written.at, vec![("found", shorten(&written.value))]);
            None
        }
    }
}

fn count(what: &'static str, node: &Node<'_>, sink: &mut Sink<'_>) -> Option<usize> {
    number(what, node, (1, 1000), sink).map(|n| n.value as usize)
}

/// Words of `T`, in the order in which they are written. `unknown` is a word like the others: some states have that name.
pub(super) fn each<T: Word>(what: &'static str, node: Option<&Node<'_>>, sink: &mut Sink<'_>) -> Vec<T> {
    let items = node.map(crate::load::decode::items).unwrap_or_default();
    items.iter().filter_map(|n| word::<T>(what, n, sink)).map(|w| w.value).collect()
}

/// Plain strings.
pub(super) fn strings(node: Option<&Node<'_>>, sink: &mut Sink<'_>) -> Vec<String> {
    let items = node.map(crate::load::decode::items).unwrap_or_default();
    items.iter().filter_map(|n| string(n, sink)).map(|s| s.value).collect()
}

/// Ids of the vocabulary.
pub(super) fn concepts(node: Option<&Node<'_>>, vocabulary: &Vocabulary, sink: &mut Sink<'_>) -> Vec<ConceptId> {
    let items = node.map(crate::load::decode::items).unwrap_or_default();
    let mut found = Vec::new();
    for node in items {
        let Some(written) = string(node, sink) else { continue };
        if let Some(concept) = vocabulary.find(&written.value) {
            found.push(concept);
        } else {
            let mut args = vec![("found", shorten(&written.value))];
            let near = nearest(&written.value, vocabulary.concepts.iter().map(|c| c.id.as_str()));
            args.extend(near.map(|n| ("suggestion", n)));
            sink.report("unknown-concept", written.at, args);
        }
    }
    found
}
