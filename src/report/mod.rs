//! Judgements → a report in the reader's language: plain values that every format renders and none adds to.

pub mod annotation;
pub mod audit;
pub mod baseline;
pub mod csv;
pub mod detail;
pub mod docx;
pub mod explain;
pub mod format;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod overview;
pub mod problems;
pub mod provenance;
pub mod rules;
pub mod sarif;
pub mod terminal;
pub mod text;
pub mod xlsx;

use jiff::civil;
use serde::Serialize;

use crate::matching::catalogue::{Catalogue, Platform};
use crate::matching::coverage::ratio;
use crate::matching::similarity::{Outcome, Reason};
use crate::matching::{Origin, Proposed, pairing_reasons};
use crate::policy::verdict::{Detail, Finding, Judgement, Severity, State, Verdict, Waived};
use crate::policy::{Policy, Standing};
use crate::record::place::Problem;
use crate::record::scope::{Coverage, Word, word_of};
use crate::record::unit::{Sectors, Units};
use crate::record::{Basis, Kind, Software, Status, Text};
use crate::text::vocabulary::Vocabulary;
use text::{Messages, clean, fill};

/// What a run found, in one language. Serialises as `dungchung/report/1`.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Name and version of the form.
    pub schema: &'static str,
    /// One entry a record, in the order of input.
    pub results: Vec<Entry>,
    /// What could not be read.
    pub errors: Vec<InputError>,
    /// What the report was made from and with; `None` where nobody asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<provenance::Provenance>,
    /// The day that the rules were applied for.
    #[serde(skip)]
    pub day: civil::Date,
    /// The rules that findings name, in the order of their codes.
    #[serde(skip)]
    pub rules: Vec<rules::RuleEntry>,
    /// The mildest effect of a finding that fails the run; `None` if nothing does.
    #[serde(skip)]
    pub fails_from: Option<Severity>,
}

/// What was found about one record.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// Id.
    pub id: String,
    /// Proposal or system.
    #[serde(serialize_with = "as_word")]
    pub kind: Kind,
    /// File.
    pub file: String,
    /// Line of the record.
    pub line: u32,
    /// Verdict.
    #[serde(serialize_with = "as_word")]
    pub verdict: Verdict,
    /// The official result state.
    #[serde(serialize_with = "as_word")]
    pub state: State,
    /// Share of the record that the best platform within its scope provides, 0–1, three decimals.
    pub coverage: f64,
    /// Money asked for; `null` where none is stated.
    pub investment: Option<Money>,
    /// Platforms that a reviewer should see, best first.
    pub matches: Vec<MatchEntry>,
    /// Platforms that together provide most.
    pub combined: CombinedEntry,
    /// Functions that may still be bought.
    pub residual: Vec<String>,
    /// What to leave out, what to connect to and what may be bought; `null` where no platform stands against the record.
    pub conditions: Option<Conditions>,
    /// Rules that apply, worst first.
    pub findings: Vec<FindingEntry>,
    /// What a reader should know of how the record was read.
    pub notes: Vec<String>,
    /// What the verdict comes to, the official result state, and the notes, in a few sentences.
    #[serde(skip)]
    pub conclusion: String,
    /// Name of the record.
    #[serde(skip)]
    pub name: String,
    /// Owner.
    #[serde(skip)]
    pub owner: Option<String>,
    /// Name of the territory.
    #[serde(skip)]
    pub territory: Option<String>,
    /// Functions that nearly every system has.
    #[serde(skip)]
    pub generic: Vec<String>,
    /// For each function, what provides it best.
    #[serde(skip)]
    pub provided: Vec<Provided>,
    /// Each function against each platform.
    #[serde(skip)]
    pub detail: detail::Detail,
}

/// Money asked for, and the part of it that platforms make unnecessary.
#[derive(Clone, Debug, Serialize)]
pub struct Money {
    /// Amount, whole units.
    pub amount: u64,
    /// Currency code.
    pub currency: String,
    /// Estimate: amount × coverage.
    pub avoidable: u64,
}

