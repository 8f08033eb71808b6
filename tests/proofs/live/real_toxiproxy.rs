//! The whole protocol against a real Toxiproxy, where there is one.
//!
//! The server is the program that `TOXIPROXY_SERVER` names, or `toxiproxy-server` on the PATH, or
//! `go/bin/server` below the home directory. In CI it must be there.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use firedrill::base::{At, Duration};
use firedrill::drill::debt::Patience;
use firedrill::drill::{Record, Recover, RecoverEvent, RecoverSettings, Recovered, drive};
use firedrill::live::{Endpoint, Live, Settings};
use firedrill::world::{Answer, Ask, Content, Found, Place, Receipt, Refusal, RunId, Write};
use serde_json::{Value, json};

use super::support::{
    Room, blackhole, client, enabled_of, receipt, run, settings, toxic_of, upstream_of,
};
use crate::skip::skipped;

/// A Toxiproxy that ends with the test.
pub(super) struct Server {
    child: Child,
    pub(super) base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> Option<PathBuf> {
    let variable = |name: &str| -> Option<OsString> { std::env::var_os(name) };
    if let Some(named) = variable("TOXIPROXY_SERVER") {
        return Some(named.into());
    }
    let on_path = std::env::split_paths(&variable("PATH")?)
        .map(|folder| folder.join("toxiproxy-server"))
        .find(|program| program.is_file());
    let built = PathBuf::from(variable("HOME")?).join("go/bin/server");
    on_path.or_else(|| built.is_file().then_some(built))
}

pub(super) async fn start() -> Option<Server> {
    let Some(program) = program() else {
        skipped("there is no Toxiproxy; set TOXIPROXY_SERVER to its server program");
        return None;
    };
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let child = Command::new(program)
        .args(["-host", "127.0.0.1", "-port", &port.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let base = format!("http://127.0.0.1:{port}");
    let server = Server { child, base };
    let mut tries = tokio::time::interval(std::time::Duration::from_millis(20));
    for _ in 0..500 {
        if call("GET", &format!("{}/version", server.base), None)
            .await
            .is_ok()
        {
            return Some(server);
        }
        tries.tick().await;
    }
    panic!("Toxiproxy did not start within 10 s");
}

pub(super) async fn call(
    method: &str,
    url: &str,
    body: Option<Value>,
) -> Result<Value, reqwest::Error> {
    let request = client().request(method.parse().unwrap(), url);
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    let body = request.send().await?.error_for_status()?.text().await?;
    Ok(serde_json::from_str(&body).unwrap_or(Value::Null))
}

impl Server {
    fn settings(&self) -> Settings {
        let mut settings = settings("http://127.0.0.1:1");
        settings.sink = None;
        settings.toxiproxy = Some(Endpoint::new(&self.base));
        settings
    }

    async fn add_proxy(&self) {
        let proxy = json!({"name": "primary", "listen": "localhost:0",
                           "upstream": "127.0.0.1:1"});
        call("POST", &format!("{}/proxies", self.base), Some(proxy))
            .await
            .unwrap();
    }

    async fn proxy(&self) -> Value {
        call("GET", &format!("{}/proxies/primary", self.base), None)
            .await
            .unwrap()
    }

    async fn reset(&self) {
        call("POST", &format!("{}/reset", self.base), None)
            .await
            .unwrap();
    }
}

async fn write(room: &mut Room, found: Found, content: Content, receipt: Option<&Receipt>) {
    let place = match receipt {
        Some(receipt) => receipt.change.place.clone(),
        None if content == Content::Absent => toxic_of("primary"),
        None => enabled_of("primary"),
    };
    let write = Write {
        place,
        found,
        content,
        mark: receipt.map(|receipt| receipt.id.clone()),
    };
    let done = room.ask(Ask::Write(Box::new(write))).await;
    assert_eq!(done, Ok(Answer::Done));
}

/// Injects a change as the protocol wants it, and reads it back.
async fn inject(room: &mut Room, receipt: &Receipt) -> Found {
    let place: &Place = &receipt.change.place;
    let found = room.read(place).await.unwrap();
    assert_eq!(
        (&found.content, &found.mark),
        (&receipt.change.before, &None)
    );
    let created = room
        .ask(Ask::CreateReceipt(Box::new(receipt.clone())))
        .await;
    assert_eq!(created, Ok(Answer::Done));
    write(room, found, receipt.change.ours.clone(), Some(receipt)).await;
    let after = room.read(place).await.unwrap();
    assert_eq!(after.content, receipt.change.ours);
    assert_eq!(after.mark.as_ref(), Some(&receipt.id));
    after
}

#[tokio::test]
async fn another_process_puts_back_a_toxic_by_nothing_but_its_name() {
    let Some(server) = start().await else { return };
    server.add_proxy().await;
    let mut runner = Room::with(&server.settings()).await;
    let ours = Content::Is(blackhole());
    let receipt = receipt(1, toxic_of("primary"), Content::Absent, ours);
    inject(&mut runner, &receipt).await;
    drop(runner);

    let mut recover = Room::with(&server.settings()).await;
    let (owed, unreadable) = recover.receipts().await;
    assert!(unreadable.is_empty(), "{unreadable:?}");
    assert_eq!(owed.len(), 1);
    assert_eq!((&owed[0].id, &owed[0].drill), (&receipt.id, &receipt.drill));
    assert_eq!(owed[0].deadline, receipt.deadline);
    let too_early = recover
        .ask(Ask::DeleteReceipt(Box::new(receipt.clone())))
        .await;
    assert!(
        matches!(too_early, Err(Refusal::Failed { .. })),
        "{too_early:?}"
    );

    let found = recover.read(&toxic_of("primary")).await.unwrap();
    assert_eq!(found.content, owed[0].change.ours);
    assert_eq!(found.uid, owed[0].uid);
    write(&mut recover, found, Content::Absent, None).await;
    assert_eq!(server.proxy().await["toxics"], json!([]));
    let deleted = recover.ask(Ask::DeleteReceipt(Box::new(receipt))).await;
    assert_eq!(deleted, Ok(Answer::Done));
    assert_eq!(recover.receipts().await.0, []);
}

#[tokio::test]
async fn the_line_that_undoes_a_toxic_works_in_a_shell() {
    let Some(server) = start().await else { return };
    server.add_proxy().await;
    let mut room = Room::with(&server.settings()).await;
    let ours = Content::Is(blackhole());
    let receipt = receipt(1, toxic_of("primary"), Content::Absent, ours);
    inject(&mut room, &receipt).await;
    let mut other = Room::with(&server.settings()).await;
    let undo = other.receipts().await.0.remove(0).undo;
    let done = Command::new("sh").args(["-c", &undo]).status();
    match done {
        Ok(status) if status.code() == Some(127) => skipped("there is no curl"),
        done => {
            assert!(done.unwrap().success(), "{undo}");
            assert_eq!(server.proxy().await["toxics"], json!([]));
        }
    }
}

#[tokio::test]
async fn a_proxy_is_switched_off_and_on_again_and_nothing_else_of_it_changes() {
    let Some(server) = start().await else { return };
    server.add_proxy().await;
    let before = server.proxy().await;
    let mut room = Room::with(&server.settings()).await;
    let (on, off) = (Content::Is(true.into()), Content::Is(false.into()));
    let receipt = receipt(1, enabled_of("primary"), on.clone(), off);
    let found = inject(&mut room, &receipt).await;
    let during = server.proxy().await;
    assert_eq!(during["enabled"], json!(false));
    assert_eq!(during["listen"], before["listen"]);
    drop(room);

    let mut recover = Room::with(&server.settings()).await;
    let mut kept = recover.receipts().await.0;
    kept[0].undo.clone_from(&receipt.undo);
    assert_eq!(kept, std::slice::from_ref(&receipt), "kept word for word");
    write(&mut recover, found, on, None).await;
    let restored = recover.read(&enabled_of("primary")).await.unwrap();
    assert_eq!(restored.mark, None);
    let deleted = recover.ask(Ask::DeleteReceipt(Box::new(receipt))).await;
    assert_eq!(deleted, Ok(Answer::Done));
    assert_eq!(recover.receipts().await.0, []);
    assert_eq!(server.proxy().await, before);
}

/// The upstream of `primary`, before and while a drill leads it elsewhere.
fn rerouted() -> Receipt {
    let [before, bad] = ["127.0.0.1:1", "127.0.0.1:2"].map(|to| Content::Is(to.into()));
    receipt(1, upstream_of("primary"), before, bad)
}

#[tokio::test]
async fn a_proxy_is_led_elsewhere_and_another_process_leads_it_back() {
    let Some(server) = start().await else { return };
    server.add_proxy().await;
    let before = server.proxy().await;
    let mut runner = Room::with(&server.settings()).await;
    let receipt = rerouted();
    inject(&mut runner, &receipt).await;
    assert_eq!(server.proxy().await["upstream"], json!("127.0.0.1:2"));
    drop(runner);
    assert_eq!(recover(&server).await, Recovered::Clean(1));
    assert_eq!(server.proxy().await, before);
    assert_eq!(recover(&server).await, Recovered::Clean(0));
}

#[tokio::test]
async fn what_somebody_else_led_elsewhere_meanwhile_stays_so() {
    let Some(server) = start().await else { return };
    server.add_proxy().await;
    let mut runner = Room::with(&server.settings()).await;
    inject(&mut runner, &rerouted()).await;
    drop(runner);
    let theirs = json!({"upstream": "127.0.0.1:3"});
    let url = format!("{}/proxies/primary", server.base);
    call("POST", &url, Some(theirs)).await.unwrap();
    assert_eq!(recover(&server).await, Recovered::Clean(1));
    assert_eq!(server.proxy().await["upstream"], json!("127.0.0.1:3"));
    let mut room = Room::with(&server.settings()).await;
    assert_eq!(room.receipts().await.0, [], "and nothing is owed");
}

#[tokio::test]
async fn the_line_that_undoes_a_setting_gives_it_back_and_removes_the_receipt() {
    let Some(server) = start().await else { return };
    server.add_proxy().await;
    let before = server.proxy().await;
    let mut room = Room::with(&server.settings()).await;
    inject(&mut room, &rerouted()).await;
    let undo = room.receipts().await.0.remove(0).undo;
    let done = Command::new("sh")
        .args(["-c", &undo])
        .stdout(Stdio::null())
        .status();
    match done {
        Ok(status) if status.code() == Some(127) => skipped("there is no curl"),
        done => {
            assert!(done.unwrap().success(), "{undo}");
            assert_eq!(server.proxy().await, before);
            assert_eq!(room.receipts().await.0, []);
        }
    }
}

/// What `firedrill recover` does.
async fn recover(server: &Server) -> Recovered {
    let mut settings = server.settings();
    settings.limits.call = Duration::from_ms(100);
    let mut live = Live::start(&settings).await.unwrap();
    let mut machine = Recover::new(RecoverSettings {
        patience: Patience {
            tries: 2,
            pause: Duration::from_ms(10),
        },
        force: false,
    });
    drive(&mut machine, &mut live, &mut Nowhere).await;
    machine.outcome().clone()
}

/// A recovery needs no journal.
struct Nowhere;

impl Record<RecoverEvent> for Nowhere {
    fn append(&mut self, _: At, _: Vec<RecoverEvent>) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn one_run_at_a_time_has_the_lock_and_a_reset_does_not_break_it() {
    let Some(server) = start().await else { return };
    let mut room = Room::with(&server.settings()).await;
    let length = Duration::from_secs(30);
    let acquire = |run: RunId| Ask::Acquire { run, length };
    let renew = |run: RunId| Ask::Renew { run, length };
    let other = RunId("other".into());
    for _ in 0..2 {
        let Ok(Answer::Lease(lease)) = room.ask(acquire(run())).await else {
            panic!("no lease");
        };
        assert_eq!(lease.holder, Some(run()));
    }
    let mut beats = Vec::new();
    for round in 0..4 {
        if round == 2 {
            server.reset().await;
        }
        assert_eq!(room.ask(renew(run())).await, Ok(Answer::Done));
        let Ok(Answer::Lease(lease)) = room.ask(acquire(other.clone())).await else {
            panic!("no lease");
        };
        assert_eq!(lease.holder, Some(run()), "the other does not get it");
        beats.push(lease.beat);
    }
    assert!(beats.windows(2).all(|pair| pair[0] != pair[1]), "{beats:?}");
    assert_eq!(room.ask(renew(other.clone())).await, Err(Refusal::Conflict));
    let release = |run: RunId| Ask::Release { run };
    assert_eq!(room.ask(release(other.clone())).await, Ok(Answer::Done));
    assert_eq!(room.ask(renew(run())).await, Ok(Answer::Done), "still ours");
    assert_eq!(room.ask(release(run())).await, Ok(Answer::Done));
    assert_eq!(room.ask(renew(run())).await, Err(Refusal::Conflict));
    let Ok(Answer::Lease(lease)) = room.ask(acquire(other.clone())).await else {
        panic!("no lease");
    };
    assert_eq!(lease.holder, Some(other));
}
