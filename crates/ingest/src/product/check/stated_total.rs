//! The total that a file states of its own layer, against the sum of its values.

use super::yearly::grid_mass;
use super::{Finding, Outcome, shown};
use crate::product::inputs::file_name;
use crate::product::{Pattern, ProductFile};
use crate::raster::{AttributeValue, Variable};
use fluxledger_core::aggregate::LayerTotals;
use fluxledger_core::{Mass, Period, Role, Unit};
use serde::Deserialize;

/// The largest difference between the sum and the stated total, as a share of the latter: figures of the Earth (0.22 %), lengths of
/// the year (0.27 %) and molar masses (0.03 %) explain half of it.
const TOLERANCE: f64 = 0.01;

/// Where a file states the total of a layer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedTotal {
    /// Pattern of the attribute of the layer's variable; its text is a number and perhaps a unit.
    pub attribute: Pattern,
    /// The unit, where the attribute does not say it.
    pub unit: Option<String>,
}

/// Checks every layer of which the file states a total.
pub(super) fn check(file: &ProductFile, totals: &[LayerTotals]) -> Outcome {
    let Some(rule) = &file.profile.stated_total else {
        return Outcome::NotJudged("the product's profile knows of no stated total".to_owned());
    };
    if !file.is_global() {
        return Outcome::NotJudged("the grid covers a part of the Earth, the stated total may be of all of it".to_owned());
    }
    let mut judged = Vec::new();
    for (layer, total) in emission_layers(file, totals) {
        match compared(file, rule, layer, total) {
            Some(Ok(text)) => judged.push(text),
            Some(Err(finding)) => return Outcome::Wrong(finding),
            None => {}
        }
    }
    match judged.as_slice() {
        [] => Outcome::NotJudged("the file states no total".to_owned()),
        [only] => Outcome::Passed(only.clone()),
        many => Outcome::Passed(format!("{} layers, the first: {}", many.len(), many[0])),
    }
}

fn emission_layers<'a>(file: &'a ProductFile, totals: &'a [LayerTotals]) -> impl Iterator<Item = (usize, &'a LayerTotals)> {
    totals.iter().filter(|total| total.meaning.role == Role::Emission).filter_map(|total| {
        let layer = file.layers.iter().position(|layer| *layer == total.meaning)?;
        Some((layer, total))
    })
}

/// What is stated of a layer and what it sums to; none if nothing is stated.
fn compared(file: &ProductFile, rule: &StatedTotal, layer: usize, total: &LayerTotals) -> Option<Result<String, Finding>> {
    let variable = file.file.find(&file.slabs[layer].variable)?;
    let (name, text) = stated(rule, variable)?;
    let place = format!("variable `{}`, attribute `{name}`", variable.name);
    let sum = grid_mass(total);
    let Some(stated) = mass(file, rule, &text, layer) else {
        let message = format!("expected a number and a unit of mass, found `{}`", text.trim());
        return Some(Err(Finding::new(place, message, "correct the attribute, or take `stated_total` out of a profile of your own")));
    };
    let agree = (sum - stated).abs().as_kg() <= TOLERANCE * stated.abs().as_kg();
    let figures = format!("{} stated, {} summed in {}", shown(stated), shown(sum), total.meaning.period);
    Some(if agree { Ok(figures) } else { Err(Finding::new(place, disagreement(&figures, sum, stated), hint(file))) })
}

fn stated(rule: &StatedTotal, variable: &Variable) -> Option<(String, String)> {
    let (name, value) = variable.attributes.iter().find(|(name, _)| rule.attribute.fits(name))?;
    let text = match value {
        AttributeValue::Text(text) => text.clone(),
        AttributeValue::Texts(_) | AttributeValue::Numbers(_) => variable.attributes.shown(name)?,
    };
    Some((name.to_owned(), text))
}

/// The stated mass over the layer's period.
fn mass(file: &ProductFile, rule: &StatedTotal, text: &str, layer: usize) -> Option<Mass> {
    let text = text.trim();
    let end = text.find(|letter: char| !(letter.is_ascii_digit() || matches!(letter, '+' | '-' | '.' | 'e' | 'E'))).unwrap_or(text.len());
    let (number, unit) = (text[..end].parse::<f64>().ok()?, text[end..].trim());
    let unit: Unit = if unit.is_empty() { rule.unit.as_deref()?.parse().ok()? } else { unit.parse().ok()? };
    let meaning = &file.layers[layer];
    let period: Period = meaning.period;
    let conversion = unit.conversion(meaning.gas, file.profile.basis, period, meaning.calendar, &file.conventions).ok()?;
    Some(Mass::from_kg(number * conversion.factor))
}

fn disagreement(figures: &str, sum: Mass, stated: Mass) -> String {
    let quotient = sum.as_kg() / stated.as_kg();
    format!("{figures}: the sum is {quotient:.4} times what is stated, expected the same within {} %", TOLERANCE * 100.0)
}

fn hint(file: &ProductFile) -> String {
    format!(
        "the file `{}` is cut, thinned or changed, or unit, basis or axes in profile `{}` are not those of this file",
        file_name(file.file.as_ref()),
        file.profile.id
    )
}
