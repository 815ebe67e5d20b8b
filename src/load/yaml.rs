//! YAML text → a tree of located nodes. The only file that names the YAML parser.
//!
//! Scalars stay text: `007`, `no` and `2026-01` mean what the field that holds them says. Anchors, aliases, tags and
//! directives are refused (a record has no use for them and they hide what is said), as are characters that cannot
//! be seen. Every problem of a file is collected; a broken document does not hide the ones after it.

use std::borrow::Cow;
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StrInput};

use super::decode::add;
use super::limits::Limits;
use crate::record::character::is_hidden;
use crate::record::place::{Problem, Span};

/// A node with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<'t> {
    /// What stands there.
    pub value: Value<'t>,
    /// Where.
    pub at: Span,
}

/// What a node can be.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'t> {
    /// A scalar. `quoted` tells `"no"` from `no`.
    Text {
        /// After escapes and folding.
        text: Cow<'t, str>,
        /// Written in quotes or as a block.
        quoted: bool,
    },
    /// A sequence.
    List(Vec<Node<'t>>),
    /// A mapping, in the order of the file, keys unique.
    Map(Vec<(Key<'t>, Node<'t>)>),
}

/// Key of a mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct Key<'t> {
    /// The key.
    pub text: Cow<'t, str>,
    /// Where it stands.
    pub at: Span,
}

/// Reads every document of `text`.
pub fn documents<'t>(file: &Arc<str>, text: &'t str, limits: &Limits, problems: &mut Vec<Problem>) -> Vec<Node<'t>> {
    let mut documents = Documents::new(file, text, limits);
    std::iter::from_fn(|| documents.next(problems)).collect()
}

/// Reads the document of a text that may hold only one. `None` if it holds none or more, or cannot be read.
pub fn only_document<'t>(
    file: &Arc<str>,
    text: &'t str,
    limits: &Limits,
    problems: &mut Vec<Problem>,
) -> Option<Node<'t>> {
    let before = problems.len();
    let mut nodes = documents(file, text, limits, problems);
    let (code, at) = match nodes.as_slice() {
        [_] => return nodes.pop(),
        [] if problems.len() > before => return None,
        [] => ("no-documents", Span { line: 1, column: 1, ..Span::default() }),
        [_, second, ..] => ("one-document", second.at),
    };
    add(Problem { file: Arc::clone(file), at: Some(at), code, args: vec![] }, problems, limits);
    None
}

/// Where in its file a text begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Start {
    /// Bytes before it.
    pub byte: usize,
    /// Lines before it.
    pub line: usize,
}

/// The documents of a text, one at a time: a large file is never held as one tree.
pub struct Documents<'t> {
    parser: Parser<'t, StrInput<'t>>,
    start: Start,
    file: Arc<str>,
    limits: Limits,
    /// What is wrong with the document being read.
    problems: Vec<Problem>,
    found: usize,
    depth: usize,
    nodes: usize,
    finished: bool,
}

enum Stop {
    Scan(ScanError),
    Limit,
}

impl<'t> Documents<'t> {
    /// The documents of `text`, which is the content of `file`.
    #[must_use]
    pub fn new(file: &Arc<str>, text: &'t str, limits: &Limits) -> Documents<'t> {
        Documents::within(file, Start::default(), text, limits)
    }

    /// The documents of `text`, which begins at `start` of `file`, at the beginning of a line.
    #[must_use]
    pub fn within(file: &Arc<str>, start: Start, text: &'t str, limits: &Limits) -> Documents<'t> {
        let options = granit_parser::options! { emit_comments: false, disallow_directives: true };
        Documents {
            parser: Parser::new_from_str_with_options(text, options),
            start,
            file: Arc::clone(file),
            limits: *limits,
            problems: Vec::new(),
            found: 0,
            depth: 0,
            nodes: 0,
            finished: false,
        }
    }

    /// Documents met so far, empty ones left out.
    #[must_use]
    pub fn found(&self) -> usize {
        self.found
    }

    /// The next document that can be read; `None` at the end, or where a limit ends the reading.
    pub fn next(&mut self, problems: &mut Vec<Problem>) -> Option<Node<'t>> {
        let mut node = None;
        while node.is_none() && !self.finished {
            (self.depth, self.nodes) = (0, 0);
            match self.document() {
                Ok(Some(read)) => node = Some(read),
                Err(Stop::Scan(error)) => {
                    let at = self.point(error.marker().line(), error.marker().col(), error.marker().byte_offset());
                    if matches!(error.kind(), ErrorKind::RecursionLimitExceeded) {
                        self.problem("too-deep", at, vec![("limit", self.limits.depth.to_string())]);
                        self.finished = true;
                    } else {
                        self.problem("yaml", at, vec![("detail", error.info())]);
                        self.finished = !matches!(self.parser.proceed_next_document(), Ok(true));
                    }
                }
                // The end; or too much, which was said and which the rest of the file would only repeat.
                Ok(None) | Err(Stop::Limit) => self.finished = true,
            }
        }
        for problem in self.problems.drain(..) {
            add(problem, problems, &self.limits);
        }
        node
    }

    fn problem(&mut self, code: &'static str, at: Span, args: Vec<(&'static str, String)>) {
        add(Problem { file: Arc::clone(&self.file), at: Some(at), code, args }, &mut self.problems, &self.limits);
    }

