//! What there is to say of a run, whatever the format that says it.

mod changed;
mod charts;
mod counted;
mod evidence;
mod fault;
mod figures;
mod findings;
mod lanes;
mod left_behind;
mod meaning;
mod measures;
mod moments;
mod prediction;
mod span;
mod spent;
mod state;
mod telling;
pub(super) mod troubleshooting;
mod unexercised;

pub(super) use changed::changed;
pub(super) use charts::{alerts as alert_charts, service as service_charts, success_by_beat};
pub(super) use counted::counted;
pub(super) use evidence::evidence;
pub(super) use figures::figures;
pub(super) use findings::{Kind, heading, worth_telling};
pub(super) use lanes::lanes;
pub(super) use left_behind::left_behind;
pub(super) use meaning::meaning;
pub(super) use measures::{Served, served};
pub(super) use moments::moments;
pub(super) use prediction::{Prediction, predictions};
pub(super) use span::{shaded, span};
pub(super) use spent::{cost, spent};
pub(super) use state::state;
pub(super) use telling::{broken, happened, hypothesis, title, verdict};
pub(super) use unexercised::unexercised;
