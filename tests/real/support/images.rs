//! Images that the cluster has already.

use crate::skip::skipped;

/// The stand-in platform's; none without one.
pub(crate) fn platform_image() -> Option<String> {
    let what = "the stand-in platform: build the example `platform`";
    image("FIREDRILL_PLATFORM_IMAGE", what)
}

/// The program's; none without one.
pub(crate) fn program_image() -> Option<String> {
    image("FIREDRILL_IMAGE", "the program: build it")
}

fn image(variable: &str, what: &str) -> Option<String> {
    let image = std::env::var(variable).ok();
    if image.is_none() {
        skipped(&format!(
            "no image of {what}, load it into the cluster, and name it in {variable}"
        ));
    }
    image
}
