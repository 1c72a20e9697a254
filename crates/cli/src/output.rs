//! The files of a report, each a pure function of it.

use crate::figure::style::Size;
use crate::figure::{FigureError, pdf, png};
use crate::report::{self, HtmlError, InputFile, Report, ReportFigure};
use crate::table::{self, Table, TableError};
use crate::typeset::TypesetError;
use crate::vintage;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Resolution of PNG figures: print quality at the width of a page.
const DOTS_PER_INCH: f32 = 300.0;

/// A file of a report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The page.
    #[error(transparent)]
    Html(#[from] HtmlError),
    /// A table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A figure.
    #[error(transparent)]
    Figure(#[from] FigureError),
    /// A document or figure in PDF.
    #[error(transparent)]
    Pdf(#[from] TypesetError),
    /// The provenance.
    #[error("provenance: {0}")]
    Json(#[from] serde_json::Error),
    /// A file could not be written.
    #[error("`{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The system's words.
        source: io::Error,
    },
}

/// How much of a report is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Its tables and its provenance, for programs that read on.
    Tables,
}

/// Writes the files of a report into a folder.
///
/// # Errors
/// [`OutputError`] if a file cannot be made or written.
pub fn write_report(report: &Report, extent: Extent, folder: &Path) -> Result<(), OutputError> {
    write(&folder.join("provenance.json"), &serde_json::to_vec_pretty(&report.provenance)?)?;
    let tables: Vec<Table> = report.tables.iter().map(|table| vintage::beside(&table.table, &report.inventories)).collect();
    write_tables(&tables, &report.timestamp, folder)?;
    if extent == Extent::Whole {
        write(&folder.join("report.html"), report::html(report)?.as_bytes())?;
        write(&folder.join("report.pdf"), &report::pdf(report)?)?;
        write_figures(report, &folder.join("figures"))?;
    }
    Ok(())
}

/// What an audit writes.
pub struct AuditFiles {
    /// What it says.
    pub text: String,
    /// Its tables.
    pub tables: Vec<Table>,
    /// Its figures as SVG, each with its name, where there is something to draw.
    pub figures: Vec<(&'static str, String)>,
    /// The width of the figures.
    pub figure_size: Size,
    /// When it was made.
    pub timestamp: String,
    /// Where everything comes from.
    pub provenance: serde_json::Value,
}

/// Writes the files of an audit into a folder.
///
/// # Errors
/// [`OutputError`] if a file cannot be made or written.
pub fn write_audit(audit: &AuditFiles, folder: &Path) -> Result<(), OutputError> {
    write(&folder.join("provenance.json"), &serde_json::to_vec_pretty(&audit.provenance)?)?;
    write(&folder.join("audit.txt"), audit.text.as_bytes())?;
    write_tables(&audit.tables, &audit.timestamp, folder)?;
    let folder = folder.join("figures");
    audit.figures.iter().try_for_each(|(name, svg)| write_figure(name, svg, &pictures(svg, audit.figure_size)?, &folder))
}

fn write_tables(tables: &[Table], timestamp: &str, folder: &Path) -> Result<(), OutputError> {
    write(&folder.join("tables.xlsx"), &table::workbook(tables, timestamp)?)?;
    for content in tables {
        let path = folder.join("tables").join(content.name);
        write(&path.with_extension("csv"), &table::csv(content)?)?;
        write(&path.with_extension("parquet"), &table::parquet(content)?)?;
    }
    Ok(())
}

fn write_figures(report: &Report, folder: &Path) -> Result<(), OutputError> {
    let drawn = |figure: &ReportFigure| pictures(&figure.svg, report.figure_size);
    let pictures = report.figures.par_iter().map(drawn).collect::<Result<Vec<_>, OutputError>>()?;
    report.figures.iter().zip(&pictures).try_for_each(|(figure, pictures)| write_figure(&figure.name, &figure.svg, pictures, folder))
}

/// A figure as pixels and on paper.
struct Pictures {
    png: Vec<u8>,
    pdf: Vec<u8>,
}

fn pictures(svg: &str, size: Size) -> Result<Pictures, OutputError> {
    Ok(Pictures { png: png::png(svg, DOTS_PER_INCH)?, pdf: pdf::pdf(svg, size)? })
}

fn write_figure(name: &str, svg: &str, pictures: &Pictures, folder: &Path) -> Result<(), OutputError> {
    let files = [("svg", svg.as_bytes()), ("png", &pictures.png), ("pdf", &pictures.pdf)];
    files.into_iter().try_for_each(|(ending, content)| write(&folder.join(format!("{name}.{ending}")), content))
}

fn write(path: &Path, content: &[u8]) -> Result<(), OutputError> {
    let parent = path.parent().unwrap_or_else(|| Path::new("."));
    let failed = |source| OutputError::File { path: path.to_owned(), source };
    fs::create_dir_all(parent).map_err(failed)?;
    fs::write(path, content).map_err(failed)
}

/// Size and SHA-256 of every file that went in.
///
/// # Errors
/// [`OutputError::File`] if one cannot be read.
pub fn input_files(inputs: &[(&'static str, PathBuf)], folder: &Path) -> Result<Vec<InputFile>, OutputError> {
    inputs.par_iter().map(|(role, path)| input_file(role, path, folder)).collect()
}

fn input_file(role: &str, path: &Path, folder: &Path) -> Result<InputFile, OutputError> {
    let failed = |source| OutputError::File { path: path.to_owned(), source };
    let mut file = fs::File::open(path).map_err(failed)?;
    let mut hash = Hashing { digest: Sha256::new() };
    let bytes = io::copy(&mut file, &mut hash).map_err(failed)?;
    let sha256 = hash.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let shown = path.strip_prefix(folder).unwrap_or(path);
    Ok(InputFile { role: role.to_owned(), path: shown.display().to_string(), bytes, sha256 })
}

/// Bytes on their way into a hash.
struct Hashing {
    digest: Sha256,
}

impl io::Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.digest.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
