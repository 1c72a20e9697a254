//! The command line of `cache`.

use clap::{Args, Subcommand};

/// Options of `cache`.
#[derive(Clone, Debug, Args)]
pub struct CacheArguments {
    /// What to do.
    #[command(subcommand)]
    pub action: CacheAction,
}

/// What `cache` is to do.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum CacheAction {
    /// Show what is kept, the one used last first
    List,
    /// Remove all that is kept
    Clear,
}
