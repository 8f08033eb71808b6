//! The profiles that tell what the platform exposes.

use crate::base::{Problem, closest};
use crate::cli::workspace;
use crate::spec::Profile;

/// The profiles of these names; all of them where none is named.
pub(super) fn profiles(names: &[String]) -> Result<Vec<Profile>, Vec<Problem>> {
    let mut profiles = workspace::profiles()?;
    if let Some(name) = names.iter().find(|name| !is_among(&profiles, name)) {
        return Err(vec![unknown(name, &profiles)]);
    }
    if !names.is_empty() {
        profiles.retain(|profile| names.contains(&profile.name));
    }
    Ok(profiles)
}

fn is_among(profiles: &[Profile], name: &str) -> bool {
    profiles.iter().any(|profile| profile.name == name)
}

fn unknown(name: &str, profiles: &[Profile]) -> Problem {
    let names = || profiles.iter().map(|profile| &*profile.name);
    let hint = closest(name, names()).map_or_else(
        || format!("there are `{}`", names().collect::<Vec<_>>().join("`, `")),
        |nearest| format!("did you mean `{nearest}`?"),
    );
    Problem::error(
        "lint/unknown-platform",
        format!("there is no profile `{name}`"),
    )
    .hint(hint)
}
