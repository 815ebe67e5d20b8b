//! Settings: what the command line, the environment and the project's `dungchung.yaml` say, in this order of weight. A
//! setting has one name everywhere: the option `--fail-on` is the key `fail-on` and the variable `DUNGCHUNG_FAIL_ON`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};

use super::{Common, output};
use crate::load::decode::{Sink, Table, items, string, unknown_value, word};
use crate::load::limits::Limits;
use crate::load::yaml::{Node, only_document};
use crate::load::{CONFIG_FILE, Loaded, text_of};
use crate::policy::verdict::Severity;
use crate::record::Lang;
use crate::record::place::Problem;
use crate::record::scope::{Word, word_of};
use crate::record::unit::nearest;
use crate::report::format::Format;

/// Beginning of the names of variables.
const PREFIX: &str = "DUNGCHUNG_";
/// The variable that names the file, which is no setting itself.
const FILE_VARIABLE: &str = "DUNGCHUNG_CONFIG";

/// Options about judging that are settings.
#[derive(Args, Debug, Default)]
pub(super) struct Judging {
    /// Form of the report [default: by the ending of --output, else github in a job of GitHub Actions, else terminal]
    /// (may be repeated for a folder)
    #[arg(long, value_delimiter = ',', value_parser = output::format_parser())]
    format: Vec<Format>,
    /// File or folder with waivers, besides those among the records (may be repeated)
    #[arg(long, value_name = "FILE")]
    waivers: Vec<PathBuf>,
    /// From which effect on a finding makes the run fail (exit code 1) [default: block]
    #[arg(long, value_enum, value_name = "EFFECT")]
    fail_on: Option<FailOn>,
    /// File of known findings: they are shown and fail nothing; --write-baseline writes it
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

/// From which effect on a finding makes a run fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Verdicts `duplicate` and `incomplete`
    Block,
    /// Also `wait` and `conditional`
    Review,
    /// Never
    Never,
}

impl FailOn {
    /// The mildest effect that fails a run.
    pub(super) fn least(self) -> Option<Severity> {
        match self {
            FailOn::Block => Some(Severity::Block),
            FailOn::Review => Some(Severity::Review),
            FailOn::Never => None,
        }
    }
}

impl Word for FailOn {
    const WORDS: &'static [(&'static str, Self)] =
        &[("block", FailOn::Block), ("review", FailOn::Review), ("never", FailOn::Never)];
}

/// What a setting holds.
#[derive(Clone, Copy)]
enum Of {
    Path,
    Paths,
    Patterns,
    Word(fn(&str) -> bool, fn() -> Vec<&'static str>),
    Words(fn(&str) -> bool, fn() -> Vec<&'static str>),
}

/// Every setting, in the order in which it is shown.
const SETTINGS: [(&str, Of); 11] = [
    ("catalogue", Of::Paths),
    ("also", Of::Paths),
    ("policy", Of::Path),
    ("proposals", Of::Patterns),
    ("systems", Of::Patterns),
    ("waivers", Of::Paths),
    ("baseline", Of::Path),
    ("lang", Of::Word(known::<Lang>, all::<Lang>)),
    ("fail-on", Of::Word(known::<FailOn>, all::<FailOn>)),
    ("format", Of::Words(known::<Format>, all::<Format>)),
    ("output", Of::Paths),
];

impl Word for Lang {
    const WORDS: &'static [(&'static str, Self)] = &[("vi", Lang::VI), ("en", Lang::EN)];
}

fn known<T: Word>(text: &str) -> bool {
    T::WORDS.iter().any(|(word, _)| *word == text)
}

fn all<T: Word>() -> Vec<&'static str> {
    T::WORDS.iter().map(|(word, _)| *word).collect()
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    CommandLine,
    Variable(String),
    /// File and line.
    File(String, u32),
    Default,
}

/// A setting as it is in force.
#[derive(Clone, Debug)]
pub(super) struct Effective {
    /// Name.
    pub(super) name: &'static str,
    /// Does it hold a list?
    pub(super) many: bool,
    /// Values; none where neither a source nor a default gives one.
    pub(super) values: Vec<String>,
    /// Where they come from.
    pub(super) origin: Origin,
}

