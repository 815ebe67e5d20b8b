//! Characters → tokens that can be compared: Unicode form, case, Vietnamese tone placement and spelling variants,
//! letters of other scripts that look Latin, light stems of English and Arabic words.
//!
//! A token keeps its diacritics; its *folded* form drops them and serves only text that was typed without any
//! (`text::analyse`), because folding makes different words equal (*thuế* tax, *thuê* hire).

use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};

use super::disguise::{self, seen};
use crate::record::character::is_hidden;

/// A word of a phrase in its comparable form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Comparable form: lower case; the tone mark stands behind the letters, so that *hoà* and *hòa* are equal.
    pub form: String,
    /// `form` without its tone mark.
    pub toneless: String,
    /// `form` without any diacritics.
    pub folded: String,
    /// Written in capitals throughout, as an abbreviation is.
    pub capitals: bool,
    /// What stands between this token and the one before it.
    pub gap: Gap,
    /// Bytes of the original text.
    pub start: usize,
    /// End in the original text.
    pub end: usize,
}

/// What separates two words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Space, hyphen, slash, ampersand: the words may form one term.
    Word,
    /// A comma: an enumeration goes on, though some names contain commas.
    Comma,
    /// A full stop, semicolon, bullet, bracket or line break: a new statement.
    Stop,
}

/// Cuts a phrase into tokens.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut word = Word::default();
    let mut gap = Gap::Stop;
    let mut seams: Vec<usize> = Vec::new();
    for (c, at, end) in seen(text) {
        if is_word_character(c) {
            if word.is_empty() {
                seams = disguise::seams(&text[at..]);
            } else if seams.last().is_some_and(|seam| word.start + seam <= at) {
                seams.pop();
                let start = word.start;
                word.finish(&mut found, &mut gap);
                for seam in &mut seams {
                    *seam -= at - start;
                }
            }
            word.push(c, at);
            word.end = end;
        } else if is_hidden(c) {
            // Shown as nothing, so it separates nothing.
        } else {
            word.finish(&mut found, &mut gap);
            gap = gap.max(gap_of(c));
        }
    }
    word.finish(&mut found, &mut gap);
    found
}

pub(super) fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn gap_of(c: char) -> Gap {
    match c {
        ',' | '،' | '、' => Gap::Comma,
        '.' | ';' | ':' | '•' | '·' | '(' | ')' | '[' | ']' | '{' | '}' | '!' | '?' | '\n' | '\r' | '؛' | '؟' | '|'
        | '–' | '—' | '…' | '*' | '"' | '“' | '”' => Gap::Stop,
        _ => Gap::Word,
    }
}

/// A word being read: letters without tone, and the tone.
#[derive(Default)]
struct Word {
    letters: String,
    /// The same with letters of other alphabets read as the Latin ones that they look like; from the first of them on.
    latin_letters: Option<String>,
    tone: Option<char>,
    latin: bool,
    /// It has a letter that looks like no Latin one.
    other: bool,
    small: bool,
    start: usize,
    end: usize,
}

impl Word {
    fn is_empty(&self) -> bool {
        self.letters.is_empty() && self.tone.is_none()
    }

    fn push(&mut self, c: char, at: usize) {
        if self.is_empty() {
            self.start = at;
        }
        if c.is_ascii() {
            self.latin |= c.is_ascii_alphabetic();
            self.other |= !c.is_ascii_alphabetic();
            self.small |= c.is_ascii_lowercase();
            self.add(c.to_ascii_lowercase(), None);
            return;
        }
        self.small |= c.is_lowercase();
        // Styled, encircled and wide letters are the letters that they stand for.
        decompose_compatible(c, |d| {
            if is_word_character(d) {
                self.letter(d);
            }
        });
    }

