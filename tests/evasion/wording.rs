//! Tricks on the words and characters of one text. Each takes the share (0–1) of the words, letters or places to touch.

use unicode_normalization::UnicodeNormalization;

use crate::random::Random;

/// Changes a text.
pub type Edit = fn(&str, f32, &mut Random) -> String;

/// Applies `change` to a share of the words.
fn words(text: &str, share: f32, random: &mut Random, change: impl Fn(&str, &mut Random) -> String) -> String {
    let pick = |word: &str, random: &mut Random| {
        if random.chance(share) { change(word, random) } else { word.to_owned() }
    };
    text.split(' ').map(|word| pick(word, random)).collect::<Vec<_>>().join(" ")
}

/// Applies `change` to a share of the letters that it knows.
fn letters(text: &str, share: f32, random: &mut Random, change: impl Fn(char) -> Option<char>) -> String {
    let text: String = text.nfd().collect();
    let changed: String = text.chars().map(|c| change(c).filter(|_| random.chance(share)).unwrap_or(c)).collect();
    changed.nfc().collect()
}

/// Puts `what` behind a share of the letters.
fn behind(text: &str, share: f32, random: &mut Random, what: &[char]) -> String {
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if c.is_alphabetic() && random.chance(share) {
            out.push(what[random.below(what.len())]);
        }
    }
    out
}

fn bare(text: &str) -> String {
    let folded = text.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    folded
        .map(|c| {
            if c == 'đ' {
                'd'
            } else if c == 'Đ' {
                'D'
            } else {
                c
            }
        })
        .collect()
}

pub fn no_diacritics(text: &str, share: f32, random: &mut Random) -> String {
    words(text, share, random, |word, _| bare(word))
}

/// *hòa/hoà*, *lý/lí*: the other way of writing the same.
pub fn other_tone_place(text: &str, share: f32, random: &mut Random) -> String {
    const PAIRS: [(&str, &str); 18] = [
        ("òa", "oà"),
        ("óa", "oá"),
        ("ỏa", "oả"),
        ("õa", "oã"),
        ("ọa", "oạ"),
        ("òe", "oè"),
        ("óe", "oé"),
        ("ỏe", "oẻ"),
        ("ọe", "oẹ"),
        ("ùy", "uỳ"),
        ("úy", "uý"),
        ("ủy", "uỷ"),
        ("ụy", "uỵ"),
        ("lý", "lí"),
        ("kỹ", "kĩ"),
        ("kỳ", "kì"),
        ("ký", "kí"),
        ("tỷ", "tỉ"),
    ];
    words(text, share, random, |word, _| {
        let pair = PAIRS.iter().find(|(a, b)| word.contains(a) || word.contains(b));
        pair.map_or_else(
            || word.to_owned(),
            |(a, b)| if word.contains(a) { word.replace(a, b) } else { word.replace(b, a) },
        )
    })
}

pub fn decomposed(text: &str, share: f32, random: &mut Random) -> String {
    words(text, share, random, |word, _| word.nfd().collect())
}

/// Another tone, or none.
pub fn wrong_tone(text: &str, share: f32, random: &mut Random) -> String {
    const TONES: [char; 5] = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
    words(text, share, random, |word, random| {
        let tone = TONES[random.below(5)];
        word.nfd().map(|c| if TONES.contains(&c) { tone } else { c }).nfc().collect()
    })
}

/// Letters of Cyrillic and Greek that are drawn like Latin ones.
pub fn cyrillic(text: &str, share: f32, random: &mut Random) -> String {
    letters(text, share, random, |c| {
        Some(match c {
            'a' => 'а',
            'c' => 'с',
            'e' => 'е',
            'i' => 'і',
            'o' => 'о',
            'p' => 'р',
            's' => 'ѕ',
            'x' => 'х',
            'y' => 'у',
            'h' => 'һ',
            'k' => 'к',
            'm' => 'м',
            't' => 'т',
            'n' => 'п',
            'A' => 'А',
            'B' => 'В',
            'C' => 'С',
            'H' => 'Н',
            'K' => 'К',
            'L' => 'Ⅼ',
            'M' => 'М',
            'P' => 'Р',
            'Q' => 'Ԛ',
            'S' => 'Ѕ',
            'T' => 'Т',
            'X' => 'Х',
            _ => return None,
        })
    })
}

