//! A curve in one line of text.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Values from 0 to `top` as so many blocks, each the mean of its part; a space where there is none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a share of eight, and few values"
)]
pub(in crate::report) fn spark(values: &[Option<f64>], top: f64, blocks: usize) -> String {
    let blocks = blocks.clamp(1, values.len().max(1));
    (0..blocks)
        .map(|block| {
            let from = block * values.len() / blocks;
            let to = (block + 1) * values.len() / blocks;
            let part: Vec<f64> = values[from..to].iter().flatten().copied().collect();
            if part.is_empty() {
                return ' ';
            }
            let mean = part.iter().sum::<f64>() / part.len() as f64;
            let share = (mean / top).clamp(0.0, 1.0);
            BLOCKS[((share * 8.0) as usize).min(7)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_text_shows_where_it_was_low() {
        let values = [Some(1.0), Some(1.0), Some(0.0), None, Some(0.5)];
        assert_eq!(spark(&values, 1.0, 5), "██▁ ▅");
        assert_eq!(spark(&values[..4], 1.0, 2), "█▁");
        assert_eq!(spark(&[], 1.0, 5), " ");
    }
}
