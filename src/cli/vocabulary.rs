//! `vocabulary compare` and `vocabulary gaps`: see what a phrase is taken to mean, and what nothing explains.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{ExitStatus, Session};
use crate::load::limits::Limits;
use crate::load::load;
use crate::matching::similarity::{Cuts, Outcome, similarity};
use crate::report::text::clean;
use crate::text::normal::written;
use crate::text::vocabulary::Vocabulary;
use crate::text::{Class, Frame, Meaning, Phrase, analyse};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show what phrases are taken to mean and, for several, how alike the first is to each other one
    Compare {
        /// Phrases
        #[arg(required = true)]
        phrases: Vec<String>,
    },
    /// List the words of records that no concept explains, the most frequent first, with the phrases that use them
    Gaps {
        /// Files or folders with records
        #[arg(required = true, value_name = "FILE")]
        paths: Vec<PathBuf>,
    },
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    match &arguments.command {
        Command::Compare { phrases } => {
            let Some(policy) = session.policy() else { return Ok(ExitStatus::Error) };
            session.write(&compare(phrases, &session.vocabulary, policy.thresholds.cuts))?;
        }
        Command::Gaps { paths } => {
            let loaded = load(paths, session.tables(), &session.limits(Limits::default()));
            let phrases = loaded.software.iter().flat_map(|r| &r.functions).flat_map(|f| &f.name.wordings);
            session.write(&gaps(phrases.map(|(_, text)| text.as_str()), &session.vocabulary))?;
            if !loaded.problems.is_empty() {
                session.report(&loaded);
                return Ok(ExitStatus::Error);
            }
        }
    }
    Ok(ExitStatus::Pass)
}

fn compare(phrases: &[String], vocabulary: &Vocabulary, cuts: Cuts) -> String {
    let analysed: Vec<Phrase> = phrases.iter().map(|p| analyse(p, vocabulary)).collect();
    let mut out = String::new();
    for (text, phrase) in phrases.iter().zip(&analysed) {
        let _ = writeln!(out, "{}", clean(text));
        if phrase.frames.is_empty() {
            let _ = writeln!(out, "  {}", frame(&phrase.whole, vocabulary));
        }
        for (n, statement) in phrase.frames.iter().enumerate() {
            let _ = writeln!(out, "  {}. {}", n + 1, frame(statement, vocabulary));
        }
    }
    for (text, phrase) in phrases.iter().zip(&analysed).skip(1) {
        let likeness = similarity(&analysed[0], phrase, vocabulary);
        let word = match cuts.outcome(likeness) {
            Outcome::Same => "same",
            Outcome::Possible => "possible",
            Outcome::Different => "different",
        };
        let _ = writeln!(out, "{likeness:.3} {word}  {}", clean(text));
    }
    out
}

fn frame(frame: &Frame, vocabulary: &Vocabulary) -> String {
    let item = |item: &crate::text::Item| {
        let name = match &item.meaning {
            Meaning::Concept(c) => vocabulary.concepts[*c as usize].id.clone(),
            Meaning::Either(readings) => {
                readings.iter().map(|c| vocabulary.concepts[*c as usize].id.as_str()).collect::<Vec<_>>().join("|")
            }
            Meaning::Word { form, .. } => format!("“{}”", written(form)),
        };
        let mark = match item.class {
            Class::Action => "!",
            Class::Topic => "",
            Class::Circumstance => "~",
        };
        format!("{mark}{name} {:.2}", item.weight)
    };
    frame.items.iter().map(item).collect::<Vec<_>>().join("  ")
}

fn gaps<'t>(phrases: impl Iterator<Item = &'t str>, vocabulary: &Vocabulary) -> String {
    let mut words: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let (mut count, mut explained) = (0_usize, 0_usize);
    for text in phrases {
        let phrase = analyse(text, vocabulary);
        count += 1;
        explained += usize::from(phrase.unexplained.is_empty());
        // Words that stand side by side are one gap.
        let mut runs: Vec<(usize, usize)> = Vec::new();
        for (start, end) in phrase.unexplained {
            match runs.last_mut() {
                Some(run) if text[run.1..start].chars().all(|c| c == ' ') => run.1 = end,
                _ => runs.push((start, end)),
            }
        }
        for (start, end) in runs {
            words.entry(text[start..end].to_lowercase()).or_default().push(text);
        }
    }
    let mut found: Vec<(String, Vec<&str>)> = words.into_iter().collect();
    found.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then_with(|| a.0.cmp(&b.0)));
    let mut out = format!("{explained} of {count} phrases are explained in full\n");
    for (gap, texts) in found {
        let _ = writeln!(out, "{:>4}  {}  ({})", texts.len(), clean(&gap), clean(texts[0]));
    }
    out
}
