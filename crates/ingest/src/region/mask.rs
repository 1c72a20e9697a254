//! Regions as a raster: of indices into a table of labels, or of each region's share of each cell.

use super::country_names::code_for;
use super::{fractions, weights};
use crate::raster::coordinates::{StatedAxes, is_gridded, is_horizontal, layout};
use crate::raster::{self, RasterError, RasterFile, Storage, Variable};
use fluxledger_core::coverage::{CellShare, CoverageError, expect_numbered_cells};
use fluxledger_core::{MaskGrid, RegionCode, RegionMask, RegionSet, RegionShapes, Warned, Warning};
use ndarray::Array2;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The code of the cells that belong to no country.
const OCEAN: &str = "OCEAN";

/// A file is no mask of regions.
#[derive(Debug, thiserror::Error)]
pub enum MaskError {
    /// The file itself is at fault.
    #[error(transparent)]
    Raster(#[from] RasterError),
    /// Not exactly one variable can hold indices or shares.
    #[error("`{}`: expected one gridded variable of indices or of shares by region, found {}", path.display(), raster::listed(found))]
    NoOneVariable {
        /// The file.
        path: PathBuf,
        /// The gridded variables.
        found: Vec<String>,
    },
    /// The variable has other dimensions than latitude, longitude and perhaps one along which labels stand.
    #[error(
        "`{}`, variable `{variable}`: expected latitude, longitude and perhaps a dimension of labels, found dimensions {}",
        path.display(),
        raster::listed(found)
    )]
    NotFlat {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// Its dimensions.
        found: Vec<String>,
    },
    /// Not exactly one variable can hold the labels.
    #[error("`{}`: expected one variable of labels, found {}", path.display(), raster::listed(found))]
    NoOneLabelVariable {
        /// The file.
        path: PathBuf,
        /// The variables of text.
        found: Vec<String>,
    },
    /// A cell holds a number that is no row of the table of labels.
    #[error("`{}`, variable `{variable}`: expected an index below {labels} at row {row}, column {column}, found {found}", path.display())]
    BadIndex {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The number of labels.
        labels: usize,
        /// The cell's row, counted from 0 in the north.
        row: usize,
        /// The cell's column, counted from 0 in the west.
        column: usize,
        /// The number in the cell.
        found: f64,
    },
    /// What a weight file says does not fit together.
    #[error("`{}`, {place}: {message}", path.display())]
    BadWeights {
        /// The file.
        path: PathBuf,
        /// The variable, link or region.
        place: String,
        /// What was found, and what was expected.
        message: String,
    },
    /// Weights say nothing of shares of cells.
    #[error("`{}`, map_method: expected weights of a conservative method, found `{found}`, which say nothing of shares of cells", path.display())]
    OtherMethod {
        /// The file.
        path: PathBuf,
        /// The method that it states.
        found: String,
    },
    /// The mask's grid has more cells than are numbered.
    #[error("`{}`: {source}", path.display())]
    TooManyCells {
        /// The file.
        path: PathBuf,
        /// What is wrong with the grid.
        source: CoverageError,
    },
    /// A region's share of a cell is no share.
    #[error("`{}`, variable `{variable}`: expected shares from 0 to 1, found {found} for `{label}` at row {row}, column {column}", path.display())]
    BadShare {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The region's label.
        label: String,
        /// The cell's row, counted from 0 in the north.
        row: usize,
        /// The cell's column, counted from 0 in the west.
        column: usize,
        /// The number in the cell.
        found: f64,
    },
}

impl MaskError {
    /// The way out, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Raster(error) => error.hint(),
            Self::NoOneVariable { found, .. } if !found.is_empty() => Some("name the variable (`FILE:VARIABLE`)".to_owned()),
            Self::NoOneLabelVariable { .. } => {
                Some("call the variable of labels `name`; its row 0 is the label of index 0, and so on".to_owned())
            }
            Self::TooManyCells { source, .. } => source.hint(),
            Self::OtherMethod { .. } => Some("make them with `fluxledger weights`, `cdo gencon`, or ESMF's method `conserve`".to_owned()),
            _ => None,
        }
    }
}

