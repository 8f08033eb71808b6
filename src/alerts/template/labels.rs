//! Which labels of the alert's series a template reads.

use gotmpl::parse::{BranchNode, CommandNode, Expr, ListNode, Node, Parser, PipeNode, Pos};

use super::parse::Template;
use crate::base::Span;

/// A label of the alert's series that a template reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelRead {
    /// Its name.
    pub name: String,
    /// Where it is read, in bytes of the template's text.
    pub span: Span,
    /// Whether the text has an answer to its absence: it is asked for by `if` or `with`, or has a
    /// substitute by `or`.
    pub is_guarded: bool,
}

impl Template {
    /// The labels that it reads, in the order of its text.
    pub fn labels_read(&self) -> Vec<LabelRead> {
        let text = self.text();
        if self.is_literal() || !(text.contains("$labels") || text.contains(".Labels")) {
            return Vec::new();
        }
        let mut reads = Reads {
            text,
            guards: Vec::new(),
            found: Vec::new(),
        };
        if let Ok((tree, _)) = Parser::new(text, "{{", "}}").and_then(Parser::parse) {
            reads.list(&tree);
        }
        reads.found
    }
}

struct Reads<'a> {
    text: &'a str,
    /// The labels that are asked for around this place.
    guards: Vec<String>,
    found: Vec<LabelRead>,
}

impl Reads<'_> {
    fn list(&mut self, list: &ListNode) {
        for node in &list.nodes {
            match node {
                Node::List(list) => self.list(list),
                Node::Action(action) => self.pipe(&action.pipe, false),
                Node::If(branch) | Node::With(branch) => self.branch(branch),
                Node::Range(branch) => {
                    self.pipe(&branch.pipe, false);
                    self.bodies(branch);
                }
                Node::Template(call) => {
                    if let Some(pipe) = &call.pipe {
                        self.pipe(pipe, false);
                    }
                }
                Node::Text(_) | Node::Define(_) | Node::Break(_) | Node::Continue(_) => {}
            }
        }
    }

    fn branch(&mut self, branch: &BranchNode) {
        let before = self.found.len();
        self.pipe(&branch.pipe, true);
        let outside = self.guards.len();
        let asked = self.found[before..].iter().map(|read| read.name.clone());
        self.guards.extend(asked);
        self.bodies(branch);
        self.guards.truncate(outside);
    }

    fn bodies(&mut self, branch: &BranchNode) {
        self.list(&branch.body);
        if let Some(body) = &branch.else_body {
            self.list(body);
        }
    }

    fn pipe(&mut self, pipe: &PipeNode, is_guarded: bool) {
        for command in &pipe.commands {
            self.command(command, is_guarded);
        }
    }

    fn command(&mut self, command: &CommandNode, is_guarded: bool) {
        let function = command.args.first();
        let is =
            |name: &str| matches!(function, Some(Expr::Identifier(_, f)) if f.as_str() == name);
        if is("index")
            && let [_, map, Expr::String(pos, name)] = &command.args[..]
            && is_labels(map)
        {
            self.note(*pos, name, name, is_guarded);
        }
        for argument in &command.args {
            self.expr(argument, is_guarded || is("or") || is("and"));
        }
    }

    fn expr(&mut self, expr: &Expr, is_guarded: bool) {
        match expr {
            Expr::Variable(pos, variable, fields) if variable.as_str() == "$labels" => {
                if let Some(name) = fields.first() {
                    self.note(*pos, &format!("$labels.{name}"), name, is_guarded);
                }
            }
            Expr::Field(pos, fields) => {
                if let [labels, name, ..] = &fields[..]
                    && labels.as_str() == "Labels"
                {
                    self.note(*pos, &format!(".Labels.{name}"), name, is_guarded);
                }
            }
            Expr::Pipe(_, pipe) => self.pipe(pipe, is_guarded),
            Expr::Chain(_, inner, _) => self.expr(inner, is_guarded),
            Expr::Variable(..)
            | Expr::Dot(_)
            | Expr::Identifier(..)
            | Expr::String(..)
            | Expr::Number(..)
            | Expr::Bool(..)
            | Expr::Nil(_) => {}
        }
    }

    fn note(&mut self, pos: Pos, written: &str, name: &str, is_guarded: bool) {
        // A node may begin before its name, as at the opening delimiter.
        let from = pos.offset.min(self.text.len());
        let rest = self.text.get(from..).unwrap_or_default();
        let start = rest.find(written).map_or(from, |after| from + after);
        let end = (start + written.len()).min(self.text.len());
        self.found.push(LabelRead {
            span: Span::new(start, end),
            is_guarded: is_guarded || self.guards.iter().any(|guard| guard == name),
            name: name.to_owned(),
        });
    }
}

/// Whether an expression is the map of labels.
fn is_labels(expr: &Expr) -> bool {
    match expr {
        Expr::Variable(_, name, fields) => name.as_str() == "$labels" && fields.is_empty(),
        Expr::Field(_, fields) => matches!(&fields[..], [only] if only.as_str() == "Labels"),
        Expr::Pipe(..)
        | Expr::Chain(..)
        | Expr::Dot(_)
        | Expr::Identifier(..)
        | Expr::String(..)
        | Expr::Number(..)
        | Expr::Bool(..)
        | Expr::Nil(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, &str, bool)> {
        let template = Template::parse(text).expect("a template");
        let reads = template.labels_read().into_iter();
        reads
            .map(|read| {
                (
                    read.name,
                    &text[read.span.start..read.span.end],
                    read.is_guarded,
                )
            })
            .collect()
    }

    #[test]
    fn labels_are_found_however_they_are_read() {
        let text =
            "{{ $labels.a | title }} {{ printf \"%s\" .Labels.b }} {{ index $labels \"c\" }}";
        assert_eq!(
            read(text),
            [
                ("a".to_owned(), "$labels.a", false),
                ("b".to_owned(), ".Labels.b", false),
                ("c".to_owned(), "c", false)
            ]
        );
        assert!(read("$labels.a {{ $value }} {{ $externalLabels.a }}").is_empty());
    }

    #[test]
    fn a_label_that_is_asked_for_is_guarded_inside() {
        let guarded = |text| {
            read(text)
                .into_iter()
                .map(|(_, _, guarded)| guarded)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            guarded("{{ if $labels.a }}{{ $labels.a }}{{ $labels.b }}{{ end }}"),
            [true, true, false]
        );
        assert_eq!(
            guarded("{{ if $labels.a }}x{{ end }}{{ $labels.a }}"),
            [true, false]
        );
        assert_eq!(guarded("{{ or $labels.a \"none\" }}"), [true]);
    }
}
