//! Reading an answer, up to a limit.

/// Why an answer's body was not read to its end.
#[derive(Debug, thiserror::Error)]
pub(in crate::live) enum BodyError {
    /// It is longer than anything sensible.
    #[error("the answer is longer than {0} bytes")]
    TooLong(usize),
    /// The connection ended first.
    #[error("the answer broke off: {}", super::root_cause(.0))]
    Broke(reqwest::Error),
}

/// The whole body; stops reading at `max` bytes.
pub(in crate::live) async fn read_bounded(
    mut response: reqwest::Response,
    max: usize,
) -> Result<Vec<u8>, BodyError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Broke)? {
        if body.len() + chunk.len() > max {
            return Err(BodyError::TooLong(max));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
