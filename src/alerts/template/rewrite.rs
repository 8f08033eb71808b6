//! Go's behaviour, put into the tree: printing, absent labels, and what comes from the data.

use std::sync::Arc;

use gotmpl::parse::{
    ActionNode, BranchNode, CommandNode, Expr, ListNode, Node, PipeNode, Pos, SmolStr, TemplateNode,
};

use super::data::NOW;

/// The variables that stand before the text, with the field each is read from.
const PRELUDE: [(&str, &str); 4] = [
    ("$labels", "Labels"),
    ("$externalLabels", "ExternalLabels"),
    ("$externalURL", "ExternalURL"),
    ("$value", "Value"),
];

/// The tree with `$labels` and its like defined first.
pub(super) fn with_prelude(tree: &ListNode) -> ListNode {
    let pos = tree.pos;
    let define = |(variable, field): (&str, &str)| {
        Node::Action(ActionNode {
            pos,
            pipe: PipeNode {
                pos,
                decl: vec![SmolStr::new(variable)],
                commands: vec![command(
                    pos,
                    vec![Expr::Field(pos, vec![SmolStr::new(field)])],
                )],
                is_assign: false,
            },
        })
    };
    let mut nodes: Vec<Node> = PRELUDE.into_iter().map(define).collect();
    nodes.extend(list(tree).nodes);
    ListNode { pos, nodes }
}

/// A list with everything in it rewritten.
pub(super) fn list(tree: &ListNode) -> ListNode {
    ListNode {
        pos: tree.pos,
        nodes: tree.nodes.iter().map(node).collect(),
    }
}

fn node(node: &Node) -> Node {
    match node {
        Node::List(inner) => Node::List(list(inner)),
        Node::Action(action) => Node::Action(ActionNode {
            pos: action.pos,
            pipe: printed(pipe(&action.pipe)),
        }),
        Node::If(inner) => Node::If(branch(inner)),
        Node::Range(inner) => Node::Range(branch(inner)),
        Node::With(inner) => Node::With(branch(inner)),
        Node::Template(call) => Node::Template(TemplateNode {
            pos: call.pos,
            name: call.name.clone(),
            pipe: call.pipe.as_ref().map(pipe),
        }),
        Node::Text(_) | Node::Define(_) | Node::Break(_) | Node::Continue(_) => node.clone(),
    }
}

fn branch(inner: &BranchNode) -> BranchNode {
    BranchNode {
        pos: inner.pos,
        pipe: pipe(&inner.pipe),
        body: list(&inner.body),
        else_body: inner.else_body.as_ref().map(list),
    }
}

/// An action that prints goes through `__show`, which prints as Go does.
fn printed(mut pipe: PipeNode) -> PipeNode {
    if pipe.decl.is_empty() {
        pipe.commands.push(call(pipe.pos, "__show", Vec::new()));
    }
    pipe
}

fn pipe(inner: &PipeNode) -> PipeNode {
    PipeNode {
        pos: inner.pos,
        decl: inner.decl.clone(),
        commands: inner.commands.iter().map(rewritten).collect(),
        is_assign: inner.is_assign,
    }
}

fn rewritten(inner: &CommandNode) -> CommandNode {
    if let [only] = &*inner.args
        && let Some(access) = field_access(only)
    {
        return access;
    }
    command(inner.pos, inner.args.iter().map(expr).collect())
}

fn expr(inner: &Expr) -> Expr {
    if let Some(access) = field_access(inner) {
        return Expr::Pipe(
            inner.pos(),
            PipeNode {
                pos: inner.pos(),
                decl: Vec::new(),
                commands: vec![access],
                is_assign: false,
            },
        );
    }
    if let Expr::Pipe(pos, nested) = inner {
        return Expr::Pipe(*pos, pipe(nested));
    }
    inner.clone()
}

/// The call that stands for an access to fields, or for a function whose answer is in the data.
fn field_access(inner: &Expr) -> Option<CommandNode> {
    let pos = inner.pos();
    match inner {
        Expr::Field(_, fields) => Some(access(pos, Expr::Dot(pos), fields)),
        Expr::Variable(_, name, fields) if !fields.is_empty() => {
            let variable = Expr::Variable(pos, name.clone(), Vec::new());
            Some(access(pos, variable, fields))
        }
        Expr::Chain(_, base, fields) => Some(access(pos, expr(base), fields)),
        Expr::Identifier(_, name) => from_data(pos, name),
        Expr::Dot(_)
        | Expr::Variable(..)
        | Expr::String(..)
        | Expr::Number(..)
        | Expr::Bool(..)
        | Expr::Nil(_)
        | Expr::Pipe(..) => None,
    }
}

fn from_data(pos: Pos, function: &str) -> Option<CommandNode> {
    let root = Expr::Variable(pos, SmolStr::new("$"), Vec::new());
    match function {
        "now" => Some(access(pos, root, &[SmolStr::new(NOW)])),
        "externalURL" => Some(access(pos, root, &[SmolStr::new("ExternalURL")])),
        "pathPrefix" => {
            let url = access(pos, root, &[SmolStr::new("ExternalURL")]);
            let url = Expr::Pipe(
                pos,
                PipeNode {
                    pos,
                    decl: Vec::new(),
                    commands: vec![url],
                    is_assign: false,
                },
            );
            Some(call(pos, "__path", vec![url]))
        }
        _ => None,
    }
}

fn access(pos: Pos, base: Expr, fields: &[SmolStr]) -> CommandNode {
    let names = fields
        .iter()
        .map(|name| Expr::String(pos, Arc::from(name.as_str())));
    call(pos, "__field", std::iter::once(base).chain(names).collect())
}

fn call(pos: Pos, function: &str, args: Vec<Expr>) -> CommandNode {
    let function = Expr::Identifier(pos, SmolStr::new(function));
    command(pos, std::iter::once(function).chain(args).collect())
}

fn command(pos: Pos, args: Vec<Expr>) -> CommandNode {
    CommandNode { pos, args }
}
