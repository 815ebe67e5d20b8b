//! Writing that shows a reader something else than it gives a program: letters of other alphabets, character references,
//! words run together or taken apart. What has one reading is read (`seen`, `latin`, `seams`); [`find`] says where a text
//! is written so, and where it cannot be read.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, decompose_compatible, is_combining_mark};
use unicode_security::confusable_detection::skeleton;

use super::normal::{Token, fold, is_vietnamese_syllable, is_written_syllable, tokens};
use super::vocabulary::Vocabulary;
use crate::record::scope::Word;

/// A way of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Disguise {
    /// Letters of another alphabet among Latin ones, styled or wide letters.
    Letters,
    /// Marks that no Vietnamese letter bears.
    Marks,
    /// Character references, tags within a word, percent encoding.
    Encoded,
    /// Letters of a word apart from each other.
    Apart,
    /// Digits for letters.
    Digits,
    /// Words that are none.
    Broken,
}

impl Word for Disguise {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("letters", Disguise::Letters),
        ("marks", Disguise::Marks),
        ("encoded", Disguise::Encoded),
        ("apart", Disguise::Apart),
        ("digits", Disguise::Digits),
        ("broken", Disguise::Broken),
    ];
}

/// Longest character reference or tag, in bytes.
const LONGEST_MARKUP: usize = 40;

/// The characters of a text as a reader sees them, each with the bytes where it stands: character references of HTML count
/// as what they show, tags as nothing.
pub(super) fn seen(text: &str) -> impl Iterator<Item = (char, usize, usize)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = &text[at..];
            let first = rest.chars().next()?;
            let (start, shown) = match first {
                '&' => (at, reference(rest)),
                '<' => (at, tag(rest)),
                _ => (at, None),
            };
            let (shown, length) = shown.unwrap_or((Some(first), first.len_utf8()));
            at += length;
            if let Some(c) = shown {
                return Some((c, start, at));
            }
        }
    })
}

/// A character reference at the start of a text: what it shows, and its length.
fn reference(text: &str) -> Option<(Option<char>, usize)> {
    let end = text.bytes().take(LONGEST_MARKUP).position(|b| b == b';')?;
    let name = text.get(1..end)?;
    let c = if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        char::from_u32(code.ok()?)?
    } else {
        named(name)?
    };
    Some((Some(c), end + 1))
}

/// The character that HTML gives a name: letters with marks, and what is not written as it is.
fn named(name: &str) -> Option<char> {
    const OTHERS: [(&str, char); 8] = [
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("nbsp", ' '),
        ("dstrok", 'đ'),
        ("Dstrok", 'Đ'),
        ("eth", 'ð'),
    ];
    const MARKS: [(&str, char); 6] = [
        ("grave", '\u{300}'),
        ("acute", '\u{301}'),
        ("circ", '\u{302}'),
        ("tilde", '\u{303}'),
        ("breve", '\u{306}'),
        ("uml", '\u{308}'),
    ];
    if let Some((_, c)) = OTHERS.iter().find(|(other, _)| *other == name) {
        return Some(*c);
    }
    let base = name.chars().next().filter(char::is_ascii_alphabetic)?;
    let (_, mark) = MARKS.iter().find(|(mark, _)| *mark == &name[1..])?;
    compose(base, *mark)
}

/// A tag of HTML at the start of a text: a line break for those that begin a line, else nothing; and its length.
fn tag(text: &str) -> Option<(Option<char>, usize)> {
    const INLINE: [&str; 14] =
        ["b", "i", "u", "s", "em", "strong", "span", "font", "a", "sub", "sup", "small", "big", "wbr"];
    const BLOCK: [&str; 8] = ["br", "p", "div", "li", "ul", "ol", "td", "tr"];
    let end = text.bytes().take(LONGEST_MARKUP).position(|b| b == b'>')?;
    let inside = text.get(1..end)?.trim_start_matches('/');
    let name = inside.split([' ', '/']).next()?.to_ascii_lowercase();
    if INLINE.contains(&name.as_str()) {
        Some((None, end + 1))
    } else if BLOCK.contains(&name.as_str()) {
        Some((Some('\n'), end + 1))
    } else {
        None
    }
}

/// The Latin letter that a letter of another alphabet is drawn like: the Unicode table of confusable characters (UTS 39),
/// and small letters of Cyrillic and Greek that it leaves apart.
pub(super) fn latin(c: char) -> Option<char> {
    let plain = match c {
        c if c.is_ascii() || matches!(c, 'đ' | 'Đ' | 'ð' | 'Ð') || ('\u{600}'..='\u{6FF}').contains(&c) => {
            return None;
        }
        'α' => 'a',
        'ь' => 'b',
        'ε' => 'e',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'п' | 'η' => 'n',
        'т' | 'τ' => 't',
        'ѡ' | 'ω' => 'w',
        'χ' => 'x',
        'υ' => 'u',
        c => {
            let mut bytes = [0; 4];
            let mut shape = skeleton(c.encode_utf8(&mut bytes));
            shape.next().filter(|_| shape.next().is_none())?
        }
    };
    (plain.is_ascii_alphabetic() && plain != c).then(|| plain.to_ascii_lowercase())
}