pub fn greek(text: &str, share: f32, random: &mut Random) -> String {
    letters(text, share, random, |c| {
        Some(match c {
            'a' => 'α',
            'i' => 'ι',
            'n' => 'η',
            'o' => 'ο',
            'p' => 'ρ',
            'u' => 'υ',
            'v' => 'ν',
            'x' => 'χ',
            'y' => 'γ',
            'k' => 'κ',
            't' => 'τ',
            'A' => 'Α',
            'B' => 'Β',
            'H' => 'Η',
            'K' => 'Κ',
            'M' => 'Μ',
            'N' => 'Ν',
            'P' => 'Ρ',
            'T' => 'Τ',
            'X' => 'Χ',
            _ => return None,
        })
    })
}

/// Latin letters of other alphabets, of phonetics, Armenian and small capitals.
pub fn other_latin(text: &str, share: f32, random: &mut Random) -> String {
    letters(text, share, random, |c| {
        Some(match c {
            'a' => 'ɑ',
            'b' => 'Ƅ',
            'c' => 'ᴄ',
            'd' => 'ԁ',
            'g' => 'ɡ',
            'h' => 'հ',
            'i' => 'ı',
            'l' => 'ⅼ',
            'n' => 'ո',
            'o' => 'օ',
            'q' => 'ԛ',
            's' => 'ꜱ',
            'u' => 'ս',
            'v' => 'ᴠ',
            'x' => '⨯',
            'đ' => 'ð',
            _ => return None,
        })
    })
}

fn shifted(text: &str, share: f32, random: &mut Random, small: u32, capital: u32) -> String {
    letters(text, share, random, |c| {
        let start = if c.is_ascii_lowercase() { small - 97 } else { capital.checked_sub(65)? };
        c.is_ascii_alphabetic().then(|| char::from_u32(u32::from(c) + start)).flatten()
    })
}

pub fn fullwidth(text: &str, share: f32, random: &mut Random) -> String {
    shifted(text, share, random, 0xFF41, 0xFF21)
}

pub fn mathematical(text: &str, share: f32, random: &mut Random) -> String {
    shifted(text, share, random, 0x1D5EE, 0x1D5D4)
}

pub fn enclosed(text: &str, share: f32, random: &mut Random) -> String {
    shifted(text, share, random, 0x24D0, 0x24B6)
}

pub fn zero_width(text: &str, share: f32, random: &mut Random) -> String {
    behind(text, share, random, &['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}'])
}

pub fn soft_hyphens(text: &str, share: f32, random: &mut Random) -> String {
    behind(text, share, random, &['\u{AD}', '\u{34F}', '\u{FE0F}', '\u{E0061}'])
}

/// Each word is written backwards within an override of direction, so that it is shown as before.
pub fn bidi(text: &str, share: f32, random: &mut Random) -> String {
    words(text, share, random, |word, _| format!("\u{202E}{}\u{202C}", word.chars().rev().collect::<String>()))
}

pub fn stacked_marks(text: &str, share: f32, random: &mut Random) -> String {
    behind(text, share, random, &['\u{336}', '\u{489}', '\u{33D}', '\u{35C}', '\u{31A}', '\u{301}', '\u{303}'])
}

/// Marks of other languages in place of the Vietnamese ones.
pub fn foreign_marks(text: &str, share: f32, random: &mut Random) -> String {
    letters(text, share, random, |c| {
        Some(match c {
            '\u{300}' => '\u{30F}',
            '\u{301}' => '\u{30B}',
            '\u{303}' => '\u{304}',
            '\u{309}' => '\u{313}',
            '\u{323}' => '\u{327}',
            '\u{302}' => '\u{30C}',
            '\u{306}' => '\u{311}',
            '\u{31B}' => '\u{315}',
            _ => return None,
        })
    })
}

pub fn digits(text: &str, share: f32, random: &mut Random) -> String {
    let changed = |c: char| {
        Some(match c {
            'o' | 'O' => '0',
            'i' | 'l' | 'I' => '1',
            'e' | 'E' => '3',
            'a' | 'A' => '4',
            's' | 'S' => '5',
            'g' => '9',
            't' => '7',
            'b' => '8',
            _ => return None,
        })
    };
    // A mark has nothing to stand on above a digit.
    bare(text).chars().map(|c| changed(c).filter(|_| random.chance(share)).unwrap_or(c)).collect()
}

/// `0` for a plain *o*, `1` for *i*, with all marks kept.
pub fn few_digits(text: &str, share: f32, random: &mut Random) -> String {
    text.chars()
        .map(|c| {
            let digit = match c {
                'o' | 'O' | 'ô' | 'ơ' => '0',
                'i' | 'l' => '1',
                _ => return c,
            };
            if random.chance(share) { digit } else { c }
        })
        .collect()
}

