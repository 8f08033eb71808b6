//! Making a story shorter as long as the alert still fires.

use std::sync::Arc;

use super::frame::Frame;
use super::lines::Line;
use super::play::play;
use super::story::Story;
use crate::alerts::rules::Group;

/// Lines without which the alert does not fire, each as simple as it may be; the story that they
/// tell, up to the sample with which it fires.
pub(super) fn shrink(
    groups: &[Arc<Group>],
    alert: &str,
    lines: Vec<Line>,
    frame: Frame,
) -> (Vec<Line>, Story) {
    let fires = |lines: &[Line]| {
        let story = Story::told(lines, frame);
        play(groups, alert, &story, frame).fired
    };
    let mut lines = lines;
    let mut at = 0;
    while at < lines.len() {
        let mut fewer = lines.clone();
        fewer.remove(at);
        if fires(&fewer).is_some() {
            lines = fewer;
            continue;
        }
        if lines[at].phases.len() > 1 {
            // What comes last, alone: no before and after.
            let mut simpler = lines.clone();
            let last = simpler[at].phases.len() - 1;
            simpler[at].phases.drain(..last);
            if fires(&simpler).is_some() {
                lines = simpler;
            }
        }
        at += 1;
    }
    let until = fires(&lines).unwrap_or_default();
    let story = Story::told(&lines, frame).until(until);
    (lines, story)
}
