//! One value per line and cell, without a word on where the cells lie: only a profile can say.

use super::super::{Attributes, Numbers, RasterError, RasterFile, Variable, part_of};
use super::{bad_line, listed_variable, read};
use ndarray::Array1;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// A list of values, the variable `value` along the dimension `cell`.
pub(crate) struct ValueListFile {
    path: PathBuf,
    attributes: Attributes,
    variables: Vec<Variable>,
    values: Vec<f64>,
}

impl ValueListFile {
    /// Reads the bytes of `copy`, which are those of `path`.
    pub(crate) fn open_copy(path: &Path, copy: &Path) -> Result<Self, RasterError> {
        let text = read(path, copy)?;
        let number =
            |(line, content): (usize, &str)| content.trim().parse::<f64>().map_err(|_| bad_line(path, line + 1, "one number", content));
        let values = text.trim_end().lines().enumerate().map(number).collect::<Result<Vec<f64>, _>>()?;
        let variables = vec![listed_variable("value", "cell", values.len(), None)];
        Ok(Self { path: path.to_owned(), attributes: Attributes::default(), variables, values })
    }
}

impl RasterFile for ValueListFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn read_stored(&self, _variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        Ok(part_of(&Array1::from_vec(self.values.clone()).into_dyn(), ranges))
    }
}
