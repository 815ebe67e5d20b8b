//! The command line: arguments, what is loaded for them, where output goes, exit codes.

mod about;
mod audit;
mod care;
mod catalogue;
mod changed;
mod check;
mod config;
mod eval;
mod explain;
mod export;
mod files;
mod import;
mod init;
mod output;
mod progress;
mod rule;
mod schema;
pub mod settings;
mod verify;
mod vocabulary;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand, ValueEnum};
use files::Whole;
use jiff::civil;

use crate::embedded;
use crate::load::limits::{LIMITS, Limit, Limits};
use crate::load::software::Tables;
use crate::load::{Loaded, load, text_of};
use crate::matching::catalogue::Catalogue;
use crate::policy::rules::Setting;
use crate::policy::{self, Policy};
use crate::record::place::Problem;
use crate::record::unit::{Sectors, Units, nearest};
use crate::record::{Date, Kind, Lang, Reference, Software};
use crate::report::text::{Messages, clean};
use crate::report::{Context, problems, terminal};
use crate::text::vocabulary::Vocabulary;
use settings::{Judging, Settings};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Nothing at or above `--fail-on`.
    Pass,
    /// Findings at or above `--fail-on`.
    Findings,
    /// Usage or input error: nothing may be concluded.
    Error,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> ExitCode {
        ExitCode::from(match status {
            ExitStatus::Pass => 0,
            ExitStatus::Findings => 1,
            ExitStatus::Error => 2,
        })
    }
}

/// Does a shared platform already do this, for these people, in this place?
#[derive(Debug, Parser)]
#[command(
    name = "dungchung",
    version,
    about,
    after_help = "Exit code: 0 nothing at or above --fail-on, 1 findings at or above it, 2 usage or input error, 130 interrupted."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Vet proposals and systems: verdict, what exists already and where, what may still be bought, which rule says so
    Check(check::Arguments),
    /// Review what is already run: what platforms replace, what does the same, what that costs
    Audit(audit::Arguments),
    /// Look at the catalogue of shared platforms
    Catalogue(catalogue::Arguments),
    /// Show every number of one comparison, so that it can be recomputed by hand
    Explain(explain::Arguments),
    /// List the rules, or explain one: text, law, example, how to mend it
    Rule(rule::Arguments),
    /// Turn spreadsheets, publiccode.yml, code.json and the architecture workbook (Form 03) into records
    Import(import::Arguments),
    /// Write records or the catalogue as publiccode.yml, CSV, XLSX, JSON, YAML or the architecture workbook (Form 03)
    Export(export::Arguments),
    /// Look at the settings of the command line, the environment and `dungchung.yaml`
    Config(config::Arguments),
    /// Measure the judgement on labelled data
    Eval(eval::Arguments),
    /// Make a JSON report again from what it was made from, and say whether it still holds
    Verify(verify::Arguments),
    /// See what phrases are taken to mean
    Vocabulary(vocabulary::Arguments),
    /// Write a first record, the settings of a repository, or its CI job
    Init(init::Arguments),
    /// Print the JSON Schema of a kind of file, for editors
    Schema(schema::Arguments),
    /// Print the completions of a shell
    Completions(about::Completions),
    /// Print the manual page
    Man,
}

impl Command {
    /// The options of a command that judges.
    fn judging(&self) -> Option<&Judging> {
        match self {
            Command::Check(check) => Some(check.judging()),
            Command::Config(config::Arguments { action: config::Action::Show(judging) }) => Some(judging),
            _ => None,
        }
    }
}

