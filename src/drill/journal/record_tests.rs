//! What is noticed of a journal that somebody touched.

use proptest::prelude::*;

use super::*;
use crate::drill::journal::Observed;
use crate::drill::verdict::judge;

fn journal() -> String {
    let (mut chain, header) = Chain::begin("run", "provider-blackhole");
    let verdict = Box::new(judge(&Observed::default()));
    let events = [
        Event::Blind { why: "no".into() },
        Event::Effective { since: At::START },
        Event::Judged { verdict },
    ];
    let mut text = header + "\n";
    for (ms, event) in (0..).zip(&events) {
        text += &chain.line(At::from_ms(ms), event);
        text.push('\n');
    }
    text
}

/// Whether a journal is told to be whole; bytes that are no text are no journal.
fn is_whole(bytes: Vec<u8>) -> bool {
    String::from_utf8(bytes).is_ok_and(|text| verify(&text).is_ok())
}

#[test]
fn a_journal_reads_what_was_written() {
    let written = verify(&journal()).unwrap();
    assert_eq!(written.header.run, "run");
    assert_eq!(written.lines.len(), 3);
    assert_eq!(
        written.lines[1].event,
        Event::Effective { since: At::START }
    );
    assert!(journal().ends_with(&format!("\"hash\":\"{}\"}}\n", written.hash)));
}

#[test]
fn every_single_bit_counts() {
    let journal = journal().into_bytes();
    for place in 0..journal.len() {
        for bit in 0..8 {
            let mut altered = journal.clone();
            altered[place] ^= 1 << bit;
            assert!(!is_whole(altered), "byte {place}, bit {bit}");
        }
    }
}

#[test]
fn every_cut_and_every_missing_byte_is_noticed() {
    let journal = journal().into_bytes();
    for place in 0..journal.len() {
        assert!(!is_whole(journal[..place].to_vec()), "cut at {place}");
        let mut shorter = journal.clone();
        shorter.remove(place);
        assert!(!is_whole(shorter), "without byte {place}");
    }
}

#[test]
fn a_missing_line_and_lines_in_another_order_are_noticed() {
    let journal = journal();
    let lines: Vec<&str> = journal.lines().collect();
    let told = |lines: &[&str]| verify(&(lines.join("\n") + "\n"));
    assert!(told(&lines).is_ok());
    assert_eq!(told(&[lines[0], lines[2], lines[3]]).unwrap_err().line, 2);
    let swapped = [lines[0], lines[2], lines[1], lines[3]];
    assert_eq!(told(&swapped).unwrap_err().line, 2);
    let incomplete = told(&lines[..3]).unwrap_err();
    assert_eq!(incomplete.line, 3);
    assert!(
        incomplete.why.starts_with("the journal is incomplete"),
        "{incomplete}"
    );
}

#[test]
fn what_stands_after_the_verdict_is_noticed_though_it_is_chained() {
    let (mut chain, header) = Chain::begin("run", "provider-blackhole");
    let verdict = Box::new(judge(&Observed::default()));
    let judged = chain.line(At::START, &Event::Judged { verdict });
    let late = chain.line(At::START, &Event::Blind { why: "no".into() });
    let bad = verify(&format!("{header}\n{judged}\n{late}\n")).unwrap_err();
    assert_eq!(bad.line, 3);
}

#[test]
fn a_line_that_a_dying_runner_did_not_finish_is_left_out_and_told_of() {
    let journal = journal();
    let cut = &journal[..journal.len() - 10];
    let written = read(cut).unwrap();
    assert_eq!((written.lines.len(), written.is_cut), (2, true));
    assert_eq!(verify(cut).unwrap_err().line, 4);
}

proptest! {
    #[test]
    fn bytes_put_in_anywhere_are_noticed(
        place in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let mut longer = journal().into_bytes();
        let place = place.index(longer.len() + 1);
        longer.splice(place..place, bytes);
        prop_assert!(!is_whole(longer));
    }
}
