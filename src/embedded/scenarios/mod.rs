//! The virtual world as a drill meets it.

mod determinism;
mod fault;
mod healthy;
mod network;
mod weaknesses;

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::alerts::rules::RuleFile;
use crate::base::{At, Duration, Labels, Rate, Ratio, Source};
use crate::world::{
    Alerts, Answer, Ask, Asks, Caller, Content, Facts, Found, Incoming, Look, Page, Phase, Place,
    ReceiptId, Refusal, RunId, Schedule, Shot, Tag, World as _, Write,
};

/// The rules and the routes that are shipped.
const RULES: [(&str, &str); 2] = [
    (
        "provider.yaml",
        include_str!("../../../drills/alerts/provider.yaml"),
    ),
    (
        "service.yaml",
        include_str!("../../../drills/alerts/service.yaml"),
    ),
];
const ROUTING: &str = include_str!("../../../drills/alertmanager.yaml");

/// A world, what its runner heard and has not looked at yet, and its next tag.
#[derive(Clone, Debug)]
struct Runner {
    world: Virtual,
    tag: u64,
    pages: Vec<Page>,
    shots: Vec<Shot>,
}

fn setup(seed: u64, weaknesses: &[Weakness]) -> Result<Setup, SetupError> {
    let rules = RULES.map(|(name, text)| {
        let file = RuleFile::parse(&Source::new(name, text)).unwrap();
        Arc::new(file)
    });
    let weaknesses: BTreeSet<Weakness> = weaknesses.iter().copied().collect();
    let routing = Source::new("alertmanager.yaml", ROUTING);
    Setup::new(seed, weaknesses, rules.to_vec(), &routing)
}

fn runner(weaknesses: &[Weakness]) -> Runner {
    Runner {
        world: Virtual::new(setup(1, weaknesses).unwrap()),
        tag: 0,
        pages: Vec::new(),
        shots: Vec::new(),
    }
}

fn secs(seconds: i64) -> At {
    At::from_ms(seconds * 1_000)
}

fn toxics() -> Place {
    Place::Toxic {
        proxy: "provider-primary".into(),
    }
}

fn hang() -> Content {
    Content::Is(
        json!({"type": "timeout", "stream": "downstream", "toxicity": 1.0,
        "attributes": {"timeout": 0}}),
    )
}

fn chat(rate: u64) -> Ask {
    Ask::Traffic(Schedule {
        model: "chat".into(),
        rate: Rate::per_second(rate),
        streaming: Ratio::from_millionths(500_000),
        timeout: Duration::from_secs(20),
        max_tokens: Some(64),
        caller: Caller::Ordinary,
        asks: Asks::Fresh,
        cap: None,
    })
}

impl Runner {
    /// Hears everything up to this moment.
    fn run_to(&mut self, until: At) {
        let heard = self.hear(until);
        assert_eq!(heard, None, "nothing else was asked");
    }

    /// Collects pages and shots until something else is heard, or nothing up to this moment.
    fn hear(&mut self, until: At) -> Option<Incoming> {
        loop {
            let incoming = self.world.advance(until).1;
            if let Incoming::Page(page) = incoming {
                self.pages.push(page);
            } else if let Incoming::Shots(shots) = incoming {
                self.shots.extend(shots);
            } else {
                return (incoming != Incoming::Due).then_some(incoming);
            }
        }
    }

    fn start(&mut self, ask: Ask) -> Tag {
        self.tag += 1;
        self.world.ask(Tag(self.tag), ask);
        Tag(self.tag)
    }

    /// Asks, and waits for the answer.
    fn ask(&mut self, ask: Ask) -> Result<Answer, Refusal> {
        let asked = self.start(ask);
        match self.hear(self.world.now() + Duration::from_mins(1)) {
            Some(Incoming::Answer { tag, result }) if tag == asked => result,
            other => panic!("{other:?}"),
        }
    }

    fn read(&mut self, place: Place) -> Found {
        let answer = self.ask(Ask::Read(place));
        let Ok(Answer::Found { found: Some(found) }) = answer else {
            panic!("{answer:?}");
        };
        found
    }

    /// What a drill would write to turn a place into this.
    fn write(&mut self, place: Place, content: Content, mark: Option<&str>) -> Ask {
        let found = self.read(place.clone());
        Ask::Write(Box::new(Write {
            place,
            found,
            content,
            mark: mark.map(|mark| ReceiptId(mark.into())),
        }))
    }

    fn set(&mut self, place: Place, content: Content) -> Result<Answer, Refusal> {
        let mark = (content != Content::Absent).then_some("run.1");
        let write = self.write(place, content, mark);
        self.ask(write)
    }

    fn alerts(&mut self) -> Alerts {
        match self.ask(Ask::Alerts) {
            Ok(Answer::Alerts { alerts }) => *alerts,
            other => panic!("{other:?}"),
        }
    }

    /// The phase of an alert, if it is pending or fires.
    fn phase(&mut self, alert: &str) -> Option<Phase> {
        let alerts = self.alerts().prometheus.into_iter();
        let mut phases = alerts
            .filter(|one| one.labels.get("alertname") == alert)
            .map(|one| one.phase);
        phases.next()
    }

    fn facts(&mut self) -> Facts {
        let look = Look {
            places: vec![toxics(), enabled("provider-primary")],
            tries: Vec::new(),
            probes: vec!["provider-primary".into(), "provider-secondary".into()],
            expressions: vec!["up".into(), "llm_requests_total".into(), "nothing".into()],
            images: None,
            heartbeat: Labels::new([("alertname", "FiredrillHeartbeat")]),
        };
        match self.ask(Ask::Look(look)) {
            Ok(Answer::Facts { facts }) => *facts,
            other => panic!("{other:?}"),
        }
    }

    /// Breaks the primary at this moment; when it was broken.
    fn break_primary(&mut self, at: At) -> At {
        self.run_to(at);
        assert_eq!(self.set(toxics(), hang()), Ok(Answer::Done));
        self.world.now()
    }

    fn pages_of(&self, alert: &str) -> Vec<&Page> {
        let pages = self.pages.iter();
        pages
            .filter(|page| page.labels.get("alertname") == alert)
            .collect()
    }
}

fn enabled(proxy: &str) -> Place {
    Place::ProxyEnabled {
        proxy: proxy.into(),
    }
}

fn share(shots: &[Shot], good: impl Fn(&Shot) -> bool) -> f64 {
    let count = |n: usize| f64::from(u32::try_from(n).unwrap());
    count(shots.iter().filter(|shot| good(shot)).count()) / count(shots.len())
}

fn is_true() -> Content {
    Content::Is(Value::Bool(true))
}

fn run(name: &str) -> RunId {
    RunId(name.into())
}
