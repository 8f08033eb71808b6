//! The names by which links reach headings, as GitHub makes them.

/// The anchor of a heading; `taken` are those before it.
pub(super) fn anchor(heading: &str, taken: &[String]) -> String {
    let kept = heading.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    let plain: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
    let mut name = plain.clone();
    let mut again = 0;
    while taken.contains(&name) {
        again += 1;
        name = format!("{plain}-{again}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        let taken = ["undo".to_owned()];
        assert_eq!(anchor("Undo", &taken), "undo-1");
        let heading = "3. restart-pods: Restart `llm-inference`, if it's out of memory";
        let expected = "3-restart-pods-restart-llm-inference-if-its-out-of-memory";
        assert_eq!(anchor(heading, &taken), expected);
    }
}
