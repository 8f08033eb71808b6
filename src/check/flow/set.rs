//! Set operators: `and`, `or`, `unless`.

use super::labels::{LabelSet, Presence, counts};
use super::result::{Always, Branch, Cause, Flow, Outcome};
use crate::base::Labels;
use crate::promql::{Binary, BinaryOperator, Expr, Grouping};

/// What a set operator keeps of two vectors.
pub(super) fn chosen<'e>(
    expr: &'e Expr,
    binary: &'e Binary,
    left: &Flow<'e>,
    right: &Flow<'e>,
) -> Outcome<'e> {
    if binary.operator == BinaryOperator::Or {
        either(expr, binary, left, right)
    } else if binary.operator == BinaryOperator::Unless {
        without(binary, left, right)
    } else {
        both(binary, left, right)
    }
}

/// `or`: the right side's series count where the left side has none with the same labels.
fn either<'e>(
    expr: &'e Expr,
    binary: &'e Binary,
    left: &Flow<'e>,
    right: &Flow<'e>,
) -> Outcome<'e> {
    let grouping = binary.matching.labels.as_ref();
    let mut rights = right.result.alive();
    rights.retain(|branch| hidden(branch, left, grouping));
    let lefts = left.result.branches.iter().cloned();
    let branches = lefts.chain(rights.branches).collect();
    let always = match grouping {
        None => left.result.always.max(right.result.always),
        // With fewer labels that count, any series of the left side may hide one without labels.
        Some(_) => left
            .result
            .always
            .max(right.result.always.min(Always::Something)),
    };
    Outcome {
        deaths: rights.deaths,
        ..Outcome::new(expr, branches, always)
    }
}

/// `unless`: the left side's series count where the right side has none with the same labels.
fn without<'e>(binary: &'e Binary, left: &Flow<'e>, right: &Flow<'e>) -> Outcome<'e> {
    let mut result = left.result.alive();
    if right.result.branches.is_empty() {
        return result;
    }
    let grouping = binary.matching.labels.as_ref();
    result.retain(|branch| hidden(branch, right, grouping));
    result.always = Always::No;
    result
}

/// Whether a side always has a series with the labels of this alternative.
fn hidden<'e>(
    branch: &Branch<'e>,
    by: &Flow<'e>,
    grouping: Option<&Grouping>,
) -> Option<Cause<'e>> {
    let always = by.result.always;
    let is_hidden = match grouping {
        Some(Grouping::Only(names)) if names.is_empty() => always > Always::No,
        _ => {
            always == Always::Unlabelled
                && !counts(grouping, Labels::NAME)
                && branch.labels.is_empty_by(grouping)
        }
    };
    is_hidden.then_some(Cause::Hidden { by: by.expr.span })
}

/// `and`: the left side's series count where the right side has one with the same labels.
fn both<'e>(binary: &'e Binary, left: &Flow<'e>, right: &Flow<'e>) -> Outcome<'e> {
    let rights = &right.result.branches;
    if rights.is_empty() {
        return Outcome::default();
    }
    let grouping = binary.matching.labels.as_ref();
    let mut result = left.result.alive();
    result.retain(|branch| {
        let mut why = None;
        let mut partners = Vec::new();
        for partner in rights {
            match meet(branch, partner, grouping) {
                Ok(labels) => partners.push(labels),
                Err(cause) => why = why.or(Some(cause)),
            }
        }
        if let [_, _, ..] = partners[..] {
            return None;
        }
        let Some(only) = partners.pop() else {
            return why;
        };
        branch.labels = only;
        None
    });
    let is_both = left.result.always.min(right.result.always);
    result.always = match grouping {
        _ if !result.deaths.is_empty() => Always::No,
        Some(Grouping::Only(names)) if names.is_empty() && is_both > Always::No => {
            left.result.always
        }
        _ if counts(grouping, Labels::NAME) || is_both < Always::Unlabelled => Always::No,
        _ => is_both,
    };
    result
}

/// What is known of the labels of those series of an alternative that have a partner.
fn meet<'e>(
    branch: &Branch<'e>,
    partner: &Branch<'e>,
    grouping: Option<&'e Grouping>,
) -> Result<LabelSet<'e>, Cause<'e>> {
    let labels = branch
        .labels
        .matched(&partner.labels, grouping)
        .map_err(Cause::Clash)?;
    let is_disjoint = branch.values.and(partner.values).is_empty();
    // Printing is for the rare case that the values do not fit.
    if is_disjoint && is_same_series(branch, partner, grouping) {
        return Err(Cause::Disjoint {
            other: partner.of.span,
        });
    }
    Ok(labels)
}

/// Whether both are values of the same thing, so that two series that agree in the labels that
/// count are the same one.
fn is_same_series(branch: &Branch<'_>, partner: &Branch<'_>, grouping: Option<&Grouping>) -> bool {
    let has_one_name = branch.labels.get(Labels::NAME).only_value().is_some();
    let all_count = branch.labels.known().all(|(name, fact)| {
        fact.presence == Presence::Impossible || name == Labels::NAME || counts(grouping, name)
    });
    let others_count = branch.labels.others().presence == Presence::Impossible
        || !matches!(grouping, Some(Grouping::Only(_)));
    has_one_name && all_count && others_count && branch.of.to_string() == partner.of.to_string()
}
