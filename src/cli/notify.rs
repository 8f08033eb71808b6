//! Tells a webhook what runs came to. Whatever becomes of that, a verdict is what it is.

use super::speak;
use super::world::{Place, install_tls};
use crate::drill::Outcome;
use crate::live::Webhook;
use crate::report::{Notice, RunReport};
use crate::spec::target::{NotifyForm, NotifyWhen};

/// A webhook, and what it wants to be told.
pub(super) struct Notifier {
    pub(super) webhook: Webhook,
    pub(super) form: NotifyForm,
    pub(super) when: NotifyWhen,
}

/// Tells whoever the target names, if it is worth it: of runs with a verdict, and why others have
/// none. What fails is said on stderr.
pub(super) fn tell(place: &Place, outcome: Outcome, runs: &[RunReport], without: &[String]) {
    let Place::Live {
        path,
        target,
        notifier: Some(notifier),
        ..
    } = place
    else {
        return;
    };
    if notifier.when == NotifyWhen::NotPassed && outcome == Outcome::Pass {
        return;
    }
    let notice = Notice {
        target: &target.name,
        outcome,
        runs,
        without,
        recover: &format!("firedrill recover --target {}", path.display()),
    };
    let body = match notifier.form {
        NotifyForm::Slack => notice.slack(),
        NotifyForm::Json => notice.json(),
    };
    if let Err(why) = send(&notifier.webhook, &body) {
        speak::say(&format!(
            "WARNING: nobody was told of this by `notify`: {why}; the verdict stands"
        ));
    }
}

fn send(webhook: &Webhook, body: &str) -> Result<(), String> {
    install_tls();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime cannot start: {error}"))?;
    runtime.block_on(webhook.send(body))
}