/// Options that every command understands.
#[derive(Args, Debug)]
struct Common {
    /// File with settings [default: dungchung.yaml in the working folder or above it]
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Use no file with settings
    #[arg(long, global = true, conflicts_with = "config")]
    no_config: bool,
    /// Catalogue to use in place of the embedded one: a file or folder of platforms (may be repeated)
    #[arg(long, value_name = "PATH", global = true)]
    catalogue: Vec<PathBuf>,
    /// Catalogue to add to the one in use (may be repeated)
    #[arg(long, value_name = "PATH", global = true)]
    also: Vec<PathBuf>,
    /// Policy file to use in place of the embedded one of Nghệ An
    #[arg(long, value_name = "FILE", global = true)]
    policy: Option<PathBuf>,
    /// Language of the report: vi or en [default: from the environment, else en]
    #[arg(long, value_enum, global = true)]
    lang: Option<Language>,
    /// Write to a file instead of standard output; its ending names the format. A folder (`DIR/`) receives each
    /// `--format`, or the usual ones; `-` is standard output (may be repeated)
    #[arg(long, short, value_name = "PATH", global = true)]
    output: Vec<PathBuf>,
    /// Say less: only verdicts
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Say more: why functions count as the same, and how the scopes compare
    #[arg(long, short, global = true)]
    verbose: bool,
    /// When to use colours
    #[arg(long, value_enum, default_value = "auto", global = true)]
    color: Colour,
    /// Day for which the rules are applied, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = day, global = true)]
    today: Option<civil::Date>,
    /// The most that is read, such as functions=800: bytes or documents of a file, depth or values of a document, keys of a
    /// mapping, languages of a text, functions of a record, characters of a phrase or of any other text, records of a run,
    /// mistakes that are named (may be repeated)
    #[arg(long, value_name = "NAME=NUMBER", value_parser = limit, global = true)]
    limit: Vec<(Limit, usize)>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Language {
    Vi,
    En,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

impl Language {
    fn lang(self) -> Lang {
        match self {
            Language::Vi => Lang::VI,
            Language::En => Lang::EN,
        }
    }
}

fn day(text: &str) -> Result<civil::Date, String> {
    match Date::parse(text) {
        Some(date) if date.day.is_some() => Ok(date.last_day()),
        _ => Err("expected a day as YYYY-MM-DD".to_owned()),
    }
}

fn limit(text: &str) -> Result<(Limit, usize), String> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let names: Vec<&str> = LIMITS.iter().map(|l| l.name).collect();
    let Some(limit) = Limit::named(name) else {
        let near = nearest(name, names.iter().copied()).map(|n| format!(" (did you mean {n}?)")).unwrap_or_default();
        return Err(format!("there is no such limit{near}; limits: {}", names.join(", ")));
    };
    match value.parse() {
        Ok(value) if limit.set(&mut Limits::default(), value) => Ok((limit, value)),
        _ => Err(format!("expected {name}=NUMBER from {} to {}", limit.range.0, limit.range.1)),
    }
}

/// Runs the program on the arguments of the process.
#[must_use]
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match files::interrupt_between_files().and_then(|()| run(&arguments)) {
        Ok(status) => status.into(),
        Err(error) => {
            say(&format!("dungchung: {error:#}\n"));
            ExitStatus::Error.into()
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<ExitStatus> {
    // What needs no settings works where they are broken.
    match &arguments.command {
        Command::Init(init) => {
            return init::run(init, &Messages::new(language(arguments.common.lang.map(Language::lang))));
        }
        Command::Schema(schema) => return schema::run(schema),
        Command::Completions(shell) => return about::completions(shell),
        Command::Man => return about::man(),
        _ => {}
    }
    let mut problems = Loaded::default();
    let settings = Settings::read(&arguments.common, arguments.command.judging(), &mut problems)?;
    let session = Session::new(&arguments.common, settings);
    if !problems.problems.is_empty() {
        session.report(&problems);
        return Ok(ExitStatus::Error);
    }
    match &arguments.command {
        Command::Check(check) => check::run(check, &session),
        Command::Audit(audit) => audit::run(audit, &session),
        Command::Catalogue(catalogue) => catalogue::run(catalogue, &session),
        Command::Explain(explain) => explain::run(explain, &session),
        Command::Rule(rule) => rule::run(rule, &session),
        Command::Import(import) => import::run(import, &session),
        Command::Export(export) => export::run(export, &session),
        Command::Config(config::Arguments { action: config::Action::Show(_) }) => config::show(&session),
        Command::Eval(eval) => eval::run(eval, &session),
        Command::Verify(verify) => verify::run(verify, &session),
        Command::Vocabulary(vocabulary) => vocabulary::run(vocabulary, &session),
        Command::Init(_) | Command::Schema(_) | Command::Completions(_) | Command::Man => Ok(ExitStatus::Pass),
    }
}

/// What a run works with besides its input.
struct Session<'a> {
    common: &'a Common,
    settings: Settings,
    messages: Messages,
    units: Units,
    sectors: Sectors,
    vocabulary: Vocabulary,
    day: civil::Date,
}

impl<'a> Session<'a> {
    fn new(common: &'a Common, settings: Settings) -> Session<'a> {
        let (units, sectors) = embedded::tables();
        Session {
            common,
            messages: Messages::new(language(settings.lang())),
            settings,
            units,
            sectors,
            vocabulary: embedded::vocabulary(),
            day: common.today.unwrap_or_else(today),
        }
    }

    fn tables(&self) -> Tables<'_> {
        Tables { units: &self.units, sectors: &self.sectors }
    }

    /// What records are judged by.
    fn setting<'s>(&'s self, catalogue: &'s Catalogue, policy: &'s Policy) -> Setting<'s> {
        Setting { catalogue, vocabulary: &self.vocabulary, policy, day: self.day }
    }