/// On what conditions the rest of a record may go on.
#[derive(Clone, Debug, Serialize)]
pub struct Conditions {
    /// Functions to leave out, with the platform to use for each.
    pub leave_out: Vec<LeftOut>,
    /// Ids of the platforms to use or connect to.
    pub connect: Vec<String>,
    /// Functions that may be bought.
    pub buy: Vec<String>,
    /// Their share of the record by function weight, 0–1: an estimate. A function that only may exist counts in part.
    pub share: f64,
    /// The same share of the money; `null` where none is stated.
    pub amount: Option<u64>,
    /// Names of the platforms of `connect`.
    #[serde(skip)]
    pub names: Vec<String>,
}

/// A function to leave out.
#[derive(Clone, Debug, Serialize)]
pub struct LeftOut {
    /// As proposed.
    pub function: String,
    /// Id of the platform that has it.
    pub platform: String,
}

/// A platform that does something of what a record does.
#[derive(Clone, Debug, Serialize)]
pub struct MatchEntry {
    /// Platform id.
    pub platform: String,
    /// How the record stands to it.
    #[serde(serialize_with = "as_word")]
    pub relation: Standing,
    /// Orders matches, 0–1.
    pub score: f64,
    /// Share of the record that it provides.
    pub coverage: f64,
    /// Share of the platform that the record would build again.
    pub reimplementation: f64,
    /// Relation of the scopes.
    pub scope: ScopeEntry,
    /// Functions that it provides, surely or possibly.
    pub functions: Vec<PairEntry>,
    /// Name of the platform.
    #[serde(skip)]
    pub name: String,
}

/// Relation of the record's scope to the platform's.
#[derive(Clone, Debug, Serialize)]
pub struct ScopeEntry {
    /// The whole.
    #[serde(serialize_with = "as_word")]
    pub relation: Coverage,
    /// Place.
    #[serde(serialize_with = "as_word")]
    pub territory: Coverage,
    /// Levels of government.
    #[serde(serialize_with = "as_word")]
    pub levels: Coverage,
    /// Fields of work.
    #[serde(serialize_with = "as_word")]
    pub sectors: Coverage,
    /// Groups of users.
    #[serde(serialize_with = "as_word")]
    pub users: Coverage,
    /// What the platform is not said to serve, in words, one dimension each.
    pub outside: Vec<String>,
}

/// A proposed function and the platform function nearest to it.
#[derive(Clone, Debug, Serialize)]
pub struct PairEntry {
    /// As proposed.
    pub proposed: String,
    /// As the platform offers it.
    pub matched: String,
    /// 0–1.
    pub similarity: f64,
    /// How distinctive the proposed function is, 0–1.
    pub weight: f64,
    /// In words.
    pub reasons: Vec<String>,
}

/// Platforms that together provide most.
#[derive(Clone, Debug, Serialize)]
pub struct CombinedEntry {
    /// Platform ids, in the order of what they add.
    pub platforms: Vec<String>,
    /// Share of the record.
    pub coverage: f64,
}

/// A rule that applies.
#[derive(Clone, Debug, Serialize)]
pub struct FindingEntry {
    /// Code.
    pub rule: String,
    /// Effect.
    #[serde(serialize_with = "as_word")]
    pub severity: Severity,
    /// Platforms that it is about.
    pub platforms: Vec<String>,
    /// Ids of the other records of the run that it is about.
    pub records: Vec<String>,
    /// What was found, and what to do.
    pub message: String,
    /// Documents in force behind the rule, and those that state what the platform does: `law` and `sources` in one line.
    pub basis: String,
    /// Where in the record.
    pub place: PlaceEntry,
    /// The exception that lifts it.
    pub waived: Option<WaivedEntry>,
    /// By what the finding is known again in the next run.
    #[serde(skip)]
    pub fingerprint: String,
    /// Is it in the baseline?
    #[serde(skip)]
    pub known: bool,
    /// Documents in force behind the rule.
    #[serde(skip)]
    pub law: Vec<CitationEntry>,
    /// Titles of the documents that state what the platforms do.
    #[serde(skip)]
    pub sources: Vec<String>,
    /// Title of the rule.
    #[serde(skip)]
    pub title: String,
    /// What was found.
    #[serde(skip)]
    pub said: String,
    /// What to do.
    #[serde(skip)]
    pub remedy: String,
    /// Verdict that it leads to.
    #[serde(skip)]
    pub verdict: Verdict,
    /// The official result state that it leads to.
    #[serde(skip)]
    pub state: State,
}