    fn event(&mut self) -> Result<(Event<'t>, Span), Stop> {
        match self.parser.next_event() {
            Some(Ok((event, span))) => {
                let mut at = self.point(span.start.line(), span.start.col(), span.start.byte_offset());
                at.end = span.end.byte_offset().map_or(at.start, |b| (self.start.byte + b) as u32).max(at.start);
                Ok((event, at))
            }
            Some(Err(error)) => Err(Stop::Scan(error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    /// The next document with something in it; `None` at the end of the file.
    fn document(&mut self) -> Result<Option<Node<'t>>, Stop> {
        loop {
            match self.event()?.0 {
                Event::StreamEnd => return Ok(None),
                Event::DocumentStart(..) => {
                    let (event, at) = self.event()?;
                    if matches!(event, Event::DocumentEnd) {
                        continue;
                    }
                    self.found += 1;
                    if self.found > self.limits.documents {
                        self.problem("too-many-documents", at, vec![("limit", self.limits.documents.to_string())]);
                        return Err(Stop::Limit);
                    }
                    let node = self.node(event, at)?;
                    if !node.is_nothing() {
                        return Ok(Some(node));
                    }
                }
                _ => {}
            }
        }
    }

    fn node(&mut self, event: Event<'t>, at: Span) -> Result<Node<'t>, Stop> {
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            self.problem("too-many-nodes", at, vec![("limit", self.limits.nodes.to_string())]);
            return Err(Stop::Limit);
        }
        if event.tag().is_some() {
            self.problem("tag", at, vec![]);
        }
        if event.anchor_id().is_some() {
            self.problem("anchor", at, vec![]);
        }
        let value = match event {
            Event::Scalar(text, style, ..) => {
                if text.len() > self.limits.text {
                    let length = text.chars().count();
                    if length > self.limits.text {
                        let args = vec![("length", length.to_string()), ("limit", self.limits.text.to_string())];
                        self.problem("too-long", at, args);
                        return Ok(Node { value: Value::Text { text: Cow::Borrowed("…"), quoted: true }, at });
                    }
                }
                self.refuse_hidden(&text, at);
                Value::Text { text, quoted: style != ScalarStyle::Plain }
            }
            Event::SequenceStart(..) => {
                self.enter(at)?;
                let mut items = Vec::new();
                loop {
                    let (event, at) = self.event()?;
                    if matches!(event, Event::SequenceEnd) {
                        break;
                    }
                    items.push(self.node(event, at)?);
                }
                self.depth -= 1;
                Value::List(items)
            }
            Event::MappingStart(..) => {
                self.enter(at)?;
                let map = self.map()?;
                self.depth -= 1;
                Value::Map(map)
            }
            Event::Alias(_) => {
                self.problem("alias", at, vec![]);
                Value::Text { text: Cow::Borrowed(""), quoted: false }
            }
            _ => Value::Text { text: Cow::Borrowed(""), quoted: false },
        };
        Ok(Node { value, at })
    }

    fn map(&mut self) -> Result<Vec<(Key<'t>, Node<'t>)>, Stop> {
        let mut map: Vec<(Key<'t>, Node<'t>)> = Vec::new();
        loop {
            let (event, at) = self.event()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(map);
            }
            if map.len() == self.limits.keys {
                self.problem("too-many-keys", at, vec![("limit", self.limits.keys.to_string())]);
                return Err(Stop::Limit);
            }
            let key = self.node(event, at)?;
            let (event, value_at) = self.event()?;
            let value = self.node(event, value_at)?;
            let Value::Text { text, .. } = key.value else {
                self.problem("key-not-text", at, vec![]);
                continue;
            };
            if text == "<<" {
                self.problem("merge-key", at, vec![]);
            } else if let Some((first, _)) = map.iter().find(|(k, _)| k.text == text) {
                let line = first.at.line.to_string();
                self.problem("duplicate-key", at, vec![("key", text.into_owned()), ("line", line)]);
            } else {
                map.push((Key { text, at }, value));
            }
        }
    }

    fn point(&self, line: usize, column: usize, byte: Option<usize>) -> Span {
        let start = (self.start.byte + byte.unwrap_or(0)) as u32;
        Span { start, end: start, line: (self.start.line + line) as u32, column: column as u32 + 1 }
    }

    fn enter(&mut self, at: Span) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth > self.limits.depth {
            self.problem("too-deep", at, vec![("limit", self.limits.depth.to_string())]);
            return Err(Stop::Limit);
        }
        Ok(())
    }

    fn refuse_hidden(&mut self, text: &str, at: Span) {
        if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control()) {
            return;
        }
        if let Some(hidden) = text.chars().find(|&c| is_hidden(c)) {
            self.problem("hidden-character", at, vec![("character", format!("U+{:04X}", u32::from(hidden)))]);
        }
    }
}

