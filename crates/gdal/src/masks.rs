//! Which cells of a raster have no value by a mask, within the file or in one of its own, or by a band of opacities (alpha).

use gdal::Dataset;
use gdal::errors::GdalError;
use gdal::raster::{ColorInterpretation, RasterBand};

/// What masks the cells of a dataset.
pub(crate) struct Masks {
    /// For each band whether it has a mask, not counting missing values, which are numbers, and opacities.
    masked: Vec<bool>,
    /// The bands of opacities, counted from 0.
    alpha: Vec<usize>,
}

impl Masks {
    pub(crate) fn of(dataset: &Dataset) -> Result<Self, GdalError> {
        let bands = dataset.rasterbands().collect::<Result<Vec<_>, _>>()?;
        let masked = bands.iter().map(is_masked).collect::<Result<_, _>>()?;
        let is_alpha = |(_, band): &(usize, &RasterBand<'_>)| band.color_interpretation() == ColorInterpretation::AlphaBand;
        let alpha = bands.iter().enumerate().filter(is_alpha).map(|(position, _)| position).collect();
        Ok(Self { masked, alpha })
    }

    /// Whether a band holds opacities and no values.
    pub(crate) fn is_alpha(&self, band: usize) -> bool {
        self.alpha.contains(&band)
    }

    /// Whether any band has a mask.
    pub(crate) fn are_in_use(&self) -> bool {
        self.masked.contains(&true)
    }

    /// Puts NaN where the mask or an opacity is 0. GDAL itself takes opacities for a mask only where there are two or four bands.
    pub(crate) fn apply(&self, dataset: &Dataset, band: usize, values: &mut [f64]) -> Result<(), GdalError> {
        if self.masked[band] {
            leave_out(values, &dataset.rasterband(band + 1)?.open_mask_band()?)?;
        }
        self.alpha.iter().try_for_each(|alpha| leave_out(values, &dataset.rasterband(alpha + 1)?))
    }
}

/// Whether a band has a mask that is neither made from its missing value nor from opacities; one of a single band has no flag (GDAL, RFC 15).
fn is_masked(band: &RasterBand<'_>) -> Result<bool, GdalError> {
    let flags = band.mask_flags()?;
    Ok(!(flags.is_all_valid() || flags.is_nodata() || flags.is_alpha()))
}

fn leave_out(values: &mut [f64], mask: &RasterBand<'_>) -> Result<(), GdalError> {
    let mask = mask.read_band_as::<f64>()?;
    values.iter_mut().zip(mask.data()).filter(|(_, mask)| **mask == 0.0).for_each(|(value, _)| *value = f64::NAN);
    Ok(())
}
