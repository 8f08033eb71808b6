//! Bounds: on the side where they make sense, and such that something can keep and break them.

use std::fmt::Display;

use super::super::{FactorSignal, LatencySignal, ShareSignal, SignalBound, defaults};
use super::Resolver;
use crate::base::{Bound, Comparison, Duration, Factor, Ratio, Span, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, Count, Meaning, meant, short};
use crate::spec::yaml::{Given, Text};

/// On which side of its limit a bound keeps values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Below: `<` or `<=`.
    Upper,
    /// Above: `>` or `>=`.
    Lower,
}

impl Side {
    const fn opposite(self) -> Self {
        match self {
            Self::Upper => Self::Lower,
            Self::Lower => Self::Upper,
        }
    }

    const fn symbol(self) -> &'static str {
        match self {
            Self::Upper => "<=",
            Self::Lower => ">=",
        }
    }
}

/// Whether a bound says what must be, or what must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A promise: good values keep it.
    Promise,
    /// An abort: bad values meet it.
    Abort,
}

impl Resolver<'_> {
    /// A signal and its bound, in the signal's unit.
    pub(super) fn signal_bound(
        &mut self,
        signal: &Given<Text<String>>,
        is: &Given<Text<String>>,
        block: Block,
        purpose: Purpose,
    ) -> Option<SignalBound> {
        let named = self
            .reader
            .required(signal, block, "signal", "signal: success");
        let typed = self.reader.required(is, block, "is", "is: \">= 95%\"");
        let named = named?;
        let side = |good: Side| match purpose {
            Purpose::Promise => good,
            Purpose::Abort => good.opposite(),
        };
        if let Some(signal) = ShareSignal::ALL
            .into_iter()
            .find(|one| one.name() == named.value)
        {
            let is = self.read_bound(&typed?)?;
            let is = self.share(Some(is), side(Side::Lower))?.value;
            return Some(SignalBound::Share { signal, is });
        }
        if let Some(signal) = LatencySignal::ALL
            .into_iter()
            .find(|one| one.name() == named.value)
        {
            let is = self.read_bound(&typed?)?;
            let is = self.latency(Some(is), side(Side::Upper))?.value;
            return Some(SignalBound::Latency { signal, is });
        }
        if let Some(signal) = FactorSignal::ALL
            .into_iter()
            .find(|one| one.name() == named.value)
        {
            let is = self.read_bound(&typed?)?;
            let is = self.factor(Some(is), side(Side::Upper))?.value;
            return Some(SignalBound::Factor { signal, is });
        }
        self.unknown_signal(&named);
        None
    }

    fn unknown_signal(&mut self, named: &Spanned<String>) {
        let hint = meant(&named.value, || SignalBound::NAMES.into_iter());
        let message = format!("there is no signal `{}`", short(&named.value));
        self.reader
            .say(codes::VALUE_WORD, message, named.span, "not known", hint);
    }

    fn read_bound<T: Meaning>(&mut self, typed: &Spanned<String>) -> Option<Spanned<Bound<T>>> {
        match typed.value.parse() {
            Ok(bound) => Some(Spanned::new(bound, typed.span)),
            Err(message) => {
                let advice = Bound::<T>::advice(&typed.value);
                self.reader.say(
                    codes::VALUE_QUANTITY,
                    message,
                    typed.span,
                    Bound::<T>::EXPECTED,
                    advice,
                );
                None
            }
        }
    }

    /// A bound on a share.
    pub(super) fn share(
        &mut self,
        bound: Option<Spanned<Bound<Ratio>>>,
        side: Side,
    ) -> Option<Spanned<Bound<Ratio>>> {
        self.sensible(
            bound,
            side,
            &Ratio::default(),
            Some(&defaults::percent(100)),
        )
    }

    /// A bound on a latency.
    pub(super) fn latency(
        &mut self,
        bound: Option<Spanned<Bound<Duration>>>,
        side: Side,
    ) -> Option<Spanned<Bound<Duration>>> {
        self.sensible(bound, side, &Duration::ZERO, None)
    }

    /// A bound on a factor.
    pub(super) fn factor(
        &mut self,
        bound: Option<Spanned<Bound<Factor>>>,
        side: Side,
    ) -> Option<Spanned<Bound<Factor>>> {
        self.sensible(bound, side, &Factor::default(), None)
    }

    /// A bound on a number.
    pub(super) fn count(
        &mut self,
        bound: Option<Spanned<Bound<Count>>>,
    ) -> Option<Spanned<Bound<Count>>> {
        let bound = bound?;
        self.right_side(&bound.value, bound.span, Side::Upper)?;
        Some(bound)
    }

    fn sensible<T: PartialOrd + Display>(
        &mut self,
        bound: Option<Spanned<Bound<T>>>,
        side: Side,
        least: &T,
        most: Option<&T>,
    ) -> Option<Spanned<Bound<T>>> {
        let bound = bound?;
        self.right_side(&bound.value, bound.span, side)?;
        let message = match &bound.value {
            Bound {
                comparison: Comparison::AtLeast,
                limit,
            } if limit <= least => "nothing can break this",
            Bound {
                comparison: Comparison::AtMost,
                limit,
            } if most.is_some_and(|most| limit >= most) => "nothing can break this",
            Bound {
                comparison: Comparison::Above,
                limit,
            } if most.is_some_and(|most| limit >= most) => "nothing can keep this",
            Bound {
                comparison: Comparison::Below,
                limit,
            } if limit <= least => "nothing can keep this",
            Bound {
                comparison: Comparison::AtMost,
                limit,
            } if most.is_none() && limit <= least => "nothing can keep this",
            _ => return Some(bound),
        };
        self.reader.say(
            codes::VALUE_POINTLESS,
            format!("{message}: `{}`", bound.value),
            bound.span,
            "proves nothing",
            "write the limit at which somebody should be told",
        );
        None
    }

    fn right_side<T: Display>(&mut self, bound: &Bound<T>, span: Span, side: Side) -> Option<()> {
        if bound.comparison.is_upper() == (side == Side::Upper) {
            return Some(());
        }
        self.reader.say(
            codes::VALUE_SIDE,
            format!("`{bound}` is met by the wrong values"),
            span,
            "the other way round",
            format!("did you mean `\"{} {}\"`?", side.symbol(), bound.limit),
        );
        None
    }
}
