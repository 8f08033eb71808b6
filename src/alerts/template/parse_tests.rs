use super::*;
use crate::base::Labels;

fn data(value: f64) -> Data {
    let labels = Labels::new([("instance", "a:9"), ("b", "x")]);
    let external = Labels::new([("cluster", "eu")]);
    Data::new(
        &labels,
        value,
        &external,
        "https://prom/p",
        1_435_065_584_128,
    )
}

fn rendered(text: &str, value: f64) -> String {
    let template = Template::parse(text).unwrap_or_else(|errors| panic!("{text}: {errors:?}"));
    template
        .render(&data(value))
        .unwrap_or_else(|error| format!("error: {error}"))
}

fn expect(table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(rendered(text, 1_234_567.5), *expected, "{text}");
    }
}

#[test]
fn labels_values_and_printing_are_as_in_go() {
    expect(&[
        ("plain", "plain"),
        (
            "{{ $labels.nope }}|{{ .Labels.nope }}|{{ $externalLabels.nope }}",
            "||",
        ),
        (
            "{{ eq $labels.nope \"\" }} {{ len $labels.nope }}",
            "true 0",
        ),
        ("{{ index $labels \"nope\" }}{{ index .Labels \"b\" }}", "x"),
        ("{{ if $labels.nope }}y{{ else }}n{{ end }}", "n"),
        ("{{ $value }}", "1.2345675e+06"),
        ("{{ .Value | printf \"%.2f\" }}", "1234567.50"),
        (
            "{{ printf \"%v|%g|%.3g|%s\" $value $value $value $labels.b }}",
            "1.2345675e+06|1.2345675e+06|1.23e+06|x",
        ),
        (
            "{{ printf \"%d|%s|%f\" $value $value 3 }}",
            "%!d(float64=1.2345675e+06)|%!s(float64=1.2345675e+06)|%!f(int=3)",
        ),
        (
            "{{ printf \"%q %d %5d|%-5s|%05.1f %x %%\" $labels.b 3 7 $labels.b $value 255 }}",
            "\"x\" 3     7|x    |1234567.5 ff %",
        ),
        (
            "{{ printf \"%s\" }}{{ printf \"a\" 1 }}",
            "%!s(MISSING)a%!(EXTRA int=1)",
        ),
        ("{{ print $value \"a\" 3 4 }}", "1.2345675e+06a3 4"),
        ("{{ 3 }} {{ 3.0 }} {{ 1e6 }} {{ true }}", "3 3 1e+06 true"),
        ("{{ .Labels }}", "map[b:x instance:a:9]"),
        ("{{ with .Labels }}{{ .b }}{{ .nope }}{{ end }}", "x"),
        (
            "{{ range $k, $v := .Labels }}{{ $k }}={{ $v }},{{ end }}",
            "b=x,instance=a:9,",
        ),
        ("{{ with $x := $labels.b }}{{ $x }}{{ end }}", "x"),
    ]);
}

#[test]
fn functions_give_what_prometheus_gives() {
    expect(&[
        (
            "{{ $externalLabels.cluster }} {{ externalURL }} {{ pathPrefix }} {{ $externalURL }}",
            "eu https://prom/p /p https://prom/p",
        ),
        (
            "{{ now | humanizeTimestamp }}",
            "2015-06-23 13:19:44.128 +0000 UTC",
        ),
        (
            "{{ $value | humanize }} {{ humanize1024 1048576.0 }} {{ 0.5 | humanizePercentage }}",
            "1.235M 1Mi 50%",
        ),
        (
            "{{ reReplaceAll \"(.*):.*\" \"$1!\" $labels.instance }}",
            "a!",
        ),
        ("{{ if match \"^a\" $labels.instance }}yes{{ end }}", "yes"),
        ("{{ $labels.instance | stripPort | toUpper }}", "A"),
        (
            "{{ define \"t\" }}[{{ .arg0 }} {{ .arg1 }}]{{ end }}{{ template \"t\" (args $value \"z\") }}",
            "[1.2345675e+06 z]",
        ),
        (
            "{{ gt $value 3.0 }} {{ and $labels.b $labels.nope }}{{ or $labels.nope \"d\" }}",
            "true d",
        ),
        (
            "{{ parseDuration \"1h\" }} {{ 90 | toDuration }} {{ urlquery \"a b\" }}",
            "3600 1m30s a+b",
        ),
        ("{{- /* note */ -}} a {{- $labels.b -}} b", "axb"),
    ]);
}

#[test]
fn what_go_cannot_evaluate_is_an_error_of_the_expansion() {
    for (text, expected) in [
        ("{{ .Nope }}", "can't evaluate field Nope in an alert"),
        ("{{ $labels.b.c }}", "can't evaluate field c in type string"),
        ("{{ toUpper $value }}", "expected string; got float64"),
        ("{{ gt $value 3 }}", "incompatible types for comparison"),
        ("{{ template \"x\" }}", "x"),
        ("{{ humanize \"x\" }}", "can't convert string to float"),
    ] {
        let text = rendered(text, 1.0);
        assert!(
            text.starts_with("error: ") && text.contains(expected),
            "{text}"
        );
    }
}

#[test]
fn unknown_names_are_found_where_they_stand() {
    for (text, wrong, hint) in [
        ("a {{ $label.foo }}", "$label", "did you mean `$labels`?"),
        (
            "{{ $value | humanise }}",
            "humanise",
            "did you mean `humanize`?",
        ),
        (
            "{{ if eq (frob 1) 2 }}{{ end }}",
            "frob",
            "see the functions of Prometheus' templates",
        ),
        (
            "é {{ with query \"up\" }}{{ end }}",
            "query",
            "put the query into the rule's expression, and use `$value` or `$labels`",
        ),
        (
            "{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}",
            "$x",
            "alerts have `$labels`, `$value`, `$externalLabels` and `$externalURL`",
        ),
        (
            "{{ with $y := 1 }}{{ $y }}{{ end }}{{ $y }}",
            "$y",
            "alerts have `$labels`, `$value`, `$externalLabels` and `$externalURL`",
        ),
        (
            "{{ define \"t\" }}{{ $value }}{{ end }}",
            "$value",
            "alerts have `$labels`, `$value`, `$externalLabels` and `$externalURL`",
        ),
    ] {
        let errors = Template::parse(text).unwrap_err();
        assert_eq!(errors.len(), 1, "{errors:?}");
        let span = errors[0].span;
        assert_eq!(&text[span.start..span.end], wrong);
        assert_eq!(errors[0].hint.as_deref(), Some(hint));
    }
    assert_eq!(Template::parse("{{ a }} {{ $b }}").unwrap_err().len(), 2);
}

#[test]
fn an_error_of_syntax_has_its_place() {
    for (text, at) in [
        ("abc {{ if }}", 4),
        ("a\nb {{ end }}", 4),
        ("{{ \"a }}", 0),
        ("x {{ .V", 2),
    ] {
        let error = &Template::parse(text).unwrap_err()[0];
        assert!(error.span.start >= at, "{text}: {error:?}");
        assert!(error.span.start < text.len(), "{text}: {error:?}");
    }
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let text = "{{ range 1000000 }}{{ range 1000000 }}{{ end }}{{ end }}";
    assert!(rendered(text, 1.0).starts_with("error: "));
}
