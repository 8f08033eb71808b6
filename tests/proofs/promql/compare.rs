//! Whether an answer is the expected one.

use std::collections::BTreeMap;

use firedrill::base::Labels;
use firedrill::promql::{Series, Value, is_stale, parse_series};

use super::script::{Case, Times};

/// Values by label set, one for each time.
type Expected = Vec<(Labels, Vec<Option<f64>>)>;

/// Compares the answer to an instant query.
pub(crate) fn instant(case: &Case, value: &Value) -> Result<(), String> {
    if let Some(expected) = &case.text {
        let is_equal = matches!(value, Value::String(text) if text == expected);
        return is_equal
            .then_some(())
            .ok_or(format!("{value:?}, not {expected:?}"));
    }
    match value {
        Value::Scalar(found) => {
            let wanted = case.expected.first().ok_or("a scalar, not nothing")?;
            let (_, wanted) = parse_series(&format!("x {wanted}")).map_err(|e| e.to_string())?;
            near(*found, wanted[0].unwrap(), "the scalar")
        }
        Value::String(text) => Err(format!("a string {text:?}")),
        Value::Vector(samples) => {
            let found: Vec<(Labels, Vec<Option<f64>>)> = samples
                .iter()
                .map(|sample| (sample.labels.clone(), vec![Some(sample.value)]))
                .collect();
            let wanted = expected(case, 1)?;
            if case.ordered {
                let order = |list: &Expected| list.iter().map(|(l, _)| l.clone()).collect();
                let (found, wanted): (Vec<Labels>, Vec<Labels>) = (order(&found), order(&wanted));
                if found != wanted {
                    return Err(format!("order {found:?}, not {wanted:?}"));
                }
            }
            same(found, wanted)
        }
        Value::Matrix(series) => {
            let times = case.matrix.ok_or("a range vector, not expected")?;
            range_at(case, series, times)
        }
    }
}

/// Compares the answer to a range query.
pub(crate) fn range(case: &Case, series: &[Series]) -> Result<(), String> {
    range_at(case, series, case.times)
}

fn range_at(case: &Case, series: &[Series], times: Times) -> Result<(), String> {
    let steps = usize::try_from((times.to_ms - times.from_ms) / times.step_ms).unwrap() + 1;
    let mut found = Expected::new();
    for series in series {
        let mut values = vec![None; steps];
        for (time, value) in &series.points {
            let step = (time - times.from_ms) / times.step_ms;
            values[usize::try_from(step).unwrap()] = Some(*value);
        }
        found.push((series.labels.clone(), values));
    }
    same(found, expected(case, steps)?)
}

fn expected(case: &Case, steps: usize) -> Result<Expected, String> {
    let mut expected = Expected::new();
    for line in &case.expected {
        let (labels, mut values) = parse_series(line).map_err(|e| format!("{line}: {e}"))?;
        values.resize(steps, None);
        expected.push((labels, values));
    }
    Ok(expected)
}

fn same(found: Expected, wanted: Expected) -> Result<(), String> {
    let count = (found.len(), wanted.len());
    let found: BTreeMap<Labels, Vec<Option<f64>>> = found.into_iter().collect();
    let wanted: BTreeMap<Labels, Vec<Option<f64>>> = wanted.into_iter().collect();
    if count.0 != count.1 || !found.keys().eq(wanted.keys()) {
        return Err(format!("found {found:?}, not {wanted:?}"));
    }
    for (labels, wanted) in wanted {
        for (found, wanted) in found[&labels].iter().zip(wanted) {
            match (found, wanted) {
                (None, None) => {}
                (Some(found), Some(wanted)) => near(*found, wanted, &labels.to_string())?,
                _ => return Err(format!("{labels} is {found:?}, not {wanted:?}")),
            }
        }
    }
    Ok(())
}

/// Equal within the tolerance of Prometheus' own tests.
fn near(found: f64, wanted: f64, what: &str) -> Result<(), String> {
    let is_near = if found.is_nan() || wanted.is_nan() {
        found.is_nan() && wanted.is_nan() && is_stale(found) == is_stale(wanted)
    } else {
        let difference = (found - wanted).abs();
        found.total_cmp(&wanted).is_eq() || difference <= (found.abs() + wanted.abs()) * 1e-6
    };
    is_near
        .then_some(())
        .ok_or(format!("{what} is {found}, not {wanted}"))
}
