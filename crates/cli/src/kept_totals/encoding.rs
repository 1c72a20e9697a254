//! The totals of a file as bytes; the meanings of its layers, which its header has, are left out.

use crate::bytes::{Reader, Writer};
use crate::totalled_file::TotalledFile;
use fluxledger_core::aggregate::{Balance, LayerTotals, RegionTotal, RowKind};
use fluxledger_core::{Area, CoastPolicy, LayerMeaning, Mass, RegionCode, Warning};

pub(super) fn encoded(totals: &TotalledFile) -> Vec<u8> {
    let mut bytes = Writer::default();
    bytes.text(&totals.area_source);
    bytes.count(totals.doubts.len());
    for doubt in &totals.doubts {
        bytes.text(&doubt.place);
        bytes.text(&doubt.message);
    }
    bytes.count(totals.by_policy.len());
    for (policy, layers) in &totals.by_policy {
        bytes.count(position(&CoastPolicy::ALL, policy));
        bytes.count(layers.len());
        layers.iter().for_each(|layer| put_layer(&mut bytes, layer));
    }
    bytes.0
}

/// The totals of a file with layers of those meanings, or none if the bytes are no such totals.
pub(super) fn decoded(bytes: &[u8], meanings: &[LayerMeaning]) -> Option<TotalledFile> {
    let mut rest = Reader(bytes);
    let area_source = rest.text()?;
    let doubts = rest.list(|rest| Some(Warning { place: rest.text()?, message: rest.text()? }))?;
    let by_policy = rest.list(|rest| {
        let policy = *CoastPolicy::ALL.get(rest.count()?)?;
        let mut meanings = meanings.iter();
        let layers = rest.list(|rest| layer(rest, meanings.next()?))?;
        meanings.next().is_none().then_some((policy, layers))
    })?;
    rest.0.is_empty().then_some(TotalledFile { by_policy, area_source, doubts })
}

fn position<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|other| other == one).expect("the list holds all there are")
}

fn put_layer(bytes: &mut Writer, layer: &LayerTotals) {
    let Balance { gross_mass, residual, observed_area, missing_area, unweighted_mass } = layer.balance;
    let numbers = [gross_mass.as_kg(), residual, observed_area.as_m2(), missing_area.as_m2(), unweighted_mass.as_kg()];
    numbers.into_iter().for_each(|number| bytes.number(number));
    bytes.count(layer.rows.len());
    layer.rows.iter().for_each(|row| put_row(bytes, row));
}

fn layer(rest: &mut Reader<'_>, meaning: &LayerMeaning) -> Option<LayerTotals> {
    let balance = Balance {
        gross_mass: Mass::from_kg(rest.number()?),
        residual: rest.number()?,
        observed_area: Area::from_m2(rest.number()?),
        missing_area: Area::from_m2(rest.number()?),
        unweighted_mass: Mass::from_kg(rest.number()?),
    };
    Some(LayerTotals { meaning: meaning.clone(), rows: rest.list(row)?, balance })
}

fn put_row(bytes: &mut Writer, row: &RegionTotal) {
    bytes.count(position(&RowKind::ALL, &row.kind));
    bytes.text(row.code.as_str());
    bytes.text(&row.name);
    let numbers = [row.mass.as_kg(), row.quadrature.as_kg(), row.region_area.as_m2(), row.gridded_area.as_m2(), row.observed_area.as_m2()];
    numbers.into_iter().for_each(|number| bytes.number(number));
}

fn row(rest: &mut Reader<'_>) -> Option<RegionTotal> {
    Some(RegionTotal {
        kind: *RowKind::ALL.get(rest.count()?)?,
        code: RegionCode::new(rest.text()?),
        name: rest.text()?.into(),
        mass: Mass::from_kg(rest.number()?),
        quadrature: Mass::from_kg(rest.number()?),
        region_area: Area::from_m2(rest.number()?),
        gridded_area: Area::from_m2(rest.number()?),
        observed_area: Area::from_m2(rest.number()?),
    })
}
