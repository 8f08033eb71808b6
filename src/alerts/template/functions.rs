//! The functions that alert templates may call.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use gotmpl::{FuncMap, Result, TemplateError, Value, ValueFunc};
use regex::{Regex, RegexBuilder};

use super::data::ROOT;
use super::{humanize, print, texts};
use crate::base::Duration;

/// What Go's `text/template` itself provides.
pub(super) const BUILTINS: [&str; 19] = [
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or",
    "print", "printf", "println", "slice", "urlquery",
];

/// Functions that need a query, or that Prometheus provides in its consoles only.
pub(super) const REFUSED: [&str; 7] = [
    "first",
    "label",
    "query",
    "sortByLabel",
    "strvalue",
    "tmpl",
    "value",
];

/// Functions that the rewriting replaces by what the alert's data says.
pub(super) const FROM_DATA: [&str; 3] = ["externalURL", "now", "pathPrefix"];

/// Bytes that a compiled pattern may take.
const PATTERN_SIZE_LIMIT: usize = 1 << 20;

/// The names of all functions that may be called.
pub(super) fn known() -> impl Iterator<Item = &'static str> {
    BUILTINS
        .into_iter()
        .chain(FROM_DATA)
        .chain(OURS.keys().map(String::as_str))
        .filter(|name| !name.starts_with("__"))
}

/// Everything that is registered with the engine; names with `__` are for rewritten trees only.
pub(super) static OURS: LazyLock<FuncMap> = LazyLock::new(|| {
    let mut map: FuncMap = BTreeMap::new();
    let mut add = |name: &str, function: ValueFunc| map.insert(name.to_owned(), function);
    for (name, function) in NUMBER_TO_TEXT {
        add(
            name,
            Arc::new(move |args| Ok(string(function(number(one(name, args)?)?)))),
        );
    }
    for (name, function) in TEXT_TO_TEXT {
        add(
            name,
            Arc::new(move |args| Ok(string(function(text(one(name, args)?)?)))),
        );
    }
    for (name, function) in ESCAPES {
        add(
            name,
            Arc::new(move |args| Ok(string(function(&print::print(args))))),
        );
    }
    for (name, function) in OTHERS {
        add(name, Arc::new(function));
    }
    map
});

type Function = fn(&[Value]) -> Result<Value>;
type OfNumber = fn(f64) -> String;
type OfText = fn(&str) -> String;

const NUMBER_TO_TEXT: [(&str, OfNumber); 4] = [
    ("humanize", humanize::humanize),
    ("humanize1024", humanize::humanize_1024),
    ("humanizeDuration", humanize::humanize_duration),
    ("humanizePercentage", humanize::humanize_percentage),
];

const TEXT_TO_TEXT: [(&str, OfText); 10] = [
    ("__path", texts::url_path),
    ("safeHtml", str::to_owned),
    ("toUpper", str::to_uppercase),
    ("toLower", str::to_lowercase),
    ("title", texts::title),
    ("stripPort", texts::strip_port),
    ("stripDomain", texts::strip_domain),
    ("urlQueryEscape", gotmpl::url_encode),
    ("graphLink", texts::graph_link),
    ("tableLink", texts::table_link),
];

const ESCAPES: [(&str, OfText); 3] = [
    ("html", gotmpl::html_escape),
    ("js", gotmpl::js_escape),
    ("urlquery", gotmpl::url_encode),
];

