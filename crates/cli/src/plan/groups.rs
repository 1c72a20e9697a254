//! Groups of regions that the plan has checked against the set.

use super::RegionProblem;
use super::named_regions::NamedRegions;
use crate::region_group::GroupRequest;
use fluxledger_core::{RegionCode, RegionGroup, Warned, Warning};
use fluxledger_ingest::known_words::nearest;
use fluxledger_ingest::region::{groups, name_of};
use std::collections::BTreeSet;

/// The groups asked for, each once, of the regions of the set; members that it lacks are named in a warning.
///
/// A member that the set divides into provinces is all of them. A region that several members name is counted once.
///
/// # Errors
/// [`RegionProblem`] for each group that is not known, has the code of a region, a member that is no country or region, or none in the set.
pub(super) fn planned_groups(
    requests: &[GroupRequest],
    regions: &NamedRegions<'_>,
) -> Result<Warned<Vec<RegionGroup>>, Vec<RegionProblem>> {
    let (mut planned, mut warnings, mut problems) = (Vec::<RegionGroup>::new(), Vec::new(), Vec::new());
    for request in requests {
        match checked(request, regions) {
            Ok(group) if planned.iter().any(|earlier| earlier.code == group.code) => {}
            Ok(group) => {
                warnings.extend(warning_of_missing(&group, regions));
                planned.push(of_regions(group, regions));
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(Warned::new(planned, warnings)) } else { Err(problems) }
}

fn checked(request: &GroupRequest, regions: &NamedRegions<'_>) -> Result<RegionGroup, RegionProblem> {
    let (name, set) = (&request.name, regions.set());
    let problem = |message: String, hint: Option<String>| RegionProblem { subject: Some(name.clone()), message, hint };
    let Some(group) = request.group() else {
        let known: Vec<&str> = groups().iter().map(|known| known.group.code.as_str()).collect();
        let near = nearest(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let message = format!("no group `{name}` is known, expected {}", known.join(", "));
        return Err(problem(message, near.or_else(|| Some("name the members of a group of your own".to_owned()))));
    };
    if regions.hold(&group.code) {
        return Err(problem(format!("group `{name}` has the code of a region of set `{set}`"), Some("give it another name".to_owned())));
    }
    if let Some(stranger) = group.members.iter().find(|member| !regions.hold(member) && name_of(member).is_none()) {
        let near = regions.near(stranger.as_str(), std::iter::empty());
        return Err(problem(format!("member `{stranger}` of group `{name}` is neither a country nor a region of set `{set}`"), near));
    }
    if group.members.iter().all(|member| regions.meant_by(member).is_empty()) {
        return Err(problem(format!("no member of group `{name}` is in set `{set}`"), None));
    }
    Ok(group)
}

/// The group with the regions that its members stand for, each once; a member that the set lacks stays.
fn of_regions(group: RegionGroup, regions: &NamedRegions<'_>) -> RegionGroup {
    let meant = |member: &RegionCode| match regions.meant_by(member) {
        none if none.is_empty() => vec![member.clone()],
        meant => meant,
    };
    let mut seen = BTreeSet::new();
    let members = group.members.iter().flat_map(meant).filter(|region| seen.insert(region.clone())).collect();
    RegionGroup { members, ..group }
}

fn warning_of_missing(group: &RegionGroup, regions: &NamedRegions<'_>) -> Option<Warning> {
    let missing: Vec<&str> = group.members.iter().filter(|member| regions.meant_by(member).is_empty()).map(RegionCode::as_str).collect();
    let message = format!("set `{}` has no region of its own for {}; the sum is without them", regions.set(), missing.join(", "));
    (!missing.is_empty()).then(|| Warning::new(format!("group {}", group.code), message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use fluxledger_core::{Region, RegionSet, RegionShapes};

    fn planned(arguments: &[&str]) -> Result<Warned<Vec<RegionGroup>>, Vec<RegionProblem>> {
        let region = |(code, country): (&str, Option<&str>)| Region {
            code: RegionCode::new(code),
            name: code.to_owned(),
            country: country.map(RegionCode::new),
            polygons: Vec::new(),
        };
        let regions =
            [("DEU", None), ("FRA", None), ("ESP", None), ("_SPOT", None), ("IT-21", Some("ITA")), ("IT-23", Some("ITA"))].map(region);
        let shapes = RegionShapes::Outlines(regions.to_vec().into());
        let set = RegionSet { id: "three".to_owned(), source: String::new(), complete_for_land: false, shapes };
        let requests: Vec<GroupRequest> = arguments.iter().map(|argument| GroupRequest::from_argument(argument).unwrap()).collect();
        planned_groups(&requests, &NamedRegions::of(&set))
    }

    #[test]
    fn members_that_the_set_lacks_are_named_and_a_group_named_twice_is_one() {
        let Ok(planned) = planned(&["Iberia=ESP,PRT,AND", "Iberia=ESP", "Spots=_SPOT"]) else { panic!("two groups") };
        assert_eq!(planned.value.iter().map(|group| group.code.as_str()).collect::<Vec<_>>(), ["Iberia", "Spots"]);
        let texts: Vec<String> = planned.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["group Iberia: set `three` has no region of its own for PRT, AND; the sum is without them"]);
    }

    #[test]
    fn a_country_is_all_its_provinces_and_none_is_counted_twice() {
        let Ok(planned) = planned(&["South=IT-21,ITA,ESP,PRT"]) else { panic!("a group") };
        let members: Vec<&str> = planned.value[0].members.iter().map(RegionCode::as_str).collect();
        assert_eq!(members, ["IT-21", "IT-23", "ESP", "PRT"]);
        assert_eq!(planned.warnings.len(), 1, "{:?}", planned.warnings);
    }

    #[test]
    fn each_fault_of_a_group_has_its_message() {
        let Err(problems) = planned(&["EU28", "DEU=FRA,ESP", "Own=FRA,ESQ", "ASEAN"]) else { panic!("four problems") };
        let texts = problems.iter().map(|problem| format!("{} | {}", problem.message, problem.hint.clone().unwrap_or_default()));
        insta::assert_snapshot!(texts.collect::<Vec<_>>().join("\n"), @r"
        no group `EU28` is known, expected EU27, EU27+GBR, ANNEX_I, NON_ANNEX_I, OECD, G20, ASEAN, FRA+MCO, ITA+SMR+VAT, ESP+AND, CHE+LIE, ISR+PSE, SRB+MNE, SDN+SSD, BES+CUW+SXM | did you mean `EU27`?
        group `DEU` has the code of a region of set `three` | give it another name
        member `ESQ` of group `Own` is neither a country nor a region of set `three` | did you mean `ESP`?
        no member of group `ASEAN` is in set `three` | 
        ");
    }
}
