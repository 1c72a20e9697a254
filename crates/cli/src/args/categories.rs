//! The command line of `categories`.

use clap::Args;

/// Options of `categories`.
#[derive(Clone, Debug, Args)]
pub struct CategoriesArguments {
    /// Categorization to show
    #[arg(value_name = "NAME")]
    pub categorization: Option<String>,
}
