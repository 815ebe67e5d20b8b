//! Several things in one cell: lines, bullets, numbers, semicolons.

/// The items of a cell. Lines that carry bullets or numbers begin an item and the ones without continue it; where no
/// line carries any, each line is an item and is cut at its semicolons and bullets.
#[must_use]
pub fn items(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let marked = lines.iter().filter(|l| bare(l).len() < l.len()).count();
    let mut items: Vec<String> = Vec::new();
    for (n, line) in lines.iter().enumerate() {
        let begins = marked == 0 || n == 0 || bare(line).len() < line.len();
        // A heading such as "Gồm:" before bullets says nothing by itself.
        if n == 0 && marked > 0 && bare(line).len() == line.len() && line.ends_with(':') {
            continue;
        }
        match items.last_mut() {
            Some(last) if !begins => {
                last.push(' ');
                last.push_str(line);
            }
            _ => items.push(bare(line).to_owned()),
        }
    }
    if marked > 0 && lines.len() > 1 {
        // The bullets say where items end; a semicolon inside one is a part of it.
        return items.iter().map(|item| whole(item)).filter(|item| item.chars().any(char::is_alphanumeric)).collect();
    }
    items.iter().flat_map(|item| inside(item)).collect()
}

/// An item without the punctuation that ends it.
fn whole(item: &str) -> String {
    bare(item.trim()).trim_end_matches(['.', ',', ';']).trim().to_owned()
}

/// An item of one line, cut at semicolons and bullets.
fn inside(line: &str) -> Vec<String> {
    line.split([';', '•', '●', '▪', '✓', '\u{f0b7}'])
        .flat_map(|piece| piece.split(" - ").collect::<Vec<_>>())
        .map(whole)
        .filter(|piece| piece.chars().any(char::is_alphanumeric))
        .collect()
}

/// A line without its bullet or number: `- x`, `+ x`, `1. x`, `1) x`, `a) x`, `(2) x`, `1.2. x`.
fn bare(line: &str) -> &str {
    let line = line.trim_start();
    let rest = line.trim_start_matches(['-', '–', '—', '+', '*', '•', '●', '·', '▪', '◦', '✓', '>', '»', '\u{f0b7}']);
    if rest.len() < line.len() {
        return rest.trim_start();
    }
    let open = line.strip_prefix('(').unwrap_or(line);
    let number = open.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let digits = open.len() - number.len();
    let lettered = open.chars().next().filter(|c| c.is_lowercase()).map(char::len_utf8);
    let after = match lettered {
        _ if digits > 0 && digits <= 6 && open.starts_with(|c: char| c.is_ascii_digit()) => number,
        Some(length) if open[length..].starts_with(')') => &open[length..],
        _ => return line,
    };
    let closed = after.strip_prefix([')', '/', ':']).or_else(|| open[..digits].ends_with('.').then_some(after));
    match closed {
        Some(rest) if rest.starts_with(char::is_whitespace) || lettered.is_some() => rest.trim_start(),
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_cut_where_people_cut_them() {
        for (cell, wanted) in [
            ("Quản lý văn bản", vec!["Quản lý văn bản"]),
            ("Nhận văn bản\nGửi văn bản", vec!["Nhận văn bản", "Gửi văn bản"]),
            (
                "- Nhận văn bản, số hóa\n  văn bản giấy\n- Gửi văn bản",
                vec!["Nhận văn bản, số hóa văn bản giấy", "Gửi văn bản"],
            ),
            ("Nhận văn bản; gửi văn bản; ", vec!["Nhận văn bản", "gửi văn bản"]),
            ("1. Nhận hồ sơ\n2. Trả kết quả", vec!["Nhận hồ sơ", "Trả kết quả"]),
            ("a) Nhận hồ sơ\nb) Trả kết quả.", vec!["Nhận hồ sơ", "Trả kết quả"]),
            ("(1) Nhận hồ sơ (2) Trả", vec!["Nhận hồ sơ (2) Trả"]),
            ("- Nhận hồ sơ; trả kết quả;\n- Báo cáo.", vec!["Nhận hồ sơ; trả kết quả", "Báo cáo"]),
            ("• Nhận hồ sơ • Trả kết quả", vec!["Nhận hồ sơ", "Trả kết quả"]),
            ("Gồm các chức năng:\n+ Nhận hồ sơ\n+ Trả kết quả", vec!["Nhận hồ sơ", "Trả kết quả"]),
            ("Quản lý e-mail, một-cửa", vec!["Quản lý e-mail, một-cửa"]),
            ("3 cấp hành chính", vec!["3 cấp hành chính"]),
            (" ; - \n•", vec![]),
        ] {
            assert_eq!(items(cell), wanted, "{cell:?}");
        }
    }
}
