//! Questions with known answers.

use super::super::low::{LowQuestion, LowQuestions};
use super::super::{Kind, Questions, defaults};
use super::Resolver;
use super::signal::Side;
use crate::base::question::{JsonSchema, KnownAnswer, KnownQuestion, expression};
use crate::base::{Rate, Source, Span, Spanned};
use crate::spec::codes;
use crate::spec::reader::{Block, Flag, Reader, Reported};
use crate::spec::yaml::{self, Alignment, Given};

/// The set that is asked where a drill brings none.
const BUILT_IN: &str = include_str!("../questions.yaml");

/// The most questions in a set, and the longest of their texts, in characters.
const SET_MOST: usize = 200;
const ASK_LONGEST: usize = 1_000;
const EXACT_LONGEST: usize = 200;
const REGEX_LONGEST: usize = 500;
const SCHEMA_LONGEST: usize = 4_000;
/// The fastest that they are asked.
const RATE_MOST: Rate = Rate::per_second(100);

/// The questions that are built in.
pub(in crate::spec::drill) fn built_in() -> Option<Vec<KnownQuestion>> {
    let source = Source::new("the built-in questions", BUILT_IN);
    let low: Given<Vec<Given<LowQuestion>>> = yaml::read(&source).ok()?;
    let mut resolver = Resolver::new(&source);
    let set = resolver.each(&low, Resolver::question)?;
    resolver.reader.problems.is_empty().then_some(set)
}

