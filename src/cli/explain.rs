//! `explain`: every number of one comparison.

use std::path::PathBuf;

use clap::Args;

use super::{ExitStatus, Session, no_platform, refused};
use crate::load::limits::Limits;
use crate::load::load;
use crate::matching::compare;
use crate::policy::trace::trace;
use crate::record::Kind;
use crate::record::scope::word_of;
use crate::report::explain;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// File with the record, or several; `-` for standard input
    file: PathBuf,
    /// Id of the platform
    platform: String,
}

pub(super) fn run(arguments: &Arguments, session: &Session<'_>) -> anyhow::Result<ExitStatus> {
    let Some(policy) = session.policy() else {
        return Ok(ExitStatus::Error);
    };
    let Some(catalogue) = session.catalogue() else {
        return Ok(ExitStatus::Error);
    };
    let Some(number) = catalogue.platforms.iter().position(|p| p.record.id.value == arguments.platform) else {
        no_platform(&arguments.platform, &catalogue, session);
        return Ok(ExitStatus::Error);
    };
    let mut loaded = load(std::slice::from_ref(&arguments.file), session.tables(), &session.limits(Limits::default()));
    for record in loaded.software.iter().filter(|r| r.kind == Kind::Platform) {
        loaded.problems.push(refused(record, "not-to-check", word_of(record.kind).to_owned()));
    }
    if !loaded.problems.is_empty() {
        session.report(&loaded);
        return Ok(ExitStatus::Error);
    }
    let setting = session.setting(&catalogue, &policy);
    let context = session.context(&setting);
    let mut pages = Vec::new();
    for record in &loaded.software {
        let comparison = compare(record, &catalogue, &session.vocabulary, &session.sectors, policy.thresholds.cuts);
        let trace = trace(record, &comparison, number, &setting, &session.sectors);
        pages.push(explain::render(record, &comparison, &trace, &context, session.look()));
    }
    session.write(&pages.join("\n"))?;
    Ok(ExitStatus::Pass)
}
