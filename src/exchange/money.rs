//! Amounts of money as Vietnamese documents write them: *1.250.000.000 đồng*, *1,25 tỷ*, *1 tỷ 250 triệu*, or a number
//! under a head that names the unit.

/// An amount in whole units of its currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    /// Whole units.
    pub amount: u64,
    /// ISO 4217 code.
    pub currency: &'static str,
    /// Why a person should look at it; the end of a message key `money-…`.
    pub doubt: Option<&'static str>,
}

/// Amounts above are refused by the loader.
const MOST: u128 = 1_000_000_000_000_000_000;
/// A plain number below this is hardly an amount in đồng.
const SMALL: u64 = 1_000_000;

/// A unit that a head or a note above a table names: *triệu đồng* is a million of VND.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unit {
    /// How many units of the currency one of it is.
    pub factor: u64,
    /// ISO 4217 code.
    pub currency: &'static str,
}

/// The unit named in a text; `None` if it names none.
#[must_use]
pub fn unit(text: &str) -> Option<Unit> {
    let words = words(text);
    // Without their marks *tỷ* and *triệu* are parts of other words, as in *công ty*.
    let factor = words.iter().filter(|w| !matches!(w.as_str(), "ty" | "ti" | "tr")).find_map(|w| factor(w));
    let currency = words.iter().find_map(|w| currency(w));
    (factor.is_some() || currency.is_some())
        .then_some(Unit { factor: factor.unwrap_or(1), currency: currency.unwrap_or("VND") })
}

fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !(c.is_alphabetic() || matches!(c, '$' | '€')))
        .filter(|w| !w.is_empty())
        .map(str::to_owned)
        .collect()
}

fn factor(word: &str) -> Option<u64> {
    match word {
        "nghìn" | "ngàn" | "nghin" | "ngan" | "thousand" => Some(1_000),
        "triệu" | "trieu" | "tr" | "trđ" | "million" => Some(1_000_000),
        "tỷ" | "tỉ" | "ty" | "ti" | "billion" => Some(1_000_000_000),
        _ => None,
    }
}

fn currency(word: &str) -> Option<&'static str> {
    match word {
        "đồng" | "dong" | "đ" | "vnđ" | "vnd" | "trđ" => Some("VND"),
        "usd" | "$" => Some("USD"),
        "eur" | "€" => Some("EUR"),
        _ => None,
    }
}

/// Reads an amount. `unit` is what the head of the column or a note above the table names; a unit beside the number
/// goes before it.
///
/// # Errors
/// The text is no amount, or not a whole number of its currency, or too large.
pub fn money(text: &str, unit: Option<Unit>) -> Result<Money, ()> {
    let lower = text.to_lowercase().replace(['\u{a0}', '\u{202f}'], " ");
    let mut doubt = None;
    let mut pieces: Vec<(Decimal, Option<u64>)> = Vec::new();
    let mut named = None;
    let mut rest = lower.trim();
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ' '))).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let number = number.trim();
        if number.chars().any(|c| c.is_ascii_digit()) {
            let end = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
            let (said, next) = after.split_at(end);
            let words = words(said);
            let times = words.iter().find_map(|w| factor(w));
            if words.iter().any(|w| factor(w).is_none() && currency(w).is_none()) || said.contains(['-', '/', '%']) {
                return Err(());
            }
            named = named.or_else(|| words.iter().find_map(|w| currency(w)));
            pieces.push((decimal(number, times.is_some() || unit.is_some_and(|u| u.factor > 1), &mut doubt)?, times));
            rest = next;
        } else {
            let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
            let (said, next) = rest.split_at(end);
            let before = words(said);
            if before.is_empty() || before.iter().any(|w| currency(w).is_none()) || next.is_empty() {
                return Err(());
            }
            named = named.or_else(|| before.iter().find_map(|w| currency(w)));
            rest = next;
        }
    }
    let mut total: u128 = 0;
    let several = pieces.len() > 1;
    let written_out = pieces.iter().any(|(_, times)| times.is_some());
    if pieces.is_empty() || (several && pieces.iter().any(|(_, times)| times.is_none())) {
        return Err(());
    }
    for (number, times) in &pieces {
        // A unit of the head does not multiply an amount that states its own, be it only a currency.
        let of_head = if named.is_some() { 1 } else { unit.map_or(1, |u| u.factor) };
        let product = number.digits.checked_mul(u128::from(times.unwrap_or(of_head))).ok_or(())?;
        let divisor = 10_u128.checked_pow(number.scale).ok_or(())?;
        if product % divisor != 0 {
            return Err(());
        }
        total = total.checked_add(product / divisor).ok_or(())?;
    }
    if total > MOST {
        return Err(());
    }
    let amount = u64::try_from(total).map_err(|_| ())?;
    if !written_out && named.is_none() && unit.is_none() && amount < SMALL {
        doubt = doubt.or(Some("no-unit"));
    }
    Ok(Money { amount, currency: named.or(unit.map(|u| u.currency)).unwrap_or("VND"), doubt })
}

