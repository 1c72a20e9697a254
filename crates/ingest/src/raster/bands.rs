//! Files of numbered bands over rows and columns: what GeoTIFF, ASCII grids and GDAL's bands have in common.

use super::cells::CellAxes;
use super::{AttributeValue, Attributes, Dimension, Limits, Storage, Variable};
use fluxledger_core::Projection;

/// What a file says of a band beside its numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// How its numbers are stored.
    pub storage: Storage,
    /// The number that stands for a missing value.
    pub fill: Option<f64>,
    /// What the numbers are multiplied by.
    pub scale: Option<f64>,
    /// What is added to the product.
    pub offset: Option<f64>,
    /// Its unit, as the file spells it.
    pub unit: Option<String>,
    /// What it holds, in words.
    pub description: Option<String>,
}

impl Band {
    fn attributes(&self) -> Attributes {
        let number = |name: &str, number: Option<f64>| Some((name.to_owned(), AttributeValue::Numbers(vec![number?])));
        let text = |name: &str, text: &Option<String>| Some((name.to_owned(), AttributeValue::Text(text.clone()?)));
        let entries = [
            number("_FillValue", self.fill),
            number("scale_factor", self.scale),
            number("add_offset", self.offset),
            text("units", &self.unit),
            text("long_name", &self.description),
        ];
        Attributes::new(entries.into_iter().flatten().collect())
    }
}

/// Where the rows and columns of a file lie.
#[derive(Clone, Debug, PartialEq)]
pub enum Place {
    /// At these longitudes and latitudes.
    OnEarth(CellAxes),
    /// At these northings and eastings in the plane of a projection.
    InPlane(CellAxes, Box<Projection>),
    /// The file does not say; only a profile can.
    Unstated,
}

impl Place {
    /// The names of the dimensions of rows and columns.
    const fn dimensions(&self) -> [&'static str; 2] {
        match self {
            Self::OnEarth(axes) | Self::InPlane(axes, _) => axes.names(),
            Self::Unstated => ["y", "x"],
        }
    }

    /// The coordinates that the file states.
    #[must_use]
    pub const fn axes(&self) -> Option<&CellAxes> {
        match self {
            Self::OnEarth(axes) | Self::InPlane(axes, _) => Some(axes),
            Self::Unstated => None,
        }
    }

    /// The projection in whose plane the cells lie.
    #[must_use]
    pub fn projection(&self) -> Option<&Projection> {
        match self {
            Self::InPlane(_, projection) => Some(projection),
            Self::OnEarth(_) | Self::Unstated => None,
        }
    }
}

/// The bands as variables `Band1`, `Band2` and so on, named as GDAL names them in NetCDF, then the coordinates.
#[must_use]
pub fn variables(bands: &[Band], place: &Place, shape: [usize; 2]) -> Vec<Variable> {
    let dimensions: Vec<Dimension> =
        place.dimensions().iter().zip(shape).map(|(name, length)| Dimension { name: (*name).to_owned(), length }).collect();
    let variable = |(number, band): (usize, &Band)| Variable {
        name: format!("Band{number}"),
        dimensions: dimensions.clone(),
        storage: band.storage,
        attributes: band.attributes(),
        limits: Limits::Stored,
    };
    let coordinates = place.axes().map(CellAxes::variables).into_iter().flatten();
    (1..).zip(bands).map(variable).chain(coordinates).collect()
}

/// The position of a band by the name of its variable.
#[must_use]
pub fn position_of(variable: &str) -> Option<usize> {
    variable.strip_prefix("Band")?.parse::<usize>().ok()?.checked_sub(1)
}