    fn letter(&mut self, c: char) {
        match c {
            // The five Vietnamese tones: grave, acute, tilde, hook above, dot below.
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => self.tone = self.tone.or(Some(c)),
            // Circumflex, breve and horn make other letters; they go back onto theirs, past a tone if need be.
            '\u{302}' | '\u{306}' | '\u{31B}' => self.mark(c),
            // Arabic vowel signs and the lengthening stroke, and any other mark.
            '\u{640}' => {}
            c if is_combining_mark(c) => self.foreign_mark(c),
            c => {
                let mut small = c.to_lowercase();
                let plain = disguise::latin(c).or_else(|| disguise::latin(small.next()?));
                self.other |= plain.is_none();
                for c in c.to_lowercase() {
                    self.latin |= c.is_ascii_alphabetic() || c == 'đ' || ('\u{C0}'..'\u{250}').contains(&c);
                    let own = match c {
                        'ð' | 'ɖ' => 'đ',
                        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
                        'ى' => 'ي',
                        'ة' => 'ه',
                        c => c,
                    };
                    self.add(own, plain);
                }
            }
        }
    }

    fn add(&mut self, own: char, plain: Option<char>) {
        if plain.is_some() && self.latin_letters.is_none() {
            self.latin_letters = Some(self.letters.clone());
        }
        self.letters.push(own);
        if let Some(letters) = &mut self.latin_letters {
            letters.push(plain.unwrap_or(own));
        }
    }

    fn mark(&mut self, mark: char) {
        for letters in [Some(&mut self.letters), self.latin_letters.as_mut()].into_iter().flatten() {
            if let Some(base) = letters.pop() {
                letters.push(compose(base, mark).unwrap_or(base));
            }
        }
    }

    /// Marks of other languages that are drawn like the Vietnamese ones, on a vowel; any other says nothing.
    fn foreign_mark(&mut self, c: char) {
        let base = self.letters.chars().next_back();
        if !base.is_some_and(|base| "aeiouy".contains(base)) {
            return;
        }
        match c {
            '\u{30F}' | '\u{340}' => self.letter('\u{300}'),
            '\u{30B}' | '\u{341}' => self.letter('\u{301}'),
            '\u{304}' | '\u{330}' => self.letter('\u{303}'),
            '\u{313}' | '\u{312}' => self.letter('\u{309}'),
            '\u{326}' | '\u{327}' | '\u{331}' => self.letter('\u{323}'),
            '\u{30C}' | '\u{311}' => self.mark(if base == Some('a') { '\u{306}' } else { '\u{302}' }),
            '\u{315}' | '\u{321}' => self.mark('\u{31B}'),
            _ => {}
        }
    }

    fn finish(&mut self, found: &mut Vec<Token>, gap: &mut Gap) {
        let word = std::mem::take(self);
        if word.letters.is_empty() {
            return;
        }
        // A word of Russian or Greek stays what it is; a Latin word with some letters of theirs does not.
        let mut letters = match word.latin_letters {
            Some(plain) if word.latin || !word.other => plain,
            _ => word.letters,
        };
        let tone = word.tone;
        spelling(&mut letters);
        let form = match tone {
            Some(tone) => format!("{letters}{tone}"),
            None if letters.is_ascii() => english_stem(letters.clone()),
            None => arabic_stem(letters.clone()),
        };
        let folded = if tone.is_none() && form.is_ascii() { form.clone() } else { fold(&letters) };
        let toneless = if tone.is_some() { letters } else { form.clone() };
        let capitals = !word.small && form.chars().any(char::is_alphabetic);
        found.push(Token { form, toneless, folded, capitals, gap: *gap, start: word.start, end: word.end });
        *gap = Gap::Word;
    }
}

/// One spelling for *lý/lí*, *kỹ/kĩ*, *quý/quí*: in an open syllable `y` after these letters is written `i`.
fn spelling(letters: &mut String) {
    let onset = match letters.as_str() {
        "hy" | "ky" | "ly" | "my" | "sy" | "ty" | "vy" => 1,
        "quy" => 2,
        _ => return,
    };
    letters.truncate(onset);
    letters.push('i');
}