fn apart(text: &str, share: f32, random: &mut Random, with: &[&str]) -> String {
    words(text, share, random, |word, random| {
        let with = with[random.below(with.len())];
        word.nfc().map(String::from).collect::<Vec<_>>().join(with)
    })
}

pub fn spaced(text: &str, share: f32, random: &mut Random) -> String {
    // Words stay apart by two spaces.
    apart(&text.replace(' ', "  "), share, random, &[" "]).replace("  ", "   ")
}

pub fn dotted(text: &str, share: f32, random: &mut Random) -> String {
    apart(text, share, random, &[".", "-", "_", "*", "·", "/", "'"])
}

/// A blank in the middle of a word.
pub fn halved(text: &str, share: f32, random: &mut Random) -> String {
    words(text, share, random, |word, random| {
        let letters: Vec<char> = word.nfc().collect();
        if letters.len() < 3 {
            return word.to_owned();
        }
        let at = 1 + random.below(letters.len() - 2);
        letters[..at].iter().chain(&[' ']).chain(&letters[at..]).collect()
    })
}

/// Words written together.
pub fn joined(text: &str, share: f32, random: &mut Random) -> String {
    let mut out = String::new();
    for word in text.split(' ') {
        if !out.is_empty() && !random.chance(share) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

pub fn identifiers(text: &str, _: f32, _: &mut Random) -> String {
    bare(text).to_lowercase().split(' ').collect::<Vec<_>>().join("_")
}

pub fn camel(text: &str, _: f32, _: &mut Random) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
    };
    bare(text).split(' ').map(capital).collect()
}

fn entity(text: &str, share: f32, random: &mut Random, write: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if c.is_alphabetic() && random.chance(share) { write(c) } else { c.to_string() }).collect()
}

pub fn decimal_entities(text: &str, share: f32, random: &mut Random) -> String {
    entity(text, share, random, |c| format!("&#{};", u32::from(c)))
}

pub fn hex_entities(text: &str, share: f32, random: &mut Random) -> String {
    entity(text, share, random, |c| format!("&#x{:x};", u32::from(c)))
}

pub fn named_entities(text: &str, share: f32, random: &mut Random) -> String {
    entity(text, share, random, |c| {
        let name = match c {
            'à' => "agrave",
            'á' => "aacute",
            'â' => "acirc",
            'ã' => "atilde",
            'è' => "egrave",
            'é' => "eacute",
            'ê' => "ecirc",
            'ì' => "igrave",
            'í' => "iacute",
            'ò' => "ograve",
            'ó' => "oacute",
            'ô' => "ocirc",
            'õ' => "otilde",
            'ù' => "ugrave",
            'ú' => "uacute",
            'ý' => "yacute",
            _ => return c.to_string(),
        };
        format!("&{name};")
    })
}

pub fn tags(text: &str, share: f32, random: &mut Random) -> String {
    words(text, share, random, |word, _| {
        let half = word.char_indices().nth(word.chars().count() / 2).map_or(0, |(at, _)| at);
        format!("{}<b></b>{}", &word[..half], &word[half..])
    })
}

pub fn percent_encoded(text: &str, share: f32, random: &mut Random) -> String {
    entity(text, share, random, |c| {
        let mut bytes = [0; 4];
        c.encode_utf8(&mut bytes).bytes().map(|b| format!("%{b:02X}")).collect()
    })
}

/// Slips: two letters change places, one is lost, one doubled.
pub fn typos(text: &str, share: f32, random: &mut Random) -> String {
    words(text, share, random, |word, random| {
        let mut letters: Vec<char> = word.nfc().collect();
        if letters.len() < 3 {
            return word.to_owned();
        }
        let at = random.below(letters.len() - 1);
        match random.below(3) {
            0 => letters.swap(at, at + 1),
            1 => drop(letters.remove(at)),
            _ => letters.insert(at, letters[at]),
        }
        letters.into_iter().collect()
    })
}

pub fn capitals(text: &str, _: f32, _: &mut Random) -> String {
    text.to_uppercase()
}

pub fn mixed_case(text: &str, share: f32, random: &mut Random) -> String {
    text.chars()
        .flat_map(|c| if random.chance(share) { c.to_uppercase().collect::<Vec<_>>() } else { vec![c] })
        .collect()
}

