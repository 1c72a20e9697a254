use super::*;
use fluxledger_core::{CategoryCode, Gas};
use insta::assert_snapshot;
use std::collections::BTreeSet;

/// The variables of the gridded EPA inventory, version 1, without `emissions_`.
const EPA_LAYERS: &str = "1A_Combustion_Mobile 1A_Combustion_Stationary 1B1a_Abandoned_Coal 1B1a_Coal_Mining_Surface 1B1a_Coal_Mining_Underground \
    1B2a_Petroleum 1B2b_Natural_Gas_Distribution 1B2b_Natural_Gas_Processing 1B2b_Natural_Gas_Production 1B2b_Natural_Gas_Transmission \
    2B5_Petrochemical_Production 2C2_Ferroalloy_Production 4A_Enteric_Fermentation 4B_Manure_Management 4C_Rice_Cultivation 4F_Field_Burning \
    5_Forest_Fires 6A_Landfills_Industrial 6A_Landfills_Municipal 6B_Wastewater_Treatment_Domestic 6B_Wastewater_Treatment_Industrial \
    6D_Composting";

/// The sectors of the EDGAR grid maps of all versions, with the gases where a sector does not exist for all.
const EDGAR_SECTORS: &str = "AGS AWB CHE ENE ENF:CH4 FFF FOO_PAP IDE:N2O IND IRO MNM:CH4,N2O N2O:N2O NEU NFE NMM PRO PRO_COAL PRO_FFF PRO_GAS PRO_OIL \
    PRU_SOL RCO REF_TRF SWD_INC SWD_LDF TNR_Aviation_CDS TNR_Aviation_CRS TNR_Aviation_LTO TNR_Aviation_SPS TNR_Other TNR_Ship TOTALS TRO WWT AGRICULTURE BUILDINGS \
    FUEL_EXPLOITATION IND_COMBUSTION IND_PROCESSES POWER_INDUSTRY TRANSPORT WASTE";

/// The variables of the gridded EPA inventory, version 2, without `emi_ch4_`.
const EPA_2_LAYERS: &str = "1A_Combustion_Mobile 1A_Combustion_Stationary 1B1a_Abandoned_Coal 1B1a_Surface_Coal 1B1a_Underground_Coal \
    1B2a_Petroleum_Systems_Exploration 1B2a_Petroleum_Systems_Production 1B2a_Petroleum_Systems_Refining 1B2a_Petroleum_Systems_Transport \
    1B2ab_Abandoned_Oil_Gas 1B2b_Natural_Gas_Distribution 1B2b_Natural_Gas_Exploration 1B2b_Natural_Gas_Processing 1B2b_Natural_Gas_Production \
    1B2b_Natural_Gas_TransmissionStorage 2B8_Industry_Petrochemical 2C2_Industry_Ferroalloy 3A_Enteric_Fermentation 3B_Manure_Management \
    3C_Rice_Cultivation 3F_Field_Burning 5A1_Landfills_Industrial 5A1_Landfills_MSW 5B1_Composting 5D_Wastewater_Treatment_Domestic \
    5D_Wastewater_Treatment_Industrial";

/// The groups of categories in file names of EDGAR v4.3.2 that are known.
const EDGAR_432_GROUPS: &str = "ALL 1A1a 1A2 1A3b 1A4 1B1a 2B 4A:CH4 4B:CH4,N2O 4F 6A_6D 6B 6C 7A";

/// The sectors of CEDS, and the negative emissions of the scenarios.
const CEDS_SECTORS: &str = "AGR ENE IND TRA RCO SLV WST SHP NEG:CO2";

/// The sectors of CAMS-GLOB-ANT of all versions.
const CAMS_SECTORS: &str = "agl:CH4,N2O ags awb com ene fef ind ref res res-v6 shp slv swd swd-v6 swl sum tnr tro";

/// The parts of the CO2 budget.
const BUDGET_PARTS: &str = "fossil:CO2 land:CO2 biosphere:CO2 fire:CO2 ocean:CO2 net:CO2";

/// The sectors of the Global Fuel Exploitation Inventory that have a counterpart.
const GFEI_SECTORS: &str = "Coal:CH4 Oil_All:CH4 Gas_All:CH4 Total_Fuel_Exploitation:CH4";

