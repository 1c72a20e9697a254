//! What can be wrong when a gridded file is read as a product.

use super::check::Finding;
use super::expectation::Breach;
use crate::raster::{RasterError, has_groups, hint_of_groups};
use fluxledger_core::unit::{ConversionError, UnitError};
use fluxledger_core::{Date, Gas, Period};
use std::path::PathBuf;

/// A gridded file cannot be read as the product that it is said to be.
#[derive(Debug, thiserror::Error)]
pub enum ProductError {
    /// The file itself is at fault.
    #[error(transparent)]
    Raster(#[from] RasterError),
    /// A profile cannot be opened.
    #[error("`{}`: profile cannot be opened: {source}", path.display())]
    ProfileUnopened {
        /// The profile.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// A profile cannot be understood.
    #[error("`{place}`: {message}")]
    BadProfile {
        /// The profile.
        place: String,
        /// What is wrong with it.
        message: String,
    },
    /// A drafted profile still asks for something.
    #[error("`{place}`: {} not answered yet\n  {}", counted(questions.len()), questions.join("\n  "))]
    OpenQuestions {
        /// The profile.
        place: String,
        /// Each question with its line.
        questions: Vec<String>,
    },
    /// No variable of the file has rows and columns.
    #[error("`{}`: no variable has rows and columns, found {}", path.display(), listed(variables))]
    NothingGridded {
        /// The file.
        path: PathBuf,
        /// Its variables.
        variables: Vec<String>,
    },
    /// There is no profile of that name.
    #[error("unknown product `{found}`, expected a profile's file or one of {}", listed(known))]
    UnknownProfile {
        /// What was asked for.
        found: String,
        /// The profiles that come with fluxledger.
        known: Vec<String>,
    },
    /// No profile fits the file.
    #[error("`{}`: fits no known product, found variables {}", path.display(), listed(variables))]
    NoProfile {
        /// The file.
        path: PathBuf,
        /// Its variables.
        variables: Vec<String>,
    },
    /// More than one profile fits the file.
    #[error("`{}`: fits more than one product: {}", path.display(), listed(profiles))]
    SeveralProfiles {
        /// The file.
        path: PathBuf,
        /// The profiles.
        profiles: Vec<String>,
    },
    /// None of the product's layers is in the file.
    #[error("`{}`: no layer of product `{profile}`, expected {}, found {}", path.display(), listed(expected), listed(found))]
    NoLayer {
        /// The file.
        path: PathBuf,
        /// The profile.
        profile: String,
        /// Its patterns of variables.
        expected: Vec<String>,
        /// The file's variables.
        found: Vec<String>,
    },
    /// The file may be read in several ways, and nobody says which.
    #[error("`{}`: expected one flux variable, found {}", path.display(), listed(found))]
    SeveralVariables {
        /// The file.
        path: PathBuf,
        /// The variables.
        found: Vec<String>,
    },
    /// The variable's unit contradicts the profile.
    #[error("`{}`, variable `{variable}`: expected unit `{expected}`, found `{found}`", path.display())]
    UnitConflict {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The profile's unit.
        expected: String,
        /// The file's.
        found: String,
    },
    /// The variable's unit cannot be read.
    #[error("`{}`, variable `{variable}`: {source}", path.display())]
    Unit {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The cause.
        source: Box<UnitError>,
    },
    /// The variable states no unit, and neither does the profile.
    #[error("`{}`, variable `{variable}`: no unit, neither in attribute `units` nor in profile `{profile}`", path.display())]
    NoUnit {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The profile.
        profile: String,
    },
    /// The variable's unit is per no extent, and no profile says that it is per cell.
    #[error("`{}`, variable `{variable}`: expected a unit per area or per cell, found `{found}`", path.display())]
    NoExtent {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The file's unit.
        found: String,
    },
    /// The unit cannot be converted.
    #[error("`{}`, variable `{variable}`: {source}", path.display())]
    Conversion {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The cause.
        source: Box<ConversionError>,
    },
    /// Nothing says which gas the variable counts.
    #[error("`{}`, variable `{variable}`: neither file nor profile `{profile}` say which gas it counts", path.display())]
    NoGas {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The profile.
        profile: String,
    },
    /// The gas asked for is not the file's.
    #[error("`{}`, variable `{variable}`: expected {expected}, found {found}", path.display())]
    GasConflict {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The gas asked for.
        expected: Gas,
        /// The file's.
        found: Gas,
    },
    /// A word in a name has no category in the profile.
    #[error("`{}`, variable `{variable}`: the profile has no category for `{found}`, expected {}", path.display(), listed(expected))]
    NoCategory {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The word.
        found: String,
        /// The words that have one.
        expected: Vec<String>,
    },
    /// Nothing says for which period the variable holds.
    #[error("`{}`, variable `{variable}`: period unknown, {}", path.display(), known_label(label.as_ref()))]
    NoPeriod {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The one time label, if there is one.
        label: Option<Date>,
    },
    /// Two places in the file or the run state different periods.
    #[error("`{}`, variable `{variable}`: {first_place} states {first}, but {second_place} states {second}", path.display())]
    PeriodConflict {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// One place.
        first_place: &'static str,
        /// The period there.
        first: Period,
        /// The other place.
        second_place: &'static str,
        /// The period there.
        second: Box<str>,
    },
    /// The file has no layer in the year asked for.
    #[error("`{}`: no layer lies in {year}, found periods from {first} to {last}", path.display())]
    NoLayerInYear {
        /// The file.
        path: PathBuf,
        /// The year.
        year: i32,
        /// The first day of all layers.
        first: Date,
        /// The day after the last.
        last: Date,
    },
    /// The file contradicts itself, or what is known, so that its totals would be wrong.
    #[error("`{}`: {}", path.display(), findings.iter().map(|finding| format!("{}: {}", finding.place, finding.message)).collect::<Vec<_>>().join("; "))]
    Contradicted {
        /// The file.
        path: PathBuf,
        /// What speaks against it.
        findings: Vec<Finding>,
    },
    /// A dimension is neither latitude nor longitude nor time.
    #[error("`{}`, variable `{variable}`: dimension `{dimension}` with {length} positions has no meaning in profile `{profile}`", path.display())]
    ExtraDimension {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The dimension.
        dimension: String,
        /// Its length.
        length: usize,
        /// The profile.
        profile: String,
    },
    /// No layer runs along the dimension in which the members of an ensemble are said to stand.
    #[error("`{}`: no layer runs along `{dimension}`, the dimension of members, found {}", path.display(), listed(found))]
    NoMembers {
        /// The file.
        path: PathBuf,
        /// The dimension.
        dimension: String,
        /// The dimensions of the layers.
        found: Vec<String>,
    },
    /// The file is of the product and holds something else than its layers.
    #[error("`{}`: known to product `{profile}` and not read: it holds {holds}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// The profile.
        profile: String,
        /// What it holds.
        holds: String,
        /// The way out.
        instead: String,
    },
    /// The file is not what the profile says that all files of the product are.
    #[error("`{}`, {breach}", path.display())]
    Unexpected {
        /// The file.
        path: PathBuf,
        /// Where, and how.
        breach: Box<Breach>,
    },
    /// The positions of a dimension of sectors cannot be told apart.
    #[error("`{}`, variable `{variable}`, sectors along `{dimension}`: {message}", path.display())]
    Sectors {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The dimension.
        dimension: String,
        /// What is wrong.
        message: String,
    },
    /// The percentiles of a variable tell no standard deviation.
    #[error("`{}`, variable `{variable}`, percentiles: {message}", path.display())]
    Percentiles {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// What is wrong.
        message: String,
    },
    /// The numbers that multiply those of a variable are of other periods.
    #[error("`{}`: variables `{variable}` and `{other}`, which multiplies it, are of different periods", path.display())]
    Times {
        /// The file.
        path: PathBuf,
        /// The variable.
        variable: String,
        /// The one that multiplies it.
        other: String,
    },
    /// Two layers do not lie on the same grid.
    #[error("`{}`: variables `{first}` and `{second}` lie on different grids", path.display())]
    DifferentGrids {
        /// The file.
        path: PathBuf,
        /// One variable.
        first: String,
        /// The other.
        second: String,
    },
}

fn counted(questions: usize) -> String {
    if questions == 1 { "1 question is".to_owned() } else { format!("{questions} questions are") }
}

fn known_label(label: Option<&Date>) -> String {
    match label {
        Some(date) => format!("its one time label {date} does not tell how long it holds"),
        None => "found no time coordinate, and no year in file name or attributes".to_owned(),
    }
}

impl ProductError {
    /// The way out, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Raster(error) => return error.hint(),
            Self::Unit { source, .. } => return source.hint(),
            Self::Contradicted { findings, .. } => {
                return Some(findings.iter().map(|finding| finding.hint.clone()).collect::<Vec<_>>().join("; "));
            }
            Self::Conversion { source, .. } => return source.hint(),
            Self::Refused { instead, .. } => return Some(instead.clone()),
            Self::Unexpected { .. } => {
                "see what the file is; if it is right, copy the profile, correct its `[expect]`, and name the copy (`--profile`, in a run file `profile`)"
            }
            Self::ExtraDimension { .. } => {
                "if its positions are members of an ensemble or samples, say so in the run file (`ensemble = { members = \"…\" }` with its name); \
                 if they are sectors, name it under `sectors` of the layer in a product profile of your own"
            }
            Self::NoProfile { variables: found, .. } | Self::NothingGridded { variables: found, .. } | Self::NoLayer { found, .. }
                if has_groups(found) =>
            {
                return hint_of_groups(found);
            }
            Self::NoProfile { .. } => {
                "name the variable (`--variable`, in a run file `variable`) to see what is wrong with it, or draft a product profile \
                 (`fluxledger products new FILE`)"
            }
            Self::Percentiles { .. } => {
                "correct `percentiles` in a product profile of your own, or read the estimate alone (`--variable`, in a run file `variable`)"
            }
            Self::Times { .. } => "correct `times` in a product profile of your own",
            Self::NoMembers { .. } => "name the dimension of the members as the file does",
            Self::OpenQuestions { .. } => "write each answer as `key = value` in the place of its line, or delete the line if it says so",
            Self::SeveralProfiles { .. } => "name the right one (`--profile`, in a run file `profile`)",
            Self::NoLayer { .. } => "name another profile (`--profile`, in a run file `profile`), or leave it to be detected",
            Self::SeveralVariables { .. } => "choose one (`--variable`, in a run file `variable`); one of them may contain others",
            Self::UnitConflict { .. } => {
                "correct the file's attribute `units`, or state the right `unit` or a further spelling in a profile of your own"
            }
            Self::NoExtent { .. } => "state `unit` per cell in a product profile of your own, if that is what the numbers are",
            Self::NoUnit { .. } => "state `unit` in a product profile of your own",
            Self::NoGas { .. } => "state it (`--gas`, in a run file `gas`)",
            Self::GasConflict { .. } => "ask for the gas that is there, or choose another file or variable",
            Self::NoPeriod { label: None, .. } => "state the year (`--year`, in a run file `year`)",
            Self::NoPeriod { label: Some(_), .. } => {
                "state the year (`--year`, in a run file `year`), or `step = \"month\"` under `[time]` in a product profile of your own"
            }
            Self::PeriodConflict { .. } => "rename the file or leave out the year that was asked for, whichever is wrong",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

fn listed(names: &[String]) -> String {
    crate::raster::listed(names)
}
