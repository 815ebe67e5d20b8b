//! Which files changed since a revision, as git tells.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};

/// The files of a working tree that are not as they were.
pub(super) struct Changed {
    /// The top of the working tree.
    top: PathBuf,
    /// The commit that is compared with: where the history of the revision and that of the tree part.
    base: String,
    /// Paths from the top: changed, new, deleted, and both names of renamed ones.
    paths: BTreeSet<PathBuf>,
}

impl Changed {
    /// Asks git.
    ///
    /// # Errors
    /// If there is no git, no repository, no such revision, or no commit that both histories share.
    pub(super) fn since(revision: &str) -> anyhow::Result<Changed> {
        let top = line(git(Path::new("."), &["rev-parse", "--show-toplevel"])?)?;
        let top = PathBuf::from(top);
        let commit = format!("{revision}^{{commit}}");
        let commit = line(
            git(&top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])
                .with_context(|| format!("--changed-since {revision}: no such revision"))?,
        )?;
        let base = line(
            git(&top, &["merge-base", &commit, "HEAD"])
                .with_context(|| format!("--changed-since {revision}: no shared history (a shallow clone?)"))?,
        )?;
        let tracked = git(&top, &["diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", &base, "--"])?;
        let new = git(&top, &["ls-files", "--others", "--exclude-standard", "-z"])?;
        let names = tracked.split(|b| *b == 0).chain(new.split(|b| *b == 0)).filter(|name| !name.is_empty());
        let paths = names.map(path).collect::<anyhow::Result<_>>()?;
        Ok(Changed { top, base, paths })
    }

    /// Is the file, or one in the folder, not as it was? Where git cannot tell, it is not.
    pub(super) fn touches(&self, path: &Path) -> bool {
        let Ok(top) = self.top.canonicalize() else { return true };
        // A link changes when it leads elsewhere, and when what it leads to changes.
        let target = path.canonicalize().ok();
        let name = std::path::absolute(path).ok().and_then(|full| {
            let (folder, name) = (full.parent()?, full.file_name()?);
            Some(folder.canonicalize().ok()?.join(name))
        });
        let mut places = [target, name].into_iter().flatten().peekable();
        places.peek().is_none()
            || places.any(|place| match place.strip_prefix(&top) {
                Ok(place) => self.paths.iter().any(|changed| changed.starts_with(place)),
                // Git knows nothing of what lies outside.
                Err(_) => true,
            })
    }

    /// The texts that changed YAML files had; none for a new file.
    ///
    /// # Errors
    /// If git does not give one, or if it is not UTF-8.
    pub(super) fn former(&self) -> anyhow::Result<Vec<String>> {
        let mut texts = Vec::new();
        for path in self.paths.iter().filter(|p| p.extension().is_some_and(|e| e == "yaml" || e == "yml")) {
            let name = path.to_str().context("a path is not UTF-8")?;
            let listed = git(&self.top, &["ls-tree", "--name-only", "-z", &self.base, "--", name])?;
            if !listed.is_empty() {
                let object = format!("{}:{}", self.base, name);
                texts.push(String::from_utf8(git(&self.top, &["cat-file", "blob", &object])?)?);
            }
        }
        Ok(texts)
    }
}

fn git(folder: &Path, arguments: &[&str]) -> anyhow::Result<Vec<u8>> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().context("git cannot be run")?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let said = crate::report::text::clean(said.trim()).into_owned();
        bail!("{}", if said.is_empty() { format!("git {} failed", arguments[0]) } else { said });
    }
    Ok(output.stdout)
}

fn line(output: Vec<u8>) -> anyhow::Result<String> {
    Ok(String::from_utf8(output)?.trim_end_matches(['\n', '\r']).to_owned())
}

fn path(name: &[u8]) -> anyhow::Result<PathBuf> {
    Ok(PathBuf::from(std::str::from_utf8(name).context("a path in the repository is not UTF-8")?))
}
