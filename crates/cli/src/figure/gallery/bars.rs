//! Bars of sectors: few, many, one, and none that is known.

use super::{emissions, estimate, frame};
use crate::figure::Frame;
use crate::figure::bars::{Bar, BarStyle, Bars, Group};
use crate::figure::style::Size;

fn bar(central: f64, share: f64) -> Option<Bar> {
    Some(Bar { estimate: estimate(central, share), style: BarStyle::Full })
}

/// Made values of a plausible size.
const SECTORS: [(&str, f64, f64); 12] = [
    ("Natural gas systems (1.B.2.b)", 6490.0, 6380.0),
    ("Enteric fermentation (3.A.1)", 6670.0, 6680.0),
    ("Landfills (4.A)", 5620.0, 5690.0),
    ("Coal mining and post-mining activities, underground and surface (1.B.1.a)", 2660.0, 2750.0),
    ("Manure management (3.A.2)", 2520.0, 2550.0),
    ("Petroleum systems (1.B.2.a)", 2330.0, 2260.0),
    ("Wastewater treatment and discharge (4.D)", 601.0, 612.0),
    ("Rice cultivation (3.C.7)", 476.0, 448.0),
    ("Stationary combustion (1.A.1, 1.A.2, 1.A.4)", 265.0, 219.0),
    ("Abandoned underground coal mines (1.B.1.a)", 249.0, 213.0),
    ("Mobile combustion (1.A.3)", 86.0, 87.0),
    ("Composting (4.B)", 77.0, 74.0),
];

pub(in crate::figure) fn bars_of_sectors(size: Size) -> Bars {
    let groups = SECTORS.iter().enumerate().map(|(position, (label, inventory, product))| Group {
        label: (*label).to_owned(),
        bars: vec![bar(*inventory, 0.18), if position == 9 { None } else { bar(*product, 0.3) }],
    });
    Bars {
        frame: frame(size),
        measured: emissions(),
        series: vec!["EPA inventory 2016".to_owned(), "Gridded product, posterior".to_owned()],
        groups: groups.collect(),
        interval_meaning: "95 % interval".to_owned(),
        faint_meaning: "incomplete (NE)".to_owned(),
    }
}

pub(super) fn many_bars() -> Bars {
    let groups = (0..25_u32).map(|position| {
        let value = 900.0 / f64::from(position + 1) - 120.0;
        let style = if position % 7 == 3 { BarStyle::Faint } else { BarStyle::Full };
        let one = |factor: f64| Some(Bar { estimate: estimate(value * factor, 0.25), style });
        let label = format!(
            "{}. Fugitive emissions from solid fuels, oil and natural gas, and other emissions from energy production",
            position + 1
        );
        Group { label, bars: vec![one(1.0), one(1.2), one(0.7), if position % 5 == 0 { None } else { one(1.1) }, one(0.9)] }
    });
    let series = ["National inventory 2023", "PRIMAP-hist 2.4", "CEOS top-down 2021", "GOSAT inversion", "EDGAR v8"];
    Bars {
        groups: groups.collect(),
        series: series.map(str::to_owned).to_vec(),
        frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(Size::DoubleColumn) },
        ..bars_of_sectors(Size::DoubleColumn)
    }
}

pub(super) fn one_group(size: Size) -> Bars {
    let all = bars_of_sectors(size);
    Bars { groups: all.groups[..1].to_vec(), frame: Frame { tag: Some("SIMULATED DATA".to_owned()), ..frame(size) }, ..all }
}

pub(super) fn nothing_known(size: Size) -> Bars {
    let all = bars_of_sectors(size);
    let groups = all.groups[..3].iter().map(|group| Group { bars: vec![None, None], ..group.clone() }).collect();
    Bars { groups, ..all }
}