/// A document behind a rule.
#[derive(Clone, Debug)]
pub struct CitationEntry {
    /// Title.
    pub title: String,
    /// Its official number, `1425/QĐ-TTg`.
    pub number: Option<String>,
    /// Article, and number in the project's list of legal rules; empty where none is given.
    pub details: String,
}

impl CitationEntry {
    /// In one line, with `name` for the document.
    #[must_use]
    pub fn line(&self, name: &str) -> String {
        if self.details.is_empty() { name.to_owned() } else { format!("{name} ({})", self.details) }
    }
}

/// The exception that lifts a finding.
#[derive(Clone, Debug, Serialize)]
pub struct WaivedEntry {
    /// The document that grants it.
    pub decision: String,
    /// Who answers for it.
    pub responsible: String,
    /// Last day.
    pub deadline: String,
    /// When it is looked at again.
    pub review: String,
    /// Where the waiver stands.
    pub place: PlaceEntry,
}

/// A place in a file.
#[derive(Clone, Debug, Serialize)]
pub struct PlaceEntry {
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// An input error.
#[derive(Clone, Debug, Serialize)]
pub struct InputError {
    /// File.
    pub file: String,
    /// Line; `null` where the whole file is meant.
    pub line: Option<u32>,
    /// Column.
    pub column: Option<u32>,
    /// What is wrong, what was expected, what to write instead.
    pub message: String,
}

/// A platform function that provides a proposed one.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Number of the platform in [`Entry::matches`].
    pub number: usize,
    /// Name of the platform.
    pub platform: String,
    /// The function, as the platform offers it.
    pub function: String,
    /// No source states it.
    pub inferred: bool,
    /// 0–1.
    pub similarity: f32,
    /// Sure or possible.
    pub outcome: Outcome,
}

/// What provides one function.
#[derive(Clone, Debug)]
pub struct Provided {
    /// As proposed.
    pub proposed: String,
    /// The best provider, if any.
    pub by: Option<Provider>,
}

fn as_word<S: serde::Serializer>(value: &(impl Word + PartialEq), serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(word_of(*value))
}

/// What a report is made with.
pub struct Context<'a> {
    /// Platforms.
    pub catalogue: &'a Catalogue,
    /// Concepts.
    pub vocabulary: &'a Vocabulary,
    /// Rules.
    pub policy: &'a Policy,
    /// Administrative units.
    pub units: &'a Units,
    /// Fields of work.
    pub sectors: &'a Sectors,
    /// Language.
    pub messages: &'a Messages,
    /// The day that the rules were applied for.
    pub day: civil::Date,
}

/// Puts judgements and problems into words.
#[must_use]
pub fn report(judgements: &[Judgement], problems: &[Problem], context: &Context<'_>) -> Report {
    Report {
        schema: "dungchung/report/1",
        results: judgements.iter().map(|j| entry(j, context)).collect(),
        errors: problems.iter().map(|p| input_error(p, context.messages)).collect(),
        run: None,
        day: context.day,
        rules: rules::entries(judgements, context),
        fails_from: Some(Severity::Block),
    }
}

impl Report {
    /// Does the record make the run fail?
    #[must_use]
    pub fn fails(&self, entry: &Entry) -> bool {
        let Some(least) = self.fails_from.filter(|least| entry.verdict.severity() <= *least) else {
            return false;
        };
        let mut against = entry.findings.iter().filter(|f| f.severity <= least && f.waived.is_none()).peekable();
        // A verdict that no finding explains is not excused either.
        against.peek().is_none() || against.any(|finding| !finding.known)
    }

