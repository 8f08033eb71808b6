//! What runs on the platform: the images that its containers were started from.

use serde::{Deserialize, Serialize};

use super::facts::Known;
use crate::base::Labels;

/// More images than this are refused: a selector that wide looks at a whole cluster.
const MOST: usize = 500;

/// An image that a container was started from.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Image {
    /// The container's name.
    pub container: String,
    /// The image by the name that the pod asks for, as `registry.example/llm-gateway:2.4.1`.
    pub name: String,
    /// Its digest, as `sha256:9f86d0…`: what that name stood for when the container was started.
    pub digest: String,
}

impl Image {
    /// The images behind series of kube-state-metrics' `kube_pod_container_info`, each once and in
    /// order; how many pods run one is left out, since pods come and go.
    ///
    /// # Errors
    /// The selector found nothing, something else, or too much.
    pub fn of_series<'a>(
        selector: &str,
        series: impl IntoIterator<Item = &'a Labels>,
    ) -> Known<Vec<Self>> {
        let mut images = Vec::new();
        for labels in series {
            let [container, name, id] =
                ["container", "image", "image_id"].map(|name| labels.get(name));
            if container.is_empty() || name.is_empty() {
                return Err(format!(
                    "`{selector}` selects {labels}, which has no labels `container` and `image`"
                ));
            }
            // A container that still waits for its image runs none.
            if !id.is_empty() {
                images.push(Self {
                    container: container.to_owned(),
                    name: name.to_owned(),
                    digest: digest(id).to_owned(),
                });
            }
        }
        images.sort();
        images.dedup();
        match images.len() {
            0 => Err(format!(
                "`{selector}` selects nothing: is kube-state-metrics scraped?"
            )),
            1..=MOST => Ok(images),
            more => Err(format!(
                "`{selector}` selects {more} images, and {MOST} are the most: name the platform's namespace"
            )),
        }
    }
}

/// The digest in a container runtime's id of an image: `docker-pullable://name@sha256:…`,
/// `name@sha256:…` or `sha256:…`.
fn digest(id: &str) -> &str {
    id.rsplit_once('@').map_or(id, |(_, digest)| digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(container: &str, image: &str, id: &str) -> Labels {
        Labels::new([("container", container), ("image", image), ("image_id", id)])
    }

    #[test]
    fn each_image_is_told_once_with_the_digest_that_runtimes_write_in_three_ways() {
        let found = [
            series("gateway", "llm-gateway:2", "sha256:aa"),
            series(
                "gateway",
                "llm-gateway:2",
                "docker-pullable://r.example/llm-gateway@sha256:aa",
            ),
            series("eval", "eval:1", "r.example/eval@sha256:bb"),
            series("late", "late:1", ""),
        ];
        let images = Image::of_series("x", &found).expect("images");
        let told: Vec<_> = images
            .iter()
            .map(|image| (&*image.container, &*image.digest))
            .collect();
        assert_eq!(told, [("eval", "sha256:bb"), ("gateway", "sha256:aa")]);
    }

    #[test]
    fn a_selector_that_finds_nothing_or_something_else_or_everything_is_told() {
        let nothing = Image::of_series("kube_pod_container_info", &[]);
        let why = nothing.expect_err("nothing");
        assert!(why.contains("selects nothing"), "{why}");
        let other = Image::of_series("up", &[Labels::new([("job", "x")])]);
        let why = other.expect_err("something else");
        assert!(why.contains("no labels `container` and `image`"), "{why}");
        let many: Vec<_> = (0..=MOST)
            .map(|number| series("c", "i", &format!("sha256:{number}")))
            .collect();
        let why = Image::of_series("x", &many).expect_err("too much");
        assert!(why.contains("501 images"), "{why}");
    }
}
