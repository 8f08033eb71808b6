//! PromQL: expressions with the place of every part, and their value over series at a time that
//! the caller gives, as Prometheus 3 answers it.
//!
//! What is not evaluated (native histograms, experimental functions and modifiers) is refused by
//! name; nothing is ever answered with an empty vector because it is not known.

mod constant;
mod error;
mod eval;
mod expr;
mod function;
mod lexer;
mod matcher;
mod operator;
mod options;
mod parser;
mod print;
mod series;
mod series_print;
mod store;
mod unit;
mod unquote;
mod value;

pub use constant::Limited;
pub use error::{EvalError, ParseError};
pub use eval::{Repeated, evaluate, evaluate_range};
pub use expr::{
    Aggregate, Aggregator, Binary, BinaryOperator, Call, Expr, ExprKind, Grouping, Matching,
    Moment, Selector, Side, Subquery, Timing, ValueType,
};
pub use function::{Function, Last};
pub use lexer::{Token, tokens};
pub use matcher::{MatchOperator, Matcher};
pub use options::{Major, Options};
pub use parser::parse;
pub use series::{Given, parse_series};
pub use series_print::print_values;
pub use store::{SeriesId, Store, StoreId};
pub use value::{STALE_NAN, Sample, Series, Value, is_stale};
