//! What lies in groups below the root of a NetCDF-4 file, which is named and not read.

use hdf5_reader::Hdf5File;
use hdf5_reader::group::Group;

/// Groups may hold one another in a circle.
const DEEPEST: usize = 4;

/// The variables in groups, by their paths; a group that is too deep or cannot be looked into stands for what it holds.
pub(super) fn variables_below(file: &Hdf5File) -> Vec<String> {
    let groups = file.root_group().and_then(|root| root.groups()).unwrap_or_default();
    let mut paths = Vec::new();
    groups.iter().for_each(|group| append(&mut paths, group, group.name().to_owned(), 1));
    paths
}

fn append(paths: &mut Vec<String>, group: &Group, path: String, depth: usize) {
    let members = if depth < DEEPEST { group.members().ok() } else { None };
    let Some((groups, datasets)) = members else { return paths.push(path) };
    paths.extend(datasets.iter().map(|dataset| format!("{path}/{}", dataset.name())));
    groups.iter().for_each(|inner| append(paths, inner, format!("{path}/{}", inner.name()), depth + 1));
}
