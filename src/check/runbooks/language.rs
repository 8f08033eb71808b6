//! Every block of code says what it is, so that something can be proven of it.

use serde::de::IgnoredAny;

use super::codes;
use super::script::Spot;
use super::told::Told;
use super::wrong::Wrong;
use crate::base::Span;
use crate::spec::Runbook;
use crate::spec::runbook::Language;

/// Blocks without a language that is known, and blocks of YAML that are none.
pub(super) fn check(runbook: &Runbook, told: &mut Told) {
    for spot in Spot::all(runbook) {
        match spot.snippet.kind() {
            None => told.say(
                codes::LANGUAGE,
                &runbook.source,
                unknown(spot),
                "nobody checks this",
            ),
            Some(Language::Yaml) => yaml(spot, told),
            Some(Language::Shell | Language::Promql | Language::Shown) => {}
        }
    }
}

fn unknown(spot: Spot<'_>) -> Wrong {
    let words = Language::WORDS.join("`, `");
    let Some(word) = &spot.snippet.language else {
        let start = spot.snippet.span.start;
        return Wrong::new(
            Span::new(start, start + 3),
            "this block does not say what it is",
            format!("write one of `{words}` behind the three backticks"),
        );
    };
    let hint = match &*word.value {
        "bash" | "shell" | "console" | "zsh" => "write `sh`, without prompts".to_owned(),
        "yml" => "write `yaml`".to_owned(),
        _ => format!("write one of `{words}`"),
    };
    let message = format!("`{}` is not a language that is checked", word.value);
    Wrong::new(word.span, message, hint)
}

fn yaml(spot: Spot<'_>, told: &mut Told) {
    if let Err(error) = serde_yaml::from_str::<IgnoredAny>(&spot.snippet.text) {
        let at = error.location().map_or(0, |location| {
            let line = usize::try_from(location.line()).unwrap_or(1);
            let before = spot
                .snippet
                .text
                .split_inclusive('\n')
                .take(line.saturating_sub(1));
            before.map(str::len).sum()
        });
        let line = spot.snippet.text[at..].lines().next().unwrap_or("");
        let indent = line.len() - line.trim_start().len();
        let wrong = Wrong::new(
            Span::new(at + indent, at + line.len()),
            "this is not YAML",
            "indent with spaces, and put quotes around values with `: ` in them",
        );
        told.wrong(codes::YAML, spot, wrong, "here");
    }
}