/// Longest run of letters that is looked at for words run together.
const LONGEST_RUN: usize = 200;
/// Letters of the longest Vietnamese syllable.
const LONGEST_SYLLABLE: usize = 7;

/// Where a run of letters at the start of `text` is to be cut into the words that it is made of, in bytes, the last place
/// first: `TiepNhanVanBan`, `tiếpnhậnvănbản`. Empty where it is one word.
pub(super) fn seams(text: &str) -> Vec<usize> {
    // Nearly every word is short, or of plain small letters.
    let long = |c: &&u8| c.is_ascii_alphabetic() || **c >= 0x80;
    if text.bytes().take(LONGEST_SYLLABLE + 1).filter(|c| long(&c)).count() <= LONGEST_SYLLABLE {
        return Vec::new();
    }
    let run: Vec<(usize, char)> =
        text.char_indices().take(LONGEST_RUN + 1).take_while(|(_, c)| c.is_alphabetic()).collect();
    let end = run.last().map_or(0, |(at, c)| at + c.len_utf8());
    if run.len() <= LONGEST_SYLLABLE || run.len() > LONGEST_RUN || text[end..].starts_with(is_combining_mark) {
        return Vec::new();
    }
    let capitals: Vec<usize> =
        run.windows(2).filter(|w| w[0].1.is_lowercase() && w[1].1.is_uppercase()).map(|w| w[1].0).collect();
    let mut cuts = if capitals.len() >= 2 {
        let starts = std::iter::once(0).chain(capitals.iter().copied());
        let ends = capitals.iter().copied().chain([end]);
        let syllables = starts.zip(ends).all(|(a, b)| syllable(&text[a..b]).is_some());
        if syllables { capitals } else { return Vec::new() }
    } else if run.iter().any(|(_, c)| is_vietnamese_letter(*c)) {
        syllables(&text[..end])
    } else {
        return Vec::new();
    };
    cuts.reverse();
    cuts
}

fn is_vietnamese_letter(c: char) -> bool {
    matches!(c, 'ă' | 'Ă' | 'đ' | 'Đ' | 'ĩ' | 'Ĩ' | 'ũ' | 'Ũ' | 'ơ' | 'Ơ' | 'ư' | 'Ư')
        || matches!(c, 'à'..='ã' | 'è'..='ê' | 'ì' | 'í' | 'ò'..='õ' | 'ù' | 'ú' | 'ý' | '\u{1EA0}'..='\u{1EF9}')
}

/// The number of tones of a Vietnamese syllable, 0 or 1; `None` if the word is none.
fn syllable(word: &str) -> Option<usize> {
    let mut tones = 0;
    let mut letters = String::new();
    for c in word.nfd() {
        match c {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => tones += 1,
            c if is_combining_mark(c) => {}
            c => letters.extend(c.to_lowercase()),
        }
    }
    let folded = fold(&letters);
    (tones <= 1 && folded.len() > 1 && is_vietnamese_syllable(&folded)).then_some(tones)
}

/// The fewest syllables that make up a run of letters, as places to cut.
fn syllables(run: &str) -> Vec<usize> {
    if syllable(run).is_some() {
        return Vec::new();
    }
    let mut edges: Vec<usize> = run.char_indices().map(|(at, _)| at).collect();
    edges.push(run.len());
    // best[n]: fewest syllables up to edge n, and where the last of them begins.
    let mut best: Vec<Option<(usize, usize)>> = vec![None; edges.len()];
    best[0] = Some((0, 0));
    for to in 1..edges.len() {
        for from in to.saturating_sub(LONGEST_SYLLABLE)..to {
            let Some((count, _)) = best[from] else { continue };
            if syllable(&run[edges[from]..edges[to]]).is_some() && best[to].is_none_or(|(fewest, _)| count + 1 < fewest)
            {
                best[to] = Some((count + 1, from));
            }
        }
    }
    let mut cuts = Vec::new();
    let mut at = edges.len() - 1;
    while let Some((_, from)) = best[at] {
        if from == 0 {
            break;
        }
        cuts.push(edges[from]);
        at = from;
    }
    cuts.reverse();
    cuts
}

/// A word, or a few, written in some other way than words are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// How.
    pub how: Disguise,
    /// The bytes of the text where it stands.
    pub start: usize,
    /// Their end.
    pub end: usize,
}

/// Single letters in a row from which on they are a word taken apart.
const ROW: usize = 4;

