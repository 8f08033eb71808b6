//! Which world a run was in.

use crate::world::WorldName;

/// As `the embedded platform (seed 1, weakness no-fallback)` or `target staging`.
pub(in crate::report) fn world(name: &WorldName) -> String {
    match name {
        WorldName::Embedded { seed, weaknesses } => {
            let weak = match &weaknesses[..] {
                [] => String::new(),
                [one] => format!(", weakness {one}"),
                more => format!(", weaknesses {}", more.join(" and ")),
            };
            format!("the embedded platform (seed {seed}{weak})")
        }
        WorldName::Live { target } => format!("target {target}"),
    }
}
