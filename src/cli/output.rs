//! Where reports go: standard output, files, a folder.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::files::{Whole, write_all};
use super::to_stdout;
use crate::record::scope::{Word, word_of};
use crate::report::format::{Format, Unrendered};

/// Formats that a folder receives where none is named.
const IN_A_FOLDER: [Format; 6] =
    [Format::Html, Format::Docx, Format::Xlsx, Format::Csv, Format::Markdown, Format::Json];
/// Name of the files in a folder, without their ending.
const NAME: &str = "dungchung";

/// Reads the value of `--format`.
pub(super) fn format_parser() -> impl TypedValueParser<Value = Format> {
    let all: Vec<Format> = Format::WORDS.iter().map(|(_, format)| *format).collect();
    format_parser_of(&all)
}

/// The same where there are only some of the forms.
pub(super) fn format_parser_of(formats: &[Format]) -> impl TypedValueParser<Value = Format> + use<> {
    let values = formats.iter().map(|format| PossibleValue::new(word_of(*format)).help(format.purpose()));
    let values: Vec<PossibleValue> = values.collect();
    PossibleValuesParser::new(values).map(|word| {
        let known = Format::WORDS.iter().find(|(known, _)| *known == word);
        known.map_or(Format::Terminal, |(_, format)| *format)
    })
}

/// One report to make.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target {
    /// In which form.
    pub(super) format: Format,
    /// Where to; `None` for standard output.
    pub(super) path: Option<PathBuf>,
}

/// Which reports the options ask for: `--format` as often as it was given, `--output` likewise.
pub(super) fn targets(formats: &[Format], outputs: &[PathBuf], usual: Format) -> anyhow::Result<Vec<Target>> {
    if outputs.is_empty() {
        return Ok(vec![standard_output(formats, usual)?]);
    }
    let to_stdout = outputs.iter().any(|output| is_stdout(output));
    let mut targets: Vec<Target> = Vec::new();
    for output in outputs {
        if is_stdout(output) {
            targets.push(standard_output(formats, usual)?);
        } else if is_folder(output) {
            let formats = if formats.is_empty() { &IN_A_FOLDER[..] } else { formats };
            let path = |format: Format| output.join(format!("{NAME}.{}", format.extension()));
            targets.extend(formats.iter().map(|f| Target { format: *f, path: Some(path(*f)) }));
        } else {
            let format = match formats {
                [] => of_name(output)?,
                // Then it is the form of what is shown.
                [_] if to_stdout => of_name(output)?,
                [format] if outputs.len() == 1 => *format,
                _ => {
                    bail!("--format with several files is unclear: leave it out, the endings say it; or name a folder")
                }
            };
            targets.push(Target { format, path: Some(output.clone()) });
        }
    }
    for (n, target) in targets.iter().enumerate() {
        if targets[..n].iter().any(|other| other.path == target.path) {
            bail!("two reports would be written to {}", target.path.as_deref().unwrap_or(Path::new("-")).display());
        }
    }
    Ok(targets)
}

/// Makes each report and delivers it: to standard output at once, to files when all of them are made.
/// Returns the files, for the user to be told.
pub(super) fn deliver(
    targets: &[Target],
    named: &[PathBuf],
    render: impl Fn(Format) -> Result<Vec<u8>, Unrendered>,
) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for Target { format, path } in targets {
        let bytes = render(*format).map_err(|e| anyhow::anyhow!("{}: {e}", word_of(*format)))?;
        match path {
            Some(path) => files.push(Whole::report(path.clone(), bytes, named)),
            None => to_stdout(&bytes)?,
        }
    }
    write_all(&files)?;
    Ok(files.into_iter().map(|file| file.path).collect())
}

fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The form of a report on standard output where none is named: annotations in a job of GitHub Actions, for people elsewhere.
pub(super) fn usual() -> Format {
    let actions = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    if actions && !std::io::stdout().is_terminal() { Format::Github } else { Format::Terminal }
}

fn standard_output(formats: &[Format], usual: Format) -> anyhow::Result<Target> {
    let to_terminal = std::io::stdout().is_terminal();
    let format = match formats {
        [] => usual,
        [format] if !format.is_text() && to_terminal => {
            bail!("{0} is not for a terminal: --output FILE.{0}", format.extension())
        }
        [format] => *format,
        _ => bail!("several formats need a folder: --output DIR/"),
    };
    Ok(Target { format, path: None })
}

/// A folder that is there, or a name that ends as only a folder's does.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR])
}

fn of_name(path: &Path) -> anyhow::Result<Format> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Format::of_name(&name).with_context(|| {
        let known: Vec<&str> = Format::WORDS.iter().map(|(_, format)| format.extension()).collect();
        let words: Vec<&str> = Format::WORDS.iter().map(|(_, format)| word_of(*format)).collect();
        format!(
            "{}: the ending names no format; use .{} or --format {}",
            path.display(),
            known.join(", ."),
            words.join("|")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(formats: &[Format], outputs: &[&str]) -> Result<Vec<(Format, Option<String>)>, String> {
        let outputs: Vec<PathBuf> = outputs.iter().map(PathBuf::from).collect();
        let targets = targets(formats, &outputs, Format::Terminal).map_err(|e| e.to_string())?;
        Ok(targets.into_iter().map(|t| (t.format, t.path.map(|p| p.to_string_lossy().replace('\\', "/")))).collect())
    }

    #[test]
    fn endings_name_formats() {
        let one = |format, path: &str| Ok(vec![(format, Some(path.to_owned()))]);
        assert_eq!(paths(&[], &["a.html"]), one(Format::Html, "a.html"));
        assert_eq!(paths(&[], &["a.MD"]), one(Format::Markdown, "a.MD"));
        assert_eq!(paths(&[Format::Json], &["a.out"]), one(Format::Json, "a.out"));
        assert_eq!(paths(&[], &[]), Ok(vec![(Format::Terminal, None)]));
        assert_eq!(paths(&[], &["a.html", "b.xlsx"]).map(|t| t.len()), Ok(2));
    }

    #[test]
    fn a_folder_receives_each_format() {
        let files = paths(&[Format::Html, Format::Csv], &["out/"]).unwrap();
        assert_eq!(files[1], (Format::Csv, Some("out/dungchung.csv".to_owned())));
        assert_eq!(paths(&[], &["out/"]).map(|t| t.len()), Ok(IN_A_FOLDER.len()));
    }

    #[test]
    fn what_is_unclear_is_refused() {
        assert!(paths(&[], &["report.pdf"]).is_err_and(|e| e.contains(".html")));
        assert!(paths(&[Format::Html, Format::Csv], &[]).is_err_and(|e| e.contains("--output")));
        assert!(paths(&[Format::Html], &["a", "b"]).is_err());
        assert!(paths(&[], &["a.html", "a.html"]).is_err_and(|e| e.contains("two reports")));
    }
}
