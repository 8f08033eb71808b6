//! What a command names.

use super::kind::Kind;
use super::verb::{Takes, Verb};
use crate::base::{Span, closest};
use crate::check::runbooks::shell::Word;
use crate::check::runbooks::wrong::Wrong;

/// An object, or all of a kind.
#[derive(Clone, Debug)]
pub(in crate::check::runbooks) struct Object {
    pub(in crate::check::runbooks) kind: Kind,
    /// None where the flags say which of the kind.
    pub(in crate::check::runbooks) name: Option<String>,
    /// Whether the name is known from the text.
    pub(in crate::check::runbooks) known: bool,
    /// Where its name was written, else its kind.
    pub(in crate::check::runbooks) span: Span,
}

/// A `key=value`, or a `key-` that takes it away.
#[derive(Clone, Debug)]
pub(in crate::check::runbooks) struct Pair {
    pub(in crate::check::runbooks) key: String,
    /// None where it is taken away.
    pub(in crate::check::runbooks) value: Option<String>,
    /// Where the key was written.
    pub(in crate::check::runbooks) span: Span,
}

/// What the words of a command name.
#[derive(Default)]
pub(super) struct Named {
    pub(super) objects: Vec<Object>,
    pub(super) pairs: Vec<Pair>,
}

/// Understands the words of a command that are no flags.
pub(super) fn named(verb: &Verb, words: &[&Word]) -> Result<Named, Wrong> {
    let mut named = Named::default();
    match verb.takes {
        Takes::Objects => named.objects = objects(words)?,
        Takes::ObjectsAndPairs | Takes::Taints => {
            let (pairs, others): (Vec<&Word>, Vec<&Word>) =
                words.iter().partition(|word| is_pair(word));
            named.objects = objects(&others)?;
            named.pairs = pairs.into_iter().map(pair).collect();
        }
        Takes::Pod => {
            if let Some(word) = words.first() {
                let object = if word.text.contains('/') {
                    slashed(word)?
                } else {
                    plain("pod", word)
                };
                named.objects.extend(object);
            }
        }
        Takes::Nodes => {
            let nodes = words.iter().filter_map(|word| plain("node", word));
            named.objects = nodes.collect();
        }
        Takes::Other => {}
    }
    Ok(named)
}

/// `deployment a b`, `deployment/a configmap/b` or `pods,services`.
fn objects(words: &[&Word]) -> Result<Vec<Object>, Wrong> {
    let Some((first, names)) = words.split_first() else {
        return Ok(Vec::new());
    };
    if first.text.contains('/') {
        let all: Result<Vec<_>, _> = words.iter().map(|word| slashed(word)).collect();
        return Ok(all?.into_iter().flatten().collect());
    }
    let mut found = Vec::new();
    for name in first.text.split(',') {
        let Some(kind) = kind(first, name)? else {
            continue;
        };
        if names.is_empty() {
            found.push(Object {
                kind,
                name: None,
                known: true,
                span: first.find(name),
            });
        }
        found.extend(names.iter().filter_map(|word| plain(kind.name(), word)));
    }
    Ok(found)
}

/// `deployment/a`; none where not even the kind is known from the text.
fn slashed(word: &Word) -> Result<Option<Object>, Wrong> {
    let Some((kind_name, name)) = word.text.split_once('/') else {
        return Err(Wrong::new(
            word.span,
            format!(
                "`{}` stands beside objects that have their kind before them",
                word.text
            ),
            format!("write `KIND/{}`", word.text),
        ));
    };
    let Some(kind) = kind(word, kind_name)? else {
        return Ok(None);
    };
    let at = kind_name.len() + 1;
    Ok(Some(Object {
        kind,
        name: Some(name.to_owned()),
        known: word.is_known() && !name.is_empty(),
        span: word.place(Span::new(at, word.text.len())),
    }))
}

/// An object of this kind whose name is all of a word.
fn plain(kind: &str, word: &Word) -> Option<Object> {
    Some(Object {
        kind: Kind::of(kind)?,
        name: Some(word.text.clone()),
        known: word.is_known(),
        span: word.span,
    })
}

fn kind(word: &Word, name: &str) -> Result<Option<Kind>, Wrong> {
    if name.contains(['$', '<']) {
        return Ok(None);
    }
    if let Some(kind) = Kind::of(name) {
        return Ok(Some(kind));
    }
    let hint = closest(name, Kind::names()).map_or_else(
        || {
            "write a kind that `kubectl api-resources` lists, with its group if it has one"
                .to_owned()
        },
        |meant| format!("did you mean `{meant}`?"),
    );
    Err(Wrong::new(
        word.find(name),
        format!("`{name}` is no kind of objects"),
        hint,
    ))
}

fn is_pair(word: &Word) -> bool {
    word.text.contains('=') || word.text.ends_with('-')
}

fn pair(word: &Word) -> Pair {
    let (key, value) = match word.text.split_once('=') {
        Some((key, value)) => (key, Some(value.to_owned())),
        None => (word.text.trim_end_matches('-'), None),
    };
    Pair {
        key: key.to_owned(),
        value,
        span: word.place(Span::new(0, key.len())),
    }
}