/// Drops diacritics: the letters of a text typed without them.
pub(super) fn fold(letters: &str) -> String {
    letters
        .chars()
        .map(|c| match c {
            'ă' | 'â' => 'a',
            'đ' => 'd',
            'ê' => 'e',
            'ô' | 'ơ' => 'o',
            'ư' => 'u',
            c => c,
        })
        .collect()
}

/// Takes the commonest endings from an English word, so that *manages*, *managed* and *managing* meet. A word
/// that could be a Vietnamese syllable is left alone. A light stemmer on purpose: it only has to be the same for
/// labels and for text, and must not make different words equal.
fn english_stem(mut word: String) -> String {
    // Until nothing more comes off, so that a stem is its own stem.
    loop {
        let stem = without_ending(word.clone());
        if stem == word {
            return stem;
        }
        word = stem;
    }
}

fn without_ending(mut word: String) -> String {
    /// Words that look like a plural and are none.
    const NO_PLURAL: [&str; 6] = ["news", "aids", "goods", "sports", "customs", "arms"];
    let plain = word.len() >= 4 && word.bytes().all(|b| b.is_ascii_lowercase());
    if !plain || NO_PLURAL.contains(&word.as_str()) || is_vietnamese_syllable(&word) {
        return word;
    }
    if word.ends_with("ies") && word.len() > 4 {
        word.truncate(word.len() - 3);
        word.push('y');
    } else if ["sses", "shes", "ches", "xes", "zes"].iter().any(|e| word.ends_with(e)) {
        word.truncate(word.len() - 2);
    } else if word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") {
        word.pop();
    }
    for ending in ["ing", "ed"] {
        if word.ends_with(ending) && word.len() - ending.len() >= 4 {
            word.truncate(word.len() - ending.len());
            let bytes = word.as_bytes();
            let n = bytes.len();
            // planning → plan, but not process(ing) → proces.
            if n > 3 && bytes[n - 1] == bytes[n - 2] && !matches!(bytes[n - 1], b'l' | b's' | b'z' | b'e') {
                word.pop();
            }
            if word.ends_with('s') && !word.ends_with("ss") {
                word.push('e');
            }
            break;
        }
    }
    // *course* is no plural of *cour*, and a *trainee* is not a *train*.
    if word.ends_with('e') && !word.ends_with("se") && !word.ends_with("ee") && word.len() > 4 {
        word.pop();
    }
    word
}

/// What a Vietnamese syllable can begin with.
const ONSETS: [&str; 28] = [
    "ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "g", "h", "k", "l", "m", "n",
    "p", "r", "s", "t", "v", "x", "đ", "",
];

/// Could the letters, without marks, be one Vietnamese syllable: onset, vowels, ending?
#[must_use]
pub fn is_vietnamese_syllable(word: &str) -> bool {
    const ENDINGS: [&str; 9] = ["ch", "ng", "nh", "c", "m", "n", "p", "t", ""];
    let vowel = |b: u8| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    ONSETS.iter().filter_map(|onset| word.strip_prefix(onset)).any(|rest| {
        ENDINGS.iter().filter_map(|ending| rest.strip_suffix(ending)).any(|vowels| {
            (1..=3).contains(&vowels.len()) && vowels.bytes().all(vowel) && !matches!(vowels, "ee" | "ea" | "ou" | "ei")
        })
    })
}

