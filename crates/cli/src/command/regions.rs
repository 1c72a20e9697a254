//! The verb `regions`: the sets and groups that are known, what one holds, and new sets.

use super::failure;
use super::requested_regions;
use super::standard_output::write_result;
use super::text_table::{TextColumn, table};
use super::warning::write_warnings;
use crate::args::{GlobalArguments, InstallRegionsArguments, RegionsAction, RegionsArguments, ShowRegionsArguments};
use crate::atomic_file::write_whole;
use crate::atomic_folder::Existing;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::exit::ExitStatus;
use crate::installed_regions;
use crate::plan::{PlannedRegions, RegionWishes};
use crate::region_source::RegionSource;
use fluxledger_core::coverage::RegionCoverage;
use fluxledger_core::{Axis, Coverage, CoverageMeasure, Earth, Grid, RegionCode, RegionSet, RegionShapes, Warning};
use fluxledger_ingest::region::{self, EMBEDDED, EmbeddedSet, Faults, KnownGroup, groups};
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// Lists the sets and groups, shows what one holds, or installs a set.
///
/// # Errors
/// If there is no such set, file or group, its regions share ground, or the new set cannot be written.
pub fn regions(arguments: &RegionsArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    match &arguments.action {
        None => write_result(out, list(installed_regions::folder().as_deref())?.as_bytes()),
        Some(RegionsAction::Show(shown)) => write_result(out, shown_text(shown, global)?.as_bytes()),
        Some(RegionsAction::Install(new)) => install(new, global, out),
    }
}

const END: &str = "
`fluxledger regions show SET` lists a set, with `--select CHN` one country.
Instead of a set you may name
  a file of boundaries (GeoJSON, Shapefile, GeoPackage)     --regions borders.geojson
  a mask on the grid of the product                         --regions mask.nc:country
  nothing, for the total of the whole grid alone            --regions none
`fluxledger regions install FILE` makes a set of a file, such as one of states and provinces.
";

fn list(folder: Option<&Path>) -> Result<String, Diagnostics> {
    let installed = folder.map(installed_regions::names_in).unwrap_or_default();
    let known = EMBEDDED.into_iter().filter_map(EmbeddedSet::named);
    let mut sets: Vec<ListedSet> = known.map(ListedSet::built_in).collect();
    for name in installed {
        sets.push(ListedSet::installed(&planned(&name, None, Faults::Shown, &[], &mut Vec::new())?.set));
    }
    let of_sets = [
        TextColumn::words("Set", &sets, |set| set.id.clone()),
        TextColumn::words("", &sets, |set| set.origin.to_owned()),
        TextColumn::numbers("Regions", &sets, |set| set.regions.to_string()),
        TextColumn::words("Source", &sets, |set| set.source.clone()),
    ];
    let of_groups = [
        TextColumn::words("Group", groups(), |known| known.group.code.to_string()),
        TextColumn::numbers("Members", groups(), |known| known.group.members.len().to_string()),
        TextColumn::words("Source", groups(), |known| known.source.to_owned()),
    ];
    Ok(format!("{}\n{}{END}", table(&of_sets), table(&of_groups)))
}

/// A set as it is listed.
struct ListedSet {
    id: String,
    origin: &'static str,
    regions: usize,
    source: String,
}

impl ListedSet {
    fn built_in(set: EmbeddedSet) -> Self {
        Self { id: set.id.to_owned(), origin: "built in", regions: set.regions, source: set.source }
    }

    fn installed(set: &RegionSet) -> Self {
        Self { id: set.id.clone(), origin: "installed", regions: set.len(), source: set.source.clone() }
    }
}

/// One region as it is shown.
#[derive(Debug, Serialize)]
struct ShownRegion {
    code: String,
    name: String,
    area_km2: Option<f64>,
}

/// A set or group as it is shown.
#[derive(Debug, Serialize)]
struct Shown {
    id: String,
    source: String,
    regions: Vec<ShownRegion>,
}

