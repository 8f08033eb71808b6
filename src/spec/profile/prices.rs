//! What a gateway's model charges.

use serde::{Deserialize, Serialize};

use crate::base::Price;

/// What the tokens of a drill's own requests cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prices {
    /// Of the question.
    pub prompt: Price,
    /// Of the answer.
    pub completion: Price,
}
