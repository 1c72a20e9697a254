//! Tables as JSON: a list of rows, each an object in the order of the columns.

use super::{Cells, Column, Table, TableError};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// The table as JSON, a row on each line; missing cells are null.
///
/// # Errors
/// [`TableError::Json`] if the serializer refuses a cell.
pub fn json(table: &Table) -> Result<Vec<u8>, TableError> {
    let rows: Vec<String> = (0..table.rows()).map(|row| serde_json::to_string(&Row { table, row })).collect::<Result<_, _>>()?;
    Ok(format!("[\n{}\n]\n", rows.join(",\n")).into_bytes())
}

struct Row<'a> {
    table: &'a Table,
    row: usize,
}

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(Some(self.table.columns.len()))?;
        for Column { name, cells, .. } in &self.table.columns {
            match cells {
                Cells::Text(cells) => object.serialize_entry(name, &cells.get(self.row))?,
                Cells::Number(cells) => object.serialize_entry(name, &cells[self.row])?,
                Cells::Integer(cells) => object.serialize_entry(name, &cells[self.row])?,
            }
        }
        object.end()
    }
}
