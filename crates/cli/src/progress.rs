//! Progress of long work, shown on a terminal and nowhere else.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// How much the command says while it works; results and errors come in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Loudness {
    /// Nothing but errors.
    Quiet,
    /// Progress and warnings.
    #[default]
    Normal,
    /// Also what is being done, in as many levels as asked for.
    Verbose(u8),
}

/// One stretch of work of a known number of steps; its line vanishes when the work is done or given up.
#[derive(Debug)]
pub struct Progress(ProgressBar);

impl Progress {
    /// Begins the work; nothing is shown where standard error is no terminal or the command is to be quiet.
    #[must_use]
    pub fn begin(loudness: Loudness, work: &str, steps: u64) -> Self {
        let target = if loudness == Loudness::Quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(steps), target).with_style(style()).with_message(work.to_owned());
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// A step is done; may be called from several threads.
    pub fn step(&self) {
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {msg} {wide_bar} {pos}/{len}, {eta} left").expect("the template names known fields only")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::IsTerminal;

    #[test]
    fn progress_is_for_terminals_and_not_for_pipes() {
        let progress = Progress::begin(Loudness::Normal, "totals", 3);
        assert_eq!(progress.0.is_hidden(), !std::io::stderr().is_terminal());
        assert!(Progress::begin(Loudness::Quiet, "totals", 3).0.is_hidden());
    }

    #[test]
    fn steps_are_counted_and_the_line_vanishes_in_the_end() {
        let progress = Progress::begin(Loudness::Quiet, "totals", 3);
        progress.step();
        let bar = progress.0.clone();
        assert_eq!((bar.position(), bar.length(), bar.is_finished()), (1, Some(3), false));
        drop(progress);
        assert!(bar.is_finished());
    }
}