/// Codes of the CRF tables that the export of the UNFCCC data interface does not have.
const CRF_BEYOND_THE_EXPORT: &str = "2.B.9 2.E 2.F 2.G.1 2.G.2 3.A.1:CH4 3.A.2:CH4 3.A.3:CH4 3.A.4:CH4 3.B.1:CH4,N2O 3.B.2:CH4,N2O 3.B.3:CH4,N2O \
    3.B.4:CH4,N2O 3.B.5:N2O 4.F.1";

/// Codes of the export that do not exist for all gases.
const CRF_OF_SOME_GASES: &str = "3.A:CH4 3.B:CH4,N2O";

/// What the crosswalk of ceds-sectors must know.
const CEDS_SECTORS_CODES: &str = "1A1a_Electricity-public 1A1a_Electricity-autoproducer 1A1a_Heat-production 1A1bc_Other-transformation 1A2a_Ind-Comb-Iron-steel 1A2b_Ind-Comb-Non-ferrous-metals 1A2c_Ind-Comb-Chemicals 1A2d_Ind-Comb-Pulp-paper 1A2e_Ind-Comb-Food-tobacco 1A2f_Ind-Comb-Non-metalic-minerals 1A2g_Ind-Comb-Construction 1A2g_Ind-Comb-transpequip 1A2g_Ind-Comb-machinery 1A2g_Ind-Comb-mining-quarying 1A2g_Ind-Comb-wood-products 1A2g_Ind-Comb-textile-leather 1A2g_Ind-Comb-other 1A3ai_International-aviation 1A3aii_Domestic-aviation 1A3b_Road 1A3c_Rail 1A3di_International-shipping 1A3di_Oil_Tanker_Loading 1A3dii_Domestic-navigation 1A3eii_Other-transp 1A4a_Commercial-institutional 1A4b_Residential 1A4c_Agriculture-forestry-fishing 1A5_Other-unspecified 1B1_Fugitive-solid-fuels 1B2_Fugitive-petr 1B2b_Fugitive-NG-prod 1B2b_Fugitive-NG-distr 1B2d_Fugitive-other-energy 2A1_Cement-production 2A2_Lime-production 2A6_Other-minerals 2B2_Chemicals-Nitric-acid 2B3_Chemicals-Adipic-acid 2B_Chemical-industry 2C_Metal-production 2C1_Iron-steel-alloy-prod 2C3_Aluminum-production 2C4_Non-Ferrous-other-metals 2D_Degreasing-Cleaning 2D3_Other-product-use 2D_Paint-application 2D3_Chemical-products-manufacture-processing 2H_Pulp-and-paper-food-beverage-wood 2L_Other-process-emissions 3B_Manure-management:CH4,N2O 3D_Soil-emissions:N2O 3I_Agriculture-other:CO2 3D_Rice-Cultivation:CH4 3E_Enteric-fermentation:CH4 3F_Agricultural-residue-burning-on-fields 5A_Solid-waste-disposal 5E_Other-waste-handling 5C_Waste-incineration 5D_Wastewater-handling 6A_Other-in-total 6B_Other-not-in-total 7A_Fossil-fuel-fires 7BC_Indirect-N2O-non-agricultural-N:N2O 11A_Volcanoes 11B_Forest-fires 11C_Other-natural";

/// What the crosswalk of climate-trace must know.
const CLIMATE_TRACE_CODES: &str = "power power/electricity-generation power/heat-plants transportation transportation/road-transportation transportation/domestic-aviation transportation/international-aviation transportation/railways transportation/domestic-shipping transportation/international-shipping transportation/other-transport buildings buildings/residential-onsite-fuel-usage fossil-fuel-operations fossil-fuel-operations/coal-mining manufacturing mineral-extraction agriculture agriculture/rice-cultivation:CH4 agriculture/cropland-fires waste waste/solid-waste-disposal waste/biological-treatment-of-solid-waste-and-biogenic waste/incineration-and-open-burning-of-waste waste/domestic-wastewater-treatment-and-discharge waste/industrial-wastewater-treatment-and-discharge fluorinated-gases forestry-and-land-use";

/// What the crosswalk of eccc-a11 must know.
const ECCC_A11_CODES: &str = "Total 1 1.a 1.a.1 1.a.2 1.a.3 1.b 1.b.1 1.b.2 1.b.2.4 1.b.3 1.b.4 1.b.5 1.b.5.6 1.c 1.c.1 1.c.2 1.d:CO2 2 2.a:CO2 2.a.1:CO2 2.a.2:CO2 2.a.3:CO2 2.b 2.c 2.e 2.f:N2O 3 3.a:CH4 3.b:CH4,N2O 3.c:N2O 3.c.1:N2O 3.c.2:N2O 3.d:CH4,N2O 3.e:CO2 4 4.a:CH4 4.e:CH4 4.b:CH4,N2O 4.c 4.d";

