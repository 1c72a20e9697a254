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

    /// What a number says that a program of ours ended with.
    #[must_use]
    pub fn of_code(code: i32) -> Option<Self> {
        [Self::Done, Self::ThresholdBroken, Self::Failed].into_iter().find(|status| i32::from(status.code()) == code)
    }
}

impl Termination for ExitStatus {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}
