//! The operators and aggregators by name, and how tightly operators bind.

use super::expr::{Aggregator, BinaryOperator};

impl BinaryOperator {
    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Modulo => "%",
            Self::Power => "^",
            Self::Atan2 => "atan2",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Greater => ">",
            Self::Less => "<",
            Self::GreaterOrEqual => ">=",
            Self::LessOrEqual => "<=",
            Self::And => "and",
            Self::Or => "or",
            Self::Unless => "unless",
        }
    }

    /// The operator that is written as a word, in any case.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        [Self::And, Self::Or, Self::Unless, Self::Atan2]
            .into_iter()
            .find(|operator| operator.symbol().eq_ignore_ascii_case(word))
    }

    /// The operator that is written in signs.
    pub(super) fn from_sign(sign: &str) -> Option<Self> {
        [
            Self::Add,
            Self::Subtract,
            Self::Multiply,
            Self::Divide,
            Self::Modulo,
            Self::Power,
            Self::Equal,
            Self::NotEqual,
            Self::Greater,
            Self::Less,
            Self::GreaterOrEqual,
            Self::LessOrEqual,
        ]
        .into_iter()
        .find(|operator| operator.symbol() == sign)
    }

    /// Whether it compares: `==`, `<` and their like.
    pub const fn is_comparison(self) -> bool {
        match self {
            Self::Equal
            | Self::NotEqual
            | Self::Greater
            | Self::Less
            | Self::GreaterOrEqual
            | Self::LessOrEqual => true,
            Self::Add
            | Self::Subtract
            | Self::Multiply
            | Self::Divide
            | Self::Modulo
            | Self::Power
            | Self::Atan2
            | Self::And
            | Self::Or
            | Self::Unless => false,
        }
    }

    /// The comparison that says the same with its sides exchanged; any other operator as it is.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Greater => Self::Less,
            Self::Less => Self::Greater,
            Self::GreaterOrEqual => Self::LessOrEqual,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Equal
            | Self::NotEqual
            | Self::Add
            | Self::Subtract
            | Self::Multiply
            | Self::Divide
            | Self::Modulo
            | Self::Power
            | Self::Atan2
            | Self::And
            | Self::Or
            | Self::Unless => self,
        }
    }

    /// The comparison that holds of numbers where this one does not; any other operator as it is.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Equal => Self::NotEqual,
            Self::NotEqual => Self::Equal,
            Self::Greater => Self::LessOrEqual,
            Self::LessOrEqual => Self::Greater,
            Self::Less => Self::GreaterOrEqual,
            Self::GreaterOrEqual => Self::Less,
            Self::Add
            | Self::Subtract
            | Self::Multiply
            | Self::Divide
            | Self::Modulo
            | Self::Power
            | Self::Atan2
            | Self::And
            | Self::Or
            | Self::Unless => self,
        }
    }

    /// Whether it works on sets of series and not on their values.
    pub const fn is_set(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Unless)
    }

    /// How tightly it binds; more is tighter.
    pub(super) const fn binding(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And | Self::Unless => 2,
            Self::Equal
            | Self::NotEqual
            | Self::Greater
            | Self::Less
            | Self::GreaterOrEqual
            | Self::LessOrEqual => 3,
            Self::Add | Self::Subtract => 4,
            Self::Multiply | Self::Divide | Self::Modulo | Self::Atan2 => 5,
            Self::Power => 6,
        }
    }
}

impl Aggregator {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Sum,
        Self::Avg,
        Self::Count,
        Self::Min,
        Self::Max,
        Self::Group,
        Self::Stddev,
        Self::Stdvar,
        Self::Topk,
        Self::Bottomk,
        Self::CountValues,
        Self::Quantile,
    ];

    /// As it is written.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Avg => "avg",
            Self::Count => "count",
            Self::Min => "min",
            Self::Max => "max",
            Self::Group => "group",
            Self::Stddev => "stddev",
            Self::Stdvar => "stdvar",
            Self::Topk => "topk",
            Self::Bottomk => "bottomk",
            Self::CountValues => "count_values",
            Self::Quantile => "quantile",
        }
    }

    /// The aggregator of this name, in any case.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|aggregator| aggregator.name().eq_ignore_ascii_case(word))
    }

    /// Whether a number or text stands before the series.
    pub const fn has_parameter(self) -> bool {
        matches!(
            self,
            Self::Topk | Self::Bottomk | Self::CountValues | Self::Quantile
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comparison_has_an_opposite_and_a_mirror_image() {
        use BinaryOperator as Is;
        let of = |operator: Is| (operator.opposite(), operator.mirrored());
        assert_eq!(of(Is::Greater), (Is::LessOrEqual, Is::Less));
        assert_eq!(of(Is::LessOrEqual), (Is::Greater, Is::GreaterOrEqual));
        assert_eq!(of(Is::Equal), (Is::NotEqual, Is::Equal));
        assert_eq!(of(Is::And), (Is::And, Is::And));
    }
}