    /// What the report of a judgement is made with.
    fn context<'s>(&'s self, setting: &Setting<'s>) -> Context<'s> {
        Context {
            catalogue: setting.catalogue,
            vocabulary: setting.vocabulary,
            policy: setting.policy,
            units: &self.units,
            sectors: &self.sectors,
            messages: &self.messages,
            day: setting.day,
        }
    }

    /// The limits asked for, the others as in `usual`.
    fn limits(&self, usual: Limits) -> Limits {
        let mut limits = usual;
        for (limit, value) in &self.common.limit {
            limit.set(&mut limits, *value);
        }
        limits
    }

    /// The text of a report of earlier, or of a baseline.
    fn text_of(&self, path: &Path) -> anyhow::Result<String> {
        let words = |problem: &Problem| anyhow::Error::msg(problems::words(problem, &self.messages).0);
        text_of(path, &self.limits(Limits::large())).map_err(|problem| words(&problem))
    }

    /// The catalogue in use. Problems in it are reported; `None` if there are any, since a part of a catalogue would
    /// let duplicates pass.
    fn catalogue(&self) -> Option<Catalogue> {
        let instead = self.settings.catalogue();
        let beside_embedded = instead.is_empty();
        let paths: Vec<PathBuf> = instead.into_iter().chain(self.settings.also()).collect();
        if paths.is_empty() {
            return Some(embedded::catalogue());
        }
        self.assemble(&paths, beside_embedded)
    }

    /// A catalogue from files and folders, beside the embedded one or instead of it.
    fn assemble(&self, paths: &[PathBuf], beside_embedded: bool) -> Option<Catalogue> {
        let mut loaded = load(paths, self.tables(), &self.limits(Limits::large()));
        let mut references: BTreeMap<String, Reference> =
            embedded::references().into_iter().map(|r| (r.id.clone(), r)).collect();
        references.extend(std::mem::take(&mut loaded.references).into_iter().map(|r| (r.id.clone(), r)));
        let mut sources = std::mem::take(&mut loaded.sources);
        let mut platforms: Vec<Software> = Vec::new();
        if beside_embedded {
            let embedded = embedded::catalogue();
            sources.extend(embedded.sources.into_values());
            platforms.extend(embedded.platforms.into_iter().map(|p| p.record));
        }
        let taken: BTreeMap<&str, &Software> = platforms.iter().map(|p| (p.id.value.as_str(), p)).collect();
        for record in &loaded.software {
            if record.kind != Kind::Platform {
                let kind = crate::record::scope::word_of(record.kind).to_owned();
                loaded.problems.push(refused(record, "not-a-platform", kind));
            } else if let Some(other) = taken.get(record.id.value.as_str()) {
                let line = other.id.at.line.to_string();
                let args = vec![("found", record.id.value.clone()), ("file", other.file.to_string()), ("line", line)];
                let (file, at) = (Arc::clone(&record.file), Some(record.id.at));
                loaded.problems.push(Problem { file, at, code: "duplicate-id", args });
            }
        }
        for waiver in &loaded.waivers {
            let (file, at) = (Arc::clone(&waiver.file), Some(waiver.at));
            let args = vec![("kind", "waiver".to_owned())];
            loaded.problems.push(Problem { file, at, code: "not-a-platform", args });
        }
        self.report(&loaded);
        if !loaded.problems.is_empty() {
            return None;
        }
        platforms.extend(loaded.software);
        let references: Vec<Reference> = references.into_values().collect();
        Some(Catalogue::new(platforms, &references, sources, &self.vocabulary))
    }

    /// The policy in use; `None` if the file that was named has problems, which are reported.
    fn policy(&self) -> Option<Policy> {
        let Some(path) = self.settings.policy() else {
            return Some(embedded::policy());
        };
        let mut loaded = Loaded::default();
        let text = match text_of(&path, &self.limits(Limits::default())) {
            Ok(text) => text,
            Err(problem) => {
                loaded.problems.push(problem);
                self.report(&loaded);
                return None;
            }
        };
        let file: Arc<str> = Arc::from(path.to_string_lossy());
        let policy = policy::read::read(&file, &text, &self.vocabulary, &mut loaded.problems);
        if policy.is_none() {
            loaded.texts.insert(file, text);
            self.report(&loaded);
        }
        policy
    }