/// What the crosswalk of edgar-countries must know.
const EDGAR_COUNTRIES_CODES: &str = "1A1a 1A1bc 1A2 1A3a 1A3b_noRES 1A3c 1A3d 1A3e 1A4 1A5 1B1 1B2 1C1 1C2 2A1:CO2 2A2:CO2 2A3:CO2 2A4:CO2 2A7:CO2 2B 2C 2G:CO2 3A:CO2 3B:CO2 3C:CO2 3D:CO2,N2O 4A:CH4 4B:CH4,N2O 4C:CH4 4D1:N2O 4D2:N2O 4D3:N2O 4D4:CO2 4F 4G:N2O 7B:N2O 7C:N2O 6A:CH4 6B:CH4,N2O 6C 6D:CH4,N2O 7A";

/// What the crosswalk of edgar-sectors must know.
const EDGAR_SECTORS_CODES: &str = "Total:CO2 power:CO2 buildings:CO2 transport:CO2 other-industrial-combustion:CO2 other-sectors:CO2 industrial-combustion:CO2 fuel-exploitation:CO2 processes:CO2 agriculture:CO2 waste:CO2";

/// What the crosswalk of faostat must know.
const FAOSTAT_CODES: &str = "Enteric Fermentation:CH4 | Manure Management:CH4,N2O | Rice Cultivation:CH4 | Burning - Crop residues:CH4,N2O | Savanna fires:CH4,N2O | Synthetic Fertilizers:N2O | Manure applied to Soils:N2O | Manure left on Pasture:N2O | Crop Residues:N2O | Drained organic soils:CO2,N2O | Forestland:CO2 | Net Forest conversion:CO2 | Forest fires:CH4,N2O | Fires in organic soils";

/// What the crosswalk of owid must know.
const OWID_CODES: &str = "Fossil:CO2 cement:CO2 coal:CO2 oil:CO2 gas:CO2 flaring:CO2 other_industry:CO2 LUC:CO2 Total.with.LUC:CO2";

/// What the crosswalk of primap must know.
const PRIMAP_CODES: &str = "0 M.0.EL 1 1.A 1.A.1 1.A.2 1.A.3 1.A.4 1.A.5 1.B 1.B.1 1.B.2 1.B.3 1.C 2 2.A 2.B 2.C 2.D 2.E 2.F 2.G 2.H M.AG 3.A 3.A.1 3.A.2 M.AG.ELV M.LULUCF 4 4.A 4.B 4.C 4.D 4.E 5 M.BK M.BK.A M.BK.M M.BIO";

/// The sectors of Vulcan.
const VULCAN_SECTORS: &str =
    "airport:CO2 cement:CO2 cmv:CO2 comm:CO2 elec_prod:CO2 industrial:CO2 nonroad:CO2 onroad:CO2 rail:CO2 residential:CO2 total:CO2";

type Sources = BTreeSet<(String, Gas)>;

/// From words such as `3.A:CH4` or `3` each code with each of its gases.
fn sources<'a>(words: impl IntoIterator<Item = &'a str>) -> Sources {
    let gases = |listed: &str| listed.split(',').map(|gas| gas.parse().unwrap()).collect::<Vec<Gas>>();
    let pairs = |word: &'a str| match word.split_once(':') {
        Some((code, listed)) => gases(listed).into_iter().map(|gas| (code.to_owned(), gas)).collect::<Vec<_>>(),
        None => Gas::MAIN.map(|gas| (word.to_owned(), gas)).into(),
    };
    words.into_iter().flat_map(pairs).collect()
}

