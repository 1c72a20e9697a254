//! The errors of an inversion's state: which cells each element scales, and the covariance of the elements, a factor of it, or samples.
//!
//! An inversion estimates factors by which the fluxes of its elements are multiplied. The errors of factors are without unit; the flux that they scale turns them
//! into masses.

use crate::raster::coordinates::{StatedAxes, layout};
use crate::raster::{self, RasterError, RasterFile, Variable};
use fluxledger_core::covariance::{Covariance, CovarianceError};
use fluxledger_core::{Grid, Warned, Warning};
use ndarray::{Array2, Ix2};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The most elements of a full covariance, which then takes 3.2 GB.
const MOST_ELEMENTS: usize = 20_000;

/// In what form the errors of a state are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateForm {
    /// S, elements × elements.
    Covariance,
    /// L with S = L Lᵀ, elements × rank.
    Factor,
    /// Factors of the elements in each sample: the last dimension is that of the elements.
    Samples,
}

/// Where a state is to be found.
#[derive(Clone, Debug)]
pub struct StateRequest {
    /// The file with the map of elements.
    pub map: PathBuf,
    /// Its variable.
    pub map_variable: String,
    /// The number in the map of the first element.
    pub first_label: i64,
    /// The file with the errors.
    pub errors: PathBuf,
    /// Its variable.
    pub errors_variable: String,
    /// What the variable holds.
    pub form: StateForm,
}

/// The errors of the elements.
#[derive(Clone, Debug)]
pub enum StateErrors {
    /// S.
    Covariance(Covariance),
    /// L with S = L Lᵀ.
    Factor(Array2<f64>),
    /// A row for each sample.
    Samples(Array2<f64>),
}

/// A state: a map of its elements and their errors.
#[derive(Clone, Debug)]
pub struct State {
    /// The grid of the map.
    pub grid: Arc<Grid>,
    /// The element of each cell, from 0; none where a cell belongs to none.
    pub elements: Array2<Option<usize>>,
    /// The number of elements; those that no cell belongs to, such as boundary conditions, have no flux.
    pub count: usize,
    /// Their errors.
    pub errors: StateErrors,
}

/// A file is no state.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The file itself is at fault.
    #[error(transparent)]
    Raster(#[from] RasterError),
    /// The map has more dimensions than the horizontal ones.
    #[error("`{}`, variable `{variable}`: expected latitude and longitude, found dimension `{dimension}` with {length} positions", path.display())]
    NotFlat {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The dimension.
        dimension: String,
        /// Its length.
        length: usize,
    },
    /// A cell has a number that is no element's.
    #[error("`{}`, variable `{variable}`, row {row}, column {column}: expected a whole number up to {last}, found {found}", path.display())]
    BadLabel {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The cell's row, counted from 0 in the north.
        row: usize,
        /// The cell's column, counted from 0 in the west.
        column: usize,
        /// The number of the last element.
        last: i64,
        /// What the cell has.
        found: f64,
    },
    /// The errors have another shape than their form asks for.
    #[error("`{}`, variable `{variable}`: expected {expected}, found {found:?} positions", path.display())]
    BadShape {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// What was expected.
        expected: &'static str,
        /// The lengths of its dimensions.
        found: Vec<usize>,
    },
    /// A value is missing among samples or in a factor.
    #[error("`{}`, variable `{variable}`, row {row}, column {column}: expected a number, found {found}", path.display())]
    NotFinite {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
        /// What stands there.
        found: f64,
    },
    /// The matrix is no covariance.
    #[error("`{}`, variable `{variable}`: {source}", path.display())]
    NoCovariance {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// Why.
        source: CovarianceError,
    },
}

impl StateError {
    /// The way out, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Raster(error) => error.hint(),
            Self::BadLabel { .. } => {
                Some("state the number of the first element with `first_label`, and see that map and errors are of one state".to_owned())
            }
            Self::BadShape { expected, .. } if *expected == TOO_MANY => Some("give a `factor` of low rank, or `samples`".to_owned()),
            _ => None,
        }
    }
}

const TOO_MANY: &str = "a covariance of at most 20000 elements";

/// Reads a state.
///
/// # Errors
/// [`StateError`].
pub fn read(request: &StateRequest) -> Result<Warned<State>, StateError> {
    let (errors, count) = errors_of(request)?;
    let mut warnings = Vec::new();
    let (grid, elements) = elements_of(request, count)?.collect_into(&mut warnings);
    Ok(Warned::new(State { grid, elements, count, errors }, warnings))
}

