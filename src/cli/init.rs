//! `init`: a first record, the settings of a repository, or its CI job. What is there already is never touched.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::files::{Whole, write_all};
use super::schema;
use super::{ExitStatus, say, to_stdout};
use crate::exchange::tree::{Tree, flow};
use crate::load::CONFIG_FILE;
use crate::load::decode::slug;
use crate::record::Lang;
use crate::report::text::{Messages, clean};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// What to write
    #[arg(value_enum)]
    kind: Kind,
    /// File, which must not be there yet [default: the usual place of settings and CI jobs, standard output for records]
    file: Option<PathBuf>,
    /// Name of the software; the id is made of it
    #[arg(long)]
    name: Option<String>,
    /// Id of the record
    #[arg(long)]
    id: Option<String>,
    /// Body that owns it
    #[arg(long)]
    owner: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// Software that a unit wants
    Proposal,
    /// Software that a unit already runs
    System,
    /// A shared platform for a catalogue of one's own
    Platform,
    /// A written exception
    Waiver,
    /// dungchung.yaml
    Config,
    /// A workflow of GitHub Actions
    Github,
    /// A job of GitLab
    Gitlab,
}

impl Kind {
    fn template(self, lang: Lang) -> &'static str {
        macro_rules! in_lang {
            ($name:literal) => {
                if lang == Lang::VI {
                    include_str!(concat!("../../data/init/vi/", $name))
                } else {
                    include_str!(concat!("../../data/init/en/", $name))
                }
            };
        }
        match self {
            Kind::Proposal => in_lang!("proposal.yaml"),
            Kind::System => in_lang!("system.yaml"),
            Kind::Platform => in_lang!("platform.yaml"),
            Kind::Waiver => in_lang!("waiver.yaml"),
            Kind::Config => in_lang!("config.yaml"),
            Kind::Github => include_str!("../../data/init/github.yml"),
            Kind::Gitlab => include_str!("../../data/init/gitlab.yml"),
        }
    }

    fn usual_place(self) -> Option<PathBuf> {
        match self {
            Kind::Config => Some(PathBuf::from(CONFIG_FILE)),
            Kind::Github => Some(PathBuf::from(".github/workflows/dungchung.yml")),
            Kind::Gitlab => Some(PathBuf::from(".gitlab/dungchung.yml")),
            _ => None,
        }
    }

    fn schema(self) -> Option<schema::Kind> {
        match self {
            Kind::Proposal => Some(schema::Kind::Proposal),
            Kind::System => Some(schema::Kind::System),
            Kind::Platform => Some(schema::Kind::Platform),
            Kind::Waiver => Some(schema::Kind::Waivers),
            Kind::Config => Some(schema::Kind::Config),
            Kind::Github | Kind::Gitlab => None,
        }
    }
}

pub(super) fn run(arguments: &Arguments, messages: &Messages) -> anyhow::Result<ExitStatus> {
    let id = arguments.id.clone().or_else(|| arguments.name.as_deref().map(slug));
    let value = |given: Option<&String>| given.map_or_else(String::new, |text| flow(&Tree::text(clean(text))));
    let text = arguments
        .kind
        .template(messages.lang)
        .replace("{id}", &value(id.as_ref()))
        .replace("{name}", &value(arguments.name.as_ref()))
        .replace("{owner}", &value(arguments.owner.as_ref()));
    let Some(file) = arguments.file.clone().or_else(|| arguments.kind.usual_place()) else {
        to_stdout(text.as_bytes())?;
        return Ok(ExitStatus::Pass);
    };
    let folder = file.parent().unwrap_or(Path::new(""));
    std::fs::create_dir_all(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
        .with_context(|| folder.display().to_string())?;
    let mut head = String::new();
    if let Some(kind) = arguments.kind.schema() {
        // Editors find the schema by a path from the file; folders with a dot are not read as records.
        let beside = format!(".dungchung/{}.schema.json", kind.word());
        head = format!("# yaml-language-server: $schema={beside}\n");
        let place = folder.join(&beside);
        if !place.exists() {
            write_all(&[Whole { path: place, bytes: schema::text(kind).into_bytes(), folder: None }])?;
        }
    }
    let mut new = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&file)
        .with_context(|| format!("{} is not written", file.display()))?;
    new.write_all(format!("{head}{text}").as_bytes())?;
    let args = [("file", clean(&file.to_string_lossy()).into_owned())];
    say(&format!("{}\n", messages.with("label-written", &args)));
    Ok(ExitStatus::Pass)
}
