//! Fluorinated gases: hydrofluorocarbons, perfluorocarbons, SF₆ and NF₃.

/// A fluorinated gas of which inventories report masses.
///
/// It is compared in its own mass; CO₂ equivalents are formed for it, as for every gas, only under a set that the user names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FluorinatedGas(u8);

/// A molecule: its name in inventory tables, its atoms of carbon, hydrogen and fluorine, and the mass of its other atom in g mol⁻¹.
struct Molecule {
    code: &'static str,
    atoms: [u8; 3],
    other: f64,
}

/// Standard atomic weights in g mol⁻¹ (IUPAC 2021, abridged to five figures).
const CARBON: f64 = 12.011;
const HYDROGEN: f64 = 1.008;
const FLUORINE: f64 = 18.998;
const SULFUR: f64 = 32.06;
const NITROGEN: f64 = 14.007;

const fn carbon(code: &'static str, carbon: u8, hydrogen: u8, fluorine: u8) -> Molecule {
    Molecule { code, atoms: [carbon, hydrogen, fluorine], other: 0.0 }
}

/// Names and formulas of decision 24/CP.19, annex III, and of the fifth and sixth reports (AR5, Working Group I, table 8.A.1).
const MOLECULES: [Molecule; FluorinatedGas::COUNT] = [
    carbon("HFC-23", 1, 1, 3),
    carbon("HFC-32", 1, 2, 2),
    carbon("HFC-41", 1, 3, 1),
    carbon("HFC-43-10mee", 5, 2, 10),
    carbon("HFC-125", 2, 1, 5),
    carbon("HFC-134", 2, 2, 4),
    carbon("HFC-134a", 2, 2, 4),
    carbon("HFC-143", 2, 3, 3),
    carbon("HFC-143a", 2, 3, 3),
    carbon("HFC-152", 2, 4, 2),
    carbon("HFC-152a", 2, 4, 2),
    carbon("HFC-161", 2, 5, 1),
    carbon("HFC-227ea", 3, 1, 7),
    carbon("HFC-236cb", 3, 2, 6),
    carbon("HFC-236ea", 3, 2, 6),
    carbon("HFC-236fa", 3, 2, 6),
    carbon("HFC-245ca", 3, 3, 5),
    carbon("HFC-245fa", 3, 3, 5),
    carbon("HFC-365mfc", 4, 5, 5),
    carbon("CF4", 1, 0, 4),
    carbon("C2F6", 2, 0, 6),
    carbon("C3F8", 3, 0, 8),
    carbon("C4F10", 4, 0, 10),
    carbon("c-C4F8", 4, 0, 8),
    carbon("c-C3F6", 3, 0, 6),
    carbon("C5F12", 5, 0, 12),
    carbon("C6F14", 6, 0, 14),
    Molecule { code: "SF6", atoms: [0, 0, 6], other: SULFUR },
    Molecule { code: "NF3", atoms: [0, 0, 3], other: NITROGEN },
];

impl FluorinatedGas {
    /// How many there are.
    pub const COUNT: usize = 29;

    /// All of them, in the order of the reporting tables.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..).map(Self).take(Self::COUNT)
    }

    /// The name in plain letters, as inventory tables write it: `HFC-23`, `SF6`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        MOLECULES[self.0 as usize].code
    }

    /// The formula with subscripts, where tables write one: `SF₆`; else the name.
    #[must_use]
    pub const fn formula(self) -> &'static str {
        match self.code().as_bytes() {
            b"CF4" => "CF₄",
            b"C2F6" => "C₂F₆",
            b"C3F8" => "C₃F₈",
            b"C4F10" => "C₄F₁₀",
            b"c-C4F8" => "c-C₄F₈",
            b"c-C3F6" => "c-C₃F₆",
            b"C5F12" => "C₅F₁₂",
            b"C6F14" => "C₆F₁₄",
            b"SF6" => "SF₆",
            b"NF3" => "NF₃",
            _ => self.code(),
        }
    }

    /// The molar mass in g mol⁻¹: the sum of the standard atomic weights.
    #[must_use]
    pub fn molar_mass(self) -> f64 {
        let Molecule { atoms: [carbon, hydrogen, fluorine], other, .. } = MOLECULES[usize::from(self.0)];
        f64::from(carbon) * CARBON + f64::from(hydrogen) * HYDROGEN + f64::from(fluorine) * FLUORINE + other
    }

    /// The gas of a name, whatever its case, hyphens and subscripts: `HFC-23`, `hfc23`, `SF₆`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let wanted = plain(text);
        Self::all().find(|gas| plain(gas.code()) == wanted)
    }

    /// Its position among all.
    pub(crate) const fn position(self) -> usize {
        self.0 as usize
    }
}

fn plain(text: &str) -> String {
    let digit =
        |letter: char| u32::from(letter).checked_sub(u32::from('₀')).and_then(|digit| char::from_digit(digit, 10)).unwrap_or(letter);
    text.trim().chars().filter(|letter| *letter != '-').map(digit).collect::<String>().to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mass(name: &str) -> f64 {
        FluorinatedGas::named(name).expect("a known gas").molar_mass()
    }

    /// CHF₃: 12.011 + 1.008 + 3 · 18.998 = 70.013; C₂H₂F₄: 24.022 + 2.016 + 75.992 = 102.030; SF₆: 32.06 + 113.988 = 146.048; NF₃: 14.007 + 56.994 = 71.001.
    #[test]
    fn molar_masses_are_sums_of_atomic_weights() {
        for (name, expected) in [("HFC-23", 70.013), ("HFC-134a", 102.030), ("SF6", 146.048), ("NF3", 71.001)] {
            assert!((mass(name) - expected).abs() < 1e-9, "{name}: {}", mass(name));
        }
    }

    #[test]
    fn names_are_read_whatever_their_case_hyphens_and_subscripts() {
        let names = ["hfc23", "HFC-23", " Hfc-23 "].map(|name| FluorinatedGas::named(name).map(FluorinatedGas::code));
        assert_eq!(names, [Some("HFC-23"); 3]);
        assert_eq!(FluorinatedGas::named("SF₆").map(FluorinatedGas::code), Some("SF6"));
        assert_eq!((FluorinatedGas::named("HFCs"), FluorinatedGas::named("CH4")), (None, None));
    }

    #[test]
    fn every_gas_is_found_by_its_own_name() {
        assert!(FluorinatedGas::all().all(|gas| FluorinatedGas::named(gas.code()) == Some(gas)));
        assert_eq!(FluorinatedGas::all().count(), MOLECULES.len());
    }
}
