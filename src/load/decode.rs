//! Located tree → values. A [`Table`] hands out the entries of a mapping by key and, when it is closed, reports each
//! key that nobody asked for. Every problem of a document is collected; a value that cannot be read is reported and
//! left out, so that the rest of the document is still looked at.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::limits::Limits;
use super::yaml::{Node, Value};
use crate::record::place::{Located, Problem, Span};
use crate::record::scope::Word;
use crate::record::unit::nearest;
use crate::record::{Date, Lang, Text};

/// Keeps a problem, unless there are too many already: then the last one says so.
pub fn add(problem: Problem, problems: &mut Vec<Problem>, limits: &Limits) {
    match problems.len().cmp(&limits.mistakes) {
        Ordering::Less => problems.push(problem),
        Ordering::Equal => {
            let args = vec![("limit", limits.mistakes.to_string())];
            problems.push(Problem { code: "more-problems", args, ..problem });
        }
        Ordering::Greater => {}
    }
}

/// Collects problems of one file.
pub struct Sink<'p> {
    /// The file.
    pub file: Arc<str>,
    /// The most that is read of it, and said about it.
    pub limits: Limits,
    /// Where problems go.
    pub problems: &'p mut Vec<Problem>,
}

impl Sink<'_> {
    /// Reports a problem at `at`.
    pub fn report(&mut self, code: &'static str, at: Span, args: Vec<(&'static str, String)>) {
        add(Problem { file: Arc::clone(&self.file), at: Some(at), code, args }, self.problems, &self.limits);
    }

    /// Are there so many problems that a further one would not be kept?
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.problems.len() > self.limits.mistakes
    }

    fn wrong_type(&mut self, node: &Node<'_>, expected: &str) {
        if node.is_nothing() {
            self.report("empty-value", node.at, vec![("expected", expected.into())]);
        } else {
            let found = match &node.value {
                Value::Text { text, .. } => shorten(text),
                Value::List(_) => "[…]".to_owned(),
                Value::Map(_) => "{…}".to_owned(),
            };
            self.report("wrong-type", node.at, vec![("expected", expected.into()), ("found", found)]);
        }
    }
}

/// The entries of a mapping, handed out by key.
pub struct Table<'n, 't> {
    entries: &'n [(super::yaml::Key<'t>, Node<'t>)],
    asked: Vec<&'static str>,
    /// Place of the mapping.
    pub at: Span,
}

impl<'n, 't> Table<'n, 't> {
    /// Opens a mapping; anything else is a problem.
    pub fn open(node: &'n Node<'t>, sink: &mut Sink<'_>) -> Option<Self> {
        if let Value::Map(entries) = &node.value {
            Some(Table { entries, asked: Vec::new(), at: node.at })
        } else {
            sink.wrong_type(node, "mapping");
            None
        }
    }

    /// The value at `key`; an empty value (`key:`) counts as absent.
    pub fn optional(&mut self, key: &'static str) -> Option<&'n Node<'t>> {
        self.asked.push(key);
        self.entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| node).filter(|node| !node.is_nothing())
    }

    /// The value at `key`; its absence is a problem.
    pub fn required(&mut self, key: &'static str, sink: &mut Sink<'_>) -> Option<&'n Node<'t>> {
        let node = self.optional(key);
        if node.is_none() {
            let at = self.entries.iter().find(|(k, _)| k.text == key).map_or(self.at, |(k, _)| k.at);
            sink.report("missing-key", at, vec![("key", key.into())]);
        }
        node
    }

    /// Reports keys that were never asked for, each with the nearest key that was.
    pub fn close(self, sink: &mut Sink<'_>) {
        for (key, _) in self.entries {
            if sink.is_full() {
                return;
            }
            if self.asked.iter().any(|asked| *asked == key.text) {
                continue;
            }
            let lower = key.text.to_lowercase().replace('_', "-");
            let near = if self.asked.contains(&lower.as_str()) {
                Some(lower)
            } else {
                nearest(&lower, self.asked.iter().copied())
            };
            let mut known: Vec<&str> = self.asked.clone();
            known.sort_unstable();
            let mut args = vec![("found", shorten(&key.text)), ("allowed", known.join(", "))];
            args.extend(near.map(|n| ("suggestion", n)));
            sink.report("unknown-key", key.at, args);
        }
    }
}

