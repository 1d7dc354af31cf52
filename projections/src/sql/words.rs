//! Words that no statement may have.
//!
//! What a join by `USING` or `NATURAL` compares, and in a full join gives, SQLite reads without asking for leave. A condition
//! behind `ON` says the same, and is asked about.

use super::SqlError;

/// Refuses a statement that joins without a condition of its own.
pub(super) fn check(sql: &str) -> Result<(), SqlError> {
    let joins = |word: &str| ["using", "natural"].iter().any(|join| word.eq_ignore_ascii_case(join));
    match words(sql).find(|word| joins(word)) {
        Some(word) => {
            Err(SqlError::NotAllowed(format!("join by {}; write ON with a condition", word.to_ascii_uppercase())))
        }
        None => Ok(()),
    }
}

/// The bare words of a statement: what stands neither in a text, nor in a quoted name, nor in a comment.
fn words(sql: &str) -> impl Iterator<Item = &str> {
    let bytes = sql.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let rest = &bytes[at..];
            at += match rest {
                [b'-', b'-', ..] => rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len()),
                [b'/', b'*', ..] => end_of(rest, b"*/", 2),
                [quote @ (b'\'' | b'"' | b'`'), ..] => end_of(rest, &[*quote], 1),
                [b'[', ..] => end_of(rest, b"]", 1),
                [first, ..] if is_of_word(*first) => {
                    let length = rest.iter().position(|byte| !is_of_word(*byte)).unwrap_or(rest.len());
                    let word = &sql[at..at + length];
                    at += length;
                    return Some(word);
                }
                _ => 1,
            };
        }
        None
    })
}

/// Where something ends that begins here; a doubled quote ends it and begins it again, which comes to the same.
fn end_of(rest: &[u8], end: &[u8], from: usize) -> usize {
    let found = rest[from..].windows(end.len()).position(|window| window == end);
    found.map_or(rest.len(), |place| from + place + end.len())
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_where_sqlite_finds_it() {
        for refused in
            ["SELECT * FROM a JOIN b USING(x)", "select 1 from a natural/**/join b", "using", "a--\nusing", "''using"]
        {
            assert!(check(refused).is_err(), "{refused}");
        }
        for fine in [
            "SELECT 'using', \"using\", [natural], `using` -- using",
            "SELECT 1 /* natural join */ AS using_it",
            "SELECT 'it''s using', '水' AS 使用using",
            "SELECT '",
            "/*",
        ] {
            assert!(check(fine).is_ok(), "{fine}");
        }
    }
}
