//! Small NetCDF files written for the tests.

use netcdf_writer::{NcAttrValue, NcFileBuilder, NcWriteFormat, NcWriteOptions, NcWriteType};
use std::path::{Path, PathBuf};

/// A NetCDF file in the making.
pub(crate) struct Fixture {
    builder: NcFileBuilder,
    dimensions: Vec<(String, netcdf_writer::DimensionId)>,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self { builder: NcFileBuilder::new(), dimensions: Vec::new() }
    }

    pub(crate) fn dimension(mut self, name: &str, length: u64) -> Self {
        let id = self.builder.add_dimension(name, length).unwrap();
        self.dimensions.push((name.to_owned(), id));
        self
    }

    pub(crate) fn attribute(mut self, name: &str, text: &str) -> Self {
        self.builder.add_attribute(name, NcAttrValue::Chars(text.to_owned())).unwrap();
        self
    }

    pub(crate) fn variable<T: NcWriteType>(self, name: &str, dimensions: &[&str], values: &[T], texts: &[(&str, &str)]) -> Self {
        let attributes: Vec<_> = texts.iter().map(|&(name, text)| (name, NcAttrValue::Chars(text.to_owned()))).collect();
        self.variable_with(name, dimensions, values, &attributes)
    }

    pub(crate) fn variable_with<T: NcWriteType>(
        mut self,
        name: &str,
        dimensions: &[&str],
        values: &[T],
        attributes: &[(&str, NcAttrValue)],
    ) -> Self {
        let ids = self.ids(dimensions);
        let variable = self.builder.add_variable::<T>(name, &ids).unwrap();
        for (name, value) in attributes {
            self.builder.add_variable_attribute(variable, *name, value.clone()).unwrap();
        }
        self.builder.write_variable(variable, values).unwrap();
        self
    }

    pub(crate) fn strings(mut self, name: &str, dimensions: &[&str], values: &[&str]) -> Self {
        let ids = self.ids(dimensions);
        let variable = self.builder.add_string_variable(name, &ids).unwrap();
        self.builder.write_string_variable(variable, values).unwrap();
        self
    }

    pub(crate) fn characters(mut self, name: &str, dimensions: &[&str], values: &[&str]) -> Self {
        let ids = self.ids(dimensions);
        let variable = self.builder.add_char_variable(name, &ids).unwrap();
        self.builder.write_char_variable_strings(variable, values).unwrap();
        self
    }

    /// A grid of 2 × 4 cells of 10° × 20° whose south-west corner lies at 0° N, 0° E, coordinates rising, in single precision.
    pub(crate) fn small_grid(self) -> Self {
        self.dimension("lat", 2).dimension("lon", 4).variable("lat", &["lat"], &[5.0f32, 15.0], &[("units", "degrees_north")]).variable(
            "lon",
            &["lon"],
            &[10.0f32, 30.0, 50.0, 70.0],
            &[("units", "degrees_east")],
        )
    }

    pub(crate) fn write(&self, folder: &Path, name: &str, format: NcWriteFormat) -> PathBuf {
        let path = folder.join(name);
        let (_, bytes) = self.builder.to_vec(NcWriteOptions { format }).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn classic(&self, folder: &Path, name: &str) -> PathBuf {
        self.write(folder, name, NcWriteFormat::Classic)
    }

    pub(crate) fn netcdf4(&self, folder: &Path, name: &str) -> PathBuf {
        self.write(folder, name, NcWriteFormat::Nc4)
    }

    fn ids(&self, names: &[&str]) -> Vec<netcdf_writer::DimensionId> {
        names.iter().map(|name| self.dimensions.iter().find(|(own, _)| own == name).unwrap().1).collect()
    }
}
