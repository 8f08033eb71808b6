//! Queries: at one moment, and over a stretch of time.

use serde::Deserialize;
use serde_json::Value;

use super::{Prometheus, data};
use crate::base::{Duration, Labels, ServerTime};
use crate::live::http::{Failure, Reply};
use crate::live::moment::{from_seconds, to_seconds};
use crate::world::{Point, Series};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Instant {
    result_type: String,
    result: Vec<Value>,
}

#[derive(Deserialize)]
struct Matrix {
    result: Vec<Row>,
}

/// A series of the answer; what has only histograms has no values.
#[derive(Deserialize)]
struct Row {
    metric: Labels,
    #[serde(default)]
    values: Vec<(f64, String)>,
}

impl Prometheus {
    /// The labels of the series that a selector selects now.
    pub(in crate::live) async fn selected(&self, selector: &str) -> Result<Vec<Labels>, Failure> {
        #[derive(Deserialize)]
        struct Sample {
            metric: Labels,
        }
        let reply = self.instant(selector).await?;
        let instant: Instant = data(&reply)?;
        let samples = instant.result.into_iter();
        samples
            .map(|sample| {
                let sample: Sample = serde_json::from_value(sample)
                    .map_err(|error| reply.not_understood(&error.to_string()))?;
                Ok(sample.metric)
            })
            .collect()
    }

    async fn instant(&self, expr: &str) -> Result<Reply, Failure> {
        self.http
            .post(&["api", "v1", "query"])
            .form(&[("query", expr)])
            .send()
            .await
    }

    /// How many series an expression returns now; a scalar is one.
    pub(in crate::live) async fn count(&self, expr: &str) -> Result<usize, Failure> {
        let instant: Instant = data(&self.instant(expr).await?)?;
        Ok(match &*instant.result_type {
            "scalar" | "string" => 1,
            _ => instant.result.len(),
        })
    }

    /// An expression over a stretch of time.
    pub(in crate::live) async fn range(
        &self,
        expr: &str,
        from: ServerTime,
        to: ServerTime,
        step: Duration,
    ) -> Result<Vec<Series>, Failure> {
        let step = format!("{}.{:03}", step.ms() / 1_000, step.ms() % 1_000);
        let reply = self
            .http
            .post(&["api", "v1", "query_range"])
            .form(&[
                ("query", expr),
                ("start", &to_seconds(from)),
                ("end", &to_seconds(to)),
                ("step", &step),
            ])
            .send()
            .await?;
        let matrix: Matrix = data(&reply)?;
        matrix
            .result
            .into_iter()
            .map(|row| row.series().map_err(|why| reply.not_understood(&why)))
            .collect()
    }
}

impl Row {
    fn series(self) -> Result<Series, String> {
        let points = self
            .values
            .into_iter()
            .map(|(seconds, text)| {
                Ok(Point {
                    at: from_seconds(seconds),
                    value: text
                        .parse()
                        .map_err(|_| format!("`{text}` is not a value"))?,
                })
            })
            .collect::<Result<_, String>>()?;
        Ok(Series {
            labels: self.metric,
            points,
        })
    }
}
