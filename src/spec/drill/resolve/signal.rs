//! Bounds: on the side where they make sense, and such that something can keep and break them.

use std::fmt::Display;

use super::super::{FactorSignal, LatencySignal, MoneySignal, ShareSignal, SignalBound, defaults};
use super::Resolver;
use crate::base::{Bound, Comparison, Duration, Factor, Money, Ratio, Span, Spanned};
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

/// What a bound on a signal is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A promise: good values keep it.
    Promise,
    /// An abort: bad values meet it.
    Abort,
    /// What shows that a fault works: for some signals that is a good value, for others a bad one.
    Effect,
}

impl Purpose {
    /// The side on which the bound must lie, for a signal of which these values are the good ones.
    const fn side(self, good: Side) -> Option<Side> {
        match self {
            Self::Promise => Some(good),
            Self::Abort => Some(good.opposite()),
            Self::Effect => None,
        }
    }
}

/// The values that a quantity can have.
struct Values<T> {
    least: T,
    /// Whether a signal ever has the least value; no latency is zero.
    least_occurs: bool,
    most: Option<T>,
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
        let Some(signal) = Signal::named(&named.value) else {
            self.unknown_signal(&named);
            return None;
        };
        if signal == Signal::Factor(FactorSignal::AttemptsPerRequest) {
            self.not_seen_by_callers(&named);
            return None;
        }
        let typed = typed?;
        let bound = self.bound_on(signal, &typed, purpose.side(signal.good()))?;
        self.uses(&bound, typed.span);
        Some(bound)
    }

    fn bound_on(
        &mut self,
        signal: Signal,
        typed: &Spanned<String>,
        side: Option<Side>,
    ) -> Option<SignalBound> {
        Some(match signal {
            Signal::Share(signal) => {
                let is = self.read_bound(typed)?;
                let is = self.share(Some(is), side)?.value;
                SignalBound::Share { signal, is }
            }
            Signal::Latency(signal) => {
                let is = self.read_bound(typed)?;
                let is = self.latency(Some(is), side)?.value;
                SignalBound::Latency { signal, is }
            }
            Signal::Factor(signal) => {
                let is = self.read_bound(typed)?;
                let is = self.factor(Some(is), side)?.value;
                SignalBound::Factor { signal, is }
            }
            Signal::Money(signal) => {
                let is = self.read_bound(typed)?;
                let is = self.money(Some(is), side)?.value;
                SignalBound::Money { signal, is }
            }
        })
    }

    fn unknown_signal(&mut self, named: &Spanned<String>) {
        let hint = meant(&named.value, || SignalBound::SEEN_BY_CALLERS.into_iter());
        let message = format!("there is no signal `{}`", short(&named.value));
        self.reader
            .say(codes::VALUE_WORD, message, named.span, "not known", hint);
    }

    /// What only metrics tell is there when the run is over, and too late to wait for.
    fn not_seen_by_callers(&mut self, named: &Spanned<String>) {
        self.reader.say(
            codes::DRILL_UNSEEN,
            format!(
                "callers cannot see `{}` while the drill goes on",
                named.value
            ),
            named.span,
            "told by metrics, after the run",
            "promise it under `service`, as `{during: fault, attempts_per_request: \"<= 3\"}`",
        );
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
        side: impl Into<Option<Side>>,
    ) -> Option<Spanned<Bound<Ratio>>> {
        let values = Values {
            least: Ratio::default(),
            least_occurs: true,
            most: Some(defaults::percent(100)),
        };
        self.sensible(bound, side.into(), &values)
    }

    /// A bound on a latency.
    pub(super) fn latency(
        &mut self,
        bound: Option<Spanned<Bound<Duration>>>,
        side: impl Into<Option<Side>>,
    ) -> Option<Spanned<Bound<Duration>>> {
        let values = Values {
            least: Duration::ZERO,
            least_occurs: false,
            most: None,
        };
        self.sensible(bound, side.into(), &values)
    }

    /// A bound on a factor.
    pub(super) fn factor(
        &mut self,
        bound: Option<Spanned<Bound<Factor>>>,
        side: impl Into<Option<Side>>,
    ) -> Option<Spanned<Bound<Factor>>> {
        let values = Values {
            least: Factor::default(),
            least_occurs: false,
            most: None,
        };
        self.sensible(bound, side.into(), &values)
    }

    /// A bound on money; who is blocked spends none.
    pub(super) fn money(
        &mut self,
        bound: Option<Spanned<Bound<Money>>>,
        side: impl Into<Option<Side>>,
    ) -> Option<Spanned<Bound<Money>>> {
        let values = Values {
            least: Money::default(),
            least_occurs: true,
            most: None,
        };
        self.sensible(bound, side.into(), &values)
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
        side: Option<Side>,
        values: &Values<T>,
    ) -> Option<Spanned<Bound<T>>> {
        let bound = bound?;
        if let Some(side) = side {
            self.right_side(&bound.value, bound.span, side)?;
        }
        let limit = &bound.value.limit;
        let at_least = *limit <= values.least;
        let at_most = values.most.as_ref().is_some_and(|most| limit >= most);
        let message = match bound.value.comparison {
            Comparison::AtLeast if at_least => "nothing can break this",
            Comparison::AtMost if at_most => "nothing can break this",
            Comparison::Above if at_most => "nothing can keep this",
            Comparison::Below if at_least => "nothing can keep this",
            Comparison::AtMost if at_least && !values.least_occurs => "nothing can keep this",
            Comparison::Below | Comparison::AtMost | Comparison::Above | Comparison::AtLeast => {
                return Some(bound);
            }
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

/// A signal by its name, whatever its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Signal {
    Share(ShareSignal),
    Latency(LatencySignal),
    Factor(FactorSignal),
    Money(MoneySignal),
}

impl Signal {
    fn named(name: &str) -> Option<Self> {
        let shares = ShareSignal::ALL.map(|one| (one.name(), Self::Share(one)));
        let latencies = LatencySignal::ALL.map(|one| (one.name(), Self::Latency(one)));
        let factors = FactorSignal::ALL.map(|one| (one.name(), Self::Factor(one)));
        let money = MoneySignal::ALL.map(|one| (one.name(), Self::Money(one)));
        let mut all = shares
            .into_iter()
            .chain(latencies)
            .chain(factors)
            .chain(money);
        all.find(|(known, _)| *known == name).map(|(_, one)| one)
    }

    /// On which side good values lie.
    const fn good(self) -> Side {
        match self {
            Self::Share(
                ShareSignal::Success
                | ShareSignal::FallbackShare
                | ShareSignal::CacheHitRatio
                | ShareSignal::Blocked,
            ) => Side::Lower,
            Self::Share(ShareSignal::WrongAnswers | ShareSignal::NewVersionShare)
            | Self::Latency(_)
            | Self::Factor(_)
            | Self::Money(_) => Side::Upper,
        }
    }
}
