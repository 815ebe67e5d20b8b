//! Dates and spans as Vietnamese documents write them: *15/03/2025*, *3/2025*, *quý II/2025*, *năm 2025*, *2025-2027*.

use crate::record::Date;

/// The first and the last date that a text can mean. `None` if it is no date.
#[must_use]
pub fn span(text: &str) -> Option<(Date, Date)> {
    let text = text.trim().to_lowercase().replace(['–', '—'], "-");
    if let Some(date) = Date::parse(&text) {
        return Some((date, date));
    }
    for (first, second) in text.match_indices(['-', 'đ']).map(|(at, _)| (&text[..at], &text[at..])) {
        let second = second.trim_start_matches('-').trim_start_matches("đến");
        if let (Some((from, _)), Some((_, to))) = (one(first), one(second))
            && from <= to
        {
            return Some((from, to));
        }
    }
    one(&text)
}

/// A single date.
fn one(text: &str) -> Option<(Date, Date)> {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !matches!(*w, "" | "từ" | "ngày" | "tháng" | "năm"))
        .collect();
    let is = |word: &str| text.contains(word);
    let number =
        |w: &str| (w.len() <= 4 && w.bytes().all(|b| b.is_ascii_digit())).then(|| w.parse::<i16>().ok()).flatten();
    if let [quarter, n, year] = words.as_slice()
        && matches!(*quarter, "quý" | "quy" | "q")
    {
        let n = match *n {
            "i" => 1,
            "ii" => 2,
            "iii" => 3,
            "iv" => 4,
            other => number(other)?,
        };
        let year = number(year)?;
        return (1..=4).contains(&n).then(|| (date(year, n * 3 - 2, None), date(year, n * 3, None))).and_then(both);
    }
    let numbers: Vec<i16> = words.iter().map(|w| number(w)).collect::<Option<_>>()?;
    match numbers.as_slice() {
        [year] if !is("tháng") => both((date(*year, 1, None), date(*year, 12, None))),
        [month, year] if *year >= 1900 => both((date(*year, *month, None), date(*year, *month, None))),
        [year, month] if *year >= 1900 => both((date(*year, *month, None), date(*year, *month, None))),
        [day, month, year] if *year >= 1900 => {
            let day = date(*year, *month, Some(*day));
            both((day, day))
        }
        _ => None,
    }
}

fn both((from, to): (Option<Date>, Option<Date>)) -> Option<(Date, Date)> {
    Some((from?, to?))
}

fn date(year: i16, month: i16, day: Option<i16>) -> Option<Date> {
    if !(1990..=2100).contains(&year) {
        return None;
    }
    let day = day.map(|d| format!("-{d:02}")).unwrap_or_default();
    Date::parse(&format!("{year:04}-{month:02}{day}"))
}

/// A number in a cell under the head of a date: a year, or a day as spreadsheets count them (1 is 1900-01-01).
#[must_use]
pub fn number(value: f64) -> Option<(Date, Date)> {
    if value.fract() != 0.0 {
        return None;
    }
    if (1990.0..=2100.0).contains(&value) {
        return one(&value.to_string());
    }
    if !(32_874.0..=73_415.0).contains(&value) {
        return None;
    }
    let days = jiff::Span::new().days(value as i64);
    let day = jiff::civil::date(1899, 12, 30).checked_add(days).ok()?;
    let day = Date { year: day.year(), month: day.month(), day: Some(day.day()) };
    Some((day, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_as_they_are_written() {
        for (text, from, to) in [
            ("15/03/2025", "2025-03-15", "2025-03-15"),
            ("15.3.2025", "2025-03-15", "2025-03-15"),
            ("3/2025", "2025-03", "2025-03"),
            ("Tháng 3/2025", "2025-03", "2025-03"),
            ("tháng 3 năm 2025", "2025-03", "2025-03"),
            ("ngày 15 tháng 3 năm 2025", "2025-03-15", "2025-03-15"),
            ("Quý II/2025", "2025-04", "2025-06"),
            ("năm 2025", "2025-01", "2025-12"),
            ("2025", "2025-01", "2025-12"),
            ("2025-2027", "2025-01", "2027-12"),
            ("2025 – 2027", "2025-01", "2027-12"),
            ("từ 01/2025 đến 06/2026", "2025-01", "2026-06"),
            ("2025-03-15", "2025-03-15", "2025-03-15"),
        ] {
            let read = span(text).map(|(a, b)| (a.to_string(), b.to_string()));
            assert_eq!(read, Some((from.to_owned(), to.to_owned())), "{text}");
        }
        for text in ["", "sớm", "31/02/2025", "13/2025", "2027-2025", "0", "quý V/2025", "1/1/1", "99999999999"] {
            assert_eq!(span(text), None, "{text}");
        }
        assert_eq!(number(45_731.0).map(|(d, _)| d.to_string()), Some("2025-03-15".into()));
        assert_eq!(number(2025.0).map(|(d, _)| d.to_string()), Some("2025-01".into()));
    }
}