    /// Leaves out the records that `keep` refuses, and the rules that no other names.
    pub fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        self.results.retain(keep);
        let Report { results, rules, .. } = self;
        rules.retain(|rule| results.iter().flat_map(|entry| &entry.findings).any(|f| f.rule == rule.code));
    }
}

impl FindingEntry {
    /// Does the finding no longer count, though it is shown?
    #[must_use]
    pub fn is_lifted(&self) -> bool {
        self.waived.is_some() || self.known
    }
}

impl Entry {
    /// Why what provides a function counts as the same, in words.
    #[must_use]
    pub fn reasons(&self, row: &Provided) -> &[String] {
        let pairs = row.by.as_ref().map(|by| self.matches[by.number].functions.as_slice()).unwrap_or_default();
        pairs.iter().find(|pair| pair.proposed == row.proposed).map(|pair| pair.reasons.as_slice()).unwrap_or_default()
    }
}

/// Three decimals: more would only show how a machine adds.
fn rounded(share: f32) -> f64 {
    (f64::from(share) * 1000.0).round() / 1000.0
}

fn entry(judgement: &Judgement, context: &Context<'_>) -> Entry {
    let record = &judgement.record;
    let comparison = &judgement.comparison;
    let lang = context.messages.lang;
    let shown = judgement.shown();
    let notes = notes(record, context);
    let id_of = |n: usize| context.catalogue.platforms[comparison.matches[n].platform].record.id.value.clone();
    let function_name = |f: &Proposed| clean(f.function.name.in_lang(lang)).into_owned();
    let mut findings: Vec<FindingEntry> =
        judgement.findings.iter().map(|f| finding_entry(judgement, f, context)).collect();
    annotation::identify(&record.id.value, &mut findings);
    Entry {
        id: record.id.value.clone(),
        kind: record.kind,
        file: record.file.to_string(),
        line: record.at.line,
        verdict: judgement.verdict,
        state: judgement.state,
        coverage: rounded(judgement.coverage),
        investment: record.investment.as_ref().and_then(|i| {
            let amount = i.amount.as_ref()?.value;
            let avoidable = (amount as f64 * rounded(judgement.coverage)).round() as u64;
            Some(Money { amount, currency: i.currency.clone(), avoidable: avoidable.min(amount) })
        }),
        matches: shown.iter().map(|n| match_entry(judgement, *n, context)).collect(),
        combined: CombinedEntry {
            platforms: judgement.combined.platforms.iter().map(|n| id_of(*n)).collect(),
            coverage: rounded(judgement.combined.coverage),
        },
        residual: judgement.residual.iter().map(|n| function_name(&comparison.functions[*n])).collect(),
        conditions: conditions(judgement, context),
        findings,
        conclusion: conclusion(judgement, &notes, context),
        notes,
        name: clean(record.name.in_lang(lang)).into_owned(),
        owner: record.owner.as_ref().and_then(|o| o.unit.as_ref()).map(|u| clean(u.in_lang(lang)).into_owned()),
        territory: record.scope.territory.as_ref().map(|t| context.units.name(&t.value).to_owned()),
        generic: comparison
            .functions
            .iter()
            .filter(|f| f.origin == Origin::Listed && f.is_common())
            .map(function_name)
            .collect(),
        provided: provided(judgement, &shown, context),
        detail: detail::detail(judgement, &shown, context),
    }
}

/// What the verdict comes to. A record that is clear although platforms do the same says why: exceptions lift the findings,
/// or they do not count.
fn conclusion(judgement: &Judgement, notes: &[String], context: &Context<'_>) -> String {
    let messages = context.messages;
    let findings = &judgement.findings;
    let line = match judgement.verdict {
        Verdict::Clear if findings.iter().any(|f| f.waived.is_some()) => messages.get("verdict-line-waived"),
        Verdict::Clear if findings.iter().any(|f| !f.matches.is_empty()) => messages.get("verdict-line-noted"),
        Verdict::Duplicate if judgement.record.kind == Kind::System => messages.get("verdict-line-replaceable"),
        verdict => messages.get(&format!("verdict-line-{}", verdict.word())),
    };
    let state = messages.get(&format!("state-{}", word_of(judgement.state)));
    let mut said = format!("{line} {}: {state}.", messages.get("label-state"));
    for note in notes {
        said.push(' ');
        said.push_str(note);
    }
    said
}

