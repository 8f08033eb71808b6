//! Families and series as [`Registry::visit`](super::Registry::visit) shows them.

/// What a metric is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Family {
    pub(in super::super) name: &'static str,
    pub(in super::super) kind: &'static str,
    pub(in super::super) help: &'static str,
}

/// One series: its family, the suffix of its name, its labels.
pub(in super::super) struct Series<'a> {
    pub(in super::super) family: &'a Family,
    pub(in super::super) suffix: &'static str,
    pub(in super::super) labels: &'a [(&'static str, &'static str)],
}

impl Family {
    pub(super) const fn counter(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            kind: "counter",
            help,
        }
    }

    pub(super) const fn gauge(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            kind: "gauge",
            help,
        }
    }

    pub(super) const fn histogram(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            kind: "histogram",
            help,
        }
    }
}

/// Who looks at series.
pub(super) type See<'a> = &'a mut dyn FnMut(&Series<'_>, f64);

/// A series whose name is that of its family.
pub(super) const fn plain<'a>(
    family: &'a Family,
    labels: &'a [(&'static str, &'static str)],
) -> Series<'a> {
    Series {
        family,
        suffix: "",
        labels,
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub(super) const fn number(count: u64) -> f64 {
    count as f64
}
