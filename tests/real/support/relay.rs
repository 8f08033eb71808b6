//! What stands between the runner and the API server, so that a test can take the server away.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::wait::pause;

/// How often a connection looks whether it is held up.
const LOOK: Duration = Duration::from_millis(20);

/// A door to a server that can be held shut: who comes waits, and nothing goes through.
pub(super) struct Relay {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    shut: AtomicBool,
    over: AtomicBool,
}

impl Relay {
    /// A door to this server, `host:port`.
    pub(super) fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::<State>::default();
        let (server, shared) = (server.to_owned(), Arc::clone(&state));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if shared.over.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(client), Ok(server)) = (client, TcpStream::connect(&server)) else {
                    continue;
                };
                both_ways(&client, &server, &shared);
            }
        });
        Self { port, state }
    }

    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn shut(&self, shut: bool) {
        self.state.shut.store(shut, Ordering::Relaxed);
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.state.over.store(true, Ordering::Relaxed);
        // Whoever accepts looks once more.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn both_ways(client: &TcpStream, server: &TcpStream, state: &Arc<State>) {
    for (from, to) in [(client, server), (server, client)] {
        let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
        let state = Arc::clone(state);
        std::thread::spawn(move || pass_on(from, to, &state));
    }
}

/// Passes on what comes, as long as the door is open, until one of the two hangs up.
fn pass_on(mut from: TcpStream, mut to: TcpStream, state: &State) {
    from.set_read_timeout(Some(LOOK)).unwrap();
    let mut buffer = [0; 16 * 1_024];
    while !state.over.load(Ordering::Relaxed) {
        if state.shut.load(Ordering::Relaxed) {
            pause(LOOK);
            continue;
        }
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                // What came just before the door was shut waits as well.
                while state.shut.load(Ordering::Relaxed) && !state.over.load(Ordering::Relaxed) {
                    pause(LOOK);
                }
                if to.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
