//! One comparison with every number, for a person who wants to recompute it.

use std::fmt::Write as _;

use super::terminal::{Look, wrapped};
use super::text::{Messages, clean};
use super::{Context, left_outside};
use crate::matching::Comparison;
use crate::matching::similarity::Outcome;
use crate::policy::trace::{ItemTrace, Pair, Side, Trace, Tried};
use crate::record::scope::word_of;
use crate::record::{Basis, Lang, Software};
use crate::text::{Class, Meaning};

/// Writes a trace out.
#[must_use]
pub fn render(record: &Software, comparison: &Comparison, trace: &Trace, context: &Context<'_>, look: Look) -> String {
    let page = Page { comparison, trace, context, look };
    let platform = &context.catalogue.platforms[trace.platform].record;
    let lang = context.messages.lang;
    let mut out = String::new();
    let _ = writeln!(out, "{} ({})", clean(record.name.in_lang(lang)), record.id.value);
    let _ = writeln!(out, "↔ {} ({})", clean(platform.name.in_lang(lang)), platform.id.value);
    page.functions(&mut out);
    page.pairs(&mut out);
    page.shares(&mut out);
    page.scope(&mut out);
    page.rules(&mut out);
    out
}

struct Page<'a> {
    comparison: &'a Comparison,
    trace: &'a Trace,
    context: &'a Context<'a>,
    look: Look,
}

