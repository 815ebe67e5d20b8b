//! Input errors for people: message, place, the lines of the file with a mark under the value, what to write instead.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::text::{Messages, clean};
use crate::record::place::Problem;

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

/// All problems, each with the lines that it is about. `texts` holds the text of each file with problems.
#[must_use]
pub fn render(problems: &[Problem], texts: &BTreeMap<Arc<str>, String>, messages: &Messages, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for problem in problems {
        let (message, help) = words(problem, messages);
        let file = clean(&problem.file);
        if let (Some(at), Some(text)) = (problem.at, texts.get(&problem.file)) {
            let (start, end) = (at.start as usize, at.end as usize);
            // A mapping or a list is marked at its beginning only.
            let line_end = text[start.min(text.len())..].find('\n').map_or(text.len(), |n| start + n);
            let end = end.clamp(start, line_end.max(start)).min(text.len());
            let snippet = Snippet::source(text.as_str())
                .path(file.as_ref())
                .annotation(AnnotationKind::Primary.span(start.min(text.len())..end));
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
