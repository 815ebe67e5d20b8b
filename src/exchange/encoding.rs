//! Bytes of a text file → text. Vietnamese files come as UTF-8, UTF-16, Windows-1258 and TCVN3, whose fonts put
//! Vietnamese letters where Latin-1 has others, so that it is also met inside spreadsheets as *C«ng v¨n*.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use crate::text::normal::is_vietnamese_syllable;

/// Letters of TCVN 5712:1993 at 0xA1–0xFE: set VN3, and the capitals of VN1 where VN3 has nothing. A space stands where
/// neither has a letter.
const TCVN3: &str = "ĂÂÊÔƠƯĐăâêôơưđẰ     àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵ";

/// A text and the encoding that it was in.
#[derive(Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark, composed (NFC).
    pub text: String,
    /// Name of the encoding.
    pub encoding: &'static str,
    /// No mark told the encoding: it was concluded from the letters.
    pub guessed: bool,
}

/// Decodes a text file. A mark decides, then valid UTF-8, then whichever legacy encoding makes Vietnamese words.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(&bytes[mark..]);
        return Decoded { text: text.nfc().collect(), encoding: encoding.name(), guessed: false };
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes);
        return Decoded { text: text.nfc().collect(), encoding: encoding.name(), guessed: true };
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: text.nfc().collect(), encoding: UTF_8.name(), guessed: false };
    }
    let windows: String = WINDOWS_1258.decode_without_bom_handling(bytes).0.nfc().collect();
    let tcvn3: String = bytes.iter().map(|b| tcvn3_letter(*b).unwrap_or(char::from(*b))).collect();
    let (of_windows, of_tcvn3) = (vietnamese(&windows), vietnamese(&tcvn3));
    if of_tcvn3 > 0 && of_tcvn3 > of_windows {
        return Decoded { text: tcvn3, encoding: "TCVN3", guessed: true };
    }
    if of_windows > 0 {
        return Decoded { text: windows, encoding: WINDOWS_1258.name(), guessed: true };
    }
    let mut detector = chardetng::EncodingDetector::new();
    detector.feed(bytes, true);
    let encoding = detector.guess(None, true);
    let text = encoding.decode_without_bom_handling(bytes).0.nfc().collect();
    Decoded { text, encoding: encoding.name(), guessed: true }
}

/// Text typed in a TCVN3 font and read as Latin-1, put right; `None` if it is not such a text.
#[must_use]
pub fn from_tcvn3_font(text: &str) -> Option<String> {
    if !text.chars().any(|c| matches!(c, '\u{A1}'..='\u{FE}')) {
        return None;
    }
    let mut right = String::with_capacity(text.len());
    for c in text.chars() {
        let mut bytes = [0; 4];
        let (encoded, _, failed) = WINDOWS_1252.encode(c.encode_utf8(&mut bytes));
        match (failed, encoded.as_ref()) {
            (false, [byte]) => right.push(tcvn3_letter(*byte).unwrap_or(c)),
            // A letter that Latin-1 has not: the text was not typed in such a font.
            _ => return None,
        }
    }
    (vietnamese(&right) > 0 && vietnamese(&right) > vietnamese(text)).then_some(right)
}

fn tcvn3_letter(byte: u8) -> Option<char> {
    let place = usize::from(byte.checked_sub(0xA1)?);
    TCVN3.chars().nth(place).filter(|c| *c != ' ')
}

/// Every second byte of a table in UTF-16 is zero.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let enough = sample.len() / 4;
    match (zeros(0), zeros(1)) {
        _ if sample.len() < 8 => None,
        (even, odd) if odd > enough && even < odd / 8 => Some(UTF_16LE),
        (even, odd) if even > enough && odd < even / 8 => Some(UTF_16BE),
        _ => None,
    }
}

/// Words with Vietnamese letters that could be Vietnamese syllables, less those that could not.
fn vietnamese(text: &str) -> i64 {
    let mut score = 0;
    for word in text.split(|c: char| c.is_ascii_whitespace() || c.is_ascii_punctuation()) {
        if word.is_ascii() {
            continue;
        }
        let mut letters = String::new();
        let mut marked = false;
        for c in word.chars().flat_map(char::to_lowercase) {
            decompose_canonical(c, |d| match d {
                '\u{300}' | '\u{301}' | '\u{302}' | '\u{303}' | '\u{306}' | '\u{309}' | '\u{31B}' | '\u{323}' => {
                    marked = true;
                }
                d if is_combining_mark(d) => letters.push('?'),
                d => letters.push(d),
            });
        }
        let good = (marked || letters.contains('đ')) && is_vietnamese_syllable(&letters);
        score += if good { 1 } else { -1 };
    }
    score
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Tên phần mềm;Đơn vị;Chức năng\nQuản lý văn bản;Sở Y tế;Tiếp nhận, số hóa văn bản đến\n";

    fn tcvn3(text: &str) -> Vec<u8> {
        let byte = |c: char| TCVN3.chars().position(|t| t == c && t != ' ').map_or(c as u8, |n| n as u8 + 0xA1);
        text.chars().map(byte).collect()
    }

    #[test]
    fn the_table_has_a_place_for_every_code() {
        assert_eq!(TCVN3.chars().count(), 0xFE - 0xA0);
        // As glibc's TCVN5712-1 has them.
        assert_eq!(decode(b"C\xABng v\xA8n \xAEi").text, "Công văn đi");
        assert_eq!(decode(b"C\xABng v\xA8n \xAEi").encoding, "TCVN3");
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let utf_16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = [0xFE, 0xFF].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let windows = {
            // Windows-1258 writes tones as marks of their own after a letter that may carry a circumflex, breve or horn.
            let mut marks = String::new();
            for c in TEXT.chars() {
                if WINDOWS_1258.encode(&c.to_string()).2 {
                    let mut parts: Vec<char> = c.nfd().collect();
                    let tone = parts.iter().position(|p| "\u{300}\u{301}\u{303}\u{309}\u{323}".contains(*p));
                    let tone = tone.map(|at| parts.remove(at));
                    marks.extend(parts.into_iter().nfc());
                    marks.extend(tone);
                } else {
                    marks.push(c);
                }
            }
            let (bytes, _, failed) = WINDOWS_1258.encode(&marks);
            assert!(!failed);
            bytes.into_owned()
        };
        for (bytes, encoding) in [
            (TEXT.as_bytes().to_vec(), "UTF-8"),
            (TEXT.nfd().collect::<String>().into_bytes(), "UTF-8"),
            (utf_16, "UTF-16LE"),
            (marked, "UTF-16BE"),
            (windows, "windows-1258"),
            (tcvn3(TEXT), "TCVN3"),
        ] {
            let decoded = decode(&bytes);
            assert_eq!((decoded.text.as_str(), decoded.encoding), (TEXT, encoding));
        }
    }

    #[test]
    fn a_spreadsheet_in_a_tcvn3_font_is_put_right_and_nothing_else_is() {
        assert_eq!(from_tcvn3_font("Qu¶n lý v¨n b¶n").as_deref(), Some("Quản lý văn bản"));
        for text in ["Quản lý văn bản", "quan ly van ban", "Gestão de processos", "Müller & Söhne", "20 °C"] {
            assert_eq!(from_tcvn3_font(text), None, "{text}");
        }
    }
}
