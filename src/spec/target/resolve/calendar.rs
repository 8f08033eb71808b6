//! When drills may not run on a target.

use super::super::calendar::{Blackout, Calendar, Date, DayTime, Days, Freeze, Holiday, Zone};
use super::super::low::{LowBlackout, LowCalendar, LowFreeze, LowHoliday};
use crate::base::Spanned;
use crate::spec::codes;
use crate::spec::reader::{Block, Meaning, NameRule, Reader, Reported};
use crate::spec::yaml::{Given, Text};

/// The longest list; a year has fewer days.
const ENTRIES_MOST: usize = 500;

impl Reader<'_> {
    /// The calendar; none where nothing is said of it.
    pub(super) fn calendar(
        &mut self,
        given: &Given<LowCalendar>,
    ) -> Result<Option<Calendar>, Reported> {
        match &given.0 {
            None => Ok(None),
            Some(low) => {
                let block = self.block(low.span);
                let read = self.some_calendar(&low.value, block);
                read.map(Some).ok_or(Reported)
            }
        }
    }

    fn some_calendar(&mut self, low: &LowCalendar, block: Block) -> Option<Calendar> {
        let example = "time_zone: Europe/Berlin";
        let time_zone = self.required(&low.time_zone, block, "time_zone", example);
        let blackouts = self.entries(&low.blackouts, Self::blackout);
        let freezes = self.entries(&low.freezes, Self::freeze);
        let holidays = self.entries(&low.holidays, Self::holiday);
        let holidays = holidays?;
        self.once_each(&holidays);
        Some(Calendar {
            time_zone: time_zone?.value,
            blackouts: blackouts?,
            freezes: freezes?,
            holidays: holidays.into_iter().map(|holiday| holiday.value).collect(),
        })
    }

    /// Each entry of a list that may be left out.
    fn entries<L, T>(
        &mut self,
        given: &Given<Vec<Given<L>>>,
        read: fn(&mut Self, &L, Block) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(list) = &given.0 else {
            return Some(Vec::new());
        };
        let block = self.block(list.span);
        if list.value.len() > ENTRIES_MOST {
            let many = list.value.len();
            self.say(
                codes::VALUE_RANGE,
                format!("the list has {many} entries, and may have {ENTRIES_MOST}"),
                block.span,
                "too many",
                "write days that follow one another as one of the `freezes`, and leave out the past",
            );
            return None;
        }
        let low = list.value.iter().filter_map(|entry| entry.0.as_ref());
        let entries: Vec<_> = low
            .map(|entry| {
                let block = self.block(entry.span);
                read(self, &entry.value, block)
            })
            .collect();
        entries.into_iter().collect()
    }

    fn blackout(&mut self, low: &LowBlackout, block: Block) -> Option<Blackout> {
        let days = self.days(&low.days);
        let from = self.or(&low.from, block, DayTime::MIDNIGHT);
        let to = self.or(&low.to, block, DayTime::END);
        let reason = self.reason(&low.reason, block);
        let (from, to) = (from?, to?);
        if from.value == to.value {
            self.say(
                codes::TARGET_WINDOW,
                format!("from `{}` to `{}` no time passes", from.value, to.value),
                to.span,
                "when it begins",
                "write two times; for the whole day leave out `from` and `to`",
            );
            return None;
        }
        if from.value == DayTime::END {
            self.say(
                codes::TARGET_WINDOW,
                "a window cannot begin at `24:00`",
                from.span,
                "the end of the day",
                "write `from: 00:00`, and in `days` the day after",
            );
            return None;
        }
        Some(Blackout {
            days: days?,
            from: from.value,
            to: to.value,
            reason: reason?,
        })
    }

    /// Every day where nothing is said of it.
    fn days(&mut self, given: &Given<Vec<Given<Text<Days>>>>) -> Option<Days> {
        let Some(list) = &given.0 else {
            return Some(Days::ALL);
        };
        if list.value.is_empty() {
            let block = self.block(list.span);
            self.say(
                codes::TARGET_WINDOW,
                "a window on no day is none",
                block.span,
                "no day",
                "write `days: [mon-fri]`, or leave `days` out for every day",
            );
            return None;
        }
        let days: Vec<_> = list.value.iter().map(|days| self.optional(days)).collect();
        days.into_iter()
            .try_fold(Days::NONE, |all, days| Some(all.and(days?.value)))
    }

    fn freeze(&mut self, low: &LowFreeze, block: Block) -> Option<Freeze> {
        let from = self.required(&low.from, block, "from", "from: 2026-12-18");
        let to = self.required(&low.to, block, "to", "to: 2027-01-03");
        let reason = self.reason(&low.reason, block);
        let (from, to) = (from?, to?);
        if to.value < from.value {
            self.say(
                codes::TARGET_FREEZE,
                format!("it ends on {} and begins on {}", to.value, from.value),
                to.span,
                "before it begins",
                "write the first day as `from` and the last day as `to`; both belong to it",
            );
            return None;
        }
        Some(Freeze {
            from: from.value,
            to: to.value,
            reason: reason?,
        })
    }

    fn holiday(&mut self, low: &LowHoliday, block: Block) -> Option<Spanned<Holiday>> {
        let date = self.required(&low.date, block, "date", "date: 2026-12-25");
        let reason = self.reason(&low.reason, block);
        let (date, reason) = (date?, reason?);
        Some(date.map(|date| Holiday { date, reason }))
    }

    /// A date that stands there twice has two reasons, of which one is not told.
    fn once_each(&mut self, holidays: &[Spanned<Holiday>]) {
        let mut seen = std::collections::BTreeSet::new();
        for holiday in holidays {
            if !seen.insert(holiday.value.date) {
                self.say(
                    codes::TARGET_HOLIDAY,
                    format!("{} is a holiday already", holiday.value.date),
                    holiday.span,
                    "the second time",
                    "leave one of the two out",
                );
            }
        }
    }

    fn reason(&mut self, given: &Given<Text<String>>, block: Block) -> Option<String> {
        let example = "reason: nobody is there";
        let reason = self.required(given, block, "reason", example);
        Some(self.name(reason, NameRule::Line)?.value)
    }
}

impl Meaning for Zone {
    const EXPECTED: &'static str = "a time zone";
    fn advice(typed: &str) -> String {
        Self::meant_by(typed).map_or_else(
            || "write the name of an IANA time zone, as `Europe/Berlin` or `UTC`".into(),
            |name| format!("did you mean `{name}`?"),
        )
    }
}

impl Meaning for Date {
    const EXPECTED: &'static str = "a date";
    fn advice(_: &str) -> String {
        "write year, month and day, as `2026-12-24`".into()
    }
    fn pattern() -> Option<String> {
        Some("[0-9]{4}-[0-9]{2}-[0-9]{2}".into())
    }
}

impl Meaning for DayTime {
    const EXPECTED: &'static str = "a time of the day";
    fn advice(_: &str) -> String {
        "write hours and minutes with two digits each, from `00:00` to `24:00`".into()
    }
    fn pattern() -> Option<String> {
        Some("([01][0-9]|2[0-3]):[0-5][0-9]|24:00".into())
    }
}

impl Meaning for Days {
    const EXPECTED: &'static str = "days of the week";
    fn advice(_: &str) -> String {
        "write `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`, or a range as `mon-fri`".into()
    }
    fn pattern() -> Option<String> {
        let day = "(mon|tue|wed|thu|fri|sat|sun)";
        Some(format!("{day}(-{day})?"))
    }
}