fn errors_of(request: &StateRequest) -> Result<(StateErrors, usize), StateError> {
    let file = raster::open(&request.errors)?;
    let place = Place { path: &request.errors, variable: &request.errors_variable };
    let lengths: Vec<usize> = file.variable(place.variable)?.dimensions.iter().map(|dimension| dimension.length).collect();
    match (request.form, lengths.as_slice()) {
        (StateForm::Covariance, [rows, _]) if *rows > MOST_ELEMENTS => Err(place.bad_shape(TOO_MANY, lengths)),
        (StateForm::Covariance, [rows, columns]) if rows == columns => {
            let matrix = place.matrix(file.as_ref(), *rows, *columns)?;
            let covariance = Covariance::new(matrix).map_err(|source| place.no_covariance(source))?;
            Ok((StateErrors::Covariance(covariance), *rows))
        }
        (StateForm::Factor, [rows, columns]) => {
            Ok((StateErrors::Factor(place.finite(place.matrix(file.as_ref(), *rows, *columns)?)?), *rows))
        }
        (StateForm::Samples, [samples @ .., elements]) if samples.iter().product::<usize>() > 1 && !samples.is_empty() => {
            let matrix = place.matrix(file.as_ref(), samples.iter().product(), *elements)?;
            Ok((StateErrors::Samples(place.finite(matrix)?), *elements))
        }
        (StateForm::Covariance, _) => Err(place.bad_shape("as many rows as columns", lengths)),
        (StateForm::Factor, _) => Err(place.bad_shape("elements by components", lengths)),
        (StateForm::Samples, _) => Err(place.bad_shape("two samples or more by elements", lengths)),
    }
}

/// A variable of a file, for reading and for messages.
struct Place<'a> {
    path: &'a Path,
    variable: &'a str,
}

impl Place<'_> {
    fn matrix(&self, file: &dyn RasterFile, rows: usize, columns: usize) -> Result<Array2<f64>, StateError> {
        let values = file.read_whole(self.variable)?;
        let matrix = values.to_shape((rows, columns)).map(|matrix| matrix.to_owned().into_dimensionality::<Ix2>());
        match matrix {
            Ok(Ok(matrix)) => Ok(matrix),
            _ => Err(self.bad_shape("values for all its positions", vec![values.len()])),
        }
    }

    fn finite(&self, matrix: Array2<f64>) -> Result<Array2<f64>, StateError> {
        match matrix.indexed_iter().find(|(_, value)| !value.is_finite()) {
            None => Ok(matrix),
            Some(((row, column), &found)) => {
                Err(StateError::NotFinite { path: self.path.to_owned(), variable: self.variable.to_owned(), row, column, found })
            }
        }
    }

    fn bad_shape(&self, expected: &'static str, found: Vec<usize>) -> StateError {
        StateError::BadShape { path: self.path.to_owned(), variable: self.variable.to_owned(), expected, found }
    }

    fn no_covariance(&self, source: CovarianceError) -> StateError {
        StateError::NoCovariance { path: self.path.to_owned(), variable: self.variable.to_owned(), source }
    }
}

/// The grid and, for each cell, its element.
type ElementMap = (Arc<Grid>, Array2<Option<usize>>);

