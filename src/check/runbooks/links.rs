//! Links lead somewhere.

use super::alerts::{addresses, name_in};
use super::told::Told;
use super::wrong::Wrong;
use super::{Files, codes};
use crate::base::closest;
use crate::spec::Runbook;
use crate::spec::runbook::Link;

/// Where runbooks are kept beside the drills.
const FOLDER: &str = "runbooks";

/// Links to runbooks, files and headings that are not there. Of other sites nothing is known.
pub(super) fn check(runbooks: &[Runbook], files: &Files<'_>, told: &mut Told) {
    let addresses = addresses(files.rules);
    for runbook in runbooks {
        for link in &runbook.links {
            if let Some((message, hint)) = dead(runbook, link, (runbooks, files), &addresses) {
                let wrong = Wrong::new(link.span, message, hint);
                told.say(codes::DEAD_LINK, &runbook.source, wrong, "leads nowhere");
            }
        }
    }
}

/// What is wrong with where a link leads, and what to do about it.
fn dead(
    runbook: &Runbook,
    link: &Link,
    (runbooks, files): (&[Runbook], &Files<'_>),
    addresses: &[String],
) -> Option<(String, String)> {
    let (path, anchor) = match link.to.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor)),
        None => (&*link.to, None),
    };
    let named = |name: &str| runbooks.iter().find(|runbook| runbook.name == name);
    let no_runbook = |name: &str| {
        let hint = super::drills::hint(name, runbooks.iter());
        (format!("there is no runbook `{name}`"), hint)
    };
    if path.is_empty() {
        return missing_heading(runbook, anchor?);
    }
    if path.contains("://") {
        let ours = addresses.iter().any(|address| path.starts_with(address));
        let name = name_in(path);
        return (ours && named(name).is_none()).then(|| no_runbook(name));
    }
    let resolved = page(link)?;
    if let Some(name) = runbook_in(&resolved) {
        return match named(name) {
            Some(other) => missing_heading(other, anchor?),
            None => Some(no_runbook(name)),
        };
    }
    (!files.pages.contains(&resolved)).then(|| {
        let message = format!("there is no file `{path}` beside this runbook");
        (
            message,
            "write the path as it is seen from the runbook".to_owned(),
        )
    })
}

fn missing_heading(runbook: &Runbook, anchor: &str) -> Option<(String, String)> {
    if runbook.anchors.iter().any(|known| known == anchor) {
        return None;
    }
    let names = runbook.anchors.iter().map(String::as_str);
    let hint = closest(anchor, names).map_or_else(
        || {
            "write the heading in small letters, with `-` for blanks and without other signs"
                .to_owned()
        },
        |meant| format!("did you mean `#{meant}`?"),
    );
    Some((
        format!("`{}` has no heading `#{anchor}`", runbook.name),
        hint,
    ))
}

/// The file beside the drills that a link leads to, relative to their directory.
pub fn page(link: &Link) -> Option<String> {
    let path = link.to.split('#').next().unwrap_or_default();
    let elsewhere = path.is_empty() || path.contains(':') || path.starts_with('/');
    (!elsewhere).then(|| resolve(path)).flatten()
}

/// A path that is seen from the runbooks' folder, as it is seen from the drills'; none where it
/// leads out of that, so that nobody knows what is there.
fn resolve(path: &str) -> Option<String> {
    let mut parts = vec![FOLDER];
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

fn runbook_in(path: &str) -> Option<&str> {
    let name = path.strip_prefix("runbooks/")?.strip_suffix(".md")?;
    (!name.contains('/')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_runbooks() {
        assert_eq!(
            resolve("./latency.md").as_deref(),
            Some("runbooks/latency.md")
        );
        assert_eq!(
            resolve("../alerts/cache.yaml").as_deref(),
            Some("alerts/cache.yaml")
        );
        assert_eq!(resolve("../../README.md"), None);
    }
}
