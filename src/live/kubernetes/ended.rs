//! How each drill ended last: one ConfigMap beside the lock, a key for each drill, so that whoever
//! watches the environment can tell of runs that were pods and are gone.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::ConfigMap;
use kube::api::{Api, ObjectMeta};
use serde::{Deserialize, Serialize};

use super::call::Kind;
use super::{Kubernetes, by_us, failed};

use crate::live::http::Failure;
use crate::live::moment::{known, to_rfc3339};
use crate::world::rights::ENDED as NAME;
use crate::world::{Refusal, RunEnd, RunId};

/// As many drills are kept; the one that has not been run for the longest time is forgotten first.
const DRILLS_MAX: usize = 200;
/// How often somebody else may write at the same moment.
const TRIES: usize = 5;

/// What a key holds, JSON.
#[derive(Deserialize, Serialize)]
struct Record {
    run: String,
    outcome: String,
    ended: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    passed: Option<String>,
}

impl Kubernetes {
    /// How each drill ended last.
    pub(in crate::live) async fn ended(&self) -> Result<Vec<RunEnd>, Refusal> {
        let map = self.ends().await.map_err(Failure::of_read)?;
        read(map.as_ref()).map_err(failed)
    }

    /// Keeps how a run ended, in the place of its drill's run before.
    pub(in crate::live) async fn keep_end(&self, end: &RunEnd) -> Result<(), Refusal> {
        let maps = self.end_maps();
        let parameters = by_us();
        for _ in 0..TRIES {
            let before = self.ends().await.map_err(Failure::of_read)?;
            let is_new = before.is_none();
            let map = with(before, end).map_err(failed)?;
            let call = async || {
                if is_new {
                    maps.create(&parameters, &map).await
                } else {
                    maps.replace(NAME, &parameters, &map).await
                }
            };
            match self.call(Kind::Write, call).await {
                Ok(_) => return Ok(()),
                // Another drill ended at the same moment: its end is read, and kept.
                Err(failure) if failure.is_conflict() || failure.is_not_found() => {}
                Err(failure) => return Err(failure.of_write()),
            }
        }
        Err(failed(format!(
            "others wrote to the ConfigMap `{NAME}` in `{}` at the same moment, {TRIES} times",
            self.at.namespace
        )))
    }

    async fn ends(&self) -> Result<Option<ConfigMap>, Failure> {
        let maps = self.end_maps();
        self.call(Kind::Read, || maps.get_opt(NAME)).await
    }

    fn end_maps(&self) -> Api<ConfigMap> {
        Api::namespaced(self.client.clone(), &self.at.namespace)
    }
}

/// What the ConfigMap says; the error says which key is not understood.
fn read(map: Option<&ConfigMap>) -> Result<Vec<RunEnd>, String> {
    let data = map.and_then(|map| map.data.as_ref());
    let records = data.into_iter().flatten().map(|(drill, text)| {
        let wrong = |why: String| {
            format!(
                "`{drill}` of the ConfigMap `{NAME}` is not understood: {why}; delete it, and the \
                 next run writes it anew"
            )
        };
        let record: Record =
            serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        Ok(RunEnd {
            drill: drill.clone(),
            run: RunId(record.run),
            outcome: record.outcome,
            ended: known(&record.ended).map_err(wrong)?,
            passed: record
                .passed
                .as_deref()
                .map(known)
                .transpose()
                .map_err(wrong)?,
        })
    });
    records.collect()
}

/// The ConfigMap with one more end. What is not understood, or one too many, is left out.
fn with(before: Option<ConfigMap>, end: &RunEnd) -> Result<ConfigMap, String> {
    let mut map = before.unwrap_or_else(|| ConfigMap {
        metadata: ObjectMeta {
            name: Some(NAME.to_owned()),
            ..ObjectMeta::default()
        },
        ..ConfigMap::default()
    });
    let data = map.data.get_or_insert_default();
    let mut kept: Vec<(String, Record)> = std::mem::take(data)
        .into_iter()
        .filter_map(|(drill, text)| Some((drill, serde_json::from_str(&text).ok()?)))
        .collect();
    let ours = kept.iter().position(|(drill, _)| *drill == end.drill);
    let last = ours.map(|ours| kept.swap_remove(ours).1);
    // They are written alike, so that texts are in the order of time.
    kept.sort_by(|one, other| other.1.ended.cmp(&one.1.ended));
    kept.truncate(DRILLS_MAX - 1);
    let passed = end.passed.map(to_rfc3339);
    let record = Record {
        run: end.run.0.clone(),
        outcome: end.outcome.clone(),
        ended: to_rfc3339(end.ended),
        passed: passed.or_else(|| last?.passed),
    };
    kept.push((end.drill.clone(), record));
    let written = kept.into_iter().map(|(drill, record)| {
        let text = serde_json::to_string(&record).map_err(|error| error.to_string())?;
        Ok((drill, text))
    });
    *data = written.collect::<Result<BTreeMap<_, _>, String>>()?;
    Ok(map)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ServerTime;

    fn end(drill: &str, hour: i64, passed: bool) -> RunEnd {
        let ended = ServerTime::from_unix_ms(1_767_225_600_000 + hour * 3_600_000);
        RunEnd {
            drill: drill.into(),
            run: RunId(format!("run-{hour}")),
            outcome: if passed { "pass" } else { "fail" }.into(),
            ended,
            passed: passed.then_some(ended),
        }
    }

    #[test]
    fn a_drill_that_fails_keeps_when_it_passed_last_and_others_stay() {
        let mut map = None;
        for end in [
            end("cache-disable", 1, true),
            end("provider-blackhole", 2, true),
            end("provider-blackhole", 3, false),
        ] {
            map = Some(with(map, &end).unwrap());
        }
        let failed = RunEnd {
            passed: Some(end("", 2, true).ended),
            ..end("provider-blackhole", 3, false)
        };
        let kept = read(map.as_ref()).unwrap();
        assert_eq!(kept, [end("cache-disable", 1, true), failed]);
    }

    #[test]
    fn the_drill_that_was_not_run_for_the_longest_time_is_forgotten_first() {
        let mut map = None;
        for number in 0..=i64::try_from(DRILLS_MAX).unwrap() {
            map = Some(with(map, &end(&format!("drill-{number}"), number, true)).unwrap());
        }
        let kept = read(map.as_ref()).unwrap();
        assert_eq!(kept.len(), DRILLS_MAX);
        assert!(kept.iter().all(|end| end.drill != "drill-0"));
    }

    #[test]
    fn what_somebody_else_wrote_there_is_told_and_goes_with_the_next_end() {
        let mut map = with(None, &end("cache-disable", 1, true)).unwrap();
        let data = map.data.as_mut().unwrap();
        data.insert("odd".into(), "no JSON".into());
        let why = read(Some(&map)).unwrap_err();
        assert!(why.contains("`odd`") && why.contains("delete it"), "{why}");
        let map = with(Some(map), &end("cache-outage", 2, true)).unwrap();
        assert_eq!(read(Some(&map)).unwrap().len(), 2);
    }
}
