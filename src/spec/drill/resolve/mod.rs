//! From a typed drill to a resolved one.

mod abort;
mod agree;
mod alerts;
mod amplify;
mod cluster;
mod effective;
mod expect;
mod failure;
mod fault;
mod head;
mod lasts;
mod means;
mod needs;
mod parameter;
mod questions;
mod service;
mod signal;
mod stretches;
mod traffic;

use super::low::LowDrill;
use super::{Drill, Kind, Limits};
use crate::base::{Duration, Problem, Source, Span, Spanned};
use crate::spec::reader::Reader;
use crate::spec::yaml::{self, Given};

pub(super) use amplify::PROFILES;
pub(super) use failure::FAILURES;
pub(super) use means::MEANS;
pub(super) use questions::built_in as built_in_questions;

impl Drill {
    /// Reads a drill: everything that is left out is filled in.
    ///
    /// # Errors
    ///
    /// The first mistake in the structure of the file, else everything that is wrong with its values.
    pub fn read(source: &Source) -> Result<Self, Vec<Problem>> {
        let low: Given<LowDrill> = yaml::read(source).map_err(|problem| vec![problem])?;
        let mut resolver = Resolver::new(source);
        let drill = low.0.and_then(|low| resolver.drill(&low));
        match drill {
            Some(drill) if resolver.reader.problems.is_empty() => Ok(drill),
            Some(_) | None => Err(resolver.reader.told()),
        }
    }
}

/// Gathers problems, and what has to agree with the rest of the drill.
struct Resolver<'s> {
    reader: Reader<'s>,
    /// The drill's kind, once it is known.
    kind: Option<Kind>,
    due: Vec<Due>,
    uses: Vec<needs::Use>,
}

/// Something that must have happened before the fault is put back.
struct Due {
    /// How soon after the fault is effective.
    within: Duration,
    /// Where that is written.
    span: Span,
}

impl<'s> Resolver<'s> {
    fn new(source: &'s Source) -> Self {
        Self {
            reader: Reader::new(source),
            kind: None,
            due: Vec::new(),
            uses: Vec::new(),
        }
    }

    fn drill(&mut self, low: &Spanned<LowDrill>) -> Option<Drill> {
        let block = self.reader.block(low.span);
        let low = &low.value;
        let head = self.head(low, block);
        let traffic = self.traffic(&low.traffic, block);
        let questions = self.questions(&low.questions);
        let steady = self.steady(&low.steady, block);
        let fault = self.fault(&low.fault, block);
        let effective = self.effective(&low.effective, fault.as_ref(), block);
        let abort = self.abort(&low.abort, fault.as_ref());
        let expect = self.expect(&low.expect, fault.as_ref(), block);
        let recovery = self.recovery(&low.recovery, block);
        let limits = self.limits(&low.limits);

        self.agree(&agree::Parts {
            low,
            fault: fault.as_ref(),
            effective: effective.as_ref(),
            steady: steady.as_ref(),
            abort: abort.as_ref().ok().and_then(Option::as_ref),
            traffic: traffic.as_ref(),
            questions: questions
                .as_ref()
                .map(Option::as_ref)
                .map_err(|reported| *reported),
            expect: expect.as_ref(),
            recovery: recovery.as_ref(),
        });

        let head = head?;
        let (traffic, steady, fault, recovery) = (traffic?, steady?, fault?, recovery?);
        let mut drill = Drill {
            name: head.name,
            kind: head.kind,
            title: head.title,
            hypothesis: head.hypothesis,
            incident: head.incident,
            runbook: head.runbook,
            schedule: head.schedule,
            effective: effective?,
            abort: abort.ok()?,
            expect: expect?,
            traffic,
            questions: questions.ok()?,
            steady,
            fault,
            recovery,
            limits: Limits::default(),
        };
        drill.limits = limits.or_default(&drill);
        Some(drill)
    }
}
