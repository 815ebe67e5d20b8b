//! The report as `JUnit` XML, which every CI server can show: a suite for each file, a test case for each record. A record that
//! fails the run has failed, one that a person must look at was skipped, an input error is an error.

use askama::Template;

use super::annotation::{lines, path};
use super::text::Messages;
use super::{Entry, Report};
use crate::policy::verdict::Severity;

/// Renders the document.
///
/// # Errors
/// Never in practice: the template writes to memory.
pub fn render(report: &Report, messages: &Messages) -> askama::Result<String> {
    let mut suites: Vec<Suite> = Vec::new();
    for entry in &report.results {
        suite(&mut suites, &entry.file).cases.push(case(entry, report, messages));
    }
    for error in &report.errors {
        let suite = suite(&mut suites, &error.file);
        let places: Vec<String> = error.line.into_iter().chain(error.column).map(|n| n.to_string()).collect();
        suite.cases.push(Case {
            name: format!("{} {}", messages.get("label-input-error"), places.join(":")).trim_end().to_owned(),
            outcome: Outcome::Error(error.message.clone()),
            text: String::new(),
        });
    }
    Document { suites }.render()
}

fn suite<'a>(suites: &'a mut Vec<Suite>, file: &str) -> &'a mut Suite {
    let name = path(file);
    let number = suites.iter().position(|suite| suite.name == name).unwrap_or_else(|| {
        suites.push(Suite { name, cases: Vec::new() });
        suites.len() - 1
    });
    &mut suites[number]
}

fn case(entry: &Entry, report: &Report, messages: &Messages) -> Case {
    let said: Vec<String> = entry.findings.iter().map(|finding| lines(finding, messages)).collect();
    let verdict = messages.get(&format!("verdict-{}", entry.verdict.word()));
    let message = format!("{verdict}: {}", entry.rules().join(", "));
    let outcome = if report.fails(entry) {
        Outcome::Failure(entry.verdict.word(), message)
    } else if entry.verdict.severity() == Severity::Note {
        Outcome::Success
    } else {
        Outcome::Skipped(message)
    };
    Case { name: format!("{}: {}", entry.id, entry.name), outcome, text: said.join("\n\n") }
}

#[derive(Template)]
#[template(path = "junit.xml")]
struct Document {
    suites: Vec<Suite>,
}

/// The records and errors of one file.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

struct Case {
    name: String,
    outcome: Outcome,
    text: String,
}

enum Outcome {
    Success,
    Skipped(String),
    Failure(&'static str, String),
    Error(String),
}

impl Document {
    fn count(&self, of: impl Fn(&Suite) -> usize) -> usize {
        self.suites.iter().map(of).sum()
    }
}

impl Suite {
    fn tests(&self) -> usize {
        self.cases.len()
    }

    fn failures(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.outcome, Outcome::Failure(..))).count()
    }

    fn errors(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.outcome, Outcome::Error(_))).count()
    }

    fn skipped(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.outcome, Outcome::Skipped(_))).count()
    }
}
