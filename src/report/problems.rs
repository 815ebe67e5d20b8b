//! Input errors for people: message, place, the lines of the file with a mark under the value, what to write instead.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::text::{Messages, clean};
use crate::record::place::{Problem, Span};

/// The message of a problem and, where there is one, its suggestion.
#[must_use]
pub fn words(problem: &Problem, messages: &Messages) -> (String, Option<String>) {
    let args: Vec<(&str, String)> = problem
        .args
        .iter()
        .map(|(name, value)| {
            let value = match (*name, value.as_str()) {
                ("expected", "text" | "list" | "mapping") => messages.get(&format!("expected-{value}")),
                ("kind", "proposal" | "system" | "platform" | "waiver") => messages.get(&format!("kind-{value}")),
                _ => clean(value).into_owned(),
            };
            (*name, value)
        })
        .collect();
    let key = format!("problem-{}", problem.code);
    let message = messages.with(&key, &args);
    let mut help: Vec<String> = Vec::new();
    if args.iter().any(|(name, _)| *name == "suggestion") {
        help.push(messages.with("problem-help-suggestion", &args));
    }
    let general = format!("{key}-help");
    if messages.has(&general) {
        help.push(messages.with(&general, &args));
    }
    (message, (!help.is_empty()).then(|| help.join(" ")))
}

/// Bytes of a line that is still worth showing.
const LONGEST_LINE: usize = 1000;

/// The line that a problem is about, and the part that is marked: a mapping or a list at its beginning only. `None` if the
/// line is too long to be shown, or the text is not the one that the place was found in.
///
/// Cut out, because the renderer goes through all that it is given, for each problem.
fn line_of(text: &str, at: Span) -> Option<(&str, Range<usize>)> {
    let (before, rest) = text.split_at_checked(at.start as usize)?;
    // Only as far as a line may be long, so that many problems of one long line cost no more than their number.
    let near = before.len().saturating_sub(LONGEST_LINE)..;
    let begins = match before.as_bytes()[near.clone()].iter().rposition(|b| *b == b'\n') {
        Some(at) => near.start + at + 1,
        None if near.start == 0 => 0,
        None => return None,
    };
    let after = &rest.as_bytes()[..rest.len().min(LONGEST_LINE)];
    let ends = match after.iter().position(|b| *b == b'\n') {
        Some(at) => before.len() + at,
        None if after.len() == rest.len() => text.len(),
        None => return None,
    };
    let marked = before.len() - begins..(at.end as usize).clamp(before.len(), ends) - begins;
    let line = text.get(begins..ends)?;
    line.is_char_boundary(marked.end).then_some((line, marked))
}

/// All problems, each with the lines that it is about. `texts` holds the text of each file with problems.
#[must_use]
pub fn render(problems: &[Problem], texts: &BTreeMap<Arc<str>, String>, messages: &Messages, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for problem in problems {
        let (message, help) = words(problem, messages);
        let file = clean(&problem.file);
        let shown = problem.at.and_then(|at| Some((at, line_of(texts.get(&problem.file)?, at)?)));
        if let Some((at, (line, marked))) = shown {
            let snippet = Snippet::source(line)
                .line_start(at.line as usize)
                .path(file.as_ref())
                .annotation(AnnotationKind::Primary.span(marked));
            let title = Level::ERROR.primary_title(message).element(snippet);
            let group = match help {
                Some(help) => title.element(Level::HELP.message(help)),
                None => title,
            };
            out.push_str(&renderer.render(&[group]));
        } else {
            let place = problem.at.map_or_else(String::new, |a| format!(":{}:{}", a.line, a.column));
            let help = help.map(|h| format!("\n  {h}")).unwrap_or_default();
            let _ = write!(out, "error: {file}{place}: {message}{help}");
        }
        out.push_str("\n\n");
    }
    out
}
