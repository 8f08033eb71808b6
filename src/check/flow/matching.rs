//! Operators between vectors: which series of both sides can find each other.

use super::comparison::Verdict;
use super::constant::drops_name;
use super::labels::{Clash, LabelSet};
use super::number::calculated;
use super::reason::{Reason, Why};
use super::result::{Always, BRANCHES_MAX, Branch, Cause, Death, Flow, Outcome};
use crate::base::Labels;
use crate::promql::{Binary, Expr, Grouping, Side};

/// Two alternatives that can find each other and whether the operator keeps what they make, or why
/// they cannot.
type Pair<'e> = Result<(Branch<'e>, Verdict), Cause<'e>>;

/// What an operator that is no set operator makes of two vectors.
pub(super) fn matched<'e>(
    expr: &'e Expr,
    binary: &'e Binary,
    left: &Flow<'e>,
    right: &Flow<'e>,
) -> Outcome<'e> {
    let [lefts, rights] = [left, right].map(|side| &side.result.branches[..]);
    if lefts.is_empty() || rights.is_empty() {
        return Outcome::default();
    }
    if lefts.len() * rights.len() > BRANCHES_MAX {
        return Outcome::new(expr, vec![Branch::anything(expr)], Always::No);
    }
    let all_pairs = lefts
        .iter()
        .flat_map(|a| rights.iter().map(move |b| (a, b)));
    let pairs: Vec<Pair<'e>> = all_pairs.map(|(a, b)| pair(expr, binary, a, b)).collect();
    let deaths = deaths(lefts, rights, &pairs);
    let passes = |pair: &Pair<'_>| matches!(pair, Ok((_, Verdict::Always)));
    let always = if pairs.iter().all(passes) {
        always(binary, left.result.always.min(right.result.always))
    } else {
        Always::No
    };
    let branches = pairs.into_iter().flatten().map(|(branch, _)| branch);
    let found = Outcome::new(expr, branches.collect(), always);
    Outcome { deaths, ..found }
}

/// Whether there is always a pair, if both sides always have at least this.
fn always(binary: &Binary, both: Always) -> Always {
    let all_agree = match &binary.matching.labels {
        Some(Grouping::Only(names)) if names.is_empty() => both > Always::No,
        Some(Grouping::Only(names)) if names.iter().any(|name| name == Labels::NAME) => false,
        _ => both == Always::Unlabelled,
    };
    match (all_agree, binary.matching.many) {
        (false, _) => Always::No,
        (true, None) => both,
        (true, Some(_)) => Always::Something,
    }
}

/// The alternatives of each side that find no partner in any alternative of the other one.
fn deaths<'e>(lefts: &[Branch<'e>], rights: &[Branch<'e>], pairs: &[Pair<'e>]) -> Vec<Death<'e>> {
    let rows = lefts.iter().zip(pairs.chunks(rights.len()));
    let rows = rows.filter_map(|(branch, row)| alone(branch, row.iter()));
    if pairs.iter().all(Result::is_err) {
        return rows.collect();
    }
    let columns = rights.iter().enumerate().filter_map(|(at, branch)| {
        let column = pairs[at..].iter().step_by(rights.len());
        alone(branch, column)
    });
    rows.chain(columns).collect()
}

/// The death of an alternative all of whose pairs are impossible.
fn alone<'p, 'e: 'p>(
    branch: &Branch<'e>,
    mut pairs: impl Iterator<Item = &'p Pair<'e>>,
) -> Option<Death<'e>> {
    let cause = *pairs.next()?.as_ref().err()?;
    pairs.all(Result::is_err).then_some(Death {
        span: branch.of.span,
        cause,
    })
}

fn pair<'e>(expr: &'e Expr, binary: &'e Binary, left: &Branch<'e>, right: &Branch<'e>) -> Pair<'e> {
    let labels = labels(binary, &left.labels, &right.labels).map_err(Cause::Clash)?;
    let is_filter = binary.operator.is_comparison() && !binary.returns_bool;
    let (values, verdict) = if is_filter {
        let verdict = left.values.compared(binary.operator, right.values);
        (left.values.kept(binary.operator, right.values), verdict)
    } else {
        let values = calculated(binary, left.values, right.values);
        (values, Verdict::Always)
    };
    if verdict == Verdict::Never {
        return Err(Cause::Comparison);
    }
    let branch = Branch {
        of: expr,
        labels,
        values,
    };
    Ok((branch, verdict))
}

/// The labels of what the operator makes of two series that find each other.
fn labels<'e>(
    binary: &'e Binary,
    left: &LabelSet<'e>,
    right: &LabelSet<'e>,
) -> Result<LabelSet<'e>, Clash<'e>> {
    let matching = &binary.matching;
    let grouping = matching.labels.as_ref();
    let mut labels = if matching.many == Some(Side::Right) {
        let swapped = |Clash {
                           label,
                           reasons: [a, b],
                       }| Clash {
            label,
            reasons: [b, a],
        };
        right.matched(left, grouping).map_err(swapped)?
    } else {
        left.matched(right, grouping)?
    };
    if !binary.operator.is_comparison() {
        labels.remove(Labels::NAME, drops_name(binary.operator_span));
    }
    let span = matching.labels_span.unwrap_or(binary.operator_span);
    let reason = Reason::new(span, Why::Matching);
    if matching.many.is_none() {
        match grouping {
            Some(Grouping::Only(names)) => labels.keep(names, reason),
            Some(Grouping::AllBut(names)) => {
                for name in names {
                    labels.remove(name, reason);
                }
            }
            None => {}
        }
    }
    let one = match matching.many {
        Some(Side::Left) => right,
        Some(Side::Right) | None => left,
    };
    for name in &matching.include {
        labels.set(name, one.get(name).clone());
    }
    if binary.returns_bool {
        labels.remove(Labels::NAME, drops_name(binary.operator_span));
    }
    Ok(labels)
}
