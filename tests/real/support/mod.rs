//! What the tests stand on: a stage with real servers, a runner, and eyes of the tests' own.

mod config;
mod drilled;
mod eyes;
mod files;
mod http;
mod images;
mod in_cluster;
mod journal;
pub(crate) mod kubectl;
mod pace;
mod ports;
mod process;
mod programs;
mod relay;
mod runner;
mod setup;
mod short;
mod stage;
mod tap;
mod turn;
mod wait;
mod watcher;

pub(crate) use drilled::drilled;
pub(crate) use eyes::{Eyes, Seen};
pub(crate) use files::{new_folder, shipped, write};
pub(crate) use http::{get, query};
pub(crate) use images::{platform_image, program_image, server_images};

pub(crate) use journal::Journal;
pub(crate) use process::Signal;
pub(crate) use runner::{Finished, Runner};
pub(crate) use setup::Setup;
pub(crate) use short::short_drills;
pub(crate) use stage::Stage;

pub(crate) use turn::{alone, among_others};
pub(crate) use wait::{until, until_told, wall_ms};
