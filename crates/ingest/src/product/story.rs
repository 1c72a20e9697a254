//! What a person asks of a product's layers beyond their meaning: how they are stored, what their numbers count, what tells their time.

use super::ProductFile;
use super::periods::labelling;
use crate::raster::Variable;
use crate::raster::time::{self, Label};

impl ProductFile {
    /// In which order the file holds rows and columns.
    #[must_use]
    pub fn stored_order(&self) -> String {
        self.slabs.first().map_or_else(String::new, |slab| slab.layout.stored_order())
    }

    /// What the numbers of a layer count: the gas itself, carbon or nitrogen.
    #[must_use]
    pub fn counts(&self, layer: usize) -> &'static str {
        self.file.find(&self.slabs[layer].variable).map_or("the gas itself", |variable| super::check::counts(self, variable))
    }

    /// The unit in which the file has the numbers of a layer, as it spells it.
    #[must_use]
    pub fn unit_in_file(&self, layer: usize) -> Option<String> {
        self.file.find(&self.slabs[layer].variable)?.attributes.text("units").map(str::to_owned)
    }

    /// What tells the periods of a layer.
    #[must_use]
    pub fn source_of_periods(&self, layer: usize) -> String {
        let rules = &self.profile.time;
        if let Some(dates) = rules.date_components.as_ref().filter(|name| self.file.find(name).is_some()) {
            return format!("dates in `{dates}`");
        }
        let variable = self.file.find(&self.slabs[layer].variable);
        let coordinate = variable.and_then(|variable| time::coordinate(self.file.as_ref(), variable));
        match (coordinate, &rules.counted_months) {
            (Some(coordinate), _) => self.source_in_coordinate(coordinate),
            (None, Some(months)) => format!("calendar months, counted along `{}`", months.dimension.as_str()),
            (None, None) => "file name, attributes or what the user states; the file holds no time coordinate".to_owned(),
        }
    }

    fn source_in_coordinate(&self, coordinate: &Variable) -> String {
        let name = &coordinate.name;
        if let Some(bounds) = time::bounds_of(self.file.as_ref(), coordinate) {
            return format!("bounds of time in `{}`", bounds.name);
        }
        let periods = time::periods(self.file.as_ref(), coordinate, labelling(&self.profile.time));
        let Some(reading) = periods.ok().and_then(|found| found.reading) else { return format!("labels in `{name}`") };
        let part = word(reading.part);
        match coordinate.dimensions.iter().all(|dimension| dimension.length == 1) {
            true => format!("the label in `{name}` ({part} of its period), and the step that profile, attributes, file name or user state"),
            false => format!("labels in `{name}`, each the {part} of its period"),
        }
    }
}

const fn word(label: Label) -> &'static str {
    match label {
        Label::Start => "start",
        Label::Middle => "middle",
        Label::End => "end",
    }
}
