//! `kubectl` as people type it: the command, its flags, and what it names.

mod flag;
mod given;
mod kind;
mod object;
mod verb;

pub(super) use given::Text;
use given::{Given, sort};
use object::named;
pub(super) use object::{Object, Pair};
use verb::VERBS;
pub(super) use verb::{Does, Verb};

use super::shell::Word;
use super::wrong::Wrong;
use crate::base::{Span, closest};

/// A command of kubectl's.
#[derive(Clone, Debug)]
pub(super) struct Kubectl<'w> {
    pub(super) verb: &'static Verb,
    /// From `kubectl` to the last word of the command itself, as `kubectl rollout undo`.
    pub(super) span: Span,
    given: Vec<Given<'w>>,
    pub(super) objects: Vec<Object>,
    pub(super) pairs: Vec<Pair>,
}

/// Flags by which a command that names objects may do without their names.
const INSTEAD: [&str; 5] = ["filename", "kustomize", "raw", "selector", "for"];

impl<'w> Kubectl<'w> {
    /// Understands the words of a command, of which the first is `kubectl`.
    ///
    /// # Errors
    /// The first thing that kubectl would refuse.
    pub(super) fn read(words: &'w [Word]) -> Result<Self, Wrong> {
        let (verb, rest) = verb(words)?;
        let kept = words.len() - rest.len();
        let span = words[0].span.to(words[kept - 1].span);
        let sorted = sort(verb, rest)?;
        let named = named(verb, &sorted.others)?;
        let read = Self {
            verb,
            span,
            given: sorted.given,
            objects: named.objects,
            pairs: named.pairs,
        };
        let wants = !matches!(verb.takes, verb::Takes::Other);
        let has = !sorted.others.is_empty() || INSTEAD.iter().any(|flag| read.has(flag));
        if wants && !has {
            return Err(Wrong::new(
                span,
                format!("`kubectl {}` does not say of what", verb.name),
                "name a kind and an object, as `deployment/llm-gateway`",
            ));
        }
        Ok(read)
    }

    /// Whether a flag is given, other than as `false`.
    pub(super) fn has(&self, long: &str) -> bool {
        let given = self
            .given
            .iter()
            .rev()
            .find(|given| given.flag.long == long);
        given.is_some_and(|given| given.value.is_none_or(|value| value.text() != "false"))
    }

    /// What is given for a flag.
    pub(super) fn value(&self, long: &str) -> Option<Text<'w>> {
        let mut given = self.given.iter().rev();
        given.find(|given| given.flag.long == long)?.value
    }

    /// The namespace that it says.
    pub(super) fn namespace(&self) -> Option<Text<'w>> {
        self.value("namespace")
    }

    /// Whether it must say in which namespace.
    pub(super) fn wants_namespace(&self) -> bool {
        let above = |object: &Object| !object.kind.namespaced;
        self.verb.is_somewhere()
            && !self.has("all-namespaces")
            && !self.has("raw")
            && (self.objects.is_empty() || !self.objects.iter().all(above))
    }

    /// Whether it changes something.
    pub(super) fn changes(&self) -> bool {
        let lists = self.verb.name == "set env" && self.pairs.is_empty() && !self.has("from");
        self.verb.does == Does::Changes && !lists && !self.has("dry-run")
    }
}

/// The command that these words begin with, and the words behind it.
fn verb(words: &[Word]) -> Result<(&'static Verb, &[Word]), Wrong> {
    let is_flag = |word: &Word| word.text.starts_with('-');
    let Some(first) = words.get(1) else {
        return Err(Wrong::new(
            words[0].span,
            "`kubectl` says nothing to do",
            "write what, as `kubectl get pods -n ai`",
        ));
    };
    if is_flag(first) {
        return Err(Wrong::new(
            first.span,
            "a flag stands before the command",
            "write flags behind it, so that people find what is done: `kubectl get pods -n ai`",
        ));
    }
    let second = words.get(2).filter(|word| !is_flag(word));
    let both = second.map(|second| format!("{} {}", first.text, second.text));
    let found = VERBS.iter().find(|verb| Some(verb.name) == both.as_deref());
    if let Some(verb) = found {
        return Ok((verb, &words[3..]));
    }
    if let Some(verb) = VERBS.iter().find(|verb| verb.name == first.text) {
        return Ok((verb, &words[2..]));
    }
    Err(unknown(first, second))
}

