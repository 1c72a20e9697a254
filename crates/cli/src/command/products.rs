//! The verb `products`: the list, the profile of one product, or the draft of a new one.

use super::standard_output::write_result;
use super::{draft_file, failure, lists, support_table};
use crate::args::{NewProductArguments, ProductsAction, ProductsArguments};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use fluxledger_ingest::product::{draft, profile_text, profiles};
use std::io::Write;

/// Lists the products, prints the profile of one, or drafts a profile from a file.
///
/// # Errors
/// If there is no such product, the file cannot be read or has no grid, or the output exists already or cannot be written.
pub fn products(arguments: &ProductsArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    match &arguments.action {
        None => lists::products(out),
        Some(ProductsAction::Show(shown)) => {
            let text = profile_text(&shown.id).map_err(|error| Diagnostic::about("products show", error.to_string()))?;
            write_result(out, text.as_bytes())
        }
        Some(ProductsAction::New(new)) => drafted(new, out),
        Some(ProductsAction::Table) => write_result(out, support_table::markdown(profiles()).as_bytes()),
    }
}

fn drafted(arguments: &NewProductArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let text = draft(&arguments.file).map_err(|error| failure::product(&arguments.file, &error))?;
    draft_file::write(&text, arguments.output.as_deref(), out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Arguments, Verb};
    use clap::Parser;
    use netcdf_writer::{NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions};
    use std::path::Path;

    fn run(words: &[&str]) -> Result<String, String> {
        let arguments = Arguments::try_parse_from(["fluxledger", "products"].iter().chain(words)).unwrap();
        let Verb::Products(arguments) = arguments.verb else { panic!("another verb") };
        let mut out = Vec::new();
        products(&arguments, &mut out).map_err(|problems| problems.to_string())?;
        Ok(String::from_utf8(out).unwrap())
    }

    /// 2 × 4 cells of methane in moles, without a time.
    fn write_flux(path: &Path) {
        let text = |text: &str| NcAttrValue::Chars(text.to_owned());
        let mut file = NcFileBuilder::new();
        let dimensions = [("lat", vec![5.0, 15.0]), ("lon", vec![10.0, 30.0, 50.0, 70.0])].map(|(name, values): (&str, Vec<f64>)| {
            let dimension = file.add_dimension(name, values.len() as u64).unwrap();
            let variable = file.add_variable::<f64>(name, &[dimension]).unwrap();
            file.write_variable(variable, &values).unwrap();
            dimension
        });
        let flux = file.add_variable::<f64>("emi_ch4", &dimensions).unwrap();
        file.add_variable_attribute(flux, "units", text("mol m-2 s-1")).unwrap();
        file.write_variable(flux, &[1e-9; 8]).unwrap();
        std::fs::write(path, file.to_vec(NcWriteOptions { format: NcWriteFormat::Classic }).unwrap().1).unwrap();
    }

    #[test]
    fn without_a_word_the_products_are_listed_and_one_is_shown_by_its_id() {
        assert!(run(&[]).unwrap().contains("edgar-v5-v7-annual"));
        assert!(run(&["show", "epa-ghgi-v1"]).unwrap().contains("\nid = \"epa-ghgi-v1\"\n"));
        let error = run(&["show", "epa"]).unwrap_err();
        assert!(error.starts_with("error: products show: unknown product `epa`, expected a profile's file or one of "), "{error}");
    }

    #[test]
    fn a_draft_goes_to_a_file_that_does_not_exist_yet() {
        let folder = tempfile::tempdir().unwrap();
        let (file, profile) = (folder.path().join("ch4_2019.nc"), folder.path().join("own.toml"));
        write_flux(&file);
        let words = ["new", file.to_str().unwrap(), "--output", profile.to_str().unwrap()];
        assert_eq!(run(&words).unwrap(), "");
        assert_eq!(std::fs::read_to_string(&profile).unwrap(), run(&words[..2]).unwrap());
        let error = run(&words).unwrap_err();
        assert!(error.contains("exists already, and its answers would be lost"), "{error}");
    }
}
