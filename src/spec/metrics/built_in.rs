//! Metrics that are known without a profile.

use std::sync::LazyLock;

use crate::base::Source;
use crate::spec::Profile;

/// What Prometheus itself adds, and what the exporters beside every cluster show.
pub(super) fn prometheus() -> &'static Profile {
    static READ: LazyLock<Profile> = LazyLock::new(|| {
        let source = Source::new("built-in/prometheus.yaml", include_str!("prometheus.yaml"));
        Profile::read(&source).expect("a test reads this profile")
    });
    &READ
}