/// Settings in force.
#[derive(Debug)]
pub(super) struct Settings {
    /// The project's file, if there is one.
    pub(super) file: Option<PathBuf>,
    effective: Vec<Effective>,
}

/// Values of one source by the name of the setting.
type Layer = Vec<(&'static str, Vec<String>, Origin)>;

impl Settings {
    /// Reads all sources. What is wrong with the file is in `loaded`; then nothing may be concluded.
    ///
    /// # Errors
    /// If a variable has no meaning.
    pub(super) fn read(common: &Common, judging: Option<&Judging>, loaded: &mut Loaded) -> anyhow::Result<Settings> {
        let mut layers = vec![given(common, judging), environment(std::env::vars_os())?];
        let file = if common.no_config { None } else { common.config.clone().or_else(named).map_or_else(find, Some) };
        if let Some(path) = &file {
            layers.push(of_file(path, loaded));
        }
        let effective = SETTINGS.map(|(name, of)| {
            let found = layers.iter().flatten().find(|(key, ..)| *key == name);
            let (values, origin) = match found {
                Some((_, values, origin)) => (values.clone(), origin.clone()),
                None => (if name == "fail-on" { vec!["block".to_owned()] } else { Vec::new() }, Origin::Default),
            };
            Effective { name, many: !matches!(of, Of::Path | Of::Word(..)), values, origin }
        });
        Ok(Settings { file, effective: effective.to_vec() })
    }

    /// Every setting.
    pub(super) fn all(&self) -> &[Effective] {
        &self.effective
    }

    fn values(&self, name: &str) -> &[String] {
        self.effective.iter().find(|setting| setting.name == name).map(|s| s.values.as_slice()).unwrap_or_default()
    }

    fn paths(&self, name: &str) -> Vec<PathBuf> {
        self.values(name).iter().map(PathBuf::from).collect()
    }

    fn word<T: Word>(&self, name: &str) -> Option<T> {
        let values = self.values(name);
        T::WORDS.iter().find(|(word, _)| values.first().is_some_and(|v| v == word)).map(|(_, value)| *value)
    }

    /// Catalogues in place of the embedded one.
    pub(super) fn catalogue(&self) -> Vec<PathBuf> {
        self.paths("catalogue")
    }

    /// Catalogues beside it.
    pub(super) fn also(&self) -> Vec<PathBuf> {
        self.paths("also")
    }

    /// Policy in place of the embedded one.
    pub(super) fn policy(&self) -> Option<PathBuf> {
        self.paths("policy").pop()
    }

    /// Files of waivers.
    pub(super) fn waivers(&self) -> Vec<PathBuf> {
        self.paths("waivers")
    }

    /// File of known findings.
    pub(super) fn baseline(&self) -> Option<PathBuf> {
        self.paths("baseline").pop()
    }

    /// Where reports go.
    pub(super) fn output(&self) -> Vec<PathBuf> {
        self.paths("output")
    }

    /// Forms of the report.
    pub(super) fn format(&self) -> Vec<Format> {
        let named = |text: &String| Format::WORDS.iter().find(|(word, _)| word == text).map(|(_, format)| *format);
        self.values("format").iter().filter_map(named).collect()
    }

    /// Language of the report.
    pub(super) fn lang(&self) -> Option<Lang> {
        self.word("lang")
    }

    /// What fails a run.
    pub(super) fn fail_on(&self) -> FailOn {
        self.word("fail-on").unwrap_or(FailOn::Block)
    }

    /// Files of the proposals.
    ///
    /// # Errors
    /// As for [`files`].
    pub(super) fn proposals(&self) -> anyhow::Result<Vec<PathBuf>> {
        files("proposals", self.values("proposals"))
    }

    /// Files of the systems.
    ///
    /// # Errors
    /// As for [`files`].
    pub(super) fn systems(&self) -> anyhow::Result<Vec<PathBuf>> {
        files("systems", self.values("systems"))
    }
}

/// What the command line says.
fn given(common: &Common, judging: Option<&Judging>) -> Layer {
    fn paths(paths: &[PathBuf]) -> Vec<String> {
        paths.iter().map(|path| path.to_string_lossy().into_owned()).collect()
    }
    let mut layer = vec![
        ("catalogue", paths(&common.catalogue)),
        ("also", paths(&common.also)),
        ("policy", paths(common.policy.as_slice())),
        ("lang", common.lang.iter().map(|l| word_of(l.lang()).to_owned()).collect()),
        ("output", paths(&common.output)),
    ];
    if let Some(judging) = judging {
        layer.extend([
            ("waivers", paths(&judging.waivers)),
            ("baseline", paths(judging.baseline.as_slice())),
            ("fail-on", judging.fail_on.iter().map(|f| word_of(*f).to_owned()).collect()),
            ("format", judging.format.iter().map(|f| word_of(*f).to_owned()).collect()),
        ]);
    }
    layer.retain(|(_, values)| !values.is_empty());
    layer.into_iter().map(|(name, values)| (name, values, Origin::CommandLine)).collect()
}

/// What the variables say. An empty one says nothing; one that is no setting is refused: a limit that was mistyped would
/// not hold.
fn environment(variables: impl Iterator<Item = (OsString, OsString)>) -> anyhow::Result<Layer> {
    let mut layer = Layer::new();
    let name_of = |setting: &str| format!("{PREFIX}{}", setting.to_uppercase().replace('-', "_"));
    for (variable, value) in variables {
        let variable = variable.to_string_lossy().into_owned();
        if !variable.starts_with(PREFIX) || variable == FILE_VARIABLE || value.is_empty() {
            continue;
        }
        let Some((name, of)) = SETTINGS.iter().find(|(name, _)| name_of(name) == variable) else {
            let names: Vec<String> = SETTINGS.iter().map(|(name, _)| name_of(name)).collect();
            let near = nearest(&variable, names.iter().map(String::as_str));
            let near = near.map_or_else(String::new, |name| format!(", did you mean {name}?"));
            bail!("the environment variable {variable} is no setting{near}");
        };
        let value = value.into_string().map_err(|_| anyhow::anyhow!("{variable} is not UTF-8"))?;
        let values: Vec<String> = match of {
            Of::Path | Of::Word(..) => vec![value],
            Of::Words(..) => value.split(',').map(|word| word.trim().to_owned()).collect(),
            Of::Paths | Of::Patterns => {
                std::env::split_paths(&value).map(|path| path.to_string_lossy().into_owned()).collect()
            }
        };
        if let Of::Word(known, all) | Of::Words(known, all) = of
            && let Some(wrong) = values.iter().find(|value| !known(value))
        {
            bail!("{variable}: `{wrong}` is none of {}", all().join(", "));
        }
        layer.push((name, values, Origin::Variable(variable)));
    }
    Ok(layer)
}

fn named() -> Option<PathBuf> {
    std::env::var_os(FILE_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The project's file in the working folder or the nearest one above it. One that may be there counts as found: it will be
/// said why it cannot be read.
fn find() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors()
        .enumerate()
        .find(|(_, folder)| folder.join(CONFIG_FILE).try_exists().unwrap_or(true))
        .map(|(steps, _)| std::iter::repeat_n("..", steps).collect::<PathBuf>().join(CONFIG_FILE))
}

/// What the file says. Paths in it are relative to its folder.
fn of_file(path: &Path, loaded: &mut Loaded) -> Layer {
    let limits = Limits::default();
    let text = match text_of(path, &limits) {
        Ok(text) => text,
        Err(problem) => {
            loaded.problems.push(problem);
            return Layer::new();
        }
    };
    let file: Arc<str> = Arc::from(path.to_string_lossy());
    let folder = path.parent().unwrap_or(Path::new(""));
    let layer = of_text(&file, &text, folder, &limits, &mut loaded.problems);
    if !loaded.problems.is_empty() {
        loaded.texts.insert(file, text);
    }
    layer
}

fn of_text(file: &Arc<str>, text: &str, folder: &Path, limits: &Limits, problems: &mut Vec<Problem>) -> Layer {
    let Some(node) = only_document(file, text, limits, problems) else { return Layer::new() };
    of_node(&node, folder, &mut Sink { file: Arc::clone(file), limits: *limits, problems }).unwrap_or_default()
}

/// What is wrong with the text of a `dungchung.yaml`.
#[must_use]
pub fn problems(file: &Arc<str>, text: &str) -> Vec<Problem> {
    let mut found = Vec::new();
    of_text(file, text, Path::new(""), &Limits::default(), &mut found);
    found
}

#[derive(Clone, Copy)]
struct ConfigKind;

impl Word for ConfigKind {
    const WORDS: &'static [(&'static str, Self)] = &[("config", ConfigKind)];
}

