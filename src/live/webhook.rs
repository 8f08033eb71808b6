//! Messages to a webhook whose URL is a secret: who knows it may write to the chat behind it. So it is
//! in no message of ours, and what the server says to it is not repeated either.

use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use reqwest::{Method, StatusCode, Url};

use super::http::{Failure, Http};
use super::settings::{Endpoint, Limits, Secret, Tls};
use crate::base::Duration;

/// How often a message is sent at the most.
const TRIES: u32 = 3;
/// The pause before the second try, and the unit of those that follow.
const PAUSE: Duration = Duration::from_secs(1);
/// The longest pause, whatever the server asks for.
const PAUSE_MOST: Duration = Duration::from_secs(20);
/// What people call it.
const PLACE: &str = "the webhook";

/// A webhook that takes messages.
#[derive(Debug)]
pub struct Webhook {
    http: Http,
    url: Secret,
    pause: Duration,
}

/// Why a try failed, and when it is worth another one.
struct Failed {
    why: String,
    again: Option<Duration>,
}

impl Webhook {
    /// A webhook at this URL, which is not called yet.
    ///
    /// # Errors
    /// It is not a URL, or its certificates are none; without the URL.
    pub fn new(url: &Secret, tls: Tls, call: Duration) -> Result<Self, String> {
        let wrong = || format!("{PLACE}'s URL does not begin with `http://HOST` or `https://HOST`");
        let parsed = Url::parse(url.reveal().trim()).map_err(|_| wrong())?;
        let origin = parsed.origin();
        if !matches!(parsed.scheme(), "http" | "https") || !origin.is_tuple() {
            return Err(wrong());
        }
        let endpoint = Endpoint {
            tls,
            ..Endpoint::new(origin.ascii_serialization())
        };
        let limits = Limits {
            call,
            ..Limits::default()
        };
        Ok(Self {
            http: Http::new(PLACE, &endpoint, &limits)?,
            url: Secret::new(parsed.as_str()),
            pause: PAUSE,
        })
    }

    /// Sends a message, again only if the server asks for that or stumbled; at most three times, each
    /// within the limit of a call. Needs a tokio runtime.
    ///
    /// # Errors
    /// It may not have arrived.
    pub async fn send(&self, json: &str) -> Result<(), String> {
        let mut tried = 1;
        loop {
            let Err(failed) = self.once(json).await else {
                return Ok(());
            };
            let Some(pause) = failed.again.filter(|_| tried < TRIES) else {
                let times = if tried == 1 {
                    String::new()
                } else {
                    format!(", {tried} times")
                };
                return Err(format!("{}{times}", failed.why));
            };
            let pause = pause.max(self.pause * u64::from(tried)).min(PAUSE_MOST);
            tokio::time::sleep(pause.std()).await;
            tried += 1;
        }
    }

    async fn once(&self, json: &str) -> Result<(), Failed> {
        let url = Url::parse(self.url.reveal()).map_err(|_| Failed {
            why: format!("{PLACE}'s URL is none"),
            again: None,
        })?;
        let request = self.http.request(Method::POST, url);
        let request = request.header(CONTENT_TYPE, "application/json");
        let sent = request.body(json.to_owned()).send().await;
        let response = sent.map_err(|error| Failed {
            why: Failure::of_sending(PLACE, &error.without_url(), self.http.limits().call).why,
            // It may have arrived, and nobody wants it twice.
            again: None,
        })?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let asked = response.headers().get(RETRY_AFTER);
        let asked = asked.and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
        let asked = asked.map_or(Duration::ZERO, |seconds| {
            Duration::from_secs(seconds.into())
        });
        let stumbled = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
        let hint = match status.as_u16() {
            301..=308 => "; it has moved, and is not followed",
            401 | 403 | 404 | 410 => "; is the URL in its Secret still right?",
            _ => "",
        };
        Err(Failed {
            why: format!("{PLACE} answered {status}{hint}"),
            again: stumbled.then_some(asked),
        })
    }
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{body_string, header, method, path, query_param};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::live::http::testing::install_tls;

    const SECRET: &str = "T0/B0/hunter2";