/// What a reader should know of how the record was read: a former unit stands for the one that it has become part of.
fn notes(record: &Software, context: &Context<'_>) -> Vec<String> {
    let place = record.scope.former.as_ref().zip(record.scope.territory.as_ref());
    let said = place.map(|(former, today)| {
        let args = [
            ("former", clean(former).into_owned()),
            ("today", named_unit(&today.value, context.units)),
            ("path", today.value.clone()),
        ];
        context.messages.with("note-former-unit", &args)
    });
    said.into_iter().collect()
}

/// Name of a unit; of one that the table does not list, that of the unit above it.
fn named_unit(path: &str, units: &Units) -> String {
    let listed = |path: &&str| units.by_path.contains_key(*path);
    let above = std::iter::successors(Some(path), |p| p.rsplit_once('/').map(|(above, _)| above));
    let mut above = above.filter(listed);
    above.next().map_or_else(|| path.to_owned(), |unit| units.name(unit).to_owned())
}

/// What the platforms that stand against a record leave of it.
fn conditions(judgement: &Judgement, context: &Context<'_>) -> Option<Conditions> {
    let comparison = &judgement.comparison;
    let lang = context.messages.lang;
    let mut cited: Vec<usize> = Vec::new();
    for finding in judgement.findings.iter().filter(|f| f.verdict != Verdict::Clear && f.waived.is_none()) {
        for number in &finding.matches {
            if !cited.contains(number) {
                cited.push(*number);
            }
        }
    }
    if cited.is_empty() {
        return None;
    }
    let platform = |n: &usize| &context.catalogue.platforms[comparison.matches[*n].platform].record;
    let surely = |number: &usize, function: usize| {
        let pairings = &comparison.matches[*number].pairings;
        pairings.iter().any(|p| p.proposed == function && p.outcome == Outcome::Same)
    };
    let (mut leave_out, mut buy) = (Vec::new(), Vec::new());
    for (n, function) in comparison.functions.iter().enumerate() {
        if function.origin != Origin::Listed || function.is_common() {
            continue;
        }
        let name = clean(function.function.name.in_lang(lang)).into_owned();
        if let Some(number) = cited.iter().find(|number| surely(number, n)) {
            leave_out.push(LeftOut { function: name, platform: platform(number).id.value.clone() });
        } else {
            buy.push(name);
        }
    }
    let weights: Vec<f32> = comparison.functions.iter().map(|f| f.weight).collect();
    let mut credits = vec![0.0_f32; weights.len()];
    for found in cited.iter().map(|n| &comparison.matches[*n]) {
        for (best, credit) in credits.iter_mut().zip(comparison.credits(found)) {
            *best = best.max(credit);
        }
    }
    let share = rounded(1.0 - ratio(&weights, &credits));
    let amount = judgement.record.investment.as_ref().and_then(|i| i.amount.as_ref());
    Some(Conditions {
        leave_out,
        connect: cited.iter().map(|n| platform(n).id.value.clone()).collect(),
        buy,
        share,
        amount: amount.map(|a| (a.value as f64 * share).round() as u64),
        names: cited.iter().map(|n| clean(platform(n).name.in_lang(lang)).into_owned()).collect(),
    })
}

