//! Silences that are or will be active.

use serde::Deserialize;

use super::Alertmanager;
use crate::live::http::Failure;
use crate::live::moment::known;
use crate::world::SilenceFact;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Silence {
    id: String,
    matchers: Vec<Matcher>,
    #[serde(default)]
    created_by: String,
    #[serde(default)]
    comment: String,
    ends_at: String,
    status: Status,
}

#[derive(Deserialize)]
struct Status {
    state: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Matcher {
    name: String,
    value: String,
    is_regex: bool,
    /// Alertmanager before 0.22 knows no other.
    #[serde(default = "equal")]
    is_equal: bool,
}

fn equal() -> bool {
    true
}

impl Alertmanager {
    /// Silences that are active or will be.
    pub(in crate::live) async fn silences(&self) -> Result<Vec<SilenceFact>, Failure> {
        let reply = self.http.get(&["api", "v2", "silences"]).send().await?;
        let silences: Vec<Silence> = reply.json()?;
        silences
            .into_iter()
            .filter(|silence| silence.status.state != "expired")
            .map(|silence| silence.fact().map_err(|why| reply.not_understood(&why)))
            .collect()
    }
}

impl Silence {
    fn fact(self) -> Result<SilenceFact, String> {
        Ok(SilenceFact {
            id: self.id,
            matchers: self.matchers.iter().map(Matcher::text).collect(),
            created_by: self.created_by,
            comment: self.comment,
            ends_at: known(&self.ends_at)?,
        })
    }
}

impl Matcher {
    /// As Alertmanager's own configuration has it.
    fn text(&self) -> String {
        let operator = match (self.is_equal, self.is_regex) {
            (true, false) => "=",
            (true, true) => "=~",
            (false, false) => "!=",
            (false, true) => "!~",
        };
        let value = self
            .value
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        format!("{}{operator}\"{value}\"", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matchers_are_written_as_in_a_configuration() {
        let text = |is_equal, is_regex, value: &str| {
            Matcher {
                name: "a".into(),
                value: value.into(),
                is_regex,
                is_equal,
            }
            .text()
        };
        assert_eq!(text(true, false, "x"), r#"a="x""#);
        assert_eq!(text(true, true, r"x\d"), r#"a=~"x\\d""#);
        assert_eq!(text(false, false, "x\"\n"), r#"a!="x\"\n""#);
        assert_eq!(text(false, true, "x|y"), r#"a!~"x|y""#);
    }
}
