//! Files are written whole or not at all, also where the disk is full or the run is interrupted, and only where the user
//! said: a link that already stands in the output folder leads nowhere else.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, bail};

/// A file to write.
pub(super) struct Whole {
    /// Where to.
    pub(super) path: PathBuf,
    /// What.
    pub(super) bytes: Vec<u8>,
    /// The folder that the user named, where the name of the file itself was made up by the program.
    pub(super) folder: Option<PathBuf>,
}

impl Whole {
    /// A report: in a folder, unless the user named the file itself.
    pub(super) fn report(path: PathBuf, bytes: Vec<u8>, named: &[PathBuf]) -> Whole {
        let folder = path.parent().filter(|_| !named.contains(&path)).map(Path::to_path_buf);
        Whole { path, bytes, folder }
    }
}

/// Held while files are half written. Whoever ends the process takes it first.
static WRITING: Mutex<()> = Mutex::new(());

/// Exit code after an interruption, as a shell reports it.
const INTERRUPTED: i32 = 130;

/// From now on an interruption waits until what is being written is whole, then ends the process.
///
/// # Errors
/// If the system refuses.
#[allow(clippy::exit, reason = "the main thread is at work and cannot be asked to return")]
pub(super) fn interrupt_between_files() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        let _whole = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        std::process::exit(INTERRUPTED);
    })
    .context("cannot watch for interruptions")
}

/// Writes every file or, if one cannot be written, none: each is written whole beside its place and all get their names
/// only then.
pub(super) fn write_all(files: &[Whole]) -> anyhow::Result<()> {
    let said = |file: &Whole| format!("cannot write {}", file.path.display());
    let mut regular = Vec::new();
    for file in files {
        // A link that the user named stays a link: the file that it leads to is replaced.
        let place = file.path.canonicalize().unwrap_or_else(|_| file.path.clone());
        if place.exists() && !place.is_file() && file.folder.is_none() {
            // A pipe or a device. Whoever reads it may keep us waiting.
            let written = File::options().write(true).open(&place).and_then(|mut to| to.write_all(&file.bytes));
            written.with_context(|| said(file))?;
        } else {
            regular.push((file, place));
        }
    }
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut ready = Vec::new();
    for (file, place) in regular {
        ready.push((prepare(file, &place).with_context(|| said(file))?, place, file));
    }
    for (written, place, file) in ready {
        written.persist(&place).map_err(|e| e.error).with_context(|| said(file))?;
    }
    Ok(())
}

/// The content of a file in a neighbour of the place that it is to take.
fn prepare(file: &Whole, place: &Path) -> anyhow::Result<tempfile::NamedTempFile> {
    let parent = match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(parent)?;
    if let Some(folder) = &file.folder {
        let linked = file.path.is_symlink();
        if linked || !parent.canonicalize()?.starts_with(folder.canonicalize()?) {
            bail!("a link leads out of {}", folder.display());
        }
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dungchung-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // As for any new file; the user's mask takes away what it takes away.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut written = builder.tempfile_in(parent)?;
    written.write_all(&file.bytes)?;
    written.as_file().sync_all()?;
    Ok(written)
}
