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

/// Prometheus', Alertmanager's and Toxiproxy's; none without all of them.
pub(crate) fn server_images() -> Option<[String; 3]> {
    let prometheus = image("FIREDRILL_PROMETHEUS_IMAGE", "Prometheus: pull one")?;
    let alertmanager = image("FIREDRILL_ALERTMANAGER_IMAGE", "Alertmanager: pull one")?;
    let toxiproxy = image("FIREDRILL_TOXIPROXY_IMAGE", "Toxiproxy: pull one")?;
    Some([prometheus, alertmanager, toxiproxy])
}

fn image(variable: &str, what: &str) -> Option<String> {
    let image = std::env::var_os(variable).and_then(|image| image.into_string().ok());
    if image.is_none() {
        skipped(&format!(
            "no image of {what}, load it into the cluster, and name it in {variable}"
        ));
    }
    image
}
