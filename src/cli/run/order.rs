//! In which order drills are run, and each of them.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::base::Duration;
use crate::cli::beating::{Beating, GoesOn};
use crate::cli::journal_file::{JournalFile, Voice};
use crate::cli::results::Results;
use crate::cli::session::{self, Session};
use crate::cli::speak;
use crate::cli::world::Place;
use crate::drill::plan::Brief;
use crate::drill::{Code, Outcome, Run, Settling, drive, settling};
use crate::lab;
use crate::report::RunReport;

/// What runs drills.
pub(super) struct Runner<'a> {
    pub(super) place: &'a Place,
    pub(super) results: Results<'a>,
    /// Whether nothing is begun any more.
    pub(super) stops: &'a AtomicBool,
    /// Hears of each step of a run.
    pub(super) goes_on: GoesOn<'a>,
}

/// A run that is over.
pub(in crate::cli) struct Told {
    pub(in crate::cli) run: Run,
    /// The last hash of its journal.
    pub(super) hash: String,
    /// Whether its journal and its own reports could be written.
    pub(in crate::cli) written: Result<(), String>,
}

impl Runner<'_> {
    /// Runs drills one after another on one platform; what becomes of each that was run. Nothing
    /// follows on a platform that a fault may be left on.
    pub(super) fn one_by_one(
        &self,
        session: &mut Session<'_>,
        briefs: Vec<Brief>,
        settles: bool,
    ) -> Vec<Result<Told, String>> {
        let mut results: Vec<Result<Told, String>> = Vec::new();
        for mut brief in briefs {
            if let Some(Ok(before)) = results.last() {
                brief.run = self.place.name_run(&brief.drill);
                let settling = settling(before.run.seen(), &brief.drill);
                match settle(&settling, settles, &brief.drill.name) {
                    Ok(remark) => brief.remarks.extend(remark),
                    Err(why) => {
                        speak::say(&format!("{why}: {} is not run", brief.drill.name));
                        break;
                    }
                }
            }
            let told = self.one(session, brief, Voice::AtOnce);
            let goes_on = matches!(&told, Ok(told) if told.outcome() != Outcome::LeftBehind);
            results.push(told);
            if !goes_on {
                break;
            }
        }
        results
    }

    /// Runs drills side by side, each on a platform in memory of its own: so none meets what
    /// another left, and each comes to the same whatever else is run.
    pub(super) fn side_by_side(
        &self,
        session: &mut Session<'_>,
        briefs: &[Brief],
    ) -> Vec<Result<Told, String>> {
        // All of them begin on the same platform, which is made and warmed up once.
        if let Err(why) = session.begin() {
            return vec![Err(why)];
        }
        let session = &*session;
        lab::each(briefs, |brief| {
            let voice = Voice::InTheEnd(String::new());
            self.one(&mut session.clone(), brief.clone(), voice)
        })
    }

    /// Runs a drill to its end, and writes the reports that it has to itself.
    ///
    /// # Errors
    /// There is no way to the world, or no place for the journal.
    pub(super) fn one(
        &self,
        session: &mut Session<'_>,
        brief: Brief,
        voice: Voice,
    ) -> Result<Told, String> {
        let failed = |what: &Path, error: std::io::Error| format!("{}: {error}", what.display());
        let folder = self.results.folder(&brief.drill.name);
        fs::create_dir_all(&folder).map_err(|error| failed(&folder, error))?;
        let path = folder.join("journal.jsonl");
        let is_live = self.place.is_live();
        if !is_live {
            // The platform in memory gives the same journal again.
            drop(fs::remove_file(&path));
        }
        let journal = JournalFile::create(&path, &brief, is_live, voice)
            .map_err(|error| failed(&path, error))?;
        let mut journal = Beating(journal, self.goes_on);
        let kept_as = brief
            .control
            .is_none()
            .then(|| (brief.run.clone(), brief.drill.name.clone()));
        let mut run = Run::new(brief);
        let kept = session.with_world(async |world| {
            // Whatever came before the world was there to hear it.
            if self.stops.load(Ordering::SeqCst) {
                return Err("a signal came before it began".to_owned());
            }
            drive(&mut run, world, &mut journal).await;
            Ok(match kept_as {
                Some((id, drill)) if !was_put_off(&run) => {
                    world.keep_end(&id, &drill, outcome(&run)).await
                }
                // Nothing was meant to be broken, or not today: what it came to last still counts.
                Some(_) | None => Ok(()),
            })
        })??;
        if let Err(why) = kept {
            speak::say(&format!(
                "WARNING: whoever watches is not told how the drill ended: {why}"
            ));
        }
        let (hash, written) = journal.0.close();
        let mut told = Told {
            run,
            hash,
            written: written.map_err(|error| failed(&path, error)),
        };
        if let Some(report) = told.report() {
            let own = self.results.write_own(&report);
            told.written = told.written.and(own);
        }
        Ok(told)
    }
}

impl Told {
    pub(in crate::cli) fn outcome(&self) -> Outcome {
        outcome(&self.run)
    }

    /// The run, to be told about.
    pub(in crate::cli) fn report(&self) -> Option<RunReport<'_>> {
        let verdict = self.run.verdict()?;
        Some(RunReport::of(self.run.seen(), verdict).sealed(&self.hash))
    }
}

/// Whether a run did not begin since somebody wanted none at that time.
fn was_put_off(run: &Run) -> bool {
    let findings = run.verdict().map(|verdict| verdict.findings.iter());
    findings.is_some_and(|mut findings| {
        findings.any(|finding| matches!(finding.code, Code::Locked | Code::Halted | Code::Blackout))
    })
}

/// What a run came to; one that is over has a verdict.
fn outcome(run: &Run) -> Outcome {
    run.verdict()
        .map_or(Outcome::Error, |verdict| verdict.outcome)
}

/// Waits until the drill before is forgotten; what is to be said of it where nobody waits.
fn settle(settling: &Settling, settles: bool, next: &str) -> Result<Option<String>, String> {
    if settling.wait == Duration::ZERO {
        return Ok(None);
    }
    let (wait, why) = (settling.wait.short(), settling.why());
    if !settles {
        return Ok(Some(format!(
            "not settled after the drill before, as was asked for: missing: {why}"
        )));
    }
    speak::say(&format!("settling {wait} before {next}: {why}"));
    session::wait(settling.wait).map(|()| None)
}