/// The map: numbers below the first element's, and missing ones, are cells of none.
fn elements_of(request: &StateRequest, count: usize) -> Result<Warned<ElementMap>, StateError> {
    let file = raster::open(&request.map)?;
    let variable = file.variable(&request.map_variable)?;
    let Warned { value: layout, mut warnings } = layout(file.as_ref(), variable, &StatedAxes::default())?;
    let at = positions(&request.map, variable, &layout.latitude, &layout.longitude)?;
    let numbers = layout.read(file.as_ref(), &request.map_variable, &at)?;
    let last = request.first_label + i64::try_from(count).unwrap_or(i64::MAX) - 1;
    let mut elements = Array2::from_elem(numbers.dim(), None);
    for ((row, column), &found) in numbers.indexed_iter() {
        #[expect(clippy::cast_precision_loss, reason = "labels are far below 2^53")]
        let position = found - request.first_label as f64;
        if position.is_nan() || position < 0.0 {
            continue;
        }
        let index = (position.fract() == 0.0).then(|| whole(position)).filter(|&index| index < count);
        let bad = || StateError::BadLabel { path: request.map.clone(), variable: request.map_variable.clone(), row, column, last, found };
        elements[[row, column]] = Some(index.ok_or_else(bad)?);
    }
    #[expect(clippy::cast_precision_loss, reason = "labels are far below 2^53")]
    let has = |label: i64| numbers.iter().any(|&number| number == label as f64);
    let before = request.first_label - 1;
    if has(before) && !has(last) {
        let message = format!(
            "cells of {before} belong to no element and no cell has {last}, the last one; if the map counts from {before}, say first_label = {before}"
        );
        warnings.push(Warning::new(request.map.display().to_string(), message));
    }
    Ok(Warned::new((layout.grid, elements), warnings))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the number is whole and not below zero")]
const fn whole(position: f64) -> usize {
    position as usize
}

/// The first position along each dimension but the horizontal ones, which must be of one.
fn positions(path: &Path, variable: &Variable, latitude: &str, longitude: &str) -> Result<Vec<Option<usize>>, StateError> {
    let position = |dimension: &raster::Dimension| match dimension.length {
        _ if dimension.name == latitude || dimension.name == longitude => Ok(None),
        1 => Ok(Some(0)),
        length => {
            Err(StateError::NotFlat { path: path.to_owned(), variable: variable.name.clone(), dimension: dimension.name.clone(), length })
        }
    };
    variable.dimensions.iter().map(position).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::fixture::Fixture;

    /// A map of 2 × 4 cells and errors of three elements, in a folder of the test's own.
    fn request(folder: &Path, variable: &str, form: StateForm) -> StateRequest {
        let map = Fixture::new().small_grid().dimension("time", 1).variable(
            "StateVector",
            &["time", "lat", "lon"],
            &[1.0, 2.0, 0.0, -9999.0, 1.0, 1.0, f64::NAN, 0.0],
            &[],
        );
        let errors = Fixture::new()
            .dimension("n", 3)
            .dimension("r", 1)
            .dimension("draw", 4)
            .variable("S", &["n", "n"], &[4.0, -1.0, 0.0, -1.0, 9.0, 0.0, 0.0, 0.0, 1.0], &[])
            .variable("L", &["n", "r"], &[2.0, -1.0, 0.0], &[])
            .variable("x", &["draw", "n"], &[1.0, 2.0, 3.0, 1.0, 2.0, 3.0, 2.0, 2.0, 2.0, 0.0, 0.0, 1.0], &[])
            .variable("wrong", &["n", "n"], &[1.0, 5.0, 0.0, 5.0, 1.0, 0.0, 0.0, 0.0, 1.0], &[]);
        StateRequest {
            map: map.classic(folder, "map.nc"),
            map_variable: "StateVector".to_owned(),
            first_label: 1,
            errors: errors.classic(folder, "errors.nc"),
            errors_variable: variable.to_owned(),
            form,
        }
    }

    /// The southern row has the elements 0 and 1; numbers below 1 and a missing one are cells of none; the third element has no cell.
    #[test]
    fn a_state_is_a_map_and_the_errors_of_its_elements() {
        let folder = tempfile::tempdir().unwrap();
        let state = read(&request(folder.path(), "S", StateForm::Covariance)).unwrap().value;
        assert_eq!(state.elements, ndarray::array![[Some(0), Some(0), None, None], [Some(0), Some(1), None, None]]);
        let StateErrors::Covariance(covariance) = &state.errors else { panic!("a covariance was asked for") };
        assert_eq!((state.count, covariance.between(0, 1), covariance.between(1, 1)), (3, -1.0, 9.0));
        let factor = read(&request(folder.path(), "L", StateForm::Factor)).unwrap().value;
        assert!(matches!(&factor.errors, StateErrors::Factor(factor) if factor.dim() == (3, 1)));
        let samples = read(&request(folder.path(), "x", StateForm::Samples)).unwrap().value;
        assert!(matches!(&samples.errors, StateErrors::Samples(samples) if samples.row(3).to_vec() == [0.0, 0.0, 1.0]));
    }

    #[test]
    fn what_is_no_state_is_refused_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let of = |request: &StateRequest| read(request).unwrap_err().to_string().replace(&format!("{}/", folder.path().display()), "");
        let first = StateRequest { first_label: -2, ..request(folder.path(), "S", StateForm::Covariance) };
        insta::assert_snapshot!([
            of(&request(folder.path(), "wrong", StateForm::Covariance)),
            of(&request(folder.path(), "L", StateForm::Covariance)),
            of(&request(folder.path(), "L", StateForm::Samples)),
            of(&first),
        ].join("\n"), @r"
        `errors.nc`, variable `wrong`: row 1, column 0: expected a correlation between -1 and 1, found 5
        `errors.nc`, variable `L`: expected as many rows as columns, found [3, 1] positions
        `map.nc`, variable `StateVector`, row 1, column 1: expected a whole number up to 1, found 2
        `map.nc`, variable `StateVector`, row 0, column 0: expected a whole number up to 0, found 1
        ");
    }
}
