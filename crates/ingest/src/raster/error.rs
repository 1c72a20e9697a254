//! What can be wrong with a gridded file before anybody asks what it means.

use fluxledger_core::grid::GridError;
use std::path::PathBuf;

/// A gridded file cannot be opened, read or placed on the Earth.
#[derive(Debug, thiserror::Error)]
pub enum RasterError {
    /// The file cannot be opened.
    #[error("`{}`: cannot be opened: {source}", path.display())]
    Unopened {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The first bytes are those of no format that is read here.
    #[error("`{}`: expected NetCDF, GeoTIFF, Zarr, an ASCII grid or a list of values or points, found {found}", path.display())]
    UnknownFormat {
        /// The file.
        path: PathBuf,
        /// What the first bytes say.
        found: String,
    },
    /// The file ends before its contents do.
    #[error("`{}`: truncated, {expected}, found {found} bytes", path.display())]
    Truncated {
        /// The file.
        path: PathBuf,
        /// What the header promises.
        expected: String,
        /// Length of the file in bytes.
        found: u64,
    },
    /// A file compressed by gzip cannot be unpacked.
    #[error("`{}`: cannot be unpacked: {source}", path.display())]
    NotUnpacked {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A line of a text is not what its layout asks for.
    #[error("`{}`, line {line}: expected {expected}, found `{found}`", path.display())]
    BadLine {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What the layout asks for.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// The reader gave up.
    #[error("`{}`, {place}: cannot be read: {message}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The part of the file.
        place: String,
        /// What the reader says.
        message: String,
    },
    /// A variable of NetCDF-4 is stored in a way that is not read here.
    #[error("`{}`, variable `{variable}`: {message}", path.display())]
    UncommonStorage {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// What was expected and found.
        message: String,
    },
    /// There is no such variable.
    #[error("`{}`: no variable `{variable}`, found {}", path.display(), listed(found))]
    NoVariable {
        /// The file.
        path: PathBuf,
        /// The variable asked for.
        variable: String,
        /// The variables in the file.
        found: Vec<String>,
    },
    /// The variable holds no numbers.
    #[error("`{}`, variable `{variable}`: expected numbers, found texts or structures", path.display())]
    NotNumbers {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
    },
    /// The variable holds no texts.
    #[error("`{}`, variable `{variable}`: expected texts, found numbers", path.display())]
    NotTexts {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
    },
    /// The numbers are stored in a way that no reader at hand can decode.
    #[error("`{}`: cannot be decoded here: {found}", path.display())]
    NotDecoded {
        /// The file.
        path: PathBuf,
        /// The way.
        found: String,
    },
    /// Cells are marked as without a value, or their numbers changed, in a way that only GDAL applies.
    #[error("`{}`: cells are masked or changed by {found}, expected a number in the file that stands for missing values, or GDAL to apply it", path.display())]
    Masked {
        /// The file.
        path: PathBuf,
        /// What masks them.
        found: String,
    },
    /// The coordinates are neither longitude and latitude nor in the plane of a projection that is known here.
    #[error("`{}`: coordinates are in {found}, expected longitude and latitude in degrees or metres of a projection that is known here", path.display())]
    OtherCoordinateSystem {
        /// The file.
        path: PathBuf,
        /// The name of the coordinate system.
        found: String,
    },
    /// The projection in whose plane the cells lie is not stated, or not one that is known here.
    #[error("`{}`, `{place}`: {message}", path.display())]
    UnknownProjection {
        /// The file.
        path: PathBuf,
        /// The variable that describes the projection, or that is in want of it.
        place: String,
        /// What is missing or not known.
        message: String,
    },
    /// Rows do not run along parallels.
    #[error("`{}`: rows and columns are turned against parallels and meridians", path.display())]
    Rotated {
        /// The file.
        path: PathBuf,
    },
    /// A file of images holds more than one with bands.
    #[error("`{}`: expected one image with its bands, found {found}", path.display())]
    UnfitImage {
        /// The file.
        path: PathBuf,
        /// What else there is.
        found: &'static str,
    },
    /// A position beyond the end of a dimension, or a wrong number of them.
    #[error("`{}`, variable `{variable}`: positions {found:?} do not fit the lengths {lengths:?}", path.display())]
    BadPosition {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The lengths of the variable's dimensions.
        lengths: Vec<usize>,
        /// The positions asked for.
        found: Vec<Option<usize>>,
    },
    /// No variable has rows and columns.
    #[error("`{}`: expected a variable with coordinates of latitude and longitude, found {}", path.display(), listed(found))]
    NoGrid {
        /// The file.
        path: PathBuf,
        /// The variables in the file.
        found: Vec<String>,
    },
    /// A variable has no axis of latitude or longitude.
    #[error("`{}`, variable `{variable}`: no {axis} coordinate along its dimensions {}", path.display(), listed(dimensions))]
    NoCoordinate {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// `latitude` or `longitude`.
        axis: &'static str,
        /// The variable's dimensions.
        dimensions: Vec<String>,
    },
    /// The centres of cells do not lie at equal distances, and no bounds are given.
    #[error(
        "`{}`, coordinate `{coordinate}`: cells are not equal, expected {expected} at position {position}, found {found}, and there are no bounds",
        path.display()
    )]
    UnequalCells {
        /// The file.
        path: PathBuf,
        /// The coordinate.
        coordinate: String,
        /// The first position off the line.
        position: usize,
        /// Where an equal cell would have its centre.
        expected: f64,
        /// Where it is.
        found: f64,
    },
    /// A coordinate has one cell only, or a missing value.
    #[error("`{}`, coordinate `{coordinate}`: {message}", path.display())]
    UnusableCoordinate {
        /// The file.
        path: PathBuf,
        /// The coordinate.
        coordinate: String,
        /// Why it is no axis.
        message: String,
    },
    /// Latitudes without bounds begin at a pole and end a whole cell before the other.
    #[error(
        "`{}`, coordinate `{coordinate}`: expected the centres of cells, found latitudes from {first} to {last}, which are their corners",
        path.display()
    )]
    Corners {
        /// The file.
        path: PathBuf,
        /// The coordinate.
        coordinate: String,
        /// The first latitude.
        first: f64,
        /// The last one.
        last: f64,
    },
    /// The bounds of two neighbouring cells do not meet.
    #[error("`{}`, bounds `{bounds}`: cell {position} ends at {end}, but cell {} begins at {start}", path.display(), position + 1)]
    GapInBounds {
        /// The file.
        path: PathBuf,
        /// The variable of bounds.
        bounds: String,
        /// The cell before the gap.
        position: usize,
        /// Where it ends.
        end: f64,
        /// Where the next begins.
        start: f64,
    },
    /// The centre of a cell does not lie inside its bounds.
    #[error("`{}`, bounds `{bounds}`: the centre {centre} of cell {position} does not lie inside its bounds {start} and {end}", path.display())]
    CentreNotInside {
        /// The file.
        path: PathBuf,
        /// The variable of bounds.
        bounds: String,
        /// The cell.
        position: usize,
        /// Its centre.
        centre: f64,
        /// Where its bounds have it begin.
        start: f64,
        /// Where they have it end.
        end: f64,
    },
    /// The edges are no grid.
    #[error("`{}`: {source}", path.display())]
    Grid {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: GridError,
    },
    /// A column stands at both ends of the rows and differs.
    #[error(
        "`{}`, variable `{variable}`: first and last column are the same longitude, but row {row} holds {first} in one and {last} in the other",
        path.display()
    )]
    UnequalCopies {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The first row in which they differ, counted from 0 in the north.
        row: usize,
        /// The value in the first column.
        first: f64,
        /// The value in the last column.
        last: f64,
    },
    /// A dimension has another number of positions than the profile states.
    #[error("`{}`, variable `{variable}`: expected {expected} values along `{dimension}`, found {found}", path.display())]
    OtherCount {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The dimension.
        dimension: String,
        /// The number that the profile states.
        expected: usize,
        /// The number in the file.
        found: usize,
    },
    /// A point of a list is not where a cell of the stated grid has it.
    #[error("`{}`, variable `{variable}`: point {point} at latitude {latitude}, longitude {longitude} is no cell of the grid that the profile states", path.display())]
    OffGrid {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The point, counted from 1.
        point: usize,
        /// Its latitude in degrees.
        latitude: f64,
        /// Its longitude in degrees.
        longitude: f64,
    },
    /// Two points of a list name the same cell.
    #[error("`{}`, variable `{variable}`: points {first} and {second} both lie at latitude {latitude}, longitude {longitude}", path.display())]
    RepeatedPoint {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The first point, counted from 1.
        first: usize,
        /// The second point.
        second: usize,
        /// Their latitude in degrees.
        latitude: f64,
        /// Their longitude in degrees.
        longitude: f64,
    },
    /// A time coordinate cannot be decoded.
    #[error("`{}`, time `{coordinate}`: {message}", path.display())]
    Time {
        /// The file.
        path: PathBuf,
        /// The coordinate.
        coordinate: String,
        /// Why not.
        message: String,
    },
}

