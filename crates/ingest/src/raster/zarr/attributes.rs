//! From the JSON of a store to attributes, by the conventions of xarray.

use super::super::{AttributeValue, Attributes, Storage};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use zarrs::metadata::{ArrayMetadata, GroupMetadata, NodeMetadata};

/// The attribute of version 2 that names the dimensions (xarray, Zarr encoding specification).
const ARRAY_DIMENSIONS: &str = "_ARRAY_DIMENSIONS";
const FILL_VALUE: &str = "_FillValue";

/// The attributes of the store as a whole.
pub(super) fn of_root(root: &NodeMetadata) -> Attributes {
    let attributes = match root {
        NodeMetadata::Group(GroupMetadata::V2(group)) => &group.attributes,
        NodeMetadata::Group(GroupMetadata::V3(group)) => &group.attributes,
        NodeMetadata::Array(_) => return Attributes::default(),
    };
    Attributes::new(attributes.iter().filter_map(entry).collect())
}

/// The names of an array's dimensions, as far as they are stated.
pub(super) fn dimension_names(metadata: &ArrayMetadata) -> Vec<Option<String>> {
    match metadata {
        ArrayMetadata::V2(metadata) => {
            let names = metadata.attributes.get(ARRAY_DIMENSIONS).and_then(Value::as_array).cloned().unwrap_or_default();
            names.iter().map(|name| name.as_str().map(str::to_owned)).collect()
        }
        ArrayMetadata::V3(metadata) => metadata.dimension_names.clone().unwrap_or_default(),
    }
}

/// The attributes of an array.
///
/// The attribute `_FillValue` names a missing value, and in version 2 the fill value of the array does too; xarray
/// writes that of a floating-point array as the eight bytes of a double in base64. A coordinate misses no value (CF 1.11, section 2.5.1);
/// its fill value is often 0 by default, and would take the equator away.
pub(super) fn of_array(metadata: &ArrayMetadata, storage: Storage, is_coordinate: bool) -> Attributes {
    let (attributes, of_array) = match metadata {
        ArrayMetadata::V2(metadata) => (&metadata.attributes, serde_json::to_value(&metadata.fill_value).ok()),
        ArrayMetadata::V3(metadata) => (&metadata.attributes, None),
    };
    let may_miss = !is_coordinate && !matches!(storage, Storage::Text | Storage::Other);
    let mut fills: Vec<f64> = attributes.get(FILL_VALUE).into_iter().chain(&of_array).filter_map(fill_number).collect();
    fills.dedup();
    let others = attributes.iter().filter(|(name, _)| *name != FILL_VALUE && *name != ARRAY_DIMENSIONS).filter_map(entry);
    let fill = (may_miss && !fills.is_empty()).then(|| (FILL_VALUE.to_owned(), AttributeValue::Numbers(fills)));
    Attributes::new(others.chain(fill).collect())
}

/// How an attribute of an array that is a number with a fraction, or several, was stored; of whole numbers JSON does not tell how wide they were.
pub(super) fn storage(metadata: &ArrayMetadata, name: &str) -> Option<Storage> {
    let attributes = match metadata {
        ArrayMetadata::V2(metadata) => &metadata.attributes,
        ArrayMetadata::V3(metadata) => &metadata.attributes,
    };
    let value = attributes.get(name)?;
    let numbers = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
    numbers.iter().any(Value::is_f64).then_some(Storage::Float64)
}

fn fill_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.parse().ok().or_else(|| {
            let bytes = BASE64_STANDARD.decode(text).ok()?;
            Some(f64::from_le_bytes(bytes.try_into().ok()?))
        }),
        _ => None,
    }
}

fn entry((name, value): (&String, &Value)) -> Option<(String, AttributeValue)> {
    let value = match value {
        Value::String(text) => AttributeValue::Text(text.clone()),
        Value::Number(number) => AttributeValue::Numbers(vec![number.as_f64()?]),
        Value::Array(values) => several(values)?,
        Value::Bool(_) | Value::Null | Value::Object(_) => return None,
    };
    Some((name.clone(), value))
}

fn several(values: &[Value]) -> Option<AttributeValue> {
    let numbers = values.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
    let texts = || values.iter().map(|value| value.as_str().map(str::to_owned)).collect::<Option<Vec<String>>>();
    numbers.map(AttributeValue::Numbers).or_else(|| texts().map(AttributeValue::Texts))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_attribute_and_the_fill_value_of_version_2_both_name_missing_values() {
        let missing = |fill: &str| {
            let text = format!(
                r#"{{"zarr_format": 2, "shape": [2], "chunks": [2], "dtype": "<f4", "compressor": null, "fill_value": {fill},
                "order": "C", "filters": null}}"#
            );
            let mut metadata: zarrs::metadata::v2::ArrayMetadataV2 = serde_json::from_str(&text).unwrap();
            metadata.attributes.insert(FILL_VALUE.to_owned(), Value::from(-9999.0));
            of_array(&ArrayMetadata::V2(metadata), Storage::Float32, false).numbers(FILL_VALUE).to_vec()
        };
        assert_eq!(missing("null"), [-9999.0]);
        assert_eq!(missing("0.0"), [-9999.0, 0.0]);
        assert_eq!(missing("-9999.0"), [-9999.0]);
    }
}