    /// Shows input problems, and what was not read, on standard error.
    fn report(&self, loaded: &Loaded) {
        let colour = match self.common.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        };
        say(&problems::render(&loaded.problems, &loaded.texts, &self.messages, colour));
        if !loaded.skipped.is_empty() {
            say(&self.skipped(&loaded.skipped));
        }
    }

    /// That files of a folder were not read, and the first of them.
    fn skipped(&self, paths: &[PathBuf]) -> String {
        const NAMED: usize = 5;
        let mut said = self.messages.count("label-skipped", "count", paths.len());
        said.push('\n');
        for path in paths.iter().take(NAMED) {
            let _ = writeln!(said, "  {}", clean(&path.to_string_lossy()));
        }
        if paths.len() > NAMED {
            said.push_str("  …\n");
        }
        said
    }

    /// How to draw on standard output or into a file.
    fn look(&self) -> terminal::Look {
        let to_terminal = self.common.output.is_empty() && std::io::stdout().is_terminal();
        let colour = match self.common.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => to_terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()),
        };
        let asked = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let measured = if to_terminal { terminal_size::terminal_size().map(|(w, _)| w.0) } else { None };
        let width: u16 = asked.or(measured).unwrap_or(80);
        let detail = match (self.common.quiet, self.common.verbose) {
            (true, _) => terminal::Detail::Verdicts,
            (_, true) => terminal::Detail::Reasons,
            _ => terminal::Detail::Usual,
        };
        terminal::Look { width: width.clamp(60, 200), colour, detail }
    }

    /// Writes text to where it was asked for.
    fn write(&self, text: &str) -> anyhow::Result<()> {
        self.write_bytes(text.as_bytes())
    }

    /// The same for what is no text.
    fn write_bytes(&self, bytes: &[u8]) -> anyhow::Result<()> {
        match self.only_output()? {
            None => to_stdout(bytes),
            Some(path) => files::write_all(&[Whole { path: path.to_owned(), bytes: bytes.to_vec(), folder: None }]),
        }
    }

    /// Says which files were written.
    fn say_written(&self, files: &[PathBuf]) {
        for path in files {
            let file = clean(&path.to_string_lossy()).into_owned();
            say(&format!("{}\n", self.messages.with("label-written", &[("file", file)])));
        }
    }

    /// Where a command with one report writes it.
    fn only_output(&self) -> anyhow::Result<Option<&Path>> {
        match self.common.output.as_slice() {
            [] => Ok(None),
            [path] if path.as_os_str() == "-" => Ok(None),
            [path] => Ok(Some(path)),
            _ => anyhow::bail!("this command writes to one place: give --output once"),
        }
    }
}

/// A reader that went away has read enough: what was found still decides how the run ends.
fn to_stdout(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_all(bytes).and_then(|()| out.flush())
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        return Err(error).context("cannot write to standard output");
    }
    Ok(())
}

/// Says that there is no such platform, and which one may be meant.
fn no_platform(id: &str, catalogue: &Catalogue, session: &Session<'_>) {
    let mut text = session.messages.with("label-no-platform", &[("id", clean(id).into_owned())]);
    let ids = catalogue.platforms.iter().map(|p| p.record.id.value.as_str());
    if let Some(suggestion) = nearest(id, ids) {
        let _ = write!(text, " {}", session.messages.with("label-did-you-mean", &[("suggestion", suggestion)]));
    }
    say(&format!("dungchung: {text}\n"));
}

/// A record of a kind that is not wanted.
fn refused(record: &crate::record::Software, code: &'static str, kind: String) -> Problem {
    Problem { file: Arc::clone(&record.file), at: Some(record.at), code, args: vec![("kind", kind)] }
}

/// The language of a report, by its tag.
fn spoken(tag: &str) -> Option<Language> {
    [(Lang::VI, Language::Vi), (Lang::EN, Language::En)].into_iter().find(|(l, _)| l.to_string() == tag).map(|(_, l)| l)
}

/// The language asked for, else the one of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`), else English.
fn language(asked: Option<Lang>) -> Lang {
    asked.unwrap_or_else(|| {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
        match set.into_iter().find(|value| !value.is_empty()) {
            Some(value) if value.split(['_', '.', '@', '-']).next() == Some("vi") => Lang::VI,
            _ => Lang::EN,
        }
    })
}

/// Today by the system's clock, UTC.
fn today() -> civil::Date {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let days = i64::try_from(seconds / 86_400).unwrap_or(0);
    civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap_or(civil::date(1970, 1, 1))
}

/// Says something on standard error; a closed one is nobody's error.
fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
