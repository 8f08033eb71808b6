//! Values as Go prints them; `print` and `printf`.

use std::fmt::Write;
use std::iter::Peekable;
use std::slice::Iter;
use std::str::Chars;
use std::sync::{Arc, LazyLock};

use gotmpl::{Result, Template, TemplateError, Value};

use super::go::{format_g, not_finite};

/// A value as `{{ }}` prints it.
pub(super) fn show(value: &Value) -> String {
    match value {
        Value::Nil => "<no value>".to_owned(),
        Value::Float(float) => format_g(*float, None),
        Value::List(items) => {
            let shown: Vec<String> = items.iter().map(show).collect();
            format!("[{}]", shown.join(" "))
        }
        Value::Map(map) => {
            let shown: Vec<String> = map
                .iter()
                .filter(|(key, _)| !key.starts_with('\0'))
                .map(|(key, value)| format!("{key}:{}", show(value)))
                .collect();
            format!("map[{}]", shown.join(" "))
        }
        Value::Bool(_) | Value::Int(_) | Value::Uint(_) | Value::String(_) | Value::Function(_) => {
            value.to_string()
        }
    }
}

/// Go's `print`: a space between two operands of which neither is a text.
pub(super) fn print(args: &[Value]) -> String {
    let mut text = String::new();
    for (index, arg) in args.iter().enumerate() {
        let is_text = |value: &Value| matches!(value, Value::String(_));
        if index > 0 && !is_text(arg) && !is_text(&args[index - 1]) {
            text.push(' ');
        }
        text.push_str(&show(arg));
    }
    text
}

/// Go's `println`.
pub(super) fn println(args: &[Value]) -> String {
    let shown: Vec<String> = args.iter().map(show).collect();
    format!("{}\n", shown.join(" "))
}

/// Go's `printf`.
pub(super) fn printf(args: &[Value]) -> Result<String> {
    let Some(Value::String(format)) = args.first() else {
        let reason = "wrong type for value; expected string";
        return Err(TemplateError::Exec(reason.to_owned()));
    };
    let mut out = String::new();
    let mut values = args[1..].iter();
    let mut chars = format.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let directive = Directive::read(&mut chars, &mut values);
        match directive.verb {
            None => out.push_str("%!(NOVERB)"),
            Some('%') => out.push('%'),
            Some(verb) => match values.next() {
                Some(value) => out.push_str(&directive.apply(value)?),
                None => {
                    let _ = write!(out, "%!{verb}(MISSING)");
                }
            },
        }
    }
    let extra: Vec<String> = values
        .map(|value| format!("{}={}", value.type_name(), show(value)))
        .collect();
    if !extra.is_empty() {
        let _ = write!(out, "%!(EXTRA {})", extra.join(", "));
    }
    Ok(out)
}

/// The engine's own `printf` with one value.
static ONE: LazyLock<Option<Template>> =
    LazyLock::new(|| Template::new("").parse("{{printf .f .v}}").ok());

fn engine(directive: &str, value: &Value) -> Result<String> {
    let data = [
        (Arc::from("f"), Value::String(Arc::from(directive))),
        (Arc::from("v"), value.clone()),
    ];
    let Some(template) = &*ONE else {
        return Err(TemplateError::Exec("printf is out of order".to_owned()));
    };
    template.execute_to_string(&Value::Map(Arc::new(data.into_iter().collect())))
}

/// `%`, flags and width, precision, verb.
struct Directive {
    flags: String,
    precision: Option<String>,
    verb: Option<char>,
}

impl Directive {
    /// Reads what follows a `%`; each `*` takes its number from the values.
    fn read(chars: &mut Peekable<Chars<'_>>, values: &mut Iter<'_, Value>) -> Self {
        let mut number = |c: char| match c {
            '*' => values.next().map_or_else(String::new, show),
            digit_or_flag => digit_or_flag.to_string(),
        };
        let mut flags = String::new();
        while let Some(c) = chars.next_if(|c| "+-# *".contains(*c) || c.is_ascii_digit()) {
            flags.push_str(&number(c));
        }
        let precision = chars.next_if_eq(&'.').map(|_| {
            let mut digits = String::new();
            while let Some(c) = chars.next_if(|c| *c == '*' || c.is_ascii_digit()) {
                digits.push_str(&number(c));
            }
            digits
        });
        Self {
            flags,
            precision,
            verb: chars.next(),
        }
    }

    fn apply(&self, value: &Value) -> Result<String> {
        match self.number(value) {
            Some(text) => engine(&self.as_text(), &Value::String(Arc::from(text))),
            None => engine(&self.as_written(), value),
        }
    }

    /// What Go prints for a number, where the template engine prints something else.
    fn number(&self, value: &Value) -> Option<String> {
        let verb = self.verb?;
        let wrong = |kind: &str| Some(format!("%!{verb}({kind}={})", show(value)));
        match value {
            Value::Float(float) => match verb {
                'v' | 'g' => Some(self.signed(*float)),
                'f' | 'F' | 'e' | 'E' | 'G' => not_finite(*float).map(str::to_owned),
                'd' | 's' | 'q' | 'c' | 'U' | 'o' | 't' => wrong("float64"),
                _ => None,
            },
            Value::Int(_) if "feEgGFst".contains(verb) => wrong("int"),
            Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::String(_)
            | Value::List(_)
            | Value::Map(_)
            | Value::Function(_)
            | Value::Nil => None,
        }
    }

    fn signed(&self, float: f64) -> String {
        let precision = self.precision.as_ref();
        let precision = precision.map(|digits| digits.parse().unwrap_or(0));
        let text = format_g(float, precision);
        let sign = if self.flags.contains('+') && !text.starts_with(['+', '-']) {
            "+"
        } else {
            ""
        };
        format!("{sign}{text}")
    }

    /// The directive that prints an already printed number in the same width.
    fn as_text(&self) -> String {
        let width: String = self.flags.chars().filter(|c| !"+# ".contains(*c)).collect();
        format!("%{width}s")
    }

    fn as_written(&self) -> String {
        let precision = self.precision.as_ref();
        let precision = precision.map_or_else(String::new, |digits| format!(".{digits}"));
        let verb = self.verb.map(|verb| if verb == 'F' { 'f' } else { verb });
        let verb = verb.map_or_else(String::new, String::from);
        format!("%{}{precision}{verb}", self.flags)
    }
}