/// Reads a mask: a variable of indices on latitude and longitude with a variable whose row k is the label of index k, or a variable of
/// shares on latitude, longitude and a dimension along which labels stand.
///
/// A weight file of ESMF or SCRIP, or a table of weights in Parquet, is one too.
///
/// Labels that name a country become its code; others stay as they are, with a warning. A missing index or share is a cell of no region.
///
/// # Errors
/// [`MaskError`].
pub fn read_mask(path: &Path, variable: Option<&str>) -> Result<Warned<RegionSet>, MaskError> {
    if variable.is_none() && weights::are_in_table(path) {
        return weights::read_table(path);
    }
    let file = raster::open(path)?;
    if variable.is_none() && weights::are_in(file.as_ref()) {
        return weights::read(path, file.as_ref());
    }
    let content = Content::of(file.as_ref(), variable)?;
    let labels = file.read_labels(content.labels(file.as_ref())?)?;
    let mut warnings = Vec::new();
    let layout = layout(file.as_ref(), content.variable(), &StatedAxes::default())?.collect_into(&mut warnings);
    expect_numbered_cells(&layout.grid).map_err(|source| MaskError::TooManyCells { path: path.to_owned(), source })?;
    let cells = match content {
        Content::Indices(variable) => {
            let numbers = layout.read(file.as_ref(), &variable.name, &[None, None])?;
            by_region(&cells_of(file.as_ref(), variable, &numbers, labels.len())?, labels.len())
        }
        Content::Shares { variable, dimension } => fractions::shares(file.as_ref(), variable, &layout, dimension, &labels)?,
    };
    let regions = codes_of(path, &labels).collect_into(&mut warnings);
    let set = RegionSet {
        id: path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
        source: source_of(file.as_ref()),
        complete_for_land: false,
        shapes: RegionShapes::Mask(RegionMask { grid: MaskGrid::Edges(layout.grid), regions, cells, gridded_shares: None }),
    };
    Ok(Warned::new(set, warnings))
}

/// What a mask is made of.
#[derive(Clone, Copy)]
enum Content<'a> {
    /// The index of a region in each cell.
    Indices(&'a Variable),
    /// The share of each region in each cell.
    Shares {
        variable: &'a Variable,
        /// The dimension along which the regions stand.
        dimension: &'a str,
    },
}

impl<'a> Content<'a> {
    /// The content of a file: the variable asked for, or the only one that can be a mask.
    fn of(file: &'a dyn RasterFile, name: Option<&str>) -> Result<Self, MaskError> {
        if let Some(name) = name {
            let variable = file.variable(name)?;
            return Self::in_variable(file, variable).ok_or_else(|| not_flat(file, variable));
        }
        let gridded: Vec<&Variable> = file.variables().iter().filter(|variable| is_gridded(file, variable)).collect();
        let fitting: Vec<Self> = gridded.iter().filter_map(|variable| Self::in_variable(file, variable)).collect();
        match (fitting.as_slice(), gridded.as_slice()) {
            ([only], _) => Ok(*only),
            ([], [only]) => Err(not_flat(file, only)),
            _ => {
                let found = gridded.iter().map(|variable| variable.name.clone()).collect();
                Err(MaskError::NoOneVariable { path: file.path().to_owned(), found })
            }
        }
    }

    fn in_variable(file: &'a dyn RasterFile, variable: &'a Variable) -> Option<Self> {
        let mut others =
            variable.dimensions.iter().map(|dimension| dimension.name.as_str()).filter(|name| !is_horizontal(file, variable, name));
        match (others.next(), others.next()) {
            (None, _) => Some(Self::Indices(variable)),
            (Some(dimension), None) => label_along(file, dimension).map(|_| Self::Shares { variable, dimension }),
            _ => None,
        }
    }

    const fn variable(&self) -> &'a Variable {
        match self {
            Self::Indices(variable) | Self::Shares { variable, .. } => variable,
        }
    }

    /// The variable of labels.
    fn labels(&self, file: &'a dyn RasterFile) -> Result<&'a str, MaskError> {
        match self {
            Self::Indices(_) => label_variable(file),
            Self::Shares { dimension, .. } => Ok(label_along(file, dimension).expect("the dimension was chosen by its labels")),
        }
    }
}

fn not_flat(file: &dyn RasterFile, variable: &Variable) -> MaskError {
    MaskError::NotFlat {
        path: file.path().to_owned(),
        variable: variable.name.clone(),
        found: variable.dimensions.iter().map(|dimension| dimension.name.clone()).collect(),
    }
}

/// The one variable of text whose first dimension is the named one.
fn label_along<'a>(file: &'a dyn RasterFile, dimension: &str) -> Option<&'a str> {
    let along = |variable: &&Variable| {
        variable.storage == Storage::Text && variable.dimensions.first().is_some_and(|first| first.name == dimension)
    };
    let mut found = file.variables().iter().filter(along);
    found.next().filter(|_| found.next().is_none()).map(|variable| variable.name.as_str())
}

/// The variable of labels: the one that is called `name`, else the only one of text.
fn label_variable(file: &dyn RasterFile) -> Result<&str, MaskError> {
    let texts: Vec<&str> =
        file.variables().iter().filter(|variable| variable.storage == Storage::Text).map(|variable| variable.name.as_str()).collect();
    match texts.as_slice() {
        [only] => Ok(only),
        several if several.contains(&"name") => Ok("name"),
        _ => Err(MaskError::NoOneLabelVariable { path: file.path().to_owned(), found: texts.into_iter().map(str::to_owned).collect() }),
    }
}

/// The cells of each region, whole, in rising order.
fn by_region(cells: &Array2<Option<u32>>, regions: usize) -> Vec<Vec<CellShare>> {
    let mut found = vec![Vec::new(); regions];
    for (cell, region) in (0..).zip(cells) {
        if let Some(region) = *region {
            found[region as usize].push(CellShare { cell, share: 1.0 });
        }
    }
    found
}