fn shown_text(arguments: &ShowRegionsArguments, global: &GlobalArguments) -> Result<String, Diagnostics> {
    let shown = match groups().iter().find(|known| known.group.code.as_str() == arguments.what) {
        Some(_) if !arguments.select.is_empty() => {
            let problem = Diagnostic::about("--select", format!("`{}` is a group, whose members are all shown", arguments.what));
            return Err(problem.with_hint("name a set of regions".to_owned()).into());
        }
        Some(known) => of_group(known),
        None => {
            let mut warnings = Vec::new();
            let select: Vec<RegionCode> = arguments.select.iter().map(RegionCode::new).collect();
            let regions = planned(&arguments.what, arguments.region_id.as_deref(), arguments.outlines.faults(), &select, &mut warnings)?;
            write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
            of_set(&regions)?
        }
    };
    if arguments.json {
        return serde_json::to_string_pretty(&shown).map(|text| text + "\n").map_err(|error| about(&arguments.what, &error));
    }
    let columns = [
        TextColumn::words("Code", &shown.regions, |region| region.code.clone()),
        TextColumn::numbers("Area (km²)", &shown.regions, |region| region.area_km2.map_or_else(String::new, |area| format!("{area:.0}"))),
        TextColumn::words("Name", &shown.regions, |region| region.name.clone()),
    ];
    Ok(format!("{} of {} ({})\n\n{}", shown.regions.len(), shown.id, shown.source, table(&columns)))
}

fn of_group(known: &KnownGroup) -> Shown {
    let member = |code: &RegionCode| ShownRegion {
        code: code.to_string(),
        name: region::name_of(code).unwrap_or(code.as_str()).to_owned(),
        area_km2: None,
    };
    Shown { id: known.group.code.to_string(), source: known.source.to_owned(), regions: known.group.members.iter().map(member).collect() }
}

fn of_set(regions: &PlannedRegions) -> Result<Shown, Diagnostics> {
    let (set, shown) = (&regions.set, regions.codes());
    let coverage = coverage(set)?;
    let of_region = |region: RegionCoverage| ShownRegion {
        code: region.code.to_string(),
        name: region.name,
        area_km2: Some(region.area.as_m2() / 1e6),
    };
    let regions = coverage.regions.into_iter().filter(|region| shown.contains(&region.code)).map(of_region).collect();
    Ok(Shown { id: set.id.clone(), source: set.source.clone(), regions })
}

/// The set on WGS 84: outlines on a grid of one degree, a mask on its own.
fn coverage(set: &RegionSet) -> Result<Coverage, Diagnostics> {
    let globe = || {
        let axis = |first, last, count| Axis::uniform(first, last, count).expect("an axis of the globe");
        Grid::new(axis(90.0, -90.0, 180), axis(-180.0, 180.0, 360)).expect("the globe by degrees")
    };
    let grid = match &set.shapes {
        RegionShapes::Mask(mask) => mask.grid.edges().cloned().ok_or_else(|| areas_unknown(set))?,
        RegionShapes::Outlines(_) | RegionShapes::Layered { .. } => globe(),
    };
    let coverage = Coverage::compute(&grid, set, Earth::Wgs84, CoverageMeasure::Area);
    coverage.map_err(|error| Diagnostic::about(&set.id, error.to_string()).with_hint(error.hint()).into())
}

/// What is said of weights that know the middles of their cells only.
fn areas_unknown(set: &RegionSet) -> Diagnostics {
    let message = "the file states the middles of cells and not their edges, from which areas would follow";
    Diagnostic::about(&set.id, message)
        .with_hint("lay it over a product on that grid: `fluxledger totals FILE --weights …`".to_owned())
        .into()
}

/// A set or file by its name, and the regions of it that are selected.
fn planned(
    what: &str,
    id_field: Option<&str>,
    faults: Faults,
    select: &[RegionCode],
    warnings: &mut Vec<Warning>,
) -> Result<PlannedRegions, Diagnostics> {
    let source = RegionSource::from_argument(what);
    let wishes = RegionWishes { source: &source, id_field, faults, sea: None, select, groups: &[] };
    Ok(requested_regions::read("regions", &wishes)?.collect_into(warnings))
}