/// A scalar that is not empty.
pub fn string(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Located<String>> {
    match &node.value {
        Value::Text { text, quoted } if *quoted || !node.is_nothing() => {
            let trimmed = text.trim();
            if trimmed.is_empty() {
                sink.report("empty-value", node.at, vec![("expected", "text".into())]);
                return None;
            }
            Some(Located::new(trimmed.to_owned(), node.at))
        }
        _ => {
            sink.wrong_type(node, "text");
            None
        }
    }
}

/// A text, plain or as a map from language to wording.
pub fn text(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Text> {
    let Value::Map(entries) = &node.value else {
        return string(node, sink).map(|s| Text::plain(s.value, s.at));
    };
    if entries.len() > sink.limits.languages {
        sink.report("too-many-keys", node.at, vec![("limit", sink.limits.languages.to_string())]);
        return None;
    }
    let mut wordings = Vec::new();
    for (key, value) in entries {
        let Some(lang) = Lang::parse(&key.text) else {
            sink.report("bad-language", key.at, vec![("found", shorten(&key.text))]);
            continue;
        };
        if let Some(wording) = string(value, sink) {
            wordings.push((Some(lang), wording.value));
        }
    }
    if wordings.is_empty() {
        if entries.is_empty() {
            sink.wrong_type(node, "text");
        }
        return None;
    }
    Some(Text { wordings, at: node.at })
}

/// One of the words of `T`.
pub fn word<T: Word>(what: &'static str, node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Located<T>> {
    let written = string(node, sink)?;
    let lower = written.value.to_lowercase();
    if let Some((_, value)) = T::WORDS.iter().find(|(w, _)| *w == lower) {
        return Some(Located::new(*value, written.at));
    }
    unknown_value(what, &written, T::WORDS.iter().map(|(w, _)| *w), sink);
    None
}

/// Reports a value that is none of the `allowed` ones.
pub fn unknown_value<'a>(
    what: &'static str,
    written: &Located<String>,
    allowed: impl Iterator<Item = &'a str> + Clone,
    sink: &mut Sink<'_>,
) {
    let mut args = vec![
        ("what", what.to_owned()),
        ("found", shorten(&written.value)),
        ("allowed", allowed.clone().collect::<Vec<_>>().join(", ")),
    ];
    args.extend(nearest(&written.value.to_lowercase(), allowed).map(|n| ("suggestion", n)));
    sink.report("unknown-value", written.at, args);
}

/// How sure a source or a document is.
pub fn grade(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<String> {
    const GRADES: [&str; 3] = ["primary", "secondary", "general-knowledge"];
    let written = string(node, sink)?;
    if GRADES.contains(&written.value.as_str()) {
        return Some(written.value);
    }
    unknown_value("grade", &written, GRADES.into_iter(), sink);
    None
}

/// Is it the plain word `unknown`, the value of whatever no source states?
#[must_use]
pub fn is_unknown(node: &Node<'_>) -> bool {
    matches!(&node.value, Value::Text { text, .. } if text.trim() == "unknown")
}

/// The items of a list; a single value counts as a list of one.
#[must_use]
pub fn items<'n, 't>(node: &'n Node<'t>) -> &'n [Node<'t>] {
    match &node.value {
        Value::List(items) => items,
        _ => std::slice::from_ref(node),
    }
}

/// The items of a list; anything else is a problem.
pub fn list<'n, 't>(node: &'n Node<'t>, sink: &mut Sink<'_>) -> &'n [Node<'t>] {
    if let Value::List(items) = &node.value {
        items
    } else {
        sink.wrong_type(node, "list");
        &[]
    }
}

/// A set of words. `unknown` gives `None` without a problem.
pub fn words<T: Word + Ord>(what: &'static str, node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Located<BTreeSet<T>>> {
    if is_unknown(node) {
        return None;
    }
    let set: BTreeSet<T> = items(node).iter().filter_map(|n| word(what, n, sink)).map(|w| w.value).collect();
    (!set.is_empty()).then(|| Located::new(set, node.at))
}

/// A whole number between `low` and `high`.
pub fn number(
    what: &'static str,
    node: &Node<'_>,
    (low, high): (u64, u64),
    sink: &mut Sink<'_>,
) -> Option<Located<u64>> {
    let written = string(node, sink)?;
    let plain = |s: &str| (!s.is_empty() && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<u64>().ok());
    if let Some(Some(value)) = plain(&written.value)
        && (low..=high).contains(&value)
    {
        return Some(Located::new(value, written.at));
    }
    let mut args = vec![
        ("what", what.to_owned()),
        ("found", shorten(&written.value)),
        ("low", low.to_string()),
        ("high", high.to_string()),
    ];
    let digits: String = written.value.chars().filter(|c| !matches!(c, '.' | ',' | '_' | ' ' | '\u{a0}')).collect();
    if let Some(Some(value)) = plain(&digits)
        && (low..=high).contains(&value)
    {
        args.push(("suggestion", value.to_string()));
    }
    sink.report("bad-number", written.at, args);
    None
}

/// A date, `YYYY-MM` or `YYYY-MM-DD`.
pub fn date(what: &'static str, node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Located<Date>> {
    let written = string(node, sink)?;
    if let Some(date) = Date::parse(&written.value) {
        return Some(Located::new(date, written.at));
    }
    let mut args = vec![("what", what.to_owned()), ("found", shorten(&written.value))];
    args.extend(turned_round(&written.value).map(|s| ("suggestion", s)));
    sink.report("bad-date", written.at, args);
    None
}

/// `31/12/2026` or `12/2026`, as dates are written in Viet Nam, in the form of records.
fn turned_round(written: &str) -> Option<String> {
    let mut parts: Vec<&str> = written.split(['/', '.', '-']).collect();
    if !(2..=3).contains(&parts.len()) || parts.iter().any(|p| p.is_empty() || p.bytes().any(|b| !b.is_ascii_digit())) {
        return None;
    }
    if parts[0].len() != 4 {
        parts.reverse();
    }
    let turned = parts.iter().map(|p| format!("{p:0>2}")).collect::<Vec<_>>().join("-");
    Date::parse(&turned).map(|d| d.to_string())
}

/// An id: lower-case letters, digits and hyphens, at most 100.
pub fn id(node: &Node<'_>, sink: &mut Sink<'_>) -> Option<Located<String>> {
    let written = string(node, sink)?;
    let good = |s: &str| {
        !s.is_empty()
            && s.len() <= 100
            && s.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !s.starts_with('-')
    };
    if good(&written.value) {
        return Some(written);
    }
    let mut args = vec![("found", shorten(&written.value))];
    let repaired = slug(&written.value);
    if good(&repaired) {
        args.push(("suggestion", repaired));
    }
    sink.report("bad-id", written.at, args);
    None
}

/// Plain letters of a name, joined by hyphens.
#[must_use]
pub fn slug(name: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain: String = name
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'đ' => 'd',
            c if c.is_ascii_alphanumeric() => c,
            _ => '-',
        })
        .collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// The beginning of a value, short enough for a message.
#[must_use]
pub fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(60).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
