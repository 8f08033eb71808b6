//! The page of HTML and the Markdown.

use std::collections::BTreeSet;

use super::{Scene, fail, finding, inconclusive, left_behind, pass};
use crate::drill::Code;
use crate::report::{from_journal, html, html_index, markdown};

fn scenes() -> [Scene; 4] {
    [pass(), fail(), inconclusive(), left_behind()]
}

/// What stands in quotes after this.
fn quoted<'a>(text: &'a str, before: &str) -> Vec<&'a str> {
    let parts = text.split(before).skip(1);
    parts.filter_map(|part| part.split('"').next()).collect()
}

#[test]
fn a_page_needs_no_other_file_and_no_script() {
    let told: Vec<Scene> = scenes().into();
    let told: Vec<_> = told.iter().map(Scene::told).collect();
    let mut pages: Vec<String> = told.iter().map(html).collect();
    pages.push(html_index(&told, &["cache-disable"]));
    for page in pages {
        for never in [
            "<script",
            "<link",
            "<img",
            "<iframe",
            "url(",
            "@import",
            " src=",
            " onload=",
            " onclick=",
        ] {
            let found = page
                .find(never)
                .map(|at| page[at..].chars().take(60).collect::<String>());
            assert_eq!(found, None);
        }
        for link in quoted(&page, "href=\"") {
            let inside = link.starts_with('#') || link == "provider-blackhole/report.html";
            assert!(inside, "{link}");
        }
        assert!(page.contains("prefers-color-scheme: dark") && page.contains("@media print"));
    }
}

#[test]
fn every_link_within_a_page_leads_somewhere_and_no_name_is_given_twice() {
    for scene in scenes() {
        let page = html(&scene.told());
        let ids = quoted(&page, " id=\"");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "{ids:?}");
        for link in quoted(&page, "href=\"#") {
            assert!(unique.contains(link), "{link} of {ids:?}");
        }
    }
}

#[test]
fn what_was_left_behind_and_the_command_stand_before_all_else() {
    let scene = left_behind();
    let command = &scene.verdict.left_behind[0];
    let pages = [
        html(&scene.told()),
        html_index(&[pass().told(), scene.told()], &[]),
        markdown(&[pass().told(), scene.told()], &[]),
    ];
    for page in pages {
        let body = page.find("<main>").unwrap_or(0);
        let place = |what: &str| page[body..].find(what);
        let told = place(command).unwrap_or_else(|| panic!("{page}"));
        assert!(place("LEFT BEHIND") < Some(told));
        assert!(Some(told) < place("PASS").or(place("Promises")), "{page}");
        assert!(Some(told) < place("The primary provider stops answering"));
    }
    assert!(!html(&pass().told()).contains("role=\"alert\""));
}

#[test]
fn a_failure_is_told_with_its_code_its_fix_and_the_symptom_that_it_looks_like() {
    let page = html(&fail().told());
    let text = markdown(&[fail().told()], &[]);
    for told in [
        "3 of 7 promises were broken, and 1 could not be judged.",
        "The mitigation came and did not last",
        "mitigation/did-not-last",
        Code::MitigationUnstable.fix(),
        "All requests timing out",
        "the page went to team-chat, not to ai-oncall",
    ] {
        assert!(page.contains(told), "{told}\n{page}");
        assert!(text.contains(told), "{told}\n{text}");
    }
    let place = |what: &str| page.find(what).unwrap_or_else(|| panic!("{what}\n{page}"));
    assert!(place("Do first") < place("What is wrong, and what to do"));
    let nobody = "Who was paged</dt><dd>nobody; a page by FallbackServing was promised.";
    assert!(page.contains(nobody), "{page}");
    assert!(page.contains("href=\"#all-requests-timing-out\""));
    assert!(page.contains("✗ broken") && page.contains("? unknown") && page.contains("✓ kept"));
}

#[test]
fn what_servers_say_is_text_and_nothing_else() {
    let mut scene = fail();
    let hostile = "<script>alert(1)</script> \"&amp; | `x|<b>` *y*\n\u{1b}[2J";
    scene.verdict.promises[0].promise = hostile.into();
    scene.verdict.promises[0].seen = hostile.into();
    scene
        .verdict
        .findings
        .push(finding(Code::LockLost, hostile));
    let page = html(&scene.told());
    assert!(
        !page.contains("<script>") && !page.contains('\u{1b}'),
        "{page}"
    );
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    let text = markdown(&[scene.told()], &[]);
    assert!(!text.contains("*y*") && !text.contains('\u{1b}'), "{text}");
    assert!(text.contains("\\<script>alert"), "{text}");
}

#[test]
fn tables_of_markdown_have_as_many_cells_in_each_row_and_it_fits_a_comment() {
    let scenes = scenes();
    let told: Vec<_> = scenes.iter().map(Scene::told).collect();
    let text = markdown(&told, &["cache-disable"]);
    assert!(text.len() < 65_536, "{}", text.len());
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    for two in text.lines().collect::<Vec<_>>().windows(2) {
        if two.iter().all(|line| line.starts_with('|')) {
            assert_eq!(cells(two[0]), cells(two[1]), "{two:?}");
        }
    }
}

#[test]
fn the_page_names_the_journal_that_it_comes_from() {
    let retold = from_journal(&pass().journal()).unwrap();
    let told = retold.report();
    let hash = told.hash().unwrap();
    assert!(
        pass()
            .journal()
            .trim_end()
            .ends_with(&format!("{hash}\"}}"))
    );
    assert!(html(&told).contains(hash) && markdown(&[told], &[]).contains(hash));
}
