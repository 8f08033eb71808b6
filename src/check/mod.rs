//! What is wrong in or between the files that people write: rules, runbooks, policy. One check a file.

pub mod flow;
pub mod measure;
pub mod objective;
pub mod policy;
pub mod rules;
pub mod runbooks;