impl Page<'_> {
    fn messages(&self) -> &Messages {
        self.context.messages
    }

    fn heading(&self, key: &str, out: &mut String) {
        let _ = writeln!(out, "\n{}", self.messages().get(key));
    }

    fn line(&self, indent: usize, text: &str, out: &mut String) {
        wrapped(text, indent, self.look, out);
    }

    /// The functions of both sides with their weights: `P1` is proposed, `S1` shared.
    fn functions(&self, out: &mut String) {
        let lang = self.messages().lang;
        let offered = &self.context.catalogue.platforms[self.trace.platform].functions;
        self.heading("explain-functions", out);
        for (n, function) in self.comparison.functions.iter().enumerate() {
            let name = clean(function.function.name.in_lang(lang));
            self.line(2, &format!("P{} {:.3} {name}", n + 1, function.weight), out);
        }
        for (n, function) in offered.iter().enumerate() {
            let inferred = function.function.basis == Basis::Inferred;
            let mark = if inferred { format!(" ({})", self.messages().get("label-inferred")) } else { String::new() };
            let name = clean(function.function.name.in_lang(lang));
            self.line(2, &format!("S{} {:.3} {name}{mark}", n + 1, function.weight), out);
        }
    }

    fn pairs(&self, out: &mut String) {
        let cuts = self.comparison.cuts;
        self.heading("explain-pairs", out);
        let args = [
            ("same", format!("{:.3}", cuts.same)),
            ("possible", format!("{:.3}", cuts.possible)),
            ("counts", format!("{:.3}", cuts.possible_counts)),
        ];
        self.line(2, &self.messages().with("explain-cuts", &args), out);
        for pair in &self.trace.pairs {
            self.pair(pair, out);
        }
    }

    fn pair(&self, pair: &Pair, out: &mut String) {
        let word = if pair.outcome == Outcome::Same { "outcome-same" } else { "outcome-possible" };
        let mut line = format!("P{} ↔ S{}: {:.3}", pair.ours + 1, pair.theirs + 1, pair.similarity);
        if pair.similarity > pair.plain {
            let plain = [("plain", format!("{:.3}", pair.plain))];
            let _ = write!(line, " ({})", self.messages().with("explain-plain", &plain));
        }
        self.line(2, &format!("{line}, {}", self.messages().get(word)), out);
        for (side, items) in [("P", &pair.our_items), ("S", &pair.their_items)] {
            for item in items {
                self.line(6, &format!("{side} {}", self.item(item)), out);
            }
        }
    }

    fn item(&self, traced: &ItemTrace) -> String {
        let class = match traced.item.class {
            Class::Action => "explain-action",
            Class::Topic => "explain-topic",
            Class::Circumstance => "explain-circumstance",
        };
        let mut text = format!(
            "{} [{}] {:.3}",
            self.meaning(&traced.item.meaning),
            self.messages().get(class),
            traced.item.weight
        );
        if let Some((meaning, near)) = &traced.nearest {
            let _ = write!(text, " ~ {} {near:.3}", self.meaning(meaning));
        }
        text
    }

    fn meaning(&self, meaning: &Meaning) -> String {
        let name = |c: &u32| {
            let concept = &self.context.vocabulary.concepts[*c as usize];
            if self.messages().lang == Lang::VI { concept.vi.clone() } else { concept.en.clone() }
        };
        match meaning {
            Meaning::Concept(c) => name(c),
            Meaning::Either(readings) => readings.iter().map(name).collect::<Vec<_>>().join("/"),
            Meaning::Word { form, .. } => format!("“{}”", clean(&crate::text::normal::written(form))),
        }
    }

    /// Both shares as sums of weight × what the best pair counts, over all weight.
    fn shares(&self, out: &mut String) {
        self.heading("explain-shares", out);
        self.share("explain-coverage", "P", &self.trace.ours, self.trace.coverage, out);
        self.share("explain-reimplementation", "S", &self.trace.theirs, self.trace.reimplementation, out);
        let Some(found) = &self.trace.found else {
            self.line(2, &self.messages().get("explain-nothing"), out);
            return;
        };
        let figure = |key: &str, value: f32| (self.messages().get(key), value);
        for (name, value) in [figure("explain-purpose", found.purpose), figure("explain-score", found.score)] {
            self.line(2, &format!("{name}: {value:.3}"), out);
        }
        let t = &self.context.policy.thresholds;
        let args = [
            ("same", found.same.to_string()),
            ("stated", found.stated.to_string()),
            ("duplicate", format!("{:.2}", t.duplicate)),
            ("reimplementation", format!("{:.2}", t.reimplementation)),
            ("rebuilt", t.rebuilt_functions.to_string()),
            ("overlap", format!("{:.2}", t.overlap)),
            ("purpose", format!("{:.2}", t.purpose)),
            ("functions", t.purpose_functions.to_string()),
            ("duplicatepurpose", format!("{:.2}", t.duplicate_same_purpose)),
            ("overlappurpose", format!("{:.2}", t.overlap_same_purpose)),
        ];
        for key in ["explain-sure", "explain-if-duplicate", "explain-if-overlap"] {
            self.line(2, &self.messages().with(key, &args), out);
        }
        let standing = self.messages().get(&format!("relation-{}", word_of(self.trace.standing)));
        self.line(2, &format!("→ {standing}"), out);
    }

    fn share(&self, key: &str, side: &str, functions: &[Side], share: f32, out: &mut String) {
        let total: f32 = functions.iter().map(|f| f.weight).sum();
        let counted: Vec<(usize, &Side)> = functions.iter().enumerate().filter(|(_, f)| f.credit > 0.0).collect();
        let sum: f32 = counted.iter().map(|(_, f)| f.weight * f.credit).sum();
        let terms: Vec<String> =
            counted.iter().map(|(n, f)| format!("{side}{} {:.3}×{:.3}", n + 1, f.weight, f.credit)).collect();
        let terms = if terms.is_empty() { "0".to_owned() } else { terms.join(" + ") };
        let name = self.messages().get(key);
        self.line(2, &format!("{name}: ({terms}) / {total:.3} = {sum:.3} / {total:.3} = {share:.3}"), out);
    }

    fn scope(&self, out: &mut String) {
        self.heading("explain-scope", out);
        let scope = &self.trace.scope;
        let dimensions = [
            ("territory", scope.territory),
            ("levels", scope.levels),
            ("sectors", scope.sectors),
            ("users", scope.users),
        ];
        for (name, relation) in dimensions {
            let (name, relation) = (format!("dimension-{name}"), format!("scope-{}", word_of(relation)));
            self.line(2, &format!("{}: {}", self.messages().get(&name), self.messages().get(&relation)), out);
        }
        let whole = self.messages().get(&format!("scope-{}", word_of(scope.whole())));
        self.line(2, &format!("→ {whole}"), out);
        let left = left_outside(&scope.left_outside, self.context);
        if !left.is_empty() {
            self.line(2, &format!("{}: {}", self.messages().get("explain-outside"), left.join("; ")), out);
        }
    }

    fn rules(&self, out: &mut String) {
        if self.trace.rules.is_empty() {
            return;
        }
        self.heading("explain-rules", out);
        for tried in &self.trace.rules {
            self.rule(tried, out);
            if tried.applies {
                return;
            }
        }
        self.line(2, &self.messages().get("explain-no-rule"), out);
    }

    /// A rule that was tried: the first condition that fails says why it does not apply; the one that applies shows all.
    fn rule(&self, tried: &Tried, out: &mut String) {
        let rule = &self.context.policy.rules[tried.rule];
        let title = rule.title.in_lang(self.messages().lang);
        let mark = if tried.applies { "✓" } else { "✗" };
        let mut line = format!("{mark} {} {title}", rule.code);
        if !tried.for_record {
            let _ = write!(line, ": {}", self.messages().get("explain-not-for-record"));
        } else if !tried.applies {
            let failing = tried.conditions.iter().find(|c| !c.holds);
            let why = failing.map_or_else(
                || self.messages().get("explain-out-of-scope"),
                |c| {
                    let found = if c.found.is_empty() { "–" } else { &c.found };
                    let args =
                        [("key", c.key.to_owned()), ("wanted", c.wanted.clone()), ("found", clean(found).into_owned())];
                    self.messages().with("explain-fails", &args)
                },
            );
            let _ = write!(line, ": {why}");
        }
        self.line(2, &line, out);
        if tried.applies {
            for c in &tried.conditions {
                self.line(6, &format!("{}: {} ({})", c.key, clean(&c.found), c.wanted), out);
            }
        }
    }
}
