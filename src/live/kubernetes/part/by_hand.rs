//! The line that a human would type to put a part back, where there is no firedrill at hand.

use serde_json::{Value, json};

use super::restart;
use crate::world::{Content, Object, ObjectKind, Part};

/// Lets a part of an object hold what it held before.
pub(in crate::live::kubernetes) fn restore(
    object: &Object,
    part: &Part,
    before: &Content,
) -> String {
    let value = match before {
        Content::Absent => Value::Null,
        Content::Is(value) => value.clone(),
    };
    let Object {
        kind,
        namespace,
        name,
    } = object;
    let resource = resource(*kind);
    let edit =
        |what: String| format!("kubectl --namespace {namespace} edit {resource} {name}  # {what}");
    let patch = |how: &str, patch: Value| {
        let patch = quoted(&patch.to_string());
        format!(
            "kubectl --namespace {namespace} patch {resource} {name} --type {how} --patch {patch}"
        )
    };
    match part {
        Part::Key { key } => patch("merge", json!({"data": {key: value}})),
        Part::Replicas => patch("merge", json!({"spec": {"replicas": value}})),
        Part::ModelUri => patch(
            "merge",
            json!({"spec": {"predictor": {"model": {"storageUri": value}}}}),
        ),
        Part::Annotation { annotation } => patch(
            "merge",
            json!({"metadata": {"annotations": {annotation: value}}}),
        ),
        Part::Restart => {
            let [.., name] = restart::WAY;
            let annotations = json!({"metadata": {"annotations": {name: value}}});
            patch("merge", json!({"spec": {"template": annotations}}))
        }
        // A merge would keep what we added.
        Part::Spec => patch(
            "json",
            json!([{"op": "replace", "path": "/spec", "value": value}]),
        ),
        Part::Variable {
            container,
            variable,
        } if *kind == ObjectKind::Deployment => {
            let setting = value.as_str().map_or_else(
                || format!("{variable}-"),
                |text| quoted(&format!("{variable}={text}")),
            );
            format!(
                "kubectl --namespace {namespace} set env {resource}/{name} --containers {container} \
                 {setting}"
            )
        }
        Part::Image { container } if *kind == ObjectKind::Deployment => {
            let image = value.as_str().unwrap_or_default();
            format!(
                "kubectl --namespace {namespace} set image {resource}/{name} {}",
                quoted(&format!("{container}={image}"))
            )
        }
        // `kubectl` changes an entry of a list of these kinds by its number alone.
        Part::Variable {
            container,
            variable,
        } => edit(format!("{variable} of {container}: {before}")),
        Part::Image { container } => edit(format!("the image of {container}: {before}")),
        Part::Weight { backend } => edit(format!("the weight of {backend}: {before}")),
    }
}

/// What `kubectl` calls a kind.
fn resource(kind: ObjectKind) -> String {
    let (group, _, plural) = kind.resource();
    match kind {
        ObjectKind::ConfigMap => "configmap".to_owned(),
        ObjectKind::Deployment => "deployment".to_owned(),
        ObjectKind::NetworkPolicy => "networkpolicy".to_owned(),
        ObjectKind::Rollout
        | ObjectKind::InferenceService
        | ObjectKind::HttpRoute
        | ObjectKind::AiGatewayRoute
        | ObjectKind::NetworkChaos => format!("{plural}.{group}"),
    }
}

/// One word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(kind: ObjectKind, part: &Part, before: &Content) -> String {
        let object = Object {
            kind,
            namespace: "ai".into(),
            name: "x".into(),
        };
        let line = restore(&object, part, before);
        let begin = "kubectl --namespace ai ";
        line.strip_prefix(begin).expect("kubectl").to_owned()
    }

    #[test]
    fn each_part_has_a_line_that_a_shell_takes() {
        let is = |value: Value| Content::Is(value);
        let container = || "main".to_owned();
        for (kind, part, before, wanted) in [
            (
                ObjectKind::ConfigMap,
                Part::Key { key: "k".into() },
                is("it's".into()),
                r#"patch configmap x --type merge --patch '{"data":{"k":"it'\''s"}}'"#,
            ),
            (
                ObjectKind::Deployment,
                Part::Replicas,
                is(3.into()),
                r#"patch deployment x --type merge --patch '{"spec":{"replicas":3}}'"#,
            ),
            (
                ObjectKind::Deployment,
                Part::Image {
                    container: container(),
                },
                is("registry/a:1".into()),
                "set image deployment/x 'main=registry/a:1'",
            ),
            (
                ObjectKind::Deployment,
                Part::Variable {
                    container: container(),
                    variable: "V".into(),
                },
                Content::Absent,
                "set env deployment/x --containers main V-",
            ),
            (
                ObjectKind::Deployment,
                Part::Restart,
                Content::Absent,
                r#"patch deployment x --type merge --patch '{"spec":{"template":{"metadata":{"annotations":{"firedrill/restarted-for":null}}}}}'"#,
            ),
            (
                ObjectKind::NetworkPolicy,
                Part::Spec,
                is(json!({"podSelector": {}})),
                r#"patch networkpolicy x --type json --patch '[{"op":"replace","path":"/spec","value":{"podSelector":{}}}]'"#,
            ),
            (
                ObjectKind::NetworkChaos,
                Part::Annotation {
                    annotation: "pause".into(),
                },
                is("true".into()),
                r#"patch networkchaos.chaos-mesh.org x --type merge --patch '{"metadata":{"annotations":{"pause":"true"}}}'"#,
            ),
            (
                ObjectKind::Rollout,
                Part::Image {
                    container: container(),
                },
                is("a:1".into()),
                r#"edit rollouts.argoproj.io x  # the image of main: `"a:1"`"#,
            ),
        ] {
            assert_eq!(line(kind, &part, &before), wanted);
        }
    }
}
