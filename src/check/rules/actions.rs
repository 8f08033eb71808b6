//! What stands between `{{` and `}}` in a template.

use crate::base::Span;

/// An action of a template: its place with the braces, and what it does.
pub(super) struct Action<'a> {
    pub(super) span: Span,
    pub(super) text: &'a str,
}

/// The actions of a template that can be read, in order.
pub(super) fn actions(template: &str) -> Vec<Action<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = template[at..].find("{{").map(|open| at + open) {
        let inside = open + 2;
        let Some(close) = template[inside..].find("}}").map(|close| inside + close) else {
            break;
        };
        let text = template[inside..close].trim();
        let text = text.strip_prefix("- ").unwrap_or(text);
        let text = text.strip_suffix(" -").unwrap_or(text).trim();
        at = close + 2;
        let span = Span::new(open, at);
        found.push(Action { span, text });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_what_stands_in_braces() {
        let text = "a {{ $value }} b {{- if $labels.x -}}c{{end}}{{";
        let found = actions(text);
        let texts: Vec<&str> = found.iter().map(|action| action.text).collect();
        assert_eq!(texts, ["$value", "if $labels.x", "end"]);
        assert_eq!(
            &text[found[0].span.start..found[0].span.end],
            "{{ $value }}"
        );
    }
}