const OTHERS: [(&str, Function); 13] = [
    ("__show", |args| Ok(string(print::show(one("show", args)?)))),
    ("__field", field),
    ("index", index),
    ("args", |args| Ok(numbered(args))),
    ("match", |args| {
        let [pattern, subject] = texts_of("match", args)?;
        Ok(Value::Bool(regex(pattern)?.is_match(subject)))
    }),
    ("reReplaceAll", |args| {
        let [pattern, by, subject] = texts_of("reReplaceAll", args)?;
        Ok(string(
            regex(pattern)?.replace_all(subject, by).into_owned(),
        ))
    }),
    ("humanizeTimestamp", |args| {
        humanize::humanize_timestamp(number(one("humanizeTimestamp", args)?)?)
            .map(string)
            .ok_or_else(|| failed("the value is no time that a date can show"))
    }),
    ("toTime", |args| {
        humanize::humanize_timestamp(number(one("toTime", args)?)?)
            .map(string)
            .ok_or_else(|| failed("the value is no time that a date can show"))
    }),
    ("toDuration", |args| {
        let seconds = number(one("toDuration", args)?)?;
        Ok(string(humanize::go_duration(seconds)))
    }),
    ("parseDuration", |args| {
        let length: Duration = text(one("parseDuration", args)?)?
            .parse()
            .map_err(|error| failed(format!("{error}")))?;
        Ok(Value::Float(length.secs_f64()))
    }),
    ("print", |args| Ok(string(print::print(args)))),
    ("println", |args| Ok(string(print::println(args)))),
    ("printf", |args| print::printf(args).map(string)),
];

/// Go's field access: a label that is absent is empty, and only an alert has fields of its own.
fn field(args: &[Value]) -> Result<Value> {
    let mut value = args.first().cloned().unwrap_or(Value::Nil);
    for name in &args[1..] {
        let name = text(name)?;
        value = match &value {
            Value::Map(map) => match map.get(name) {
                Some(found) => found.clone(),
                None if map.contains_key(ROOT) => {
                    return Err(failed(format!("can't evaluate field {name} in an alert")));
                }
                None => string(String::new()),
            },
            other @ (Value::Nil
            | Value::Bool(_)
            | Value::Int(_)
            | Value::Uint(_)
            | Value::Float(_)
            | Value::String(_)
            | Value::List(_)
            | Value::Function(_)) => {
                let kind = other.type_name();
                return Err(failed(format!(
                    "can't evaluate field {name} in type {kind}"
                )));
            }
        };
    }
    Ok(value)
}

/// Go's `index`, with an absent label empty.
fn index(args: &[Value]) -> Result<Value> {
    let mut value = args
        .first()
        .cloned()
        .ok_or_else(|| failed("wrong number of args for index: want at least 1 got 0"))?;
    for key in &args[1..] {
        let absent = matches!((&value, key), (Value::Map(map), Value::String(key)) if !map.contains_key(key));
        value = if absent {
            string(String::new())
        } else {
            value.index(key)?
        };
    }
    Ok(value)
}

/// `args 1 2` as the map that a `{{ template }}` reads `.arg0` and `.arg1` from.
fn numbered(args: &[Value]) -> Value {
    let pairs = args.iter().enumerate();
    let pairs = pairs.map(|(at, value)| (Arc::from(format!("arg{at}")), value.clone()));
    Value::Map(Arc::new(pairs.collect()))
}

fn one<'a>(name: &str, args: &'a [Value]) -> Result<&'a Value> {
    match args {
        [value] => Ok(value),
        _ => Err(count(name, 1, args.len())),
    }
}

fn texts_of<'a, const N: usize>(name: &str, args: &'a [Value]) -> Result<[&'a str; N]> {
    let texts: Vec<&str> = args.iter().map(text).collect::<Result<_>>()?;
    <[&str; N]>::try_from(texts).map_err(|_| count(name, N, args.len()))
}

fn count(name: &str, expected: usize, got: usize) -> TemplateError {
    TemplateError::ArgCount {
        name: name.to_owned(),
        expected,
        got,
    }
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().ok_or_else(|| {
        let kind = value.type_name();
        failed(format!("wrong type for value; expected string; got {kind}"))
    })
}

/// Prometheus takes a number from a text as well.
fn number(value: &Value) -> Result<f64> {
    value
        .as_float()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
        .ok_or_else(|| failed(format!("can't convert {} to float", value.type_name())))
}

fn regex(pattern: &str) -> Result<Regex> {
    RegexBuilder::new(pattern)
        .size_limit(PATTERN_SIZE_LIMIT)
        .build()
        .map_err(|_| failed(format!("`{pattern}` is not a regular expression")))
}

fn string(text: String) -> Value {
    Value::String(Arc::from(text))
}

fn failed(reason: impl Into<String>) -> TemplateError {
    TemplateError::Exec(reason.into())
}