impl Resolver<'_> {
    /// The questions; none where the drill asks none.
    pub(super) fn questions(
        &mut self,
        given: &Given<LowQuestions>,
    ) -> Result<Option<Questions>, Reported> {
        let empty = LowQuestions::default();
        let (low, span) = match (&given.0, self.kind) {
            (Some(given), _) => (&given.value, given.span),
            (None, Some(Kind::BadModelRollout)) => (&empty, Span::default()),
            (None, _) => return Ok(None),
        };
        let block = self.reader.block(span);
        let rate = self.reader.or(&low.rate, block, defaults::QUESTION_RATE);
        let rate = self
            .reader
            .within(rate, &super::traffic::rate_least(), &RATE_MOST);
        let baseline = self.reader.or(&low.baseline, block, defaults::baseline());
        let baseline = self.share(baseline, Side::Lower);
        let through_cache = self.reader.or(&low.through_cache, block, Flag(false));
        let set = match &low.set.0 {
            None => built_in(),
            Some(set) => self.set(&low.set, set.value.len(), self.reader.block(set.span)),
        };
        match (rate, baseline, through_cache, set) {
            (Some(rate), Some(baseline), Some(through_cache), Some(set)) => Ok(Some(Questions {
                rate: rate.value,
                baseline: baseline.value,
                through_cache: through_cache.value.0,
                set,
            })),
            _ => Err(Reported),
        }
    }

    fn set(
        &mut self,
        list: &Given<Vec<Given<LowQuestion>>>,
        number: usize,
        block: Block,
    ) -> Option<Vec<KnownQuestion>> {
        if !(1..=SET_MOST).contains(&number) {
            self.reader.say(
                codes::VALUE_RANGE,
                format!("a set has 1 to {SET_MOST} questions, and this has {number}"),
                block.span,
                "this set",
                "leave `set` out for the questions that are built in",
            );
            return None;
        }
        self.each(list, Self::question)
    }

    fn question(&mut self, low: &Spanned<LowQuestion>) -> Option<KnownQuestion> {
        let block = self.reader.block(low.span);
        let low = &low.value;
        let example = "ask: \"What is 17 plus 25? Answer with the number alone.\"";
        let ask = self.reader.required(&low.ask, block, "ask", example);
        let ask = self.reader.not_too_long(ask, ASK_LONGEST);
        let answer = self.answer(low, block);
        Some(KnownQuestion {
            ask: ask?.value,
            answer: answer?,
        })
    }

    fn answer(&mut self, low: &LowQuestion, block: Block) -> Option<KnownAnswer> {
        let spans = [low.exact.span(), low.matches.span(), low.json.span()];
        let mut given = spans.into_iter().flatten();
        let (message, span) = match (given.next(), given.next()) {
            (Some(_), None) => return self.only_answer(low),
            (Some(_), Some(span)) => ("an answer is judged in one way", span),
            (None, _) => ("it is not said which answer is right", block.span),
        };
        self.reader.say(
            codes::DRILL_ANSWER,
            message,
            span,
            "here",
            "write one of `exact: \"42\"`, `matches: \"^42\\\\b\"` and `json: {type: object}`",
        );
        None
    }

    fn only_answer(&mut self, low: &LowQuestion) -> Option<KnownAnswer> {
        if let Some(json) = &low.json.0 {
            let span = self.reader.block(json.span).span;
            return self.json_schema(&json.value, span);
        }
        if low.matches.0.is_some() {
            let typed = self.reader.optional(&low.matches);
            let typed = self.reader.not_too_long(typed, REGEX_LONGEST)?;
            return self.expression(typed);
        }
        let typed = self.reader.optional(&low.exact);
        let typed = self.reader.not_too_long(typed, EXACT_LONGEST)?;
        Some(KnownAnswer::Exact(typed.value))
    }

    fn expression(&mut self, typed: Spanned<String>) -> Option<KnownAnswer> {
        let problem = match regex_syntax::parse(&typed.value) {
            Err(regex_syntax::Error::Parse(error)) => {
                Some((error.kind().to_string(), *error.span()))
            }
            Err(regex_syntax::Error::Translate(error)) => {
                Some((error.kind().to_string(), *error.span()))
            }
            Ok(_) | Err(_) => None,
        };
        if let Some((what, place)) = problem {
            let places = Alignment::new(self.reader.source, typed.span.start, &typed.value);
            let span = places.span(Span::new(place.start.offset, place.end.offset));
            self.not_a_regex(&what, span);
            return None;
        }
        // What is well formed may still be too large.
        let Ok(regex) = expression(&typed.value) else {
            self.reader.say(
                codes::DRILL_REGEX,
                "this regular expression is too large",
                typed.span,
                "here",
                "write fewer repetitions, or another expression",
            );
            return None;
        };
        let samples = ["", "no", "I cannot say."];
        if samples.iter().all(|text| regex.is_match(text)) {
            self.accepts_everything(typed.span);
            return None;
        }
        Some(KnownAnswer::Matches(typed.value))
    }

    fn not_a_regex(&mut self, what: &str, span: Span) {
        self.reader.say(
            codes::DRILL_REGEX,
            format!("this is not a regular expression: {what}"),
            span,
            "here",
            "write a `\\` before a sign that stands for itself; there is no looking ahead or behind",
        );
    }

    fn json_schema(&mut self, schema: &serde_json::Value, span: Span) -> Option<KnownAnswer> {
        let length = schema.to_string().chars().count();
        let message = if length > SCHEMA_LONGEST {
            format!("this schema has {length} characters, and {SCHEMA_LONGEST} are allowed")
        } else if let Err(wrong) = JsonSchema::new(schema) {
            wrong.to_string()
        } else if says_nothing(schema) {
            self.accepts_everything(span);
            return None;
        } else {
            return Some(KnownAnswer::Json(schema.clone()));
        };
        self.reader.say(
            codes::DRILL_SCHEMA,
            message,
            span,
            "this schema",
            "write a JSON schema, as `json: {type: object, required: [city], properties: {city: {const: Oslo}}}`",
        );
        None
    }

    fn accepts_everything(&mut self, span: Span) {
        self.reader.say(
            codes::VALUE_POINTLESS,
            "nothing can break this: every answer is right",
            span,
            "proves nothing",
            "write what only a right answer has",
        );
    }
}

/// Whether every JSON value fits a schema.
fn says_nothing(schema: &serde_json::Value) -> bool {
    let words = schema.as_object();
    words.is_none_or(|words| words.keys().all(|word| word == "description"))
}

impl Reader<'_> {
    /// A text that is neither empty nor longer than this many characters.
    fn not_too_long(
        &mut self,
        typed: Option<Spanned<String>>,
        longest: usize,
    ) -> Option<Spanned<String>> {
        let typed = typed?;
        let message = match typed.value.trim().chars().count() {
            0 => "this text is empty".to_owned(),
            length if length <= longest => return Some(typed),
            length => format!("this text has {length} characters, and {longest} are allowed"),
        };
        let span = self.block(typed.span).span;
        let hint = format!("write 1 to {longest} characters");
        self.say(codes::VALUE_RANGE, message, span, "this text", hint);
        None
    }
}
