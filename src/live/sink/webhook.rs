//! The body of Alertmanager's webhook, version 4.

use serde::Deserialize;

use crate::base::{At, Labels};
use crate::live::moment::{known, rfc3339};
use crate::world::{Page, PageStatus};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Webhook {
    version: String,
    group_key: String,
    receiver: String,
    alerts: Vec<Alert>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Alert {
    status: PageStatus,
    labels: Labels,
    starts_at: String,
    #[serde(default)]
    ends_at: Option<String>,
    fingerprint: String,
}

/// The pages in a webhook's body that arrived at this moment.
pub(super) fn pages(body: &[u8], arrived: At) -> Result<Vec<Page>, String> {
    let webhook: Webhook = serde_json::from_slice(body)
        .map_err(|error| format!("this is not a webhook of Alertmanager's: {error}"))?;
    if webhook.version != "4" {
        return Err(format!(
            "this is version `{}` of Alertmanager's webhook, and only `4` is understood",
            webhook.version
        ));
    }
    let (receiver, group_key) = (webhook.receiver, webhook.group_key);
    webhook
        .alerts
        .into_iter()
        .map(|alert| {
            let ends_at = match alert.status {
                PageStatus::Firing => None,
                PageStatus::Resolved => alert.ends_at.as_deref().map_or(Ok(None), rfc3339)?,
            };
            Ok(Page {
                arrived,
                receiver: receiver.clone(),
                status: alert.status,
                labels: alert.labels,
                starts_at: known(&alert.starts_at)?,
                ends_at,
                fingerprint: alert.fingerprint,
                group_key: group_key.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ServerTime;

    const BODY: &str = r#"{"receiver":"ai-oncall","status":"firing","version":"4","truncatedAlerts":0,
        "groupKey":"{}:{alertname=\"VllmDown\"}","groupLabels":{},"externalURL":"http://am",
        "alerts":[
          {"status":"firing","labels":{"alertname":"VllmDown"},"annotations":{},
           "startsAt":"2026-01-01T00:00:00Z","endsAt":"0001-01-01T00:00:00Z",
           "generatorURL":"","fingerprint":"00c0ffee00c0ffee"},
          {"status":"resolved","labels":{"alertname":"Other"},"annotations":{},
           "startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-01-01T00:01:00Z",
           "generatorURL":"","fingerprint":"00c0ffee00c0ffef"}]}"#;

    #[test]
    fn a_webhook_holds_a_page_for_each_alert() {
        let arrived = At::from_ms(7);
        let pages = pages(BODY.as_bytes(), arrived).unwrap();
        assert_eq!(pages.len(), 2);
        assert_eq!(pages[0].receiver, "ai-oncall");
        assert_eq!(pages[0].arrived, arrived);
        assert_eq!(pages[0].status, PageStatus::Firing);
        assert_eq!(pages[0].ends_at, None, "Go's zero time is no end");
        assert_eq!(
            pages[1].ends_at,
            Some(ServerTime::from_unix_ms(1_767_225_660_000))
        );
    }

    #[test]
    fn what_is_no_webhook_says_why() {
        let said = pages(b"{}", At::START).unwrap_err();
        assert!(said.contains("not a webhook"), "{said}");
        let newer = BODY.replace(r#""version":"4""#, r#""version":"5""#);
        let said = pages(newer.as_bytes(), At::START).unwrap_err();
        assert!(said.contains("version `5`"), "{said}");
    }
}
