//! What Go would refuse when it parses a template: unknown functions and variables.

use gotmpl::parse::{BranchNode, CommandNode, DefineNode, Expr, ListNode, Node, PipeNode, Pos};

use super::functions::{REFUSED, known};
use super::parse::TemplateError;
use crate::base::{Span, closest};

/// The variables that Prometheus defines before the text.
pub(super) const VARIABLES: [&str; 5] =
    ["$", "$labels", "$externalLabels", "$externalURL", "$value"];

/// Everything that is wrong with a parsed template, in the order of its text.
pub(super) fn check(text: &str, tree: &ListNode, defines: &[DefineNode]) -> Vec<TemplateError> {
    let mut check = Check {
        text,
        variables: VARIABLES.map(str::to_owned).to_vec(),
        errors: Vec::new(),
    };
    check.list(tree);
    for define in defines {
        check.variables = vec!["$".to_owned()];
        check.list(&define.body);
    }
    check.errors.sort_by_key(|error| error.span);
    check.errors
}

struct Check<'a> {
    text: &'a str,
    /// What is in scope.
    variables: Vec<String>,
    errors: Vec<TemplateError>,
}

impl Check<'_> {
    fn list(&mut self, list: &ListNode) {
        for node in &list.nodes {
            self.node(node);
        }
    }

    fn node(&mut self, node: &Node) {
        match node {
            Node::List(list) => self.list(list),
            Node::Action(action) => self.pipe(&action.pipe),
            Node::If(branch) | Node::Range(branch) | Node::With(branch) => self.branch(branch),
            Node::Template(call) => {
                if let Some(pipe) = &call.pipe {
                    self.pipe(pipe);
                }
            }
            Node::Text(_) | Node::Define(_) | Node::Break(_) | Node::Continue(_) => {}
        }
    }

    fn branch(&mut self, branch: &BranchNode) {
        let outside = self.variables.len();
        self.pipe(&branch.pipe);
        let inside = self.variables.len();
        self.list(&branch.body);
        self.variables.truncate(inside);
        if let Some(body) = &branch.else_body {
            self.list(body);
        }
        self.variables.truncate(outside);
    }

    fn pipe(&mut self, pipe: &PipeNode) {
        if pipe.is_assign {
            for name in &pipe.decl {
                self.variable(pipe.pos, name);
            }
        }
        for command in &pipe.commands {
            self.command(command);
        }
        if !pipe.is_assign {
            self.variables
                .extend(pipe.decl.iter().map(ToString::to_string));
        }
    }

    fn command(&mut self, command: &CommandNode) {
        for arg in &command.args {
            self.expr(arg);
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Variable(pos, name, _) => self.variable(*pos, name),
            Expr::Identifier(pos, name) => self.function(*pos, name),
            Expr::Pipe(_, pipe) => self.pipe(pipe),
            Expr::Chain(_, inner, _) => self.expr(inner),
            Expr::Dot(_)
            | Expr::Field(..)
            | Expr::String(..)
            | Expr::Number(..)
            | Expr::Bool(..)
            | Expr::Nil(_) => {}
        }
    }

    fn variable(&mut self, pos: Pos, name: &str) {
        if self.variables.iter().any(|known| known == name) {
            return;
        }
        let known = self.variables.iter().map(String::as_str);
        let nearest = closest(name, known.filter(|known| *known != "$"));
        let hint = nearest.map_or_else(
            || "alerts have `$labels`, `$value`, `$externalLabels` and `$externalURL`".to_owned(),
            |known| format!("did you mean `{known}`?"),
        );
        self.wrong(pos, name, format!("there is no variable `{name}`"), hint);
    }

    fn function(&mut self, pos: Pos, name: &str) {
        if known().any(|known| known == name) {
            return;
        }
        if REFUSED.contains(&name) {
            let message = format!("`{name}` is not supported: it needs a query in the template");
            let hint = "put the query into the rule's expression, and use `$value` or `$labels`";
            self.wrong(pos, name, message, hint.to_owned());
            return;
        }
        let hint = closest(name, known()).map_or_else(
            || "see the functions of Prometheus' templates".to_owned(),
            |known| format!("did you mean `{known}`?"),
        );
        self.wrong(pos, name, format!("there is no function `{name}`"), hint);
    }

    fn wrong(&mut self, pos: Pos, name: &str, message: String, hint: String) {
        // A node may begin before its name, as at the opening delimiter.
        let start = self.text[pos.offset.min(self.text.len())..]
            .find(name)
            .map_or(pos.offset, |after| pos.offset + after);
        self.errors.push(TemplateError {
            span: Span::new(start, start + name.len()),
            message,
            hint: Some(hint),
        });
    }
}