fn install(arguments: &InstallRegionsArguments, global: &GlobalArguments, out: &mut dyn Write) -> Result<ExitStatus, Diagnostics> {
    let path = &arguments.file;
    let folder = installed_regions::folder().ok_or_else(|| {
        let hint = "set FLUXLEDGER_REGIONS to a folder for them".to_owned();
        Diagnostics::from(Diagnostic::about("regions install", "there is no folder for installed sets").with_hint(hint))
    })?;
    let mut warnings = Vec::new();
    let read = region::read_outlines(path, arguments.region_id.as_deref(), arguments.outlines.faults())
        .map_err(|error| failure::outlines(path, &error))?;
    let set = read.collect_into(&mut warnings);
    write_warnings(&warnings, global.loudness(), &mut std::io::stderr());
    let name = arguments.name.clone().unwrap_or_else(|| set.id.clone());
    let target = installed_regions::target_in(&folder, &name);
    check_name(&name, &target, arguments.overwrite.existing())?;
    let regions = coverage(&set)?.regions.len();
    let text = region::write::geojson(&set.source, set.outlines().unwrap_or_default());
    write_whole(&target, |file| file.write_all(text.as_bytes())).map_err(|error| failure::output(&target, &error))?;
    write_result(out, format!("set `{name}` with {regions} regions is installed: {}\n", target.display()).as_bytes())
}

fn check_name(name: &str, target: &Path, existing: Existing) -> Result<(), Diagnostics> {
    let refused = |message: String, hint: &str| Err(Diagnostic::about("regions install", message).with_hint(hint.to_owned()).into());
    if EMBEDDED.contains(&name) || name == "none" || name.is_empty() || name.contains(['/', '\\', '.', ':']) {
        return refused(
            format!("`{name}` cannot be the name of an installed set"),
            "choose another with `--name`, without dots and slashes",
        );
    }
    if existing == Existing::Keep && target.exists() {
        return refused(
            format!("a set `{name}` is installed already"),
            "replace it with `--overwrite`, or choose another name with `--name`",
        );
    }
    Ok(())
}

fn about(what: &str, error: &dyn std::error::Error) -> Diagnostics {
    Diagnostic::about(what, error.to_string()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_and_groups_are_listed_with_their_numbers() {
        insta::assert_snapshot!(list(None).unwrap());
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        let text = list(None).unwrap();
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }

    /// Germany has 357 022 km² (CIA, The World Factbook, 2024).
    #[test]
    fn a_set_shows_codes_names_and_areas_and_a_group_its_members() {
        let of_set = shown("natural-earth-50m", &[]);
        let germany = of_set.regions.iter().find(|region| region.code == "DEU").unwrap();
        assert!(germany.name == "Germany" && (germany.area_km2.unwrap() / 357_022.0 - 1.0).abs() < 0.01, "{germany:?}");
        let group = of_group(groups().iter().find(|known| known.group.code.as_str() == "ASEAN").unwrap());
        assert_eq!((group.regions.len(), group.regions[0].name.as_str()), (11, "Brunei"));
    }

    #[test]
    fn a_country_selects_its_provinces() {
        let china = shown("natural-earth-10m-provinces", &["CHN"]);
        let names: Vec<&str> = china.regions.iter().map(|region| region.name.as_str()).collect();
        assert!(names.len() == 32 && names.contains(&"Inner Mongolia"), "{names:?}");
        let some = shown("natural-earth-50m", &["FRA", "DEU"]);
        assert_eq!(some.regions.iter().map(|region| region.code.as_str()).collect::<Vec<_>>(), ["DEU", "FRA"]);
    }

    fn shown(what: &str, select: &[&str]) -> Shown {
        let select: Vec<RegionCode> = select.iter().copied().map(RegionCode::new).collect();
        of_set(&planned(what, None, Faults::Named, &select, &mut Vec::new()).unwrap()).unwrap()
    }

    #[test]
    fn a_name_that_is_taken_or_is_a_path_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("x.geojson");
        for name in ["natural-earth-50m", "none", "", "a/b", "a.b"] {
            assert!(check_name(name, &target, Existing::Keep).is_err(), "{name}");
        }
        assert!(check_name("x", &target, Existing::Keep).is_ok());
        std::fs::write(&target, "").unwrap();
        assert!(check_name("x", &target, Existing::Keep).is_err() && check_name("x", &target, Existing::Replace).is_ok());
    }
}
