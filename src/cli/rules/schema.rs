//! Which series the platform exposes: what the profiles tell.

use crate::base::{Problem, closest};
use crate::cli::workspace;
use crate::spec::Profile;
use crate::spec::metrics::Schema;

/// What the profiles of these names tell; what all of them tell where none is named.
pub(super) fn schema(names: &[String]) -> Result<Schema, Vec<Problem>> {
    let mut profiles = workspace::profiles()?;
    if let Some(name) = names.iter().find(|name| !is_among(&profiles, name)) {
        return Err(vec![unknown(name, &profiles)]);
    }
    if !names.is_empty() {
        profiles.retain(|profile| names.contains(&profile.name));
    }
    Ok(Schema::of(&profiles))
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