/// Reads a number of a cell.
///
/// # Errors
/// It is negative, not a whole number of its currency, or too large.
pub fn number(value: f64, unit: Option<Unit>) -> Result<Money, ()> {
    let factor = unit.map_or(1, |u| u.factor);
    let amount = value * factor as f64;
    let whole = amount.round();
    if !whole.is_finite() || !(0.0..=MOST as f64).contains(&whole) || (amount - whole).abs() > 0.01 {
        return Err(());
    }
    let amount = whole as u64;
    let doubt = (unit.is_none() && amount < SMALL).then_some("no-unit");
    Ok(Money { amount, currency: unit.map_or("VND", |u| u.currency), doubt })
}

struct Decimal {
    digits: u128,
    scale: u32,
}

/// A number with Vietnamese marks (dots between thousands, a comma before decimals) or, where it cannot be that, with
/// English ones. `fraction`: a part of the unit makes sense, as in *1,25 tỷ*.
fn decimal(text: &str, fraction: bool, doubt: &mut Option<&'static str>) -> Result<Decimal, ()> {
    let text = text.trim_end_matches(['.', ',']).replace(' ', "");
    let thousands = |mark: char| {
        let mut groups = text.split(mark);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3 && g.bytes().all(|b| b.is_ascii_digit()))
    };
    let (dots, commas) = (text.matches('.').count(), text.matches(',').count());
    let decimal_mark = match (dots, commas) {
        (0, 0) => None,
        (0, 1) if thousands(',') && !fraction => {
            // No part of a đồng is ever written, so the comma stands between thousands.
            *doubt = Some("thousands");
            None
        }
        (0, 1) => {
            if thousands(',') {
                *doubt = Some("decimals");
            }
            Some(',')
        }
        (0, _) if thousands(',') => None,
        (_, 0) if thousands('.') => None,
        (1, 0) => {
            *doubt = Some("decimals");
            Some('.')
        }
        (_, 1) if text.find(',') > text.rfind('.') => Some(','),
        (1, _) if text.find('.') > text.rfind(',') => {
            *doubt = Some("decimals");
            Some('.')
        }
        _ => return Err(()),
    };
    let (whole, part) = decimal_mark.and_then(|mark| text.rsplit_once(mark)).unwrap_or((text.as_str(), ""));
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    if groups.len() > 1 && groups[1..].iter().any(|g| g.len() != 3) {
        return Err(());
    }
    let digits: String = groups.concat() + part;
    if digits.is_empty() || digits.len() > 30 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(());
    }
    Ok(Decimal { digits: digits.parse().map_err(|_| ())?, scale: part.len() as u32 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_as_they_are_written() {
        for (text, amount) in [
            ("1.250.000.000 đồng", 1_250_000_000),
            ("1.250.000.000đ", 1_250_000_000),
            ("1,25 tỷ", 1_250_000_000),
            ("1,25 tỷ đồng", 1_250_000_000),
            ("1.25 tỷ", 1_250_000_000),
            ("1 tỷ 250 triệu đồng", 1_250_000_000),
            ("450 triệu", 450_000_000),
            ("1.250 triệu đồng", 1_250_000_000),
            ("450tr", 450_000_000),
            ("450,000,000 VND", 450_000_000),
            ("VND 450.000.000", 450_000_000),
            ("450 000 000", 450_000_000),
            ("0 đồng", 0),
        ] {
            assert_eq!(money(text, None).map(|m| (m.amount, m.currency)), Ok((amount, "VND")), "{text}");
        }
        assert_eq!(money("12,000.50 USD", None), Err(()));
        assert_eq!(money("$ 12,000", None).map(|m| (m.amount, m.currency)), Ok((12_000, "USD")));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in
            ["", "theo dự toán", "2025", "khoảng 3", "1.2.3", "12/2025", "-5", "10%", "5-6 tỷ", "9 9 tỷ tỷ triệu x"]
        {
            let read = money(text, None);
            assert!(read.is_err() || read.is_ok_and(|m| m.doubt.is_some()), "{text}");
        }
        assert_eq!(money(&"9".repeat(40), None), Err(()));
    }

    #[test]
    fn a_head_names_the_unit() {
        let million = unit("Kinh phí (triệu đồng)");
        assert_eq!(million, Some(Unit { factor: 1_000_000, currency: "VND" }));
        assert_eq!(money("450", million).map(|m| m.amount), Ok(450_000_000));
        assert_eq!(money("1.250,5", million).map(|m| m.amount), Ok(1_250_500_000));
        // What states its own unit is not multiplied again.
        assert_eq!(money("450.000.000 đồng", million).map(|m| m.amount), Ok(450_000_000));
        assert_eq!(number(1250.5, million).map(|m| m.amount), Ok(1_250_500_000));
        assert_eq!(number(450.0, None).map(|m| m.doubt), Ok(Some("no-unit")));
        assert_eq!(number(f64::NAN, None), Err(()));
        assert_eq!(unit("Tên phần mềm"), None);
        assert_eq!(unit("Đơn vị: Công ty cổ phần"), None);
    }
}
