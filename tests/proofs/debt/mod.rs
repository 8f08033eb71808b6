//! The debt protocol never loses a change: the shipped machines under an adversary.

mod adversary;
mod exhaustive;
mod random;
