//! The command line of `products`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Options of `products`.
#[derive(Clone, Debug, Args)]
#[command(subcommand_value_name = "WHAT", subcommand_help_heading = "What to do")]
pub struct ProductsArguments {
    /// What to do; none lists the products.
    #[command(subcommand)]
    pub action: Option<ProductsAction>,
}

/// What `products` is to do.
#[derive(Clone, Debug, Subcommand)]
pub enum ProductsAction {
    /// Print the profile of a product
    ///
    /// The text is what fluxledger knows of the product, in the form in which you write a profile of your own.
    Show(ShowProductArguments),
    /// Draft a profile for a file that no profile fits
    ///
    /// What the file's header says is filled in. What it does not say is a line that begins with `# ?`: a question and the answers that are
    /// allowed. Put the answers in their places; the profile is refused until no question is left. Then name it with `--profile`.
    New(NewProductArguments),
    /// Print the table of products that the README holds, in Markdown
    Table,
}

/// Options of `products show`.
#[derive(Clone, Debug, Args)]
pub struct ShowProductArguments {
    /// Name of the profile, as `fluxledger products` lists it
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Options of `products new`.
#[derive(Clone, Debug, Args)]
pub struct NewProductArguments {
    /// A gridded file of the product
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// File for the draft, which must not exist yet [default: standard output]
    #[arg(long, value_name = "PROFILE.toml")]
    pub output: Option<PathBuf>,
}
