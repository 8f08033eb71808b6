//! The platform's containers and the images that they run, as kube-state-metrics tells of them.

use std::fmt::Write as _;

use super::chance::{Purpose, draw};
use crate::base::{Labels, fingerprint};

/// What kube-state-metrics calls them.
const METRIC: &str = "kube_pod_container_info";
const NAMESPACE: &str = "ai";

/// The containers, one of each.
#[derive(Clone, Debug)]
pub struct Containers {
    /// Each container's name and its image.
    running: Vec<(&'static str, String)>,
    /// How many times something was deployed.
    deployed: u64,
}

impl Default for Containers {
    fn default() -> Self {
        let running = [
            ("gateway", "llm-gateway:2.4.1"),
            ("inference", "llm-inference:0.9.3"),
            ("evaluator", "llm-evaluator:1.2.0"),
        ];
        Self {
            running: running
                .map(|(name, image)| (name, registered(image)))
                .into(),
            deployed: 0,
        }
    }
}

impl Containers {
    /// Replaces the image of a container, as a deployment does; of one that is not there, nothing.
    pub fn deploy(&mut self, container: &str, image: &str) {
        let mut running = self.running.iter_mut();
        if let Some((_, runs)) = running.find(|(name, _)| *name == container) {
            *runs = registered(image);
            self.deployed += 1;
        }
    }

    /// How many times something was deployed: as long as this stays the same, so do the series.
    pub const fn deployed(&self) -> u64 {
        self.deployed
    }

    /// The labels of each container's series, its name among them; the value is always 1.
    pub fn series(&self) -> impl Iterator<Item = Labels> {
        self.running.iter().map(|(container, image)| {
            let id = format!("{image}@sha256:{}", digest(image));
            Labels::new([
                (Labels::NAME, METRIC),
                ("namespace", NAMESPACE),
                ("pod", &format!("{container}-0")),
                ("container", container),
                ("image", image),
                ("image_id", &id),
            ])
        })
    }

    /// The series as a page that Prometheus reads.
    pub fn expose(&self) -> String {
        let mut page = format!(
            "# HELP {METRIC} Information about a container in a pod.\n# TYPE {METRIC} gauge\n"
        );
        for labels in self.series() {
            let others = labels.iter().filter(|(name, _)| *name != Labels::NAME);
            let others: Vec<_> = others
                .map(|(name, value)| format!("{name}=\"{value}\""))
                .collect();
            let _ = writeln!(page, "{METRIC}{{{}}} 1", others.join(","));
        }
        page
    }
}

fn registered(image: &str) -> String {
    format!("registry.example/{image}")
}

/// Another one for each image, and the same in every run.
fn digest(image: &str) -> String {
    let seed = fingerprint(&Labels::new([("image", image)]));
    let words = (0..4).map(|word| draw(seed, word, 0, Purpose::Request));
    words.fold(String::new(), |text, word| text + &format!("{word:016x}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::Image;

    #[test]
    fn a_deployment_is_seen_in_what_runs() {
        let images = |containers: &Containers| {
            let series: Vec<_> = containers.series().collect();
            Image::of_series(METRIC, &series).expect("images")
        };
        let mut containers = Containers::default();
        let before = images(&containers);
        containers.deploy("gateway", "llm-gateway:2.4.2");
        let after = images(&containers);
        assert_eq!(before.len(), after.len());
        let differ = before.iter().filter(|image| !after.contains(image));
        let differ: Vec<_> = differ.map(|image| &*image.name).collect();
        assert_eq!(differ, ["registry.example/llm-gateway:2.4.1"]);
        assert_eq!(containers.expose().lines().count(), 2 + 3);
    }
}
