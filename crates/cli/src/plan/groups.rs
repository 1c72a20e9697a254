//! Groups of regions that the plan has checked against the set.

use super::RegionProblem;
use crate::known_words::nearest;
use crate::region_group::GroupRequest;
use fluxledger_core::{RegionCode, RegionGroup, Warned, Warning};
use fluxledger_ingest::region::{groups, name_of};
use std::collections::BTreeSet;

/// The groups asked for, each once; members that the set lacks are named in a warning.
///
/// # Errors
/// [`RegionProblem`] for each group that is not known, has the code of a region, a member that is no country or region, or none in the set.
pub(super) fn planned_groups(
    requests: &[GroupRequest],
    codes: &BTreeSet<RegionCode>,
    set: &str,
) -> Result<Warned<Vec<RegionGroup>>, Vec<RegionProblem>> {
    let (mut planned, mut warnings, mut problems) = (Vec::<RegionGroup>::new(), Vec::new(), Vec::new());
    for request in requests {
        match checked(request, codes, set) {
            Ok(group) if planned.iter().any(|earlier| earlier.code == group.code) => {}
            Ok(group) => {
                warnings.extend(warning_of_missing(&group, codes, set));
                planned.push(group);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(Warned::new(planned, warnings)) } else { Err(problems) }
}

fn checked(request: &GroupRequest, codes: &BTreeSet<RegionCode>, set: &str) -> Result<RegionGroup, RegionProblem> {
    let name = &request.name;
    let problem = |message: String, hint: Option<String>| RegionProblem { subject: Some(name.clone()), message, hint };
    let Some(group) = request.group() else {
        let known: Vec<&str> = groups().iter().map(|known| known.group.code.as_str()).collect();
        let near = nearest(name, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
        let message = format!("no group `{name}` is known, expected {}", known.join(", "));
        return Err(problem(message, near.or_else(|| Some("name the members of a group of your own".to_owned()))));
    };
    if codes.contains(&group.code) {
        return Err(problem(format!("group `{name}` has the code of a region of set `{set}`"), Some("give it another name".to_owned())));
    }
    if let Some(stranger) = group.members.iter().find(|member| !codes.contains(member) && name_of(member).is_none()) {
        let near = nearest(stranger.as_str(), codes.iter().map(RegionCode::as_str)).map(|near| format!("did you mean `{near}`?"));
        return Err(problem(format!("member `{stranger}` of group `{name}` is neither a country nor a region of set `{set}`"), near));
    }
    if !group.members.iter().any(|member| codes.contains(member)) {
        return Err(problem(format!("no member of group `{name}` is in set `{set}`"), None));
    }
    Ok(group)
}

fn warning_of_missing(group: &RegionGroup, codes: &BTreeSet<RegionCode>, set: &str) -> Option<Warning> {
    let missing: Vec<&str> = group.members.iter().filter(|member| !codes.contains(member)).map(RegionCode::as_str).collect();
    let message = format!("set `{set}` has no region of its own for {}; the sum is without them", missing.join(", "));
    (!missing.is_empty()).then(|| Warning::new(format!("group {}", group.code), message))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(arguments: &[&str]) -> Result<Warned<Vec<RegionGroup>>, Vec<RegionProblem>> {
        let codes = ["DEU", "FRA", "ESP", "_SPOT"].into_iter().map(RegionCode::new).collect();
        let requests: Vec<GroupRequest> = arguments.iter().map(|argument| GroupRequest::from_argument(argument).unwrap()).collect();
        planned_groups(&requests, &codes, "three")
    }

    #[test]
    fn members_that_the_set_lacks_are_named_and_a_group_named_twice_is_one() {
        let Ok(planned) = planned(&["Iberia=ESP,PRT,AND", "Iberia=ESP", "Spots=_SPOT"]) else { panic!("two groups") };
        assert_eq!(planned.value.iter().map(|group| group.code.as_str()).collect::<Vec<_>>(), ["Iberia", "Spots"]);
        let texts: Vec<String> = planned.warnings.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["group Iberia: set `three` has no region of its own for PRT, AND; the sum is without them"]);
    }

    #[test]
    fn each_fault_of_a_group_has_its_message() {
        let Err(problems) = planned(&["EU28", "DEU=FRA,ESP", "Own=FRA,ESQ", "ASEAN"]) else { panic!("four problems") };
        let texts = problems.iter().map(|problem| format!("{} | {}", problem.message, problem.hint.clone().unwrap_or_default()));
        insta::assert_snapshot!(texts.collect::<Vec<_>>().join("\n"), @r"
        no group `EU28` is known, expected EU27, EU27+GBR, ANNEX_I, NON_ANNEX_I, OECD, G20, ASEAN | did you mean `EU27`?
        group `DEU` has the code of a region of set `three` | give it another name
        member `ESQ` of group `Own` is neither a country nor a region of set `three` | did you mean `ESP`?
        no member of group `ASEAN` is in set `three` | 
        ");
    }
}
