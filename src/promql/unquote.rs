//! Strings as Go writes them.

/// What a quoted text means; the error says what is wrong with it.
pub(super) fn unquote(quoted: &str) -> Result<String, String> {
    let mut characters = quoted.chars();
    let Some(quote) = characters.next() else {
        return Err("empty text".to_owned());
    };
    let body = characters.as_str();
    let body = body.strip_suffix(quote).unwrap_or(body);
    if quote == '`' || !body.contains('\\') {
        return Ok(body.to_owned());
    }
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body.chars();
    while let Some(c) = rest.next() {
        if c == '\\' {
            escape(&mut rest, quote, &mut bytes)?;
        } else {
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    String::from_utf8(bytes).map_err(|_| format!("{quoted} is not valid UTF-8"))
}

/// One escape sequence, after its backslash.
fn escape(rest: &mut std::str::Chars<'_>, quote: char, bytes: &mut Vec<u8>) -> Result<(), String> {
    let c = rest.next().unwrap_or(' ');
    match c {
        'a' => bytes.push(7),
        'b' => bytes.push(8),
        'f' => bytes.push(12),
        'n' => bytes.push(b'\n'),
        'r' => bytes.push(b'\r'),
        't' => bytes.push(b'\t'),
        'v' => bytes.push(11),
        '\\' => bytes.push(b'\\'),
        'x' => bytes.push(number(rest, 2, 16)?),
        '0'..='7' => {
            let tail = number::<u32>(rest, 2, 8)?;
            let value = c.to_digit(8).unwrap_or(0) * 64 + tail;
            bytes.push(u8::try_from(value).map_err(|_| "octal escape above 255".to_owned())?);
        }
        'u' | 'U' => {
            let code: u32 = number(rest, if c == 'u' { 4 } else { 8 }, 16)?;
            let c = char::from_u32(code).ok_or_else(|| "escape is not a character".to_owned())?;
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        _ if c == quote => bytes.push(quote as u8),
        _ => return Err(format!("unknown escape sequence `\\{c}`")),
    }
    Ok(())
}

/// A number of exactly this many digits.
fn number<T: TryFrom<u32>>(
    rest: &mut std::str::Chars<'_>,
    digits: usize,
    radix: u32,
) -> Result<T, String> {
    let wrong = || format!("escape sequence needs {digits} digits");
    let mut value = 0_u32;
    for _ in 0..digits {
        let digit = rest.next().and_then(|c| c.to_digit(radix));
        value = value.wrapping_mul(radix) + digit.ok_or_else(wrong)?;
    }
    T::try_from(value).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_those_of_go() {
        assert_eq!(unquote(r#""a\n\x41\101\u00e9\"'""#), Ok("a\nAAé\"'".into()));
        assert_eq!(unquote(r"'it\'s'"), Ok("it's".into()));
        assert_eq!(unquote(r"`a\n`"), Ok(r"a\n".into()));
    }

    #[test]
    fn wrong_escapes_are_errors() {
        assert!(unquote(r#""\'""#).is_err());
        assert!(unquote(r#""\x4""#).is_err());
        assert!(unquote(r#""a\xc5z""#).is_err(), "not UTF-8");
    }
}
