//! What changes the numbers of a file from without or takes cells away: masks, alpha bands and notes in a file beside it, which are left to GDAL.

use super::metadata::Notes;
use super::{RasterError, TiffDecoder, failure};
use std::path::{Path, PathBuf};
use tiff::tags::Tag;

/// Kinds of extra samples that are alpha, associated and unassociated (TIFF 6.0, section 18, `ExtraSamples`).
const ALPHA: [u16; 2] = [1, 2];

/// The file beside a raster that GDAL reads as its mask: the raster's name with `.msk` behind it (GDAL, RFC 15).
#[must_use]
pub fn mask_file(path: &Path) -> Option<PathBuf> {
    let name = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    [".msk", ".MSK"].map(name).into_iter().find(|mask| mask.is_file())
}

/// What GDAL keeps beside a raster that changes its numbers: missing values, factors and what is added (GDAL, Persistent Auxiliary Metadata);
/// most such files hold statistics alone.
fn notes_file(path: &Path) -> Option<PathBuf> {
    let mut name = path.as_os_str().to_owned();
    name.push(".aux.xml");
    let text = std::fs::read_to_string(&name).unwrap_or_default();
    ["<NoDataValue", "<Scale>", "<Offset>"].iter().any(|element| text.contains(element)).then(|| PathBuf::from(name))
}

/// Leaves a raster with a mask in a file of its own to GDAL, which finds that file beside the raster; not where the raster was unpacked elsewhere.
pub(super) fn expect_none_beside(path: &Path, copy: &Path) -> Result<(), RasterError> {
    if path == copy {
        let masked = |mask: PathBuf| Err(RasterError::Masked { path: path.to_owned(), found: format!("`{}`", mask.display()) });
        return mask_file(path).or_else(|| notes_file(path)).map_or(Ok(()), masked);
    }
    let unpacked = path.with_extension("");
    if [path, &unpacked].into_iter().any(|path| mask_file(path).or_else(|| notes_file(path)).is_some()) {
        return Err(RasterError::UnfitImage {
            path: path.to_owned(),
            found: "a mask or notes in a file of its own beside a compressed one",
        });
    }
    Ok(())
}

/// Leaves a raster with an alpha band to GDAL.
pub(super) fn expect_no_alpha(path: &Path, decoder: &mut TiffDecoder, notes: &Notes) -> Result<(), RasterError> {
    let extra = decoder.find_tag_unsigned_vec::<u16>(Tag::ExtraSamples).map_err(|error| failure(path, "header", error))?;
    if extra.unwrap_or_default().iter().any(|kind| ALPHA.contains(kind)) || notes.name_an_alpha_band() {
        return Err(RasterError::Masked { path: path.to_owned(), found: "an alpha band".to_owned() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_value_beside_a_raster_is_left_to_gdal_and_statistics_are_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let raster = folder.path().join("flux.tif");
        let outcome = |notes: &str| {
            std::fs::write(folder.path().join("flux.tif.aux.xml"), notes).expect("a file");
            expect_none_beside(&raster, &raster).map_err(|error| error.to_string())
        };
        assert_eq!(outcome("<PAMDataset><PAMRasterBand band='1'><Metadata/></PAMRasterBand></PAMDataset>"), Ok(()));
        let refused = outcome("<PAMDataset><PAMRasterBand band='1'><NoDataValue>-9999</NoDataValue></PAMRasterBand></PAMDataset>");
        assert!(refused.is_err_and(|message| message.contains("flux.tif.aux.xml")));
    }
}