/// Could the letters, with all their marks but the tone, and the tone be one written Vietnamese syllable? *Tiep*, *vă* and
/// *bàc* could not: the vowels of an open syllable are not those of a closed one, and `c`, `ch`, `p`, `t` end a syllable
/// of acute or dotted tone only.
pub(super) fn is_written_syllable(letters: &str, tone: Option<char>) -> bool {
    const STOPS: [&str; 4] = ["ch", "c", "p", "t"];
    const NASALS: [&str; 4] = ["ng", "nh", "m", "n"];
    const EITHER: [&str; 14] = ["a", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "oa", "oe", "uê", "uy"];
    const OPEN: [&str; 32] = [
        "ai", "ao", "au", "ay", "âu", "ây", "eo", "êu", "ia", "iu", "oi", "ôi", "ơi", "ua", "ui", "uơ", "ưa", "ưi",
        "ưu", "iêu", "yêu", "oai", "oao", "oay", "oeo", "uây", "uôi", "uya", "uyu", "ươi", "ươu", "uêu",
    ];
    const CLOSED: [&str; 10] = ["ă", "â", "iê", "yê", "oă", "uâ", "uô", "ươ", "uyê", "oo"];
    let stopped = matches!(tone, Some('\u{301}' | '\u{323}'));
    ONSETS.iter().filter_map(|onset| letters.strip_prefix(onset)).any(|rest| {
        let closed = |endings: &[&str]| {
            let vowels = endings.iter().filter_map(|ending| rest.strip_suffix(ending));
            vowels.into_iter().any(|vowels| EITHER.contains(&vowels) || CLOSED.contains(&vowels))
        };
        EITHER.contains(&rest) || OPEN.contains(&rest) || closed(&NASALS) || (stopped && closed(&STOPS))
    })
}

/// Takes article and conjunction from an Arabic word (the prefixes of the light10 stemmer, Larkey et al. 2007), so
/// that a definite noun meets an indefinite one.
fn arabic_stem(word: String) -> String {
    if !word.chars().next().is_some_and(|c| ('\u{600}'..='\u{6FF}').contains(&c)) {
        return word;
    }
    // Until none is left, so that a stem is its own stem: *الإلكتروني* begins with two.
    let mut stem = word.as_str();
    while let Some(rest) = ["وال", "بال", "كال", "فال", "لل", "ال"].iter().find_map(|prefix| stem.strip_prefix(prefix))
        && rest.chars().count() >= 3 + usize::from(stem.starts_with('و'))
    {
        stem = rest;
    }
    stem.to_owned()
}

/// An Arabic form without the word that is written together with it in front (*and*, *by*, *for*, *so*), without the
/// possessive at its end, and without both: what to look for where the form itself is unknown.
pub fn without_clitics(form: &str) -> impl Iterator<Item = &str> {
    let arabic = form.starts_with(|c: char| ('\u{0620}'..='\u{064A}').contains(&c));
    let long = |word: &str| word.chars().count() >= 3;
    let front = ["و", "ب", "ل", "ف"].iter().find_map(|prefix| form.strip_prefix(prefix)).filter(|rest| long(rest));
    let end = |word: &'_ str| -> Option<usize> {
        let suffix = ["ها", "هم", "ه"].iter().find(|suffix| word.ends_with(*suffix))?;
        Some(word.len() - suffix.len()).filter(|length| long(&word[..*length]))
    };
    let whole_without_end = end(form).map(|length| &form[..length]);
    let front_without_end = front.and_then(|rest| end(rest).map(|length| &rest[..length]));
    [front, whole_without_end, front_without_end].into_iter().flatten().filter(move |_| arabic)
}