/// Words of the office in front and behind.
pub fn formal(text: &str, _: f32, random: &mut Random) -> String {
    const FRONT: [&str; 8] = [
        "Thực hiện công tác",
        "Hỗ trợ việc",
        "Cho phép người dùng thực hiện",
        "Bảo đảm nghiệp vụ",
        "Phân hệ phục vụ",
        "Xây dựng module đáp ứng yêu cầu",
        "Triển khai đồng bộ nghiệp vụ",
        "Tự động hóa quy trình",
    ];
    const BEHIND: [&str; 6] = [
        "theo quy định hiện hành",
        "bảo đảm chính xác, kịp thời, đầy đủ",
        "phục vụ công tác chỉ đạo, điều hành của lãnh đạo",
        "và các nghiệp vụ khác có liên quan",
        "trên môi trường mạng, mọi lúc, mọi nơi",
        "góp phần nâng cao hiệu lực, hiệu quả quản lý nhà nước",
    ];
    format!("{} {} {}", FRONT[random.below(8)], text.to_lowercase(), BEHIND[random.below(6)])
}

/// As people say it among themselves.
pub fn everyday(text: &str, share: f32, random: &mut Random) -> String {
    const WORDS: [(&str, &str); 40] = [
        ("tiếp nhận", "nhận"),
        ("thủ tục hành chính", "giấy tờ làm ở xã"),
        ("hồ sơ", "bộ giấy tờ"),
        ("văn bản", "công văn"),
        ("công văn", "giấy tờ"),
        ("xử lý", "giải quyết"),
        ("giải quyết", "làm"),
        ("quản lý", "lo"),
        ("theo dõi", "để ý"),
        ("tra cứu", "tìm xem"),
        ("người dân", "bà con"),
        ("công dân", "người dân"),
        ("doanh nghiệp", "công ty"),
        ("cán bộ", "anh em"),
        ("công chức", "cán bộ"),
        ("lãnh đạo", "sếp"),
        ("trực tuyến", "qua mạng"),
        ("điện tử", "trên máy"),
        ("báo cáo", "số liệu gửi lên"),
        ("thống kê", "đếm"),
        ("cập nhật", "ghi thêm"),
        ("phê duyệt", "duyệt"),
        ("phát hành", "gửi đi"),
        ("cơ sở dữ liệu", "kho số liệu"),
        ("dữ liệu", "số liệu"),
        ("thông báo", "nhắn tin"),
        ("cảnh báo", "nhắc"),
        ("đăng ký", "ghi tên"),
        ("tuyển dụng", "tìm người"),
        ("việc làm", "công việc"),
        ("người lao động", "người đi làm"),
        ("kết quả", "giấy trả"),
        ("lệ phí", "tiền"),
        ("thanh toán", "trả tiền"),
        ("cuộc họp", "buổi họp"),
        ("họp trực tuyến", "họp qua màn hình"),
        ("thư điện tử", "thư gửi qua mạng"),
        ("kiến nghị", "lời dân hỏi"),
        ("phản ánh", "kêu ca"),
        ("chữ ký số", "ký trên máy"),
    ];
    let mut said = text.to_lowercase();
    for (from, to) in WORDS {
        if said.contains(from) && random.chance(share) {
            said = said.replace(from, to);
        }
    }
    said
}

/// Names of products in front of what is done.
pub fn vendor(text: &str, _: f32, random: &mut Random) -> String {
    const FRONT: [&str; 8] = [
        "iGovX Suite –",
        "Phân hệ eWork Pro 4.0:",
        "SmartOne AI",
        "Giải pháp MegaDoc của Công ty ABC:",
        "VNPT-iOffice:",
        "Module M07 (bản quyền ACME)",
        "Nền tảng GreenCloud –",
        "Bộ công cụ XSoft Enterprise:",
    ];
    format!("{} {text}", FRONT[random.below(8)])
}

/// Clauses that bring up other things.
pub fn clauses(text: &str, _: f32, random: &mut Random) -> String {
    const BEHIND: [&str; 6] = [
        "kết hợp ứng dụng trí tuệ nhân tạo, blockchain, dữ liệu lớn",
        "gắn với chăm sóc cây xanh, chiếu sáng đường phố",
        "phục vụ quản lý chợ, bãi đỗ xe và bể bơi",
        "đặc thù riêng của địa phương, khác với các hệ thống khác",
        "theo mô hình đô thị thông minh, du lịch biển, làng nghề",
        "tích hợp bản đồ số, camera, cảm biến và máy bay không người lái",
    ];
    format!("{text} {}", BEHIND[random.below(6)])
}