/// What the crosswalk in a file must know, neither more nor less.
fn required(file: &str) -> Sources {
    match file {
        "epa-ghgi-v1-to-ipcc2006.csv" => EPA_LAYERS.split_whitespace().map(|layer| (layer.to_owned(), Gas::Ch4)).collect(),
        "epa-ghgi-v2-to-ipcc2006.csv" => EPA_2_LAYERS.split_whitespace().map(|layer| (layer.to_owned(), Gas::Ch4)).collect(),
        "cams-glob-ant-to-ipcc2006.csv" => sources(CAMS_SECTORS.split_whitespace()),
        "ceds-to-ipcc2006.csv" => sources(CEDS_SECTORS.split_whitespace()),
        "co2-budget-to-ipcc2006.csv" => sources(BUDGET_PARTS.split_whitespace()),
        "edgar-v432-to-ipcc2006.csv" => sources(EDGAR_432_GROUPS.split_whitespace()),
        "gfei-to-ipcc2006.csv" => sources(GFEI_SECTORS.split_whitespace()),
        "edgar-to-ipcc2006.csv" => sources(EDGAR_SECTORS.split_whitespace()),
        "crf-to-ipcc2006.csv" => {
            let text = include_str!("../../../../data/layouts/unfccc-flexible-query.csv");
            let exported = text.lines().filter(|line| line.starts_with("category,")).filter_map(|line| line.rsplit(',').next());
            let of_some: Vec<&str> = CRF_OF_SOME_GASES.split_whitespace().collect();
            let of_all = exported.filter(|code| !of_some.iter().any(|word| word.split(':').next() == Some(code)));
            sources(of_all.chain(of_some.iter().copied()).chain(CRF_BEYOND_THE_EXPORT.split_whitespace()))
        }
        "crt-to-ipcc2006.csv" => {
            let of_some: BTreeSet<&str> = CRF_OF_SOME_GASES.split_whitespace().chain(CRF_BEYOND_THE_EXPORT.split_whitespace()).collect();
            let of_some = |code: &str| of_some.iter().find(|word| word.split(':').next() == Some(code) && word.contains(':')).copied();
            let nodes = tree_of(&Categorization::new("CRT")).unwrap().nodes();
            sources(nodes.iter().map(|node| of_some(node.code.as_str()).unwrap_or(node.code.as_str())))
        }
        "ceds-sectors-to-ipcc2006.csv" => sources(CEDS_SECTORS_CODES.split_whitespace()),
        "climate-trace-to-ipcc2006.csv" => sources(CLIMATE_TRACE_CODES.split_whitespace()),
        "eccc-a11-to-ipcc2006.csv" => sources(ECCC_A11_CODES.split_whitespace()),
        "edgar-countries-to-ipcc2006.csv" => sources(EDGAR_COUNTRIES_CODES.split_whitespace()),
        "edgar-sectors-to-ipcc2006.csv" => sources(EDGAR_SECTORS_CODES.split_whitespace()),
        "faostat-to-ipcc2006.csv" => sources(FAOSTAT_CODES.split(" | ")),
        "owid-to-ipcc2006.csv" => sources(OWID_CODES.split_whitespace()),
        "primap-to-ipcc2006.csv" => sources(PRIMAP_CODES.split_whitespace()),
        "vulcan-to-ipcc2006.csv" => sources(VULCAN_SECTORS.split_whitespace()),
        "cdiac-to-ipcc2006.csv" => sources(["Total:CO2"]),
        "gcb-to-ipcc2006.csv" => sources(["Fossil:CO2", "LUC:CO2"]),
        "odiac-to-ipcc2006.csv" => sources(["land:CO2", "intl_bunker:CO2"]),
        "ipcc1996-to-ipcc2006.csv" => {
            let text = include_str!("../../../../data/layouts/unfccc-non-annex-1.csv");
            sources(text.lines().filter(|line| line.starts_with("category,")).filter_map(|line| line.rsplit(',').next()))
        }
        other => panic!("`{other}` has no list of codes in this test; add one"),
    }
}

/// The one check of a crosswalk's text: that it is sound, and that it knows exactly what it must.
fn verify(file: &str, text: &str) -> Result<(), String> {
    let crosswalk = crosswalk::from_text(file, text, &TREE).map_err(|error| error.to_string())?;
    let codes = crosswalk.sources();
    let known: Sources = codes
        .into_iter()
        .flat_map(|code| Gas::MAIN.map(|gas| (code, gas)))
        .filter(|&(code, gas)| crosswalk.knows(code, gas))
        .map(|(code, gas)| (code.to_string(), gas))
        .collect();
    let required = required(file);
    match required.symmetric_difference(&known).next() {
        Some((code, gas)) if known.contains(&(code.clone(), *gas)) => {
            Err(format!("{file} has `{code}` for {gas}, which is in no list of this test; if the source has it, add it there"))
        }
        Some((code, gas)) => {
            Err(format!("{file} has no row `{code}` for {gas}; the source has it, so add a row, without targets if need be"))
        }
        None => Ok(()),
    }
}

