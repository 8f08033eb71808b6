//! Steps: headings with a number, an id and a title.

use crate::base::{Span, Spanned};

/// One thing to do.
#[derive(Clone, Debug)]
pub struct Step {
    /// What people say to each other.
    pub number: Spanned<u32>,
    /// What others refer to it by; it stays what it is when steps come and go.
    pub id: Spanned<String>,
    /// What is to be done.
    pub title: String,
    /// The heading without its marks.
    pub span: Span,
}

impl Step {
    /// The step of a heading `3. restart-pods: Restart the pods` that begins at this byte of the file.
    pub(super) fn read(heading: &str, start: usize) -> Option<Self> {
        let (number, rest) = heading.split_once(". ")?;
        let (id, title) = rest.split_once(": ")?;
        let is_id = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let id_at = start + number.len() + 2;
        let wanted = is_id && !title.trim().is_empty();
        let value = number.parse().ok().filter(|_| wanted)?;
        Some(Self {
            number: Spanned::new(value, Span::new(start, start + number.len())),
            id: Spanned::new(id.to_owned(), Span::new(id_at, id_at + id.len())),
            title: title.trim().to_owned(),
            span: Span::new(start, start + heading.len()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_has_a_number_an_id_and_a_title() {
        let step = Step::read("12. restart-pods: Restart: now", 100).unwrap();
        assert_eq!((step.number.value, &*step.id.value), (12, "restart-pods"));
        assert_eq!(step.id.span, Span::new(104, 116));
        assert_eq!(step.title, "Restart: now");
        for wrong in [
            "Restart the pods",
            "restart-pods: Restart",
            "3. Restart the pods",
            "3. Restart pods: now",
            "x. restart-pods: Restart",
            "3. restart-pods: ",
        ] {
            assert!(Step::read(wrong, 0).is_none(), "{wrong}");
        }
    }
}
