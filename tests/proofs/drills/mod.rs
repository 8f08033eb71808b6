//! Drills on the platform in memory: healthy ones pass, weak ones are found out, and nothing is
//! left behind wherever a run is cut.

mod blackout;
mod changed;
mod cuts;
mod environment;
mod evidence;
mod expected;
mod floor;
mod healthy;
mod limits;
mod lock_lost;
mod matrix;
mod means;
mod promises;
mod quick;
mod roll_out;
mod settling;
mod stage;
mod watched;
mod weaknesses;