fn of_node(node: &Node<'_>, folder: &Path, sink: &mut Sink<'_>) -> Option<Layer> {
    let mut table = Table::open(node, sink)?;
    if let Some(kind) = table.required("kind", sink) {
        let _ = word::<ConfigKind>("kind", kind, sink);
    }
    let mut layer = Layer::new();
    for (name, of) in SETTINGS {
        let Some(node) = table.optional(name) else { continue };
        let nodes = if matches!(of, Of::Path | Of::Word(..)) { std::slice::from_ref(node) } else { items(node) };
        let mut values = Vec::new();
        for node in nodes {
            let Some(written) = string(node, sink) else { continue };
            match of {
                Of::Word(known, all) | Of::Words(known, all) => {
                    if !known(&written.value) {
                        unknown_value(name, &written, all().into_iter(), sink);
                    }
                    values.push(written.value);
                }
                Of::Path | Of::Paths | Of::Patterns if written.value == "-" => values.push(written.value),
                Of::Path | Of::Paths | Of::Patterns => {
                    values.push(folder.join(&written.value).to_string_lossy().into_owned());
                }
            }
        }
        layer.push((name, values, Origin::File(sink.file.to_string(), node.at.line)));
    }
    table.close(sink);
    Some(layer)
}

/// The files that patterns name, each once, in the order of their paths: folders are read whole, `*` stands for a part of a
/// name, `**` for any folders.
///
/// # Errors
/// If a pattern is none, or if it names nothing: with a mistyped one, everything would pass.
fn files(setting: &str, patterns: &[String]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for pattern in patterns {
        let path = Path::new(pattern);
        if path.exists() {
            found.push(path.to_owned());
            continue;
        }
        // The walk begins at the last folder before the first part with a star.
        let fixed: PathBuf =
            path.iter().take_while(|part| !part.to_string_lossy().contains(['*', '?', '[', '{'])).collect();
        let rest = path.strip_prefix(&fixed).unwrap_or(path);
        let root = if fixed.as_os_str().is_empty() { Path::new(".") } else { &fixed };
        let context = || format!("{setting}: `{pattern}`");
        let mut globs = ignore::overrides::OverrideBuilder::new(root);
        globs.add(&format!("/{}", rest.to_string_lossy())).with_context(context)?;
        let globs = globs.build().with_context(context)?;
        let before = found.len();
        for entry in ignore::WalkBuilder::new(root).overrides(globs).require_git(false).build() {
            let entry = entry.with_context(context)?;
            if entry.file_type().is_some_and(|t| t.is_file()) {
                let path = entry.into_path();
                found.push(path.strip_prefix("./").map_or_else(|_| path.clone(), Path::to_owned));
            }
        }
        if found.len() == before {
            bail!("{setting}: no file is named by `{pattern}`");
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(pairs: &[(&str, &str)]) -> Result<Layer, String> {
        let pairs = pairs.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
        environment(pairs).map_err(|e| e.to_string())
    }

    #[test]
    fn variables_are_settings_or_refused() {
        let layer = variables(&[("DUNGCHUNG_FAIL_ON", "review"), ("PATH", "x"), ("DUNGCHUNG_LANG", "")]).unwrap();
        assert_eq!(layer, [("fail-on", vec!["review".to_owned()], Origin::Variable("DUNGCHUNG_FAIL_ON".to_owned()))]);
        assert!(variables(&[("DUNGCHUNG_FAILON", "review")]).is_err_and(|e| e.contains("DUNGCHUNG_FAIL_ON")));
        assert!(variables(&[("DUNGCHUNG_FAIL_ON", "Review")]).is_err_and(|e| e.contains("block, review, never")));
    }
}