fn match_entry(judgement: &Judgement, number: usize, context: &Context<'_>) -> MatchEntry {
    let comparison = &judgement.comparison;
    let found = &comparison.matches[number];
    let platform = &context.catalogue.platforms[found.platform];
    let lang = context.messages.lang;
    let cited = judgement.findings.iter().any(|f| f.matches.contains(&number));
    let functions = found
        .pairings
        .iter()
        .map(|pairing| {
            let ours = &comparison.functions[pairing.proposed];
            let theirs = &platform.functions[pairing.offered];
            PairEntry {
                proposed: clean(ours.function.name.in_lang(lang)).into_owned(),
                matched: clean(theirs.function.name.in_lang(lang)).into_owned(),
                similarity: rounded(pairing.similarity),
                weight: rounded(ours.weight),
                reasons: in_words(&pairing_reasons(&ours.phrases, &theirs.phrases, context.vocabulary), context),
            }
        })
        .collect();
    MatchEntry {
        platform: platform.record.id.value.clone(),
        relation: if cited { judgement.standings[number] } else { Standing::Related },
        score: rounded(found.score),
        coverage: rounded(found.coverage),
        reimplementation: rounded(found.reimplementation),
        scope: ScopeEntry {
            relation: found.scope.whole(),
            territory: found.scope.territory,
            levels: found.scope.levels,
            sectors: found.scope.sectors,
            users: found.scope.users,
            outside: left_outside(&found.scope.left_outside, context),
        },
        functions,
        name: clean(platform.record.name.in_lang(lang)).into_owned(),
    }
}

/// For each distinctive function the best of the shown platforms that lie within the scope.
fn provided(judgement: &Judgement, shown: &[usize], context: &Context<'_>) -> Vec<Provided> {
    let comparison = &judgement.comparison;
    let lang = context.messages.lang;
    let mut rows = Vec::new();
    for (n, function) in comparison.functions.iter().enumerate().filter(|(_, f)| !f.is_common()) {
        let mut by: Option<Provider> = None;
        for (number, shown) in shown.iter().enumerate() {
            let found = &comparison.matches[*shown];
            if found.scope.whole() == Coverage::Outside {
                continue;
            }
            let platform = &context.catalogue.platforms[found.platform];
            for pairing in found.pairings.iter().filter(|p| p.proposed == n) {
                let better = by.as_ref().is_none_or(|by| pairing.outcome > by.outcome);
                if better {
                    let offered = &platform.functions[pairing.offered];
                    by = Some(Provider {
                        number,
                        platform: clean(platform.record.name.in_lang(lang)).into_owned(),
                        function: clean(offered.function.name.in_lang(lang)).into_owned(),
                        inferred: offered.function.basis == Basis::Inferred,
                        similarity: pairing.similarity,
                        outcome: pairing.outcome,
                    });
                }
            }
        }
        rows.push(Provided { proposed: clean(function.function.name.in_lang(lang)).into_owned(), by });
    }
    rows
}

fn in_words(reasons: &[Reason], context: &Context<'_>) -> Vec<String> {
    let messages = context.messages;
    let name = |c: &u32| {
        let concept = &context.vocabulary.concepts[*c as usize];
        if messages.lang == crate::record::Lang::VI { concept.vi.clone() } else { concept.en.clone() }
    };
    let mut groups: [Vec<String>; 4] = Default::default();
    for reason in reasons {
        match reason {
            Reason::Shared(c) => groups[0].push(name(c)),
            Reason::SharedWord(word) => groups[0].push(clean(word).into_owned()),
            Reason::Near(a, b) => groups[1].push(format!("{} ~ {}", name(a), name(b))),
            Reason::OnlyFirst(c) => groups[2].push(c.as_ref().map_or_else(|w| clean(w).into_owned(), &name)),
            Reason::OnlySecond(c) => groups[3].push(c.as_ref().map_or_else(|w| clean(w).into_owned(), &name)),
        }
    }
    let keys =
        [("reason-shared", "words"), ("reason-near", "pairs"), ("reason-first", "words"), ("reason-second", "words")];
    keys.iter()
        .zip(groups)
        .filter(|(_, words)| !words.is_empty())
        .map(|((key, argument), words)| messages.with(key, &[(argument, words.join(", "))]))
        .collect()
}

