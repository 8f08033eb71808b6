//! A receipt that is kept by a proxy which is switched off: its upstream is the receipt.

use crate::live::toxiproxy::name::kept_by;
use crate::world::Receipt;

/// The longest receipt that is kept.
const LENGTH_MAX: usize = 16 << 10;

/// The upstream that keeps a receipt; Toxiproxy takes any text there, and connects to it only when
/// the proxy is switched on.
pub(super) fn write(receipt: &Receipt) -> Result<String, String> {
    let text = serde_json::to_string(receipt).map_err(|error| error.to_string())?;
    if text.len() > LENGTH_MAX {
        return Err(format!("the receipt is longer than {LENGTH_MAX} bytes"));
    }
    Ok(text)
}

/// The receipt that the proxy of this name keeps; the error says why it is not understood.
pub(super) fn read(name: &str, upstream: &str) -> Result<Receipt, String> {
    let id = kept_by(name)?;
    let receipt: Receipt = serde_json::from_str(upstream)
        .map_err(|error| format!("its upstream is not a receipt: {error}"))?;
    if receipt.format != Receipt::FORMAT {
        let format = receipt.format;
        return Err(format!(
            "it has format {format}, which another version of firedrill wrote"
        ));
    }
    if receipt.id != id {
        return Err(format!(
            "it keeps the receipt of another name, `{}`",
            receipt.id
        ));
    }
    Ok(receipt)
}
