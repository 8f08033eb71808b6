//! A short message about runs that are over, for a chat and for programs. What nobody may overlook
//! comes first.

use serde_json::{Value, json};

use super::RunReport;
use super::story::{glance, left_behind, worth_telling};
use super::words::one_line;
use crate::drill::Outcome;

/// The most drills that are told one by one.
const DRILLS_MOST: usize = 20;
/// The most findings that are told of one drill.
const FINDINGS_MOST: usize = 3;
/// The longest text, in characters; a chat shows no more of it than that.
const LENGTH_MOST: usize = 3_000;

/// A message about runs that are over.
#[derive(Clone, Debug)]
pub struct Notice<'a> {
    /// Where they were run.
    pub target: &'a str,
    /// What they came to together.
    pub outcome: Outcome,
    /// Those that have a verdict.
    pub runs: &'a [RunReport<'a>],
    /// Why others have none, a sentence each.
    pub without: &'a [String],
    /// The command that puts back what is left.
    pub recover: &'a str,
}

impl Notice<'_> {
    /// The body for a webhook of Slack's, or of whoever takes the same.
    pub fn slack(&self) -> String {
        let text = self.text();
        // Slack takes these for its own markup.
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        json!({"text": text.replace('>', "&gt;")}).to_string()
    }

    /// The body for a program.
    pub fn json(&self) -> String {
        let drills: Vec<Value> = self.told().map(drill).collect();
        json!({
            "target": self.target,
            "outcome": self.outcome.name(),
            "left_behind": self.outcome == Outcome::LeftBehind,
            "text": self.text(),
            "drills": drills,
            "without_verdict": self.without,
        })
        .to_string()
    }

    /// What people read.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        self.tell_left_behind(&mut lines);
        for run in self.told() {
            let word = run.outcome().word();
            lines.push(format!(
                "{word}  {} on {}: {}",
                run.drill(),
                self.target,
                glance(run)
            ));
            let kinds = worth_telling(run);
            let details = kinds.iter().flat_map(|kind| {
                let name = kind.code.name();
                kind.details.iter().map(move |detail| (name, detail))
            });
            for (name, detail) in details.take(FINDINGS_MOST) {
                lines.push(format!("  {} [{name}]", one_line(detail)));
            }
        }
        if self.runs.len() > DRILLS_MOST {
            lines.push(format!("and {} more", self.runs.len() - DRILLS_MOST));
        }
        for why in self.without.iter().take(DRILLS_MOST) {
            let word = Outcome::Error.word();
            lines.push(format!("{word}  on {}: {}", self.target, one_line(why)));
        }
        shortened(&lines.join("\n"))
    }

    /// The worst first.
    fn told(&self) -> impl Iterator<Item = &RunReport<'_>> {
        let mut runs: Vec<_> = self.runs.iter().collect();
        runs.sort_by_key(|run| std::cmp::Reverse(run.outcome()));
        runs.into_iter().take(DRILLS_MOST)
    }

    fn tell_left_behind(&self, lines: &mut Vec<String>) {
        if self.outcome != Outcome::LeftBehind {
            return;
        }
        lines.push(format!(
            "A FAULT MAY BE LEFT BEHIND on {}: put it back now, by `{}`",
            self.target, self.recover
        ));
        let runs = self.told();
        for run in runs.filter(|run| run.outcome() == Outcome::LeftBehind) {
            let (head, commands) = left_behind(run);
            lines.push(head);
            lines.extend(
                commands
                    .iter()
                    .map(|command| format!("  {}", one_line(command))),
            );
        }
    }
}

fn drill(run: &RunReport) -> Value {
    let findings = run.verdict().findings.iter();
    let findings = findings
        .map(|finding| json!({"code": finding.code.name(), "detail": one_line(&finding.detail)}));
    json!({
        "drill": run.drill(),
        "run": run.run(),
        "outcome": run.outcome().name(),
        "detected_after_s": run.time_to_detect().map(crate::base::Duration::secs_f64),
        "mitigated_after_s": run.time_to_mitigate().map(crate::base::Duration::secs_f64),
        "findings": findings.take(DRILLS_MOST).collect::<Vec<_>>(),
    })
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LENGTH_MOST {
        return text.to_owned();
    }
    let short: String = text.chars().take(LENGTH_MOST - 1).collect();
    short + "…"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::scenes::{fail, left_behind, pass};

    fn notice<'a>(runs: &'a [RunReport<'a>], without: &'a [String]) -> Notice<'a> {
        let worst = runs.iter().map(RunReport::outcome).max();
        Notice {
            target: "staging",
            outcome: worst.unwrap_or(Outcome::Error),
            runs,
            without,
            recover: "firedrill recover --target staging.yaml",
        }
    }

    #[test]
    fn a_fault_that_may_be_left_behind_comes_before_everything_else() {
        let (pass, left, fail) = (pass(), left_behind(), fail());
        let runs = [pass.told(), fail.told(), left.told()];
        let text = notice(&runs, &[]).text();
        let head = "A FAULT MAY BE LEFT BEHIND on staging: put it back now, by `firedrill recover \
                    --target staging.yaml`\n";
        assert!(text.starts_with(head), "{text}");
        let at = |word: &str| text.find(&format!("\n{word}  ")).expect(word);
        assert!(
            at("LEFT BEHIND") < at("FAIL") && at("FAIL") < at("PASS"),
            "{text}"
        );
        let json = notice(&runs, &[]).json();
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["outcome"], "left-behind");
        assert_eq!(json["left_behind"], true);
        assert_eq!(json["drills"][0]["outcome"], "left-behind");
        assert_eq!(json["text"], text);
    }

    #[test]
    fn a_run_that_failed_says_what_is_wrong_and_one_that_passed_says_how_soon() {
        let (fail, pass) = (fail(), pass());
        let text = notice(&[fail.told()], &[]).text();
        assert!(
            text.starts_with("FAIL  provider-blackhole on staging: "),
            "{text}"
        );
        let code = fail.told().verdict().findings[0].code.name();
        assert!(text.contains(&format!("[{code}]")), "{text}");
        let text = notice(&[pass.told()], &[]).text();
        assert!(
            text.starts_with("PASS  provider-blackhole on staging: "),
            "{text}"
        );
        assert!(text.contains("detected after"), "{text}");
    }

    #[test]
    fn a_message_is_short_whatever_happened_and_slacks_own_marks_are_not_taken_for_its_markup() {
        let why: Vec<String> = (0..100).map(|_| "<!channel> & ".repeat(60)).collect();
        let notice = notice(&[], &why);
        assert_eq!(notice.text().chars().count(), LENGTH_MOST);
        let slack: Value = serde_json::from_str(&notice.slack()).unwrap();
        let text = slack["text"].as_str().unwrap();
        assert!(
            text.contains("&lt;!channel&gt; &amp; ") && !text.contains('<'),
            "{text}"
        );
    }
}
