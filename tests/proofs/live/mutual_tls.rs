//! Servers with a private authority that want to see a certificate, reached by what a target file
//! says of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::tls_server::{Authority, Papers, TlsServer};

/// The certificates of a client and where they lie, and a target file that names them.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, ca: &str, client: &Papers) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutual-tls");
        let folder = folder.join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let folder = Self(folder);
        folder.write("ca.pem", ca);
        folder.write("cert.pem", &client.cert);
        folder.write("key.pem", &client.key);
        folder.write("token", "hunter2\n");
        folder
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    #[expect(clippy::disallowed_methods, reason = "the program reads these files")]
    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }

    fn both(&self) -> String {
        let (cert, key) = (self.path("cert.pem"), self.path("key.pem"));
        format!("{}, cert: \"{cert}\", key: \"{key}\"", self.trust())
    }

    fn trust(&self) -> String {
        format!("ca: \"{}\"", self.path("ca.pem"))
    }

    /// Runs the program on a target whose servers are all at this address.
    async fn firedrill(&self, command: &str, url: &str, tls: &str) -> Output {
        let token = self.path("token");
        let tls = format!("tls: {{{tls}}}");
        let target = format!(
            "environment: staging
prometheus:
  url: \"{url}/prometheus/\"
  auth: {{basic: {{user: ops, password: {{file: \"{token}\"}}}}}}
  headers: {{X-Scope-OrgID: ai}}
  {tls}
alertmanager:
  url: \"{url}/alertmanager\"
  headers: {{X-Api-Key: {{file: \"{token}\"}}}}
  {tls}
toxiproxy:
  url: \"{url}/toxi\"
  auth: {{bearer: {{file: \"{token}\"}}}}
  {tls}
gateway: {{url: \"{url}\", {tls}}}
probes:
  provider-primary: {{url: \"{url}/primary\", model: chat, headers: {{X-Team: ai}}, {tls}}}
sink: {{listen: \"127.0.0.1:0\"}}
profile: reference
"
        );
        self.write("staging.yaml", &target);
        let mut program = Command::new(env!("CARGO_BIN_EXE_firedrill"));
        program
            .args([command, "--target", &self.path("staging.yaml")])
            .current_dir(env!("CARGO_MANIFEST_DIR"));
        tokio::task::spawn_blocking(move || program.output().unwrap())
            .await
            .unwrap()
    }

    /// What `recover` says, and how it ends.
    async fn recover(&self, url: &str, tls: &str) -> (Option<i32>, String) {
        let output = self.firedrill("recover", url, tls).await;
        (
            output.status.code(),
            String::from_utf8(output.stdout).unwrap(),
        )
    }
}

#[tokio::test]
async fn who_trusts_the_authority_and_shows_a_certificate_gets_through() {
    let ours = Authority::new("ours");
    let server = TlsServer::start(&ours, "{}").await;
    let folder = Folder::new("through", &ours.pem(), &ours.client());
    let url = format!("https://{}", server.address);
    let (code, said) = folder.recover(&url, &folder.both()).await;
    assert_eq!(
        (code, &*said),
        (Some(0), "staging: nothing is owed\n"),
        "{said}"
    );
    let heard = server.heard();
    assert!(!heard.is_empty());
    for request in heard {
        assert_eq!(request.line, "GET /toxi/proxies");
        assert_eq!(request.header("authorization"), "Bearer hunter2");
    }
}

#[tokio::test]
async fn every_server_of_a_target_is_called_with_what_the_file_says_of_it() {
    let ours = Authority::new("ours");
    let server = TlsServer::start(&ours, "{}").await;
    let folder = Folder::new("every", &ours.pem(), &ours.client());
    let url = format!("https://{}", server.address);
    folder.firedrill("plan", &url, &folder.both()).await;
    let heard = server.heard();
    for (prefix, header, value) in [
        (
            "/prometheus/api/v1/",
            "authorization",
            "Basic b3BzOmh1bnRlcjI=",
        ),
        ("/prometheus/api/v1/", "x-scope-orgid", "ai"),
        ("/alertmanager/api/v2/", "x-api-key", "hunter2"),
        ("/toxi/proxies", "authorization", "Bearer hunter2"),
        ("/primary/v1/chat/completions", "x-team", "ai"),
    ] {
        let of_it = |line: &str| line.split(' ').next_back().unwrap().starts_with(prefix);
        let calls: Vec<_> = heard.iter().filter(|one| of_it(&one.line)).collect();
        assert!(!calls.is_empty(), "nothing below {prefix}: {heard:?}");
        for call in calls {
            assert_eq!(call.header(header), value, "{call:?}");
        }
    }
}

#[tokio::test]
async fn who_is_not_let_in_is_told_which_setting_to_change() {
    let (ours, theirs) = (Authority::new("ours"), Authority::new("theirs"));
    let anew = Authority::new("ours");
    let server = TlsServer::start(&ours, "{}").await;
    let right = Folder::new("right", &ours.pem(), &ours.client());
    let wrong = Folder::new("wrong", &theirs.pem(), &theirs.client());
    let stale = Folder::new("stale", &anew.pem(), &anew.client());
    let url = format!("https://{}", server.address);
    let stranger = wrong.both().replace(&wrong.trust(), &right.trust());
    for (tls, why) in [
        (
            right.trust(),
            "it lets in only who shows a certificate; give ours in `tls: {cert, key}`",
        ),
        (
            stale.trust(),
            "no authority that we trust has signed its certificate; give the one that has in \
             `tls: {ca}`",
        ),
        (
            wrong.both(),
            "no authority that we trust has signed its certificate; give the one that has in \
             `tls: {ca}`",
        ),
        (
            stranger,
            "it does not take our certificate (UnknownCA); are `cert` and `key` in `tls` those \
             that were made for this server?",
        ),
    ] {
        let (code, said) = right.recover(&url, &tls).await;
        let wanted = format!(
            "staging: what is owed cannot be told: asking for the lock: Toxiproxy at {url}/toxi/proxies: {why}\n"
        );
        assert_eq!((code, said), (Some(4), wanted));
    }
    assert!(server.heard().is_empty(), "nobody got through");
}

#[tokio::test]
async fn a_certificate_for_another_server_and_a_server_without_tls_are_told_apart() {
    let ours = Authority::new("ours");
    let server = TlsServer::start(&ours, "{}").await;
    let folder = Folder::new("apart", &ours.pem(), &ours.client());
    let url = format!("https://localhost:{}", server.address.port());
    let (code, said) = folder.recover(&url, &folder.both()).await;
    assert!(
        code == Some(4) && said.contains("it shows the certificate of another server"),
        "{said}"
    );
    let plain = wiremock::MockServer::start().await;
    let url = format!("https://{}", plain.address());
    let (code, said) = folder.recover(&url, &folder.both()).await;
    assert!(
        code == Some(4)
            && said.contains("it does not speak TLS; does its URL begin with `http://`?"),
        "{said}"
    );
}
