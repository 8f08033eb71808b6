//! A Toxiproxy proxy that leads to another server.

use crate::world::{Change, Content, Place};

/// New connections end at another server, such as a version of the model that is known to be bad.
pub(super) fn lead(proxy: &str, to: &str, before: impl Fn(&Place) -> Option<Content>) -> Change {
    let place = Place::ProxyUpstream {
        proxy: proxy.to_owned(),
    };
    Change {
        before: before(&place).unwrap_or(Content::Absent),
        place,
        ours: Content::Is(to.into()),
    }
}
