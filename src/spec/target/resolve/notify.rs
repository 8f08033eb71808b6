//! Who is told what runs came to.

use super::super::low::LowNotify;
use super::super::{Notify, NotifyForm, NotifyWhen};
use crate::spec::reader::{Block, Reader, Reported};
use crate::spec::yaml::Given;

impl Reader<'_> {
    /// Who is told; nobody where nothing is said of it.
    pub(super) fn notify(&mut self, given: &Given<LowNotify>) -> Result<Option<Notify>, Reported> {
        match &given.0 {
            None => Ok(None),
            Some(low) => {
                let block = self.block(low.span);
                self.webhook(&low.value, block).map(Some).ok_or(Reported)
            }
        }
    }

    fn webhook(&mut self, low: &LowNotify, block: Block) -> Option<Notify> {
        let url = self.present(&low.url, block, "url", "url: {env: FIREDRILL_WEBHOOK}");
        let url = url.and_then(|url| self.secret(url));
        let tls = self.tls(&low.tls);
        let form = match low.form.0 {
            Some(_) => {
                self.word(&low.form, &NotifyForm::ALL, NotifyForm::name)?
                    .value
            }
            None => NotifyForm::Slack,
        };
        let when = match low.when.0 {
            Some(_) => {
                self.word(&low.when, &NotifyWhen::ALL, NotifyWhen::name)?
                    .value
            }
            None => NotifyWhen::NotPassed,
        };
        Some(Notify {
            url: url?,
            tls,
            form,
            when,
        })
    }
}
