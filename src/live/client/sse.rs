//! Server-sent events, as far as OpenAI's streams use them: `data:` lines.

/// The `data` of events, out of chunks that end anywhere.
#[derive(Debug, Default)]
pub(super) struct Events {
    unread: Vec<u8>,
    /// Where the first unread line begins.
    from: usize,
}

impl Events {
    /// Takes the next chunk.
    pub(super) fn push(&mut self, chunk: &[u8]) {
        self.unread.drain(..self.from);
        self.from = 0;
        self.unread.extend_from_slice(chunk);
    }

    /// The data of the next whole `data:` line; comments and other fields are passed over.
    pub(super) fn next(&mut self) -> Option<String> {
        loop {
            let rest = &self.unread[self.from..];
            let end = rest.iter().position(|byte| *byte == b'\n')?;
            let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
            let data = line.strip_prefix(b"data:").map(|data| {
                let data = data.strip_prefix(b" ").unwrap_or(data);
                String::from_utf8_lossy(data).into_owned()
            });
            self.from += end + 1;
            if data.is_some() {
                return data;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_found_wherever_the_chunks_end() {
        let text = ": hello\r\n\r\nevent: x\ndata: {\"a\":1}\n\ndata:[DONE]\r\n\ndata: unfinished";
        for size in [1, 3, 7, text.len()] {
            let mut events = Events::default();
            let mut heard = Vec::new();
            for chunk in text.as_bytes().chunks(size) {
                events.push(chunk);
                while let Some(data) = events.next() {
                    heard.push(data);
                }
            }
            assert_eq!(heard, [r#"{"a":1}"#, "[DONE]"], "chunks of {size}");
        }
    }
}
