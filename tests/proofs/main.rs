//! The proofs, one module per kind.

mod debt;
mod drills;
