//! The words, lengths and colours that reports are made of.

mod early;
mod paint;
mod text;
mod time;
mod world;

pub(super) use early::early_end;
pub(super) use paint::Paint;
pub(super) use text::{length, one_line, signs, wrap};
pub(super) use time::{humane, signed, spoken};
pub(super) use world::world;