impl Node<'_> {
    /// Is it an empty value (`key:`, `~`, `null`)?
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        matches!(&self.value, Value::Text { text, quoted: false } if matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Node<'_>>, Vec<(&'static str, u32, u32)>) {
        let mut problems = Vec::new();
        let nodes = documents(&Arc::from("t.yaml"), text, &Limits::default(), &mut problems);
        let places =
            problems.iter().map(|p| (p.code, p.at.map_or(0, |a| a.line), p.at.map_or(0, |a| a.column))).collect();
        (nodes, places)
    }

    #[test]
    fn a_broken_document_does_not_hide_the_others() {
        let (nodes, problems) = read("a: 1\n---\nb: [\n---\nc: 3\n");
        assert_eq!(nodes.len(), 2);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert_eq!(problems[0].0, "yaml");
    }

    #[test]
    fn what_hides_meaning_is_refused_with_its_place() {
        assert_eq!(read("a: &x 1\nb: *x\n").1, vec![("anchor", 1, 7), ("alias", 2, 4)]);
        assert_eq!(read("a: !!int 1\n").1[0].0, "tag");
        assert_eq!(read("a: 1\nb: 2\na: 3\n").1, vec![("duplicate-key", 3, 1)]);
        assert_eq!(read("a: \"x\\u202Ey\"\n").1, vec![("hidden-character", 1, 4)]);
        assert_eq!(read("a: x\u{200B}y\n").1[0].0, "hidden-character");
        assert_eq!(read("%YAML 1.2\n---\na: 1\n").1[0].0, "yaml");
    }

    #[test]
    fn depth_and_size_end_in_a_problem() {
        assert_eq!(read(&"[".repeat(100_000)).1[0].0, "too-deep");
        assert_eq!(read(&"- ".repeat(100_000)).1[0].0, "too-deep");
        let wide = format!("a: [{}]", "1,".repeat(300_000));
        assert_eq!(read(&wide).1[0].0, "too-many-nodes");
    }

    #[test]
    fn a_byte_order_mark_and_crlf_do_not_move_places() {
        let (nodes, problems) = read("\u{FEFF}a: 1\r\nđ: hòa\r\n");
        assert!(problems.is_empty(), "{problems:?}");
        let Value::Map(map) = &nodes[0].value else { panic!("a mapping") };
        assert_eq!(map[1].0.at.line, 2);
        assert_eq!(map[1].1.at.column, 4);
    }
}
