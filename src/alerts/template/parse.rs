//! Templates: parsed once, expanded often.

use std::fmt;
use std::sync::{Arc, LazyLock};

use gotmpl::parse::Parser;
use regex::Regex;

use super::data::Data;
use super::{check, functions, rewrite};
use crate::base::Span;

/// Bytes of a template that are read at all.
const SIZE_LIMIT: usize = 1 << 20;
/// Rounds that all `{{ range }}` of one expansion may take together.
const ROUNDS_LIMIT: u64 = 100_000;
/// The name of the text itself among its `{{ define }}`s.
const MAIN: &str = "\0main";

/// A text with `{{ }}` in it that Prometheus would accept.
#[derive(Clone)]
pub struct Template {
    text: Arc<str>,
    /// None where there is nothing to expand.
    program: Option<Arc<gotmpl::Template>>,
}

/// Why a text is not a template, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemplateError {
    /// The bytes of the text that are wrong.
    pub span: Span,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Why a template could not be expanded for an alert.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RenderError(String);

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// The first error of syntax, or else every function and variable that does not exist.
    pub fn parse(text: &str) -> Result<Self, Vec<TemplateError>> {
        let literal = Self {
            text: Arc::from(text),
            program: None,
        };
        if !text.contains("{{") {
            return Ok(literal);
        }
        if text.len() > SIZE_LIMIT {
            return Err(vec![TemplateError {
                span: Span::default(),
                message: "the template has more than 1 MiB".to_owned(),
                hint: None,
            }]);
        }
        let (tree, defines) = Parser::new(text, "{{", "}}")
            .and_then(Parser::parse)
            .map_err(|error| vec![syntax_error(text, &error)])?;
        if let Some(error) = stray_end(text) {
            return Err(vec![error]);
        }
        let errors = check::check(text, &tree, &defines);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut program = gotmpl::Template::new("")
            .funcs(functions::OURS.clone())
            .max_range_iters(ROUNDS_LIMIT);
        for define in &defines {
            program = program.add_parse_tree(&define.name, rewrite::list(&define.body));
        }
        program = program.add_parse_tree(MAIN, rewrite::with_prelude(&tree));
        Ok(Self {
            program: Some(Arc::new(program)),
            ..literal
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it is the same text for every alert.
    pub fn is_literal(&self) -> bool {
        self.program.is_none()
    }

    /// Whether the text may depend on when it is expanded.
    pub fn may_read_time(&self) -> bool {
        !self.is_literal() && self.text.contains("now")
    }

    /// The text for one alert.
    pub fn render(&self, data: &Data) -> Result<String, RenderError> {
        match &self.program {
            None => Ok(self.text.to_string()),
            Some(program) => program
                .execute_template_to_string(MAIN, &data.0)
                .map_err(|error| RenderError(error.to_string())),
        }
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({:?})", self.text)
    }
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Template {}

fn syntax_error(text: &str, error: &gotmpl::TemplateError) -> TemplateError {
    use gotmpl::TemplateError as E;
    let (line, column, message) = if let E::Parse {
        line, col, message, ..
    }
    | E::Lex {
        line, col, message, ..
    } = error
    {
        (*line, *col, message.clone())
    } else {
        (0, 0, error.to_string())
    };
    // What is missing at the end is shown at the last character.
    let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
    let start = offset(text, line, column).min(last);
    let end = text[start..]
        .chars()
        .next()
        .map_or(start, |c| start + c.len_utf8());
    TemplateError {
        span: Span::new(start, end),
        message,
        hint: Some(
            "an action is `{{ … }}`, and every `if`, `range` and `with` has an `end`".into(),
        ),
    }
}

/// The first `end` or `else` that closes nothing; the parser would stop there without a word.
fn stray_end(text: &str) -> Option<TemplateError> {
    static KEYWORD: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\{\{(?:- )?\s*(if|range|with|define|block|end|else)\b").ok());
    let mut depth = 0_usize;
    for found in KEYWORD.as_ref()?.captures_iter(text) {
        let word = found.get(1)?;
        match word.as_str() {
            "end" | "else" if depth == 0 => {
                return Some(TemplateError {
                    span: Span::new(word.start(), word.end()),
                    message: format!("this `{}` belongs to nothing", word.as_str()),
                    hint: Some("remove it, or open an `if`, `range` or `with` before it".into()),
                });
            }
            "end" => depth -= 1,
            "else" => {}
            _ => depth += 1,
        }
    }
    None
}

/// The byte of a one-based line and column in characters.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = &text[before..];
    let within = rest.char_indices().nth(column.saturating_sub(1));
    before + within.map_or(rest.len(), |(at, _)| at)
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
