//! stub for compile only
use crate::base::At;
use crate::drill::journal::{Event, Observed};
use crate::drill::verdict::Verdict;
#[derive(Default)]
pub struct Progress;
impl Progress {
    pub fn line(&mut self, at: At, event: &Event) -> Option<String> {
        match event {
            Event::Shots { .. }
            | Event::Probed { .. }
            | Event::Alerts { .. }
            | Event::Ranged { .. } => None,
            e => {
                let s = format!("{e:?}");
                Some(format!("{at} {}", s.chars().take(160).collect::<String>()))
            }
        }
    }
}
pub struct RunReport<'a> {
    pub seen: &'a Observed,
    pub verdict: &'a Verdict,
}
impl<'a> RunReport<'a> {
    pub fn of(seen: &'a Observed, verdict: &'a Verdict) -> Self {
        Self { seen, verdict }
    }
    pub fn drill(&self) -> &'a str {
        self.seen.plan.as_ref().map_or("", |p| &p.brief.drill.name)
    }
}
pub fn terminal(r: &[RunReport], _: bool, _: usize) -> String {
    r.iter()
        .map(|r| {
            format!(
                "{:?} {:#?}\n{}",
                r.verdict.outcome,
                r.verdict.findings,
                r.verdict
                    .promises
                    .iter()
                    .map(|p| format!("{:?} {} -- {} {:?}\n", p.status, p.promise, p.seen, p.code))
                    .collect::<String>()
            )
        })
        .collect()
}
pub fn junit(_: &[RunReport], _: &[&str]) -> String {
    String::new()
}
pub fn json(_: &RunReport) -> String {
    String::new()
}
pub fn schema() -> String {
    String::new()
}
