//! Rasters of bands through GDAL's classic interface: the reference for the own readers, and the way for compressions and masks that they do not know.

use crate::masks::Masks;
use crate::multidimensional::{storage_of_number, unreadable};
use fluxledger_core::Projection;
use fluxledger_ingest::raster::bands::{self, Band, Place};
use fluxledger_ingest::raster::cells::{CellAxes, Measured};
use fluxledger_ingest::raster::{Attributes, Numbers, RasterError, RasterFile, Variable, mask_file, part_of, plane_of_text};
use gdal::errors::GdalError;
use gdal::raster::RasterBand;
use gdal::{Dataset, Metadata};
use ndarray::Array2;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A raster of bands opened by GDAL.
pub struct GdalBandsFile {
    path: PathBuf,
    dataset: Mutex<Dataset>,
    place: Place,
    attributes: Attributes,
    variables: Vec<Variable>,
    masks: Masks,
}

impl GdalBandsFile {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// [`RasterError::OtherCoordinateSystem`], [`RasterError::Rotated`], [`RasterError::Unreadable`], [`RasterError::UnfitImage`] for several images and
    /// for a mask in a file of its own that GDAL takes for none.
    pub fn open(path: &Path) -> Result<Self, RasterError> {
        Self::open_copy(path, path)
    }

    /// Opens the bytes of `copy`, which are those of `path`.
    ///
    /// # Errors
    /// As of [`Self::open`].
    pub fn open_copy(path: &Path, copy: &Path) -> Result<Self, RasterError> {
        let failed = |error| unreadable(path, "header", &error);
        let dataset = Dataset::open(copy).map_err(failed)?;
        expect_one_image(path, &dataset)?;
        let place = place_of(path, &dataset)?;
        let bands = dataset.rasterbands().map(|band| Ok(band_of(&band?))).collect::<Result<Vec<Band>, GdalError>>().map_err(failed)?;
        let (columns, rows) = dataset.raster_size();
        let masks = Masks::of(&dataset).map_err(failed)?;
        if mask_file(copy).is_some() && !masks.are_in_use() {
            return Err(RasterError::UnfitImage { path: path.to_owned(), found: "a file `.msk` beside it that GDAL takes for no mask" });
        }
        let mut variables = bands::variables(&bands, &place, [rows, columns]);
        variables.retain(|variable| !bands::position_of(&variable.name).is_some_and(|band| masks.is_alpha(band)));
        Ok(Self { path: path.to_owned(), dataset: Mutex::new(dataset), place, attributes: Attributes::default(), variables, masks })
    }

    fn read_band(&self, band: usize) -> Result<Array2<f64>, GdalError> {
        let dataset = self.dataset.lock().unwrap_or_else(PoisonError::into_inner);
        let ((columns, rows), mut values) = dataset.rasterband(band + 1)?.read_band_as::<f64>()?.into_shape_and_vec();
        self.masks.apply(&dataset, band, &mut values)?;
        Ok(Array2::from_shape_vec((rows, columns), values).expect("a band has as many numbers as cells"))
    }
}

/// Refuses a file with several images, which GDAL lists beside the first, that it opens.
fn expect_one_image(path: &Path, dataset: &Dataset) -> Result<(), RasterError> {
    match dataset.metadata_domain("SUBDATASETS") {
        Some(images) if !images.is_empty() => Err(RasterError::UnfitImage { path: path.to_owned(), found: "several images" }),
        _ => Ok(()),
    }
}

impl RasterFile for GdalBandsFile {
    fn path(&self) -> &Path {
        &self.path
    }

    fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    fn variables(&self) -> &[Variable] {
        &self.variables
    }

    fn projection(&self) -> Option<&Projection> {
        self.place.projection()
    }

    fn read_stored(&self, variable: &Variable, ranges: &[Range<usize>]) -> Result<Numbers, RasterError> {
        if let Some(values) = self.place.axes().and_then(|axes| axes.values(&variable.name)) {
            return Ok(part_of(&values, ranges));
        }
        let band = bands::position_of(&variable.name).expect("a variable is a coordinate or a band");
        let values = self.read_band(band).map_err(|error| unreadable(&self.path, &format!("variable `{}`", variable.name), &error))?;
        Ok(part_of(&values.into_dyn(), ranges))
    }
}

fn place_of(path: &Path, dataset: &Dataset) -> Result<Place, RasterError> {
    let Ok(system) = dataset.spatial_ref() else { return Ok(Place::Unstated) };
    let transform = dataset.geo_transform().map_err(|error| unreadable(path, "georeference", &error))?;
    let (columns, rows) = dataset.raster_size();
    let rotated = || RasterError::Rotated { path: path.to_owned() };
    if system.is_geographic() {
        let axes = CellAxes::from_transform(transform, rows, columns, Measured::Degrees);
        return axes.map(Place::OnEarth).ok_or_else(rotated);
    }
    let text = system.to_wkt().map_err(|error| unreadable(path, "georeference", &error))?;
    let (projection, metres) = plane_of_text(&text).map_err(|reason| {
        let name = system.name().unwrap_or_else(|| "a projection".to_owned());
        let found = system.auth_code().map_or_else(|_| format!("{name}: {reason}"), |code| format!("{name} (EPSG:{code})"));
        RasterError::OtherCoordinateSystem { path: path.to_owned(), found }
    })?;
    let axes = CellAxes::from_transform(transform.map(|length| length * metres), rows, columns, Measured::Metres).ok_or_else(rotated)?;
    Ok(Place::InPlane(axes, Box::new(projection)))
}

fn band_of(band: &RasterBand<'_>) -> Band {
    let stated = |text: String| Some(text).filter(|text| !text.is_empty());
    Band {
        storage: storage_of_number(band.band_type()),
        fill: band.no_data_value(),
        scale: band.scale(),
        offset: band.offset(),
        unit: stated(band.unit()),
        description: band.description().ok().and_then(stated),
    }
}