/// Where a text is written so, in its order, and the number of its words.
#[must_use]
pub fn find(text: &str, vocabulary: &Vocabulary) -> (Vec<Place>, usize) {
    let words = tokens(text);
    let marked = text.nfc().any(is_vietnamese_letter);
    let mut found = Vec::new();
    let mut row = 0;
    for (n, word) in words.iter().enumerate() {
        let written = &text[word.start..word.end];
        let alone =
            text[..word.start].ends_with(char::is_whitespace) && text[word.end..].starts_with(char::is_whitespace);
        let how = of_word(word, written, marked, vocabulary);
        if let Some(how) = how.or_else(|| (alone && is_piece(written)).then_some(Disguise::Broken)) {
            found.push(Place { how, start: word.start, end: word.end });
        }
        // One character between them: a blank, a dot, a hyphen.
        let close = n > 0 && text[words[n - 1].end..word.start].chars().count() == 1;
        let single =
            written.chars().filter(|c| !is_combining_mark(*c)).count() == 1 && written.starts_with(char::is_lowercase);
        row = if !single {
            0
        } else if close || row == 0 {
            row + 1
        } else {
            1
        };
        if row >= ROW {
            found.retain(|p| p.start < words[n + 1 - row].start || p.how != Disguise::Apart);
            found.push(Place { how: Disguise::Apart, start: words[n + 1 - row].start, end: word.end });
        }
    }
    found.extend(percent_encoded(text));
    found.sort_by_key(|p| (p.start, p.how));
    (found, words.len())
}

fn of_word(word: &Token, written: &str, marked: bool, vocabulary: &Vocabulary) -> Option<Disguise> {
    if written.contains('&') || written.contains('<') {
        return Some(Disguise::Encoded);
    }
    if written.is_ascii() {
        return ascii_word(word, written, marked, vocabulary);
    }
    let letters: String = written.nfc().collect();
    let plain = letters.chars().filter(char::is_ascii_alphabetic).count();
    // Looking a letter up in the tables of Unicode takes long, and nearly all that are not ASCII are Vietnamese.
    let strange = |c: char| !c.is_ascii() && !is_vietnamese_letter(lower(c)) && (latin(c).is_some() || is_styled(c));
    let strangers = letters.chars().filter(|c| strange(*c)).count();
    if strangers > 0 && (plain > 0 || strangers == letters.chars().count() || letters.chars().any(is_vietnamese_letter))
    {
        return Some(Disguise::Letters);
    }
    if letters.chars().any(|c| is_combining_mark(c) && !('\u{600}'..='\u{6FF}').contains(&c)) {
        return Some(Disguise::Marks);
    }
    let foreign = |c: char| {
        (('\u{100}'..'\u{250}').contains(&c) || ('\u{1E00}'..'\u{1EA0}').contains(&c))
            && !is_vietnamese_letter(lower(c))
    };
    if letters.chars().any(foreign) {
        return Some(Disguise::Marks);
    }
    let vietnamese = letters.chars().any(|c| is_vietnamese_letter(lower(c)));
    (vietnamese && is_misspelt(word, vocabulary)).then_some(Disguise::Broken)
}

/// Is it no written syllable of Vietnamese, and no word that the vocabulary has?
fn is_misspelt(word: &Token, vocabulary: &Vocabulary) -> bool {
    let known = if is_vietnamese_syllable(&word.folded) { vocabulary.has(word) } else { vocabulary.knows(word) };
    !known && !is_written_syllable(&word.toneless, word.form.chars().next_back().filter(|c| is_combining_mark(*c)))
}

/// Is it a single small letter that is no word of Vietnamese or English (*ở*, *a*) or Arabic (*and*)?
fn is_piece(written: &str) -> bool {
    let mut letters = written.nfd();
    let is_consonant = |c: char| matches!(c, 'b'..='z' if !"eiouy".contains(c)) || matches!(c, 'đ' | 'ا'..='ه' | 'ي');
    letters.next().is_some_and(is_consonant) && letters.next().is_none()
}

fn ascii_word(word: &Token, written: &str, marked: bool, vocabulary: &Vocabulary) -> Option<Disguise> {
    let digit = written.bytes().any(|b| b.is_ascii_digit());
    let letter = written.bytes().any(|b| b.is_ascii_lowercase());
    if digit && letter && written.len() > 1 && !vocabulary.knows(word) {
        let read: String = written.to_ascii_lowercase().chars().map(letter_of).collect();
        let middle = written.len() > 2 || written.ends_with('0');
        return (middle && is_vietnamese_syllable(&read)).then_some(Disguise::Digits);
    }
    // Without marks elsewhere it may be any language; capitals may be a name or an abbreviation.
    let small = written.bytes().all(|b| b.is_ascii_lowercase());
    (marked && small && is_misspelt(word, vocabulary)).then_some(Disguise::Broken)
}

/// The letter that a digit is put for.
fn letter_of(c: char) -> char {
    match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        c => c,
    }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// A letter in another style, encircled or wide. Ligatures and Arabic forms come from copying out of a page.
fn is_styled(c: char) -> bool {
    let mut letters = 0;
    let mut ascii = false;
    decompose_compatible(c, |d| {
        letters += 1;
        ascii = d.is_ascii_alphabetic();
    });
    letters == 1 && ascii && !c.is_ascii()
}

/// Two escaped bytes or more in a row.
fn percent_encoded(text: &str) -> impl Iterator<Item = Place> {
    let bytes = text.as_bytes();
    let escape = |at: usize| {
        bytes.get(at) == Some(&b'%')
            && bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    };
    let starts = (0..bytes.len()).filter(move |at| escape(*at) && escape(at + 3));
    starts.map(|at| Place { how: Disguise::Encoded, start: at, end: at + 6 })
}