fn finding_entry(judgement: &Judgement, finding: &Finding, context: &Context<'_>) -> FindingEntry {
    let lang = context.messages.lang;
    let rule = &context.policy.rules[finding.rule];
    let matched = finding.matches.iter().map(|n| judgement.comparison.matches[*n].platform);
    let platforms: Vec<&Platform> =
        matched.chain(finding.platforms.iter().copied()).map(|n| &context.catalogue.platforms[n]).collect();
    let names = platforms.iter().map(|p| clean(p.record.name.in_lang(lang))).collect::<Vec<_>>().join("; ");
    let mut accesses: Vec<&str> =
        platforms.iter().filter_map(|p| p.record.access.as_ref()).map(|a| a.in_lang(lang)).collect();
    accesses.dedup();
    let access = accesses.iter().map(|a| clean(a)).collect::<Vec<_>>().join(" ");
    let first = platforms.first().map(|p| &p.record);
    let status =
        first.map_or_else(String::new, |p| context.messages.get(&format!("status-{}", word_of(p.status.value))));
    let due = first.map_or_else(String::new, |p| due(p, context));
    let outside = finding.matches.first().map_or_else(String::new, |n| {
        left_outside(&judgement.comparison.matches[*n].scope.left_outside, context).join("; ")
    });
    let (count, coverage) = (finding.functions.to_string(), Messages::percent(finding.coverage));
    let details: Vec<(&str, String)> = finding.details.iter().map(|(name, d)| (*name, detail(d, context))).collect();
    // What a finding says itself comes first: the rest is about its platforms.
    let own = details.iter().map(|(name, value)| (*name, value.as_str()));
    let of_platforms = [
        ("platform", names.as_str()),
        ("platforms", names.as_str()),
        ("count", count.as_str()),
        ("coverage", coverage.as_str()),
        ("status", status.as_str()),
        ("due", due.as_str()),
        ("outside", outside.as_str()),
        ("access", access.as_str()),
    ];
    let values: Vec<(&str, &str)> = own.chain(of_platforms).collect();
    let mut said = fill(rule.message.in_lang(lang), &values);
    let waived = finding.waived.as_ref().map(|w| waived_entry(w, context));
    if let Some(waived) = &waived {
        let args = [
            ("decision", waived.decision.clone()),
            ("deadline", waived.deadline.clone()),
            ("review", waived.review.clone()),
            ("responsible", waived.responsible.clone()),
        ];
        said = format!("{}. {said}", context.messages.with("label-waived", &args));
    }
    let remedy = fill(rule.remedy.in_lang(lang), &values);
    let (law, sources) = (law(finding, context), sources(judgement, finding, &platforms, context));
    FindingEntry {
        rule: rule.code.clone(),
        severity: finding.verdict.severity(),
        platforms: platforms.iter().map(|p| p.record.id.value.clone()).collect(),
        records: finding.records.clone(),
        message: format!("{said} {remedy}"),
        basis: basis(&law, &sources, context.messages),
        place: PlaceEntry { file: finding.file.to_string(), line: finding.at.line, column: finding.at.column },
        waived,
        fingerprint: String::new(),
        known: false,
        law,
        sources,
        title: rule.title.in_lang(lang).to_owned(),
        said,
        remedy,
        verdict: finding.verdict,
        state: rule.state,
    }
}

fn waived_entry(waived: &Waived, context: &Context<'_>) -> WaivedEntry {
    let said = |text: &Text| clean(text.in_lang(context.messages.lang)).into_owned();
    WaivedEntry {
        decision: said(&waived.decision),
        responsible: said(&waived.responsible),
        deadline: waived.deadline.to_string(),
        review: waived.review.to_string(),
        place: PlaceEntry { file: waived.file.to_string(), line: waived.at.line, column: waived.at.column },
    }
}