fn cells_of(file: &dyn RasterFile, variable: &Variable, numbers: &Array2<f64>, labels: usize) -> Result<Array2<Option<u32>>, MaskError> {
    let bad = |found: &f64| !found.is_nan() && index_below(*found, labels).is_none();
    if let Some(((row, column), &found)) = numbers.indexed_iter().find(|(_, found)| bad(found)) {
        let (path, variable) = (file.path().to_owned(), variable.name.clone());
        return Err(MaskError::BadIndex { path, variable, labels, row, column, found });
    }
    Ok(numbers.mapv(|number| index_below(number, labels)))
}

/// A number as an index below a limit, if it is one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is whole and within range")]
fn index_below(number: f64, limit: usize) -> Option<u32> {
    let index = number as u32;
    (f64::from(index) == number && (index as usize) < limit).then_some(index)
}

/// Code and name of each label.
pub(crate) fn codes_of(path: &Path, labels: &[String]) -> Warned<Vec<(RegionCode, String)>> {
    let mut warnings = Vec::new();
    let mut taken = BTreeSet::new();
    let mut regions = Vec::new();
    for label in labels {
        let known = if label.eq_ignore_ascii_case(OCEAN) { Some(RegionCode::new(OCEAN)) } else { code_for(label) };
        let code = known.filter(|code| !taken.contains(code)).unwrap_or_else(|| {
            let message = format!("label `{label}` is no country of its own and stands for itself");
            warnings.push(Warning::new(path.display().to_string(), message));
            RegionCode::new(label)
        });
        taken.insert(code.clone());
        regions.push((code, label.clone()));
    }
    Warned::new(regions, warnings)
}

fn source_of(file: &dyn RasterFile) -> String {
    let attributes = file.attributes();
    let stated = ["database", "source", "comment", "title"].iter().find_map(|name| attributes.text(name));
    stated.map_or_else(|| file.path().display().to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::fixture::Fixture;

    /// A mask of 2 × 4 cells, its rows from the south.
    fn mask(indices: &[f64]) -> Fixture {
        Fixture::new().small_grid().dimension("ncountries", 3).variable("country", &["lat", "lon"], indices, &[])
    }

    fn message(result: Result<Warned<RegionSet>, MaskError>, folder: &tempfile::TempDir) -> String {
        result.unwrap_err().to_string().replace(&format!("{}/", folder.path().display()), "")
    }

    #[test]
    fn labels_become_codes_and_missing_indices_no_region() {
        let folder = tempfile::tempdir().unwrap();
        let fixture = mask(&[0.0, 1.0, 1.0, 2.0, f64::NAN, 0.0, 0.0, 1.0]).strings("name", &["ncountries"], &["OCEAN", "FRANCE", "WChina"]);
        let warned = read_mask(&fixture.netcdf4(folder.path(), "mask.nc"), None).unwrap();
        let RegionShapes::Mask(mask) = &warned.value.shapes else { panic!("a mask") };
        let codes: Vec<&str> = mask.regions.iter().map(|(code, _)| code.as_str()).collect();
        assert_eq!(codes, ["OCEAN", "FRA", "WChina"]);
        // From the north: none, 0, 0, 1; then 0, 1, 1, 2.
        let cells: Vec<Vec<u32>> = mask.cells.iter().map(|cells| cells.iter().map(|cell| cell.cell).collect()).collect();
        assert_eq!(cells, [vec![1, 2, 4], vec![3, 5, 6], vec![7]]);
        assert!(mask.cells.iter().flatten().all(|cell| cell.share == 1.0));
        assert_eq!(warned.warnings.len(), 1);
        assert_eq!(warned.warnings[0].message, "label `WChina` is no country of its own and stands for itself");
        assert!(!warned.value.complete_for_land);
    }

    #[test]
    fn an_index_without_a_label_is_named_with_its_cell() {
        let folder = tempfile::tempdir().unwrap();
        let fixture = mask(&[0.0, 1.0, 1.0, 2.5, 0.0, 0.0, 0.0, 3.0]).strings("name", &["ncountries"], &["OCEAN", "FRANCE", "SPAIN"]);
        let found = read_mask(&fixture.netcdf4(folder.path(), "mask.nc"), Some("country"));
        insta::assert_snapshot!(message(found, &folder), @"`mask.nc`, variable `country`: expected an index below 3 at row 0, column 3, found 3");
    }

    #[test]
    fn a_mask_without_labels_or_indices_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let bare = read_mask(&mask(&[0.0; 8]).netcdf4(folder.path(), "bare.nc"), None);
        insta::assert_snapshot!(message(bare, &folder), @"`bare.nc`: expected one variable of labels, found none");
        let labels = Fixture::new().dimension("n", 1).strings("name", &["n"], &["OCEAN"]);
        insta::assert_snapshot!(message(read_mask(&labels.netcdf4(folder.path(), "labels.nc"), None), &folder), @"`labels.nc`: expected one gridded variable of indices or of shares by region, found none");
    }
}
