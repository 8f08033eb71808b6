use std::sync::Arc;

use crate::promql::{Options, Repeated, STALE_NAN, Store, evaluate, parse, parse_series};

/// Series that stay as they are for long, change, end, and come again, every ten seconds.
const SERIES: [&str; 6] = [
    "a{x=\"1\"} 1x30 2x30 stale _x20 2x20",
    "a{x=\"2\"} _x20 5x40 _x40",
    "b{x=\"1\"} 0+1x20 20x60 0+1x20",
    "b{x=\"2\"} 7 _ 7 _ 7x3 _x3 7x80",
    "h_bucket{le=\"1\", x=\"1\"} 0x20 4x80",
    "h_bucket{le=\"+Inf\", x=\"1\"} 0x10 9x90",
];

/// One for each way in which an expression looks at series.
const EXPRESSIONS: [&str; 21] = [
    "a",
    "a offset 30s",
    "a offset -30s",
    "a @ 100",
    "a @ end()",
    "sum by (x) (a) / on (x) b",
    "rate(b[1m])",
    "increase(b[45s] offset 20s)",
    "deriv(b[1m])",
    "predict_linear(b[1m], 60)",
    "avg_over_time(a[1m])",
    "absent(a)",
    "absent_over_time(b[25s])",
    "max_over_time(sum by (x) (a)[1m:20s])",
    "max_over_time(rate(b[30s])[1m:7s] offset 10s)",
    "sum_over_time(count(a)[1m:30s] offset -1m)",
    "histogram_quantile(0.5, rate(h_bucket[1m]))",
    "time() - a",
    "timestamp(a)",
    "hour() + a",
    "count({x=\"1\"})",
];

/// A walk over the series in which the evaluations come every so often; how many were spared.
fn spared(text: &str, every_ms: i64, options: &Options) -> usize {
    let expr = Arc::new(parse(text).unwrap());
    let given = SERIES.map(|line| parse_series(line).unwrap());
    let mut store = Store::default();
    let mut repeated = Repeated::new(expr.clone());
    let (mut spared, mut last) = (0, String::new());
    for at_ms in (0..1_100_000).step_by(5_000) {
        for (labels, values) in &given {
            let value = usize::try_from(at_ms / 10_000).unwrap();
            if let Some(Some(value)) = values.get(value).filter(|_| at_ms % 10_000 == 0) {
                store.append(labels, at_ms, *value);
            }
        }
        if at_ms % every_ms != 0 {
            continue;
        }
        let wanted = format!("{:?}", evaluate(&expr, &store, at_ms, options));
        match repeated.evaluate(&store, at_ms, options).transpose() {
            None => spared += 1,
            Some(found) => last = format!("{found:?}"),
        }
        assert_eq!(last, wanted, "{text} at {at_ms} every {every_ms}");
    }
    spared
}

#[test]
fn what_is_not_evaluated_again_is_what_it_was() {
    let mut all = 0;
    for major in [crate::promql::Major::Two, crate::promql::Major::Three] {
        let options = Options {
            major,
            look_back: crate::base::Duration::from_secs(30),
            subquery_step: crate::base::Duration::from_secs(20),
            ..Options::default()
        };
        for text in EXPRESSIONS {
            for every_ms in [5_000, 10_000, 15_000, 60_000] {
                all += spared(text, every_ms, &options);
            }
        }
    }
    println!("{all} evaluations were spared");
    assert!(all > 4_000, "{all}");
}

#[test]
fn what_names_a_time_is_always_evaluated() {
    for text in [
        "time() - a",
        "timestamp(a)",
        "hour() + a",
        "a @ 100",
        "a offset -30s",
    ] {
        assert_eq!(spared(text, 10_000, &Options::default()), 0, "{text}");
    }
    assert!(spared("a", 10_000, &Options::default()) > 80);
    assert!(spared("hour(a)", 10_000, &Options::default()) > 80);
}

#[test]
fn what_is_written_after_the_evaluation_is_seen_at_the_next() {
    let labels = parse_series("a 1").unwrap().0;
    let expr = Arc::new(parse("sum_over_time(a[1m])").unwrap());
    let (mut store, options) = (Store::default(), Options::default());
    for at_ms in (0..=60_000).step_by(10_000) {
        store.append(&labels, at_ms, 1.0);
    }
    let mut repeated = Repeated::new(expr.clone());
    // Each sample comes when the evaluation of its time is over; the one of 60 s is there before.
    for (at_ms, is_new) in [
        (60_000, true),
        (70_000, true),
        (80_000, false),
        (90_000, false),
    ] {
        let found = repeated.evaluate(&store, at_ms, &options).unwrap();
        assert_eq!(found.is_some(), is_new, "at {at_ms}");
        store.append(&labels, at_ms, 1.0);
    }
    // A value that is changed where the window is looked at no more by its end.
    store.append(&labels, 50_000, STALE_NAN);
    assert!(
        repeated
            .evaluate(&store, 100_000, &options)
            .unwrap()
            .is_some()
    );
}

#[test]
fn a_clone_of_a_store_is_looked_at_anew() {
    let labels = parse_series("a 1").unwrap().0;
    let mut store = Store::default();
    store.append(&labels, 0, 1.0);
    let fork = store.clone();
    let mut repeated = Repeated::new(Arc::new(parse("a").unwrap()));
    let mut is_new = |store: &Store| {
        let found = repeated.evaluate(store, 0, &Options::default());
        found.unwrap().is_some()
    };
    assert_eq!(
        [&store, &store, &fork, &fork, &store].map(&mut is_new),
        [true, false, true, false, true]
    );
}