fn unknown(first: &Word, second: Option<&Word>) -> Wrong {
    let begins = |verb: &Verb| verb.name.split(' ').next() == Some(&*first.text);
    let mut behind = VERBS
        .iter()
        .filter(|verb| begins(verb))
        .filter_map(|verb| Some(verb.name.split_once(' ')?.1))
        .peekable();
    if behind.peek().is_some() {
        let typed = second.map_or("", |word| &*word.text);
        let names: Vec<_> = behind.collect();
        let hint = match closest(typed, names.iter().copied()) {
            Some(meant) if !typed.is_empty() => {
                format!("did you mean `kubectl {} {meant}`?", first.text)
            }
            _ => format!("one of {} follows", names.join(", ")),
        };
        let span = second.map_or(first.span, |word| word.span);
        let message = format!("`kubectl {}` does not say what", first.text);
        return Wrong::new(span, message, hint);
    }
    let hint = match closest(&first.text, VERBS.iter().map(|verb| verb.name)) {
        Some(meant) => format!("did you mean `kubectl {meant}`?"),
        None => {
            "`kubectl --help` lists what there is; what a plugin does is not known here".to_owned()
        }
    };
    let message = format!("kubectl has no command `{}`", first.text);
    Wrong::new(first.span, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::runbooks::shell;

    fn with<T>(text: &str, look: impl FnOnce(Result<Kubectl<'_>, Wrong>) -> T) -> T {
        let commands = shell::parse(text).unwrap();
        look(Kubectl::read(&commands[0].words))
    }

    #[test]
    fn objects_are_named_in_two_ways() {
        for text in [
            "kubectl scale deployment llm-gateway --replicas=3 -n ai",
            "kubectl scale deploy/llm-gateway --replicas 3 -nai",
        ] {
            with(text, |read| {
                let read = read.unwrap();
                let object = &read.objects[0];
                assert_eq!(object.kind.name(), "deployment");
                assert_eq!(object.name.as_deref(), Some("llm-gateway"));
                assert_eq!(read.value("replicas").unwrap().text(), "3");
                assert_eq!(read.namespace().unwrap().text(), "ai");
                assert!(read.changes() && read.wants_namespace());
            });
        }
    }

    #[test]
    fn pairs_are_told_from_objects() {
        with(
            "kubectl annotate deployment --all deploy-freeze- a/b=c -n ai",
            |read| {
                let read = read.unwrap();
                assert_eq!(read.objects[0].name, None);
                assert!(read.has("all"));
                let pairs: Vec<_> = read
                    .pairs
                    .iter()
                    .map(|pair| (&*pair.key, pair.value.as_deref()))
                    .collect();
                assert_eq!(pairs, [("deploy-freeze", None), ("a/b", Some("c"))]);
            },
        );
    }

    #[test]
    fn what_follows_two_dashes_is_not_kubectls() {
        with(
            "kubectl exec -it deploy/llm-gateway -c gateway -n ai -- curl --nonsense x",
            |read| {
                assert_eq!(read.unwrap().value("container").unwrap().text(), "gateway");
            },
        );
    }

    #[test]
    fn what_kubectl_would_refuse_is_refused_with_what_was_meant() {
        for (text, message, hint) in [
            ("kubectl", "nothing to do", "get pods"),
            ("kubectl -n ai get pods", "before the command", "behind"),
            (
                "kubectl rollot undo deploy/a",
                "no command `rollot`",
                "--help",
            ),
            (
                "kubectl rollout udo deploy/a",
                "does not say what",
                "rollout undo",
            ),
            (
                "kubectl set deploy/a A=b",
                "does not say what",
                "env, image",
            ),
            (
                "kubectl patch deploy a --pach x",
                "no flag `--pach`",
                "--patch",
            ),
            ("kubectl get pods -z", "no flag `-z`", "--help"),
            (
                "kubectl get pods -n",
                "`--namespace` wants a value",
                "VALUE",
            ),
            ("kubectl restart deploy/a", "no command `restart`", "--help"),
            (
                "kubectl get deplyment x",
                "`deplyment` is no kind",
                "`deployment`",
            ),
            (
                "kubectl delete -n ai",
                "does not say of what",
                "name a kind",
            ),
            ("kubectl delete pod/a b", "`b` stands beside", "KIND/b"),
        ] {
            with(text, |read| {
                let wrong = read.expect_err(text);
                assert!(wrong.message.contains(message), "{text}: {wrong:?}");
                assert!(wrong.hint.contains(hint), "{text}: {wrong:?}");
            });
        }
    }

    #[test]
    fn looking_changes_nothing() {
        for text in [
            "kubectl set env deployment/llm-gateway --list -n ai",
            "kubectl rollout undo deployment/a --dry-run=server",
            "kubectl get pods -A",
        ] {
            with(text, |read| assert!(!read.unwrap().changes(), "{text}"));
        }
        with("kubectl get nodes", |read| {
            assert!(!read.unwrap().wants_namespace());
        });
    }
}
