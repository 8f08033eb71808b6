//! A text that was put together from pieces of another.

use super::Span;

/// Where the pieces of a text begin: there, and in the text that they were taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pieces(Vec<(usize, usize)>);

impl Pieces {
    /// The text goes on here with what stands there in the other one.
    pub fn push(&mut self, here: usize, there: usize) {
        let last = self.0.last();
        let goes_on =
            last.is_some_and(|(text, other)| there.checked_sub(*other) == Some(here - text));
        if !goes_on {
            self.0.push((here, there));
        }
    }

    /// The place in the other text of a span in this one; none before the first piece.
    pub fn place(&self, inner: Span) -> Option<Span> {
        let start = self.byte(inner.start)?;
        let end = if inner.end > inner.start {
            self.byte(inner.end - 1)? + 1
        } else {
            start
        };
        Some(Span::new(start, end))
    }

    fn byte(&self, inner: usize) -> Option<usize> {
        let after = self.0.partition_point(|(text, _)| *text <= inner);
        let (text, other) = self.0[after.checked_sub(1)?];
        Some(other + (inner - text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_over_gaps() {
        // `ab` and `cde` of `ab--cde`.
        let mut pieces = Pieces::default();
        assert_eq!(pieces.place(Span::new(0, 1)), None);
        for (here, there) in [(0, 0), (1, 1), (2, 4), (3, 5)] {
            pieces.push(here, there);
        }
        assert_eq!(pieces.0.len(), 2);
        assert_eq!(pieces.place(Span::new(1, 4)), Some(Span::new(1, 6)));
        assert_eq!(pieces.place(Span::new(2, 2)), Some(Span::new(4, 4)));
    }
}
