//! How the command ends, as the shell sees it.

use std::process::{ExitCode, Termination};

/// What the exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Done.
    Done,
    /// Done, and a threshold that the user stated is broken.
    ThresholdBroken,
    /// Not done: what the user wrote or a file that was read is at fault.
    Failed,
}

impl ExitStatus {
    /// The number that the shell sees.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::ThresholdBroken => 1,
            Self::Failed => 2,
        }
    }
}

impl Termination for ExitStatus {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
