//! Which alerts can fire, in what, and how long it takes until somebody is paged.

mod json;
mod terminal;

#[cfg(test)]
mod tests;

use crate::base::Duration;
use crate::drill::plan::Bounds;

/// Whether the alerts of some rules can fire.
#[derive(Clone, Debug)]
pub struct RulesFired {
    /// In the order of their files.
    pub alerts: Vec<AlertFired>,
    /// Whether it is known who is told.
    pub routed: bool,
    /// How often targets are taken to be scraped.
    pub scrape: Duration,
}

/// Whether one alert can fire.
#[derive(Clone, Debug)]
pub struct AlertFired {
    /// Its name.
    pub alert: String,
    /// Where its rule stands, as `file:line:column`.
    pub place: String,
    /// Whether it reads nothing but what the platform in memory exposes.
    pub of_platform: bool,
    /// The drill in which it fires by itself.
    pub drill: Option<DrillFired>,
    /// The series with which it fires.
    pub story: Option<StoryFired>,
    /// Stories that were tried.
    pub tries: usize,
    /// What stands nearest in the way of one that cannot.
    pub miss: Option<String>,
    /// Until it fires.
    pub fires: Bounds,
    /// Until somebody is paged, where the routes are known.
    pub pages: Option<Bounds>,
    /// Whether its expression says enough for the bounds to be relied on.
    pub sure: bool,
    /// What the bounds take for granted.
    pub assumes: Vec<String>,
    /// Who is told.
    pub receivers: Vec<String>,
    /// What somebody should know.
    pub notes: Vec<String>,
}

/// A drill on the platform in memory in which an alert fires.
#[derive(Clone, Debug)]
pub struct DrillFired {
    /// The drill.
    pub drill: String,
    /// What was wrong with the platform, if anything.
    pub weakness: Option<String>,
    /// How long after the fault; none where nothing was broken yet.
    pub after: Option<Duration>,
}

/// Series with which an alert fires.
#[derive(Clone, Debug)]
pub struct StoryFired {
    /// Labels and values, as unit tests write them.
    pub series: Vec<(String, String)>,
    /// The time between two values.
    pub step: Duration,
    /// When it fires, from the first value on.
    pub fires_after: Duration,
    /// The whole as a file of unit tests.
    pub test: String,
}

impl AlertFired {
    /// Whether anything made it fire.
    pub const fn can_fire(&self) -> bool {
        self.drill.is_some() || self.story.is_some()
    }

    /// Whether it fires only with series that were made for it, although the platform in memory
    /// exposes all that it reads.
    const fn is_undrilled(&self) -> bool {
        self.of_platform && self.drill.is_none() && self.story.is_some()
    }
}

impl RulesFired {
    /// The exit code: 1 if an alert cannot fire, else 0.
    pub fn exit_code(&self) -> u8 {
        u8::from(!self.alerts.iter().all(AlertFired::can_fire))
    }

    /// For people, on a terminal.
    pub fn terminal(&self, colour: bool) -> String {
        terminal::write(self, colour)
    }

    /// For programs.
    pub fn json(&self) -> String {
        json::write(self)
    }

    /// The stories as files of unit tests, one after the other.
    pub fn tests(&self) -> String {
        let stories = self.alerts.iter().filter_map(|alert| alert.story.as_ref());
        let tests: Vec<&str> = stories.map(|story| story.test.as_str()).collect();
        tests.join("---\n")
    }

    fn silent(&self) -> impl Iterator<Item = &AlertFired> {
        self.alerts.iter().filter(|alert| !alert.can_fire())
    }
}