impl RasterError {
    /// The way out, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::UnknownFormat { .. } => Some("convert the file to NetCDF, or download it again if it should be one of these".to_owned()),
            Self::NotDecoded { .. } => Some(
                "put the program `fluxledger-gdal` beside this one, or write the file anew with `gdal_translate -co COMPRESS=DEFLATE IN.tif OUT.tif`"
                    .to_owned(),
            ),
            Self::Unreadable { place, .. } if place == "header" => Some(
                "download the file again if it may be damaged; if it is of an uncommon kind, write what is needed of it into a new file, \
                 for example with `gdal_translate` or Python's xarray"
                    .to_owned(),
            ),
            Self::UncommonStorage { .. } => Some("write the file anew with Python: `xarray.open_dataset(\"IN.nc\").drop_encoding().to_netcdf(\"OUT.nc\")`".to_owned()),
            Self::Masked { .. } => Some(
                "put the program `fluxledger-gdal` beside this one, or write masked cells as missing values with \
                 `gdalwarp -ot Float64 -dstnodata -9999 IN.tif OUT.tif` and leave an alpha band out with `gdal_translate -b 1`"
                    .to_owned(),
            ),
            Self::UnknownProjection { .. } => Some(
                "complete the grid mapping: `grid_mapping_name` with its parameters (CF conventions, appendix F), or `crs_wkt` with the projection as \
                 well-known text; or bring the file to longitude and latitude so that the \
                 total is kept, for example with `gdalwarp -t_srs OGC:CRS84 -r sum` for masses per cell or `-r average` for masses per area"
                    .to_owned(),
            ),
            Self::OtherCoordinateSystem { .. } | Self::Rotated { .. } => Some(
                "bring it to longitude and latitude so that the total is kept, for example with `gdalwarp -t_srs OGC:CRS84 -r sum` \
                 for masses per cell or `-r average` for masses per area"
                    .to_owned(),
            ),
            Self::UnfitImage { .. } => {
                Some("write one image with `gdal_translate`; unpack a file that has a mask beside it".to_owned())
            }
            Self::NotUnpacked { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => {
                Some("name a folder with more room in the environment variable `TMPDIR`, or unpack the file yourself".to_owned())
            }
            Self::NotUnpacked { .. } => Some("the file is cut off or damaged; download it again and compare its checksum".to_owned()),
            Self::Truncated { .. } => Some("download or copy the file again, and compare its size with the source's".to_owned()),
            Self::NoCoordinate { axis, .. } => {
                Some(format!("state the edges of the {axis} axis under `[grid]` in a product profile of your own"))
            }
            Self::UnequalCells { coordinate, .. } | Self::Corners { coordinate, .. } => {
                Some(format!("add the edges of the cells to the file as CF bounds (attribute `bounds` of `{coordinate}`)"))
            }
            Self::UnequalCopies { .. } => Some("use one that repeats it exactly, or cut the last column off".to_owned()),
            Self::OtherCount { .. } | Self::OffGrid { .. } => Some(
                "the file is cut out, or the profile's `[grid]` is not its grid; state the right one in a product profile of your own"
                    .to_owned(),
            ),
            Self::CentreNotInside { .. } => Some(
                "the bounds may be centres, or the coordinate edges; correct the one that is wrong, or take the bounds out of the file"
                    .to_owned(),
            ),
            Self::GapInBounds { .. } => Some("the file may be a subsample; use the complete file".to_owned()),
            Self::NoGrid { found, .. } | Self::NoVariable { found, .. } => hint_of_groups(found),
            Self::Time { .. } => {
                Some("correct the attributes `units` and `calendar`, or state the year (`--year`, in a run file `year`)".to_owned())
            }
            _ => None,
        }
    }
}

/// What stands behind the path of a variable in a group.
pub(super) const IN_A_GROUP: &str = " (in a group)";

/// Whether one of the variables found lies in a group.
pub(crate) fn has_groups(found: &[String]) -> bool {
    found.iter().any(|name| name.ends_with(IN_A_GROUP))
}

/// What to do with the groups of a file, if it has some.
pub(crate) fn hint_of_groups(found: &[String]) -> Option<String> {
    has_groups(found).then(|| {
        "variables in groups are not read; write the group with its coordinates into a file of its own, for example with Python: \
         `xarray.open_dataset(\"IN.nc\", group=\"GROUP\").to_netcdf(\"OUT.nc\")`"
            .to_owned()
    })
}

/// Names between backticks, separated by commas.
pub(crate) fn listed(names: &[String]) -> String {
    if names.is_empty() {
        return "none".to_owned();
    }
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