    async fn server(answers: Vec<ResponseTemplate>) -> (MockServer, Webhook) {
        install_tls();
        let server = MockServer::start().await;
        for answer in answers {
            let once = Mock::given(method("POST")).and(path(format!("/{SECRET}")));
            once.respond_with(answer)
                .up_to_n_times(1)
                .mount(&server)
                .await;
        }
        let url = Secret::new(format!("{}/{SECRET}?token=hunter3\n", server.uri()));
        let mut webhook = Webhook::new(&url, Tls::default(), Duration::from_ms(200)).unwrap();
        webhook.pause = Duration::from_ms(1);
        (server, webhook)
    }

    async fn requests(server: &MockServer) -> usize {
        server.received_requests().await.unwrap().len()
    }

    #[tokio::test]
    async fn a_message_arrives_once_as_json_at_the_whole_url() {
        let (server, webhook) = server(Vec::new()).await;
        Mock::given(method("POST"))
            .and(path(format!("/{SECRET}")))
            .and(query_param("token", "hunter3"))
            .and(header("content-type", "application/json"))
            .and(body_string("{\"text\":\"x\"}"))
            .respond_with(ResponseTemplate::new(200))
            .expect(1)
            .mount(&server)
            .await;
        assert_eq!(webhook.send("{\"text\":\"x\"}").await, Ok(()));
    }

    #[tokio::test]
    async fn who_asks_for_patience_or_stumbles_is_asked_again_and_no_more_than_three_times() {
        let status = ResponseTemplate::new;
        let patience = status(429).insert_header("retry-after", "0");
        let (one, webhook) = server(vec![patience, status(503), status(200)]).await;
        assert_eq!(webhook.send("{}").await, Ok(()));
        assert_eq!(requests(&one).await, 3);
        let (one, webhook) = server(vec![status(500), status(502), status(503), status(200)]).await;
        let said = webhook.send("{}").await.unwrap_err();
        assert_eq!(
            said,
            "the webhook answered 503 Service Unavailable, 3 times"
        );
        assert_eq!(requests(&one).await, 3);
    }

    #[tokio::test]
    async fn a_refusal_is_final_and_shows_neither_the_url_nor_what_the_server_says() {
        let answer = ResponseTemplate::new(403).set_body_string(format!("no such hook: {SECRET}"));
        let (one, webhook) = server(vec![answer, ResponseTemplate::new(200)]).await;
        let said = webhook.send("{}").await.unwrap_err();
        assert!(
            said.starts_with("the webhook answered 403 Forbidden; is the URL"),
            "{said}"
        );
        assert!(!said.contains("hunter"), "{said}");
        assert!(!format!("{webhook:?}").contains("hunter"), "{webhook:?}");
        assert_eq!(requests(&one).await, 1);
    }

    #[tokio::test]
    async fn who_hangs_is_given_up_and_not_asked_again() {
        let hangs = ResponseTemplate::new(200).set_delay(Duration::from_mins(10).std());
        let (one, webhook) = server(vec![hangs]).await;
        let said = webhook.send("{}").await.unwrap_err();
        assert_eq!(said, "the webhook did not answer within 200ms");
        assert_eq!(requests(&one).await, 1);
    }

    #[tokio::test]
    async fn who_is_not_there_and_a_redirection_show_no_url() {
        let (server, webhook) = server(vec![
            ResponseTemplate::new(302).insert_header("location", "http://127.0.0.1:9/hunter4"),
        ])
        .await;
        let moved = webhook.send("{}").await.unwrap_err();
        assert!(moved.contains("it has moved"), "{moved}");
        drop(server);
        let url = Secret::new(format!("http://127.0.0.1:9/{SECRET}"));
        let webhook = Webhook::new(&url, Tls::default(), Duration::from_ms(200)).unwrap();
        let gone = webhook.send("{}").await.unwrap_err();
        assert!(gone.contains("could not be reached"), "{gone}");
        assert!(
            !moved.contains("hunter") && !gone.contains("hunter"),
            "{moved} {gone}"
        );
    }

    #[test]
    fn what_is_no_url_is_refused_without_showing_it() {
        install_tls();
        for text in ["hunter2", "ftp://hunter2", "http://", ""] {
            let url = Secret::new(text);
            let said = Webhook::new(&url, Tls::default(), Duration::from_secs(1)).unwrap_err();
            assert!(said.contains("does not begin with"), "{said}");
            assert!(!said.contains("hunter"), "{said}");
        }
    }
}