/// The lines of a file that are rows of its table, by their position.
fn row_positions(text: &str) -> Vec<usize> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.skip(1).map(|(position, _)| position).collect()
}

/// The text with one line standing as often as given.
fn with_line(text: &str, position: usize, times: usize) -> String {
    let repeated =
        text.lines().enumerate().flat_map(|(number, line)| std::iter::repeat_n(line, if number == position { times } else { 1 }));
    repeated.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_crosswalk_is_sound_and_knows_what_its_source_has() {
    for &(file, text) in CROSSWALKS {
        assert_eq!(verify(file, text), Ok(()));
    }
}

#[test]
fn no_row_of_a_crosswalk_can_be_deleted_or_doubled_unnoticed() {
    for &(file, text) in CROSSWALKS {
        for position in row_positions(text) {
            let row = text.lines().nth(position).unwrap();
            let deleted = with_line(text, position, 0);
            assert!(verify(file, &deleted).is_err(), "{file}: deleting `{row}` is not noticed");
            let doubled = with_line(text, position, 2);
            assert!(verify(file, &doubled).is_err(), "{file}: doubling `{row}` is not noticed");
        }
    }
}

/// The one check of a tree's text: that it is sound, that each code is a part of the code before its last full stop, and that it has all categories of its tables.
fn verify_tree(file: &str, text: &str) -> Result<(), String> {
    let tree = tree::from_text(file, text).map_err(|error| error.to_string())?.tree;
    let codes: BTreeSet<&str> = tree.nodes().iter().map(|node| node.code.as_str()).collect();
    for node in tree.nodes() {
        let upper = node.code.as_str().rsplit_once('.').and_then(|(upper, _)| tree.node(&CategoryCode::new(upper)));
        let beside = || tree.nodes().iter().any(|other| other.children.contains(&node.code));
        if upper.is_some_and(|upper| !upper.children.contains(&node.code)) && !beside() {
            return Err(format!("{file}: `{}` is no part of the code before its last full stop, nor of another", node.code));
        }
    }
    let required = categories_of_tables(file);
    required.iter().find(|code| !codes.contains(code.as_str())).map_or(Ok(()), |code| Err(format!("{file} has no `{code}`")))
}

/// What a tree must have at least: the codes of the tables that are read with it, and those above which nothing is.
fn categories_of_tables(file: &str) -> BTreeSet<String> {
    let of_crosswalk = |from: &str| crosswalk(&Categorization::new(from)).unwrap().sources().into_iter().map(ToString::to_string).collect();
    match file {
        // `totals_are_made_of_the_sectors` needs each of them.
        "ipcc2006.csv" => ["0", "3", "M.MEMO"].map(ToOwned::to_owned).into(),
        "crf.csv" => of_crosswalk("CRF"),
        "crt.csv" => of_crosswalk("CRT"),
        "ipcc1996.csv" => of_crosswalk("IPCC1996"),
        other => panic!("`{other}` has no list of codes in this test; add one"),
    }
}

#[test]
fn every_tree_is_sound_and_has_what_its_tables_have() {
    for &(file, text) in TREES {
        assert_eq!(verify_tree(file, text), Ok(()));
    }
    let size = |name: &str| tree_of(&Categorization::new(name)).map(|tree| tree.nodes().len());
    assert_eq!(["IPCC2006", "CRF", "CRT", "IPCC1996", "NFR"].map(size), [Some(266), Some(360), Some(378), Some(236), None]);
}

#[test]
fn no_row_of_a_tree_can_be_deleted_or_doubled_unnoticed() {
    for &(file, text) in TREES {
        for position in row_positions(text) {
            let row = text.lines().nth(position).unwrap();
            assert!(verify_tree(file, &with_line(text, position, 0)).is_err(), "{file}: deleting `{row}` is not noticed");
            assert!(verify_tree(file, &with_line(text, position, 2)).is_err(), "{file}: doubling `{row}` is not noticed");
        }
    }
}

/// What CRF and CRT call 3.C is rice; IPCC 2006 calls so aggregate sources on land, and IPCC 1996 a part of solvents.
#[test]
fn a_code_means_nothing_without_its_categorization() {
    let name = |system: &str| tree_of(&Categorization::new(system)).unwrap().name(&CategoryCode::new("3.C")).unwrap().to_owned();
    assert_snapshot!(["IPCC2006", "CRF", "CRT", "IPCC1996"].map(name).join(" | "), @"Aggregate sources and non-CO2 emissions on land | Rice Cultivation | Rice Cultivation | Chemical Products, Manufacture & Processing");
}

/// The leaves of IPCC 2006 that a group counts in a categorization.
fn group_leaves(group: &CategoryGroup, from: &str, gas: Gas) -> BTreeSet<CategoryCode> {
    let (tree, crosswalk) = (ipcc_2006(), crosswalk(&Categorization::new(from)).unwrap());
    let codes = group.codes(&Categorization::new(from), gas).unwrap_or_else(|| panic!("{} is not said in {from}", group.id));
    let targets = codes.iter().flat_map(|code| crosswalk.targets(code, gas).unwrap_or_default());
    targets.flat_map(|target| tree.leaves(target).unwrap().clone()).collect()
}

#[test]
fn a_group_counts_the_same_in_every_categorization_but_where_its_comment_says_so() {
    let tree = ipcc_2006();
    let mut differences = Vec::new();
    for (group, from) in groups().iter().flat_map(|group| ["CRF", "CRT", "IPCC1996"].map(|from| (group, from))) {
        for gas in Gas::MAIN {
            let (ours, theirs) = (group_leaves(group, "IPCC2006", gas), group_leaves(group, from, gas));
            let words =
                |leaves: BTreeSet<CategoryCode>| tree.names_for(&leaves).iter().map(ToString::to_string).collect::<Vec<_>>().join("+");
            if ours != theirs {
                differences.push(format!(
                    "{} {from} {gas}: lacks `{}`, adds `{}`",
                    group.id,
                    words(&ours - &theirs),
                    words(&theirs - &ours)
                ));
            }
        }
    }
    assert_snapshot!(differences.join("\n"), @r"
    agriculture IPCC1996 CO2: lacks `3.C.2+3.C.3`, adds ``
    livestock CRF CO2: lacks `3.A`, adds ``
    livestock CRF N2O: lacks `3.A.1`, adds ``
    livestock CRT CO2: lacks `3.A`, adds ``
    livestock CRT N2O: lacks `3.A.1`, adds ``
    livestock IPCC1996 N2O: lacks `3.C.6`, adds ``
    lulucf IPCC1996 CO2: lacks ``, adds `3.C.2`
    landfills IPCC1996 CO2: lacks `4.A`, adds ``
    ");
}

#[test]
fn no_row_of_the_groups_can_be_deleted_or_doubled_unnoticed() {
    let text = include_str!("../../../../data/categories/groups.csv");
    let sound = group::from_text("groups.csv", text).unwrap();
    assert_eq!(sound.as_slice(), groups());
    for position in row_positions(text) {
        let row = text.lines().nth(position).unwrap();
        let deleted = group::from_text("groups.csv", &with_line(text, position, 0)).unwrap();
        // `a_group_counts_the_same_in_every_categorization_but_where_its_comment_says_so` asks each group for each categorization.
        assert_ne!(deleted, sound, "deleting `{row}` changes nothing");
        assert!(group::from_text("groups.csv", &with_line(text, position, 2)).is_err(), "doubling `{row}` is not noticed");
    }
}

#[test]
fn totals_are_made_of_the_sectors() {
    let tree = ipcc_2006();
    let leaves = |code: &str| tree.leaves(&CategoryCode::new(code)).unwrap().clone();
    let union = |codes: &[&str]| codes.iter().flat_map(|code| leaves(code)).collect::<BTreeSet<_>>();
    assert_eq!(leaves("0"), union(&["1", "2", "3", "4", "5"]));
    assert_eq!(leaves("3"), union(&["M.AG", "M.LULUCF"]));
    assert_eq!(leaves("0"), union(&["M.0.EL", "M.LULUCF"]));
    assert!(leaves("M.AG").is_disjoint(&leaves("M.LULUCF")) && leaves("M.0.EL").is_disjoint(&leaves("M.LULUCF")));
    assert!(leaves("0").is_disjoint(&leaves("M.MEMO")));
}

/// For a gas the leaves of a total that no source category resolves below the totals named.
fn unresolved(from: &str, gas: Gas, total: &str, totals: &[&str]) -> String {
    let (tree, crosswalk) = (ipcc_2006(), crosswalk(&Categorization::new(from)).unwrap());
    let below = crosswalk.sources().into_iter().filter(|code| !totals.contains(&code.as_str()));
    let targets = below.filter_map(|code| crosswalk.targets(code, gas)).flatten();
    let reached: BTreeSet<CategoryCode> = targets.flat_map(|target| tree.leaves(target).unwrap().clone()).collect();
    let lost = tree.leaves(&CategoryCode::new(total)).unwrap() - &reached;
    tree.names_for(&lost).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_a_source_does_not_resolve_is_known() {
    let crf = |gas| {
        unresolved(
            "CRF",
            gas,
            "0",
            &["1", "2", "3", "4", "5", "2.A", "2.B", "1.C"]
                .into_iter()
                .chain(["Total.with.LULUCF", "Total.without.LULUCF", "Total.with.LULUCF.indirect.CO2", "Total.without.LULUCF.indirect.CO2"])
                .collect::<Vec<_>>(),
        )
    };
    assert_snapshot!(crf(Gas::Ch4), @"2.A.5 3.C.1.d 3.C.6");
    assert_snapshot!(crf(Gas::Co2), @"2.A.5 3.A 3.C.1.d 3.C.6");
    assert_snapshot!(crf(Gas::N2o), @"2.A.5 3.A.1 3.C.1.d");
    let of_1996 = |gas| unresolved("IPCC1996", gas, "0", &["1", "2", "4", "5", "6", "7", "Total.with.LULUCF", "Total.without.LULUCF"]);
    assert_snapshot!(of_1996(Gas::Ch4), @"1.C 2.D.3 2.G.3 3.C.2 3.C.3 3.C.4 3.C.5 3.C.6 M.LULUCF 5");
    assert_snapshot!(of_1996(Gas::Co2), @"1.C 3.C.2 3.C.3 3.C.4 3.C.5 3.C.6 M.LULUCF 4.A 5");
    assert_snapshot!(of_1996(Gas::N2o), @"1.C 3.C.2 3.C.3 M.LULUCF 5");
    assert_snapshot!(unresolved("EDGAR", Gas::Ch4, "M.0.EL", &["TOTALS"]), @"1.B.3 1.C 3.C.1.c 3.C.2 3.C.3 3.C.4 3.C.5 3.C.6 3.C.8 4.E 5.A");
    assert_snapshot!(unresolved("EPA-GHGI-v1", Gas::Ch4, "M.0.EL", &[]), @"1.A.5 1.B.1.b 1.B.1.c 1.B.2.b.iii.6 1.B.3 1.C 2.A 2.B.1 2.B.2 2.B.3 2.B.4 2.B.5 2.B.6 2.B.7 2.B.9 2.B.10 2.C.1 2.C.3 2.C.4 2.C.5 2.C.6 2.C.7 2.D 2.E 2.F 2.G 2.H 3.C.1.c 3.C.2 3.C.3 3.C.4 3.C.5 3.C.6 3.C.8 4.C 4.E 5");
}

#[test]
fn crosswalks_are_found_by_their_source() {
    let targets = |from: &str, code: &str, gas| {
        let crosswalk = crosswalk(&Categorization::new(from)).unwrap();
        crosswalk
            .targets(&CategoryCode::new(code), gas)
            .map(|targets| targets.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(targets("CRF", "3.B", Gas::Ch4).unwrap(), "3.A.2");
    assert_eq!(targets("CRF", "3.B", Gas::N2o).unwrap(), "3.A.2 3.C.6");
    assert_eq!(targets("CRF", "5", Gas::Ch4).unwrap(), "4");
    assert_eq!(targets("CRF", "Memo.1.D.1.a", Gas::Co2), None);
    assert_eq!(targets("EDGAR", "AGS", Gas::Ch4).unwrap(), "3.C.7");
    assert_eq!(targets("EPA-GHGI-v1", "4F_Field_Burning", Gas::Ch4).unwrap(), "3.C.1.b");
    assert_eq!(targets("IPCC2006", "M.0.EL", Gas::Ch4).unwrap(), "M.0.EL");
    assert_eq!(targets("IPCC1996", "4.D", Gas::N2o).unwrap(), "3.C.4 3.C.5 3.C.6");
    assert_eq!(targets("IPCC1996", "5", Gas::Co2).unwrap(), "M.LULUCF 3.C.2");
    assert_eq!(targets("CDIAC", "Total", Gas::Co2), targets("GCB", "Fossil", Gas::Co2));
    assert_eq!(targets("CEDS", "SHP", Gas::Ch4).unwrap(), "1.A.3.d.i");
    assert_eq!(targets("CO2-BUDGET", "ocean", Gas::Co2), None);
    assert_eq!(crosswalk(&Categorization::new("NFR")), None);
    assert_eq!(crosswalks().len(), CROSSWALKS.len() + 1);
}

#[test]
fn flawed_files_are_refused_with_place_and_way_out() {
    let refuse = |table: &str| {
        let text = format!("#: from OWN\n#: reference a letter\n{table}");
        let error = crosswalk::from_text("own.csv", &text, &TREE).unwrap_err();
        format!("{error}\n{}", error.hint().unwrap_or_default())
    };
    assert_snapshot!(refuse("code,target\n1,1\n"), @r"
    own.csv: has no column `targets`, found `code`, `target`
    put `targets` into the first line that is no comment
    ");
    assert_snapshot!(refuse("code,targets\ncoal,1.B.1\ngas,1.B.9\n"), @r"
    own.csv, line 5: source category `gas` leads to `1.B.9`, which is no category of IPCC2006
    use codes of IPCC2006, set apart by blanks
    ");
    assert_snapshot!(refuse("code,targets\ncoal,1.B.1\ncoal,1.B.2\n"), @r"
    own.csv, line 5: source category `coal` has two rows
    keep one of the rows, or name the gases of each
    ");
    assert_snapshot!(refuse("code,gases,targets\ncoal,SF7,1.B.1\n"), @r"own.csv, line 4: `gases` is `SF7`, expected some of CH4, CO2, N2O, set apart by blanks");
    assert_snapshot!(refuse("code,extent,targets\ncoal,half,1.B.1\n"), @r"own.csv, line 4: `extent` is `half`, expected `whole` or `part`");
    assert_snapshot!(refuse("code,targets\nmines,1.B.1.a\ncoal,1.B.1\n"), @r"
    own.csv, line 4: `mines` counts `1.B.1.a.i.1` (CH4), which `coal` counts too
    take the leaf out of one of them; or name `mines` in `contains` of `coal` (or the other way round); or make both `part`
    ");
    assert_snapshot!(refuse("code,targets\nA,1.B.1\nA.1,1.B.2\n"), @r"
    own.csv, line 5: `A.1` counts `1.B.2.a.i` (CH4), which `A` above it does not
    add the targets of `A.1` to `A`, or correct them
    ");
    assert_snapshot!(refuse("code,extent,targets\nmunicipal,part,4.A\n"), @r"
    own.csv, line 4: `municipal` is the only part of its targets (CH4), expected another row with the same targets
    make it `whole`, or leave its targets empty so that its mass counts in the row above
    ");
    assert_snapshot!(refuse("code,targets,contains\nall,1,coal\n"), @r"own.csv, line 4: `contains` is `coal`, expected codes of this file, set apart by blanks");
    assert_snapshot!(refuse("code,targets\n,1\n"), @r"own.csv, line 4: `code` is ``, expected the code of a source category");
    let unnamed = crosswalk::from_text("own.csv", "code,targets\n1,1\n", &TREE).unwrap_err();
    assert_snapshot!(format!("{unnamed}\n{}", unnamed.hint().unwrap()), @r"
    own.csv: does not say `#: from`
    add a line such as `#: from …` above the table
    ");
}

#[test]
fn categories_that_contain_each_other_are_read_without_end() {
    let text = "#: from OWN\n#: reference a letter\ncode,targets,contains\na,1.B,b\nb,1.B,a\n";
    assert!(crosswalk::from_text("own.csv", text, &TREE).is_ok());
}

#[test]
fn a_file_of_ones_own_is_read() {
    let path = tempfile::tempdir().unwrap().keep().join("own.csv");
    std::fs::write(&path, "\u{feff}#: from OWN\n#: reference a letter\ncode,targets,comment\r\ncoal,1.B.1,\"hard, soft\"\r\n").unwrap();
    let crosswalk = crosswalk_from_file(&path, &ipcc_2006()).unwrap();
    assert_eq!((crosswalk.id.as_str(), crosswalk.from.name(), crosswalk.reference.as_str()), ("own", "OWN", "a letter"));
    let missing = crosswalk_from_file(Path::new("no/such.csv"), &ipcc_2006()).unwrap_err().to_string();
    assert!(missing.starts_with("no/such.csv: cannot be read: "), "{missing}");
}
