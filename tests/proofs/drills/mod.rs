//! Drills on the platform in memory: healthy ones pass, weak ones are found out, and nothing is
//! left behind wherever a run is cut.

mod cuts;
mod environment;
mod evidence;
mod expected;
mod healthy;
mod limits;
mod parallel;
mod stage;
mod weaknesses;
