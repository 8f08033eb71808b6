//! The shape of a cron expression. When it is due is the scheduler's business.

/// The fields, with the least and the greatest number that each can hold.
const FIELDS: [(&str, u32, u32); 5] = [
    ("a minute", 0, 59),
    ("an hour", 0, 23),
    ("a day of the month", 1, 31),
    ("a month", 1, 12),
    ("a day of the week", 0, 7),
];
const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// Why a text is not a cron expression with five fields, in a sentence.
pub(super) fn wrong(text: &str) -> Option<String> {
    let fields: Vec<&str> = text.split_ascii_whitespace().collect();
    if fields.len() != FIELDS.len() {
        return Some(format!(
            "a schedule has five fields, and this has {}",
            fields.len()
        ));
    }
    FIELDS
        .iter()
        .zip(&fields)
        .find_map(|((name, least, most), field)| {
            field
                .split(',')
                .find(|part| !is_part(part, *least, *most))
                .map(|part| format!("`{part}` is not {name}, which goes from {least} to {most}"))
        })
}

/// `*`, a number, a range, each perhaps with a step.
fn is_part(part: &str, least: u32, most: u32) -> bool {
    let (range, step) = part.split_once('/').unwrap_or((part, "1"));
    if !step
        .parse::<u32>()
        .is_ok_and(|step| (1..=most).contains(&step))
    {
        return false;
    }
    let number = |text: &str| value(text, least, most);
    match range.split_once('-') {
        _ if range == "*" => true,
        None => number(range).is_some(),
        Some((from, to)) => {
            matches!((number(from), number(to)), (Some(from), Some(to)) if from <= to)
        }
    }
}

fn value(text: &str, least: u32, most: u32) -> Option<u32> {
    let name = text.to_ascii_uppercase();
    let named = |names: &[&str], first: u32| {
        let index = names.iter().position(|one| *one == name)?;
        u32::try_from(index).ok().map(|index| index + first)
    };
    let number = match most {
        12 => named(&MONTHS, 1),
        7 => named(&DAYS, 0),
        _ => None,
    };
    number
        .or_else(|| text.parse().ok().filter(|_| text.len() <= 2))
        .filter(|number| (least..=most).contains(number))
}

#[cfg(test)]
mod tests {
    use super::wrong;

    #[test]
    fn usual_schedules_have_the_right_shape() {
        for text in [
            "0 3 * * 1-5",
            "*/15 * * * *",
            "5,35 0-6/2 1 JAN-mar sun",
            "0 0 * * 7",
        ] {
            assert_eq!(wrong(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_schedule_says_which_field_is_wrong() {
        for (text, said) in [
            ("0 3 * *", "a schedule has five fields, and this has 4"),
            ("@daily", "a schedule has five fields, and this has 1"),
            (
                "60 3 * * *",
                "`60` is not a minute, which goes from 0 to 59",
            ),
            (
                "0 3-1 * * *",
                "`3-1` is not an hour, which goes from 0 to 23",
            ),
            (
                "0 3 0 * *",
                "`0` is not a day of the month, which goes from 1 to 31",
            ),
            (
                "0 3 * * */0",
                "`*/0` is not a day of the week, which goes from 0 to 7",
            ),
            (
                "0 3 * FOO *",
                "`FOO` is not a month, which goes from 1 to 12",
            ),
        ] {
            assert_eq!(wrong(text).as_deref(), Some(said), "{text}");
        }
    }
}
