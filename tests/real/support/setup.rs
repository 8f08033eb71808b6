//! What a stage is to be like.

/// What kind of stage.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setup {
    /// For the folder.
    pub(crate) name: &'static str,
    /// Which of the shipped drills.
    pub(crate) drill: &'static str,
    /// How much faster than shipped.
    pub(crate) factor: u64,
    /// Mistakes in the platform.
    pub(crate) weakness: Option<&'static str>,
    /// Whether Alertmanager has routes that lead elsewhere.
    pub(crate) misrouted: bool,
    /// Whether the platform is in a cluster.
    pub(crate) in_cluster: bool,
    /// How long the fault lasts, if not as the shipped drill says, at this pace.
    pub(crate) hold: Option<&'static str>,
    /// Another fault than the shipped drill's, and what shows it.
    pub(crate) fault: Option<(&'static str, &'static str)>,
    /// The alert that fires before anything is injected, where the mistake is always seen.
    pub(crate) firing: Option<&'static str>,
}

impl Setup {
    /// A healthy platform at ten times the shipped pace, with a fault as short as the promises
    /// about it allow.
    pub(crate) const fn healthy(name: &'static str) -> Self {
        Self {
            name,
            drill: "provider-blackhole",
            factor: 10,
            weakness: None,
            misrouted: false,
            in_cluster: false,
            hold: Some("35s"),
            fault: None,
            firing: None,
        }
    }

    /// The same in a cluster, with a fault as long as its promises want and the time that a pod needs.
    pub(crate) const fn in_cluster(name: &'static str, drill: &'static str) -> Self {
        Self {
            name,
            in_cluster: true,
            hold: Some("90s"),
            ..Self::of(drill)
        }
    }

    /// A healthy platform at ten times the shipped pace, for another of the shipped drills.
    pub(crate) const fn of(drill: &'static str) -> Self {
        Self {
            drill,
            hold: None,
            ..Self::healthy(drill)
        }
    }
}