/// A value of a finding in words. Of a long list the beginning, and how many more there are.
fn detail(detail: &Detail, context: &Context<'_>) -> String {
    const MOST_LISTED: usize = 5;
    let messages = context.messages;
    let said = |text: &Text| clean(text.in_lang(messages.lang)).into_owned();
    match detail {
        Detail::Text(text) => said(text),
        Detail::Texts(texts) => {
            let mut words = texts.iter().take(MOST_LISTED).map(said).collect::<Vec<_>>().join("; ");
            if texts.len() > MOST_LISTED {
                words.push_str(&messages.with("word-and-more", &[("count", (texts.len() - MOST_LISTED).to_string())]));
            }
            words
        }
        Detail::Word(word) => clean(word).into_owned(),
        Detail::Day(day) => day.to_string(),
        Detail::Count(count) => count.to_string(),
        Detail::Share(share) => Messages::percent(*share),
        Detail::Level(level) => messages.get(&format!("level-{}", level.word())),
    }
}

/// Documents in force behind a rule.
fn law(finding: &Finding, context: &Context<'_>) -> Vec<CitationEntry> {
    let law = context.policy.law_in_force(&context.policy.rules[finding.rule], context.day);
    law.map(|(law, document)| CitationEntry {
        title: document.title.in_lang(context.messages.lang).to_owned(),
        number: document.number.clone(),
        details: law.article.iter().chain(&law.reference).map(String::as_str).collect::<Vec<_>>().join("; "),
    })
    .collect()
}

/// Titles of the documents that state what the platforms do.
fn sources(judgement: &Judgement, finding: &Finding, platforms: &[&Platform], context: &Context<'_>) -> Vec<String> {
    let mut sources: Vec<String> = Vec::new();
    for (number, platform) in finding.matches.iter().zip(platforms) {
        for pairing in judgement.comparison.matches[*number].pairings.iter().filter(|p| p.outcome == Outcome::Same) {
            let function = &platform.functions[pairing.offered];
            if let Some(id) = function.function.source.as_ref().filter(|_| !function.inherited) {
                let source = context.catalogue.sources.get(id);
                let title = source.map_or(id.as_str(), |s| s.title.in_lang(context.messages.lang));
                sources.push(title.to_owned());
            }
        }
    }
    sources.sort();
    sources.dedup();
    sources
}

fn basis(law: &[CitationEntry], sources: &[String], messages: &Messages) -> String {
    let mut parts: Vec<String> = law.iter().map(|citation| citation.line(&citation.title)).collect();
    if !sources.is_empty() {
        parts.push(format!("{}: {}", messages.get("label-sources"), sources.join("; ")));
    }
    parts.join("; ")
}

fn due(platform: &Software, context: &Context<'_>) -> String {
    let Some(available) = platform.available.as_ref().filter(|_| platform.status.value != Status::Operational) else {
        return String::new();
    };
    let key = if available.value.last_day() < context.day { "label-overdue" } else { "label-due" };
    context.messages.with(key, &[("date", available.value.to_string())])
}

/// What is left outside a scope, one dimension each.
fn left_outside(left: &[(&'static str, Vec<String>)], context: &Context<'_>) -> Vec<String> {
    let messages = context.messages;
    let word = |dimension: &str, value: &String| match dimension {
        "territory" => context.units.name(value).to_owned(),
        "levels" => messages.get(&format!("level-{value}")),
        "users" => messages.get(&format!("user-{value}")),
        _ => context.sectors.name(value, messages.lang).map_or_else(|| messages.get("word-all"), str::to_owned),
    };
    left.iter()
        .map(|(dimension, values)| {
            let values: Vec<String> = values.iter().map(|v| word(dimension, v)).collect();
            format!("{} {}", messages.get(&format!("dimension-{dimension}")), values.join(", "))
        })
        .collect()
}

fn input_error(problem: &Problem, messages: &Messages) -> InputError {
    let (message, help) = problems::words(problem, messages);
    let message = match help {
        Some(help) => format!("{message}. {help}"),
        None => message,
    };
    InputError {
        file: problem.file.to_string(),
        line: problem.at.map(|a| a.line),
        column: problem.at.map(|a| a.column),
        message,
    }
}
