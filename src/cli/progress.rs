//! A bar for long work: on standard error, on a terminal only, and only once the work has lasted a while.

use std::io::IsTerminal;
use std::sync::Once;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shorter work shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far the work has come; any thread may say that a step is done.
pub(super) struct Progress {
    bar: ProgressBar,
    since: Instant,
    drawn: Once,
    wanted: bool,
}

impl Progress {
    /// Work of `steps` steps.
    pub(super) fn new(steps: usize, quiet: bool) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos}/{len}  {eta}") {
            bar.set_style(style);
        }
        Progress { bar, since: Instant::now(), drawn: Once::new(), wanted: !quiet && std::io::stderr().is_terminal() }
    }

    /// One more step is done.
    pub(super) fn step(&self) {
        if self.wanted && self.since.elapsed() > PATIENCE {
            self.drawn.call_once(|| self.bar.set_draw_target(ProgressDrawTarget::stderr()));
        }
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