/// A comparable form as it is usually written: the tone mark goes back onto its vowel.
#[must_use]
pub fn written(form: &str) -> String {
    let mut letters: Vec<char> = form.chars().collect();
    let Some(tone) = letters.pop_if(|c| is_combining_mark(*c)) else {
        return form.to_owned();
    };
    let vowel = |c: char| "aăâeêioôơuưy".contains(c);
    let onset = if form.starts_with("qu") || (form.starts_with("gi") && letters.len() > 2) { 2 } else { 0 };
    let vowels: Vec<usize> = (onset..letters.len()).filter(|n| vowel(letters[*n])).collect();
    let closed = letters.last().is_some_and(|c| !vowel(*c));
    let marked = vowels.iter().rev().find(|n| "ăâêôơư".contains(letters[**n]));
    let place = match (marked, vowels.as_slice()) {
        (Some(n), _) => *n,
        (None, []) => letters.len().saturating_sub(1),
        (None, [.., last]) if closed => *last,
        (None, [_, middle, _]) => *middle,
        (None, [first, ..]) => *first,
    };
    let mut shown: String = letters[..place].iter().collect();
    match letters.get(place).map(|c| (*c, compose(*c, tone))) {
        Some((_, Some(whole))) => shown.push(whole),
        Some((base, None)) => shown.extend([base, tone]),
        None => {}
    }
    shown.extend(letters.iter().skip(place + 1));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.form).collect()
    }

    #[test]
    fn arabic_words_are_found_without_what_is_written_together_with_them() {
        assert_eq!(without_clitics("ومتابعه").collect::<Vec<_>>(), ["متابعه", "ومتابع", "متابع"]);
        assert_eq!(without_clitics("سجلها").collect::<Vec<_>>(), ["سجل"]);
        assert_eq!(without_clitics("văn").count() + without_clitics("وزن").count(), 0);
    }

    #[test]
    fn spellings_of_one_word_are_equal() {
        for (a, b) in [
            ("hòa giải", "hoà giải"),
            ("thủy lợi", "thuỷ lợi"),
            ("sổ sức khỏe", "sổ sức khoẻ"),
            ("quản lý", "quản lí"),
            ("kỹ năng", "kĩ năng"),
            ("quý", "quí"),
            ("VĂN BẢN", "văn bản"),
            ("Số hóa", "So\u{302}\u{301} ho\u{301}a"),
            ("đất đai", "ðất ðai"),
            ("ｖăn bản", "văn bản"),
            ("vаn", "van"),
            ("managing documents", "manages document"),
            ("planning", "plans"),
            ("الوثائق", "وثائق"),
            ("إدارة", "ادارة"),
            ("văn\u{200B} bản", "văn bản"),
            ("tіếр nhận", "tiếp nhận"),
            ("hô̂̀ ѕσ", "hồ so"),
            ("𝘃ă𝗻 ⓑ\u{309}\u{61}\u{309}n", "văn bản"),
            ("ɡᴏ́і", "gói"),
            ("v&#259;n b&#x1EA3;n", "văn bản"),
            ("c&ocirc;ng v<b></b>ăn", "công văn"),
            ("tiếpnhậnvănbản", "tiếp nhận văn bản"),
            ("TiepNhanVanBan", "tiep nhan van ban"),
        ] {
            assert_eq!(forms(a), forms(b), "{a} / {b}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in
            [("thuế", "thuê"), ("lưu trữ", "lưu trú"), ("đất", "đắt"), ("hợp đồng", "hội đồng"), ("process", "proceed")]
        {
            assert_ne!(forms(a), forms(b), "{a} / {b}");
        }
    }

    #[test]
    fn forms_can_be_shown_again() {
        for word in ["hòa", "thuế", "nghĩa", "trường", "giữ", "quản", "khỏe", "đất", "chuyển", "plan", "mười"]
        {
            assert_eq!(written(&forms(word)[0]), word);
        }
    }

    #[test]
    fn folding_drops_every_mark() {
        let folded: Vec<String> = tokens("Quản lý đường bộ, ưu đãi").into_iter().map(|t| t.folded).collect();
        assert_eq!(folded, ["quan", "li", "duong", "bo", "uu", "dai"]);
    }

    #[test]
    fn gaps_tell_enumerations_from_statements() {
        let gaps: Vec<Gap> = tokens("một, hai/ba; bốn").into_iter().map(|t| t.gap).collect();
        assert_eq!(gaps, [Gap::Stop, Gap::Comma, Gap::Word, Gap::Stop]);
    }

    #[test]
    fn places_point_into_the_original() {
        let text = "Số hóa, TTHC";
        let words: Vec<&str> = tokens(text).iter().map(|t| &text[t.start..t.end]).collect();
        assert_eq!(words, ["Số", "hóa", "TTHC"]);
    }
}
