//! What is asked, as far as it matters here: whether somebody may have asked it before.

/// A question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Prompt {
    /// Unlike any other.
    Fresh,
    /// One of the hot questions that everybody asks, by its number.
    Repeated(u32),
    /// One whose right answer is known, by its number.
    Known(u32),
}
