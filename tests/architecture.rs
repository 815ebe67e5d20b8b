//! Modules know only what lies below them; see ARCHITECTURE.md.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

/// From the top down. A module may use those after it.
const ORDER: [&str; 12] = [
    "cli", "report", "quality", "care", "audit", "embedded", "policy", "exchange", "matching", "text", "load", "record",
];

#[test]
fn imports_go_one_way() {
    let mut wrong = Vec::new();
    for file in sources(Path::new("src")) {
        let module = file.components().nth(1).unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        let Some(place) = ORDER.iter().position(|m| *m == module) else {
            continue;
        };
        let text = std::fs::read_to_string(&file).unwrap();
        for (n, line) in text.lines().enumerate() {
            for (above, name) in ORDER.iter().enumerate().take(place) {
                if line.contains(&format!("crate::{name}::")) || line.contains(&format!("crate::{name};")) {
                    wrong.push(format!("{}:{}: {module} uses {}", file.display(), n + 1, ORDER[above]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else {
            found.push(path);
        }
    }
    found
}
