//! How foreign tables name their columns and values: the words of `data/import/columns.yaml`, and recognition by them.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::load::decode::{Sink, Table, list, string};
use crate::load::limits::Limits;
use crate::load::yaml::{Node, Value, documents};
use crate::record::place::Problem;
use crate::text::normal::tokens;

const FILE: &str = "data/import/columns.yaml";
const TEXT: &str = include_str!("../../data/import/columns.yaml");

/// Field of a column that only numbers the rows.
pub const NUMBER: &str = "number";

/// Words of columns and values, folded.
#[derive(Debug, Default)]
pub struct Columns {
    /// Head → field.
    heads: BTreeMap<String, String>,
    /// Field → what is said → word of the record form.
    values: BTreeMap<String, BTreeMap<String, String>>,
    /// Beginning of the name of a body → its level.
    bodies: BTreeMap<String, String>,
    /// Beginnings of rows that sum others up.
    pub totals: Vec<String>,
    /// Beginnings of a note that names the unit of money.
    pub money_notes: Vec<String>,
}

/// How sure a recognition is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// The field or the word.
    pub word: String,
    /// The text only contains what is known.
    pub guessed: bool,
}

impl Columns {
    /// The words that the program carries.
    ///
    /// # Panics
    /// If the embedded file does not read, which the tests rule out.
    #[must_use]
    pub fn embedded() -> Columns {
        let mut problems = Vec::new();
        let columns = read(&Arc::from(FILE), TEXT, &mut problems);
        assert!(problems.is_empty(), "{FILE}: {problems:?}");
        columns
    }

    /// Every field that a column can be mapped to.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        let mut fields: Vec<&str> = self.heads.values().map(String::as_str).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.into_iter()
    }

    /// The field of a column by its head: the whole head, the head without what stands in brackets, or, as a guess, the
    /// longest known head of two words or more inside it.
    #[must_use]
    pub fn field(&self, head: &str) -> Option<Recognised> {
        let whole = fold(head);
        let bare = fold(&without_brackets(head));
        for exact in [&whole, &bare] {
            if let Some(field) = self.heads.get(exact) {
                return Some(Recognised { word: field.clone(), guessed: false });
            }
        }
        let inside = |known: &&String| known.contains(' ') && holds(&bare, known);
        let known = self.heads.keys().filter(inside).max_by_key(|known| known.len())?;
        Some(Recognised { word: self.heads[known].clone(), guessed: true })
    }

    /// The word of the record form for what a cell says, for the fields with fixed words.
    #[must_use]
    pub fn value(&self, field: &str, said: &str) -> Option<Recognised> {
        let known = self.values.get(field)?;
        let said = fold(said);
        if said.is_empty() {
            return None;
        }
        if let Some(word) = known.get(&said) {
            return Some(Recognised { word: word.clone(), guessed: false });
        }
        if let Some(word) = known.values().find(|word| fold(word) == said) {
            return Some(Recognised { word: word.clone(), guessed: false });
        }
        let longest = known.keys().filter(|k| holds(&said, k)).max_by_key(|k| k.len())?;
        Some(Recognised { word: known[longest].clone(), guessed: true })
    }

    /// Every word that what a cell says holds: *cán bộ và người dân* are officials and citizens. Parts between commas
    /// that hold none are returned beside.
    #[must_use]
    pub fn values(&self, field: &str, said: &str) -> (Vec<Recognised>, Vec<String>) {
        if let Some(one) = self.value(field, said).filter(|one| !one.guessed) {
            return (vec![one], Vec::new());
        }
        let (mut words, mut unread) = (Vec::new(), Vec::new());
        for part in said.split([',', ';', '\n', '/', '+', '&']).flat_map(|p| p.split(" và ")).map(str::trim) {
            match self.value(field, part) {
                Some(word) => words.push(word),
                None if fold(part).is_empty() => {}
                None => unread.push(part.to_owned()),
            }
        }
        words.sort_by(|a, b| a.word.cmp(&b.word).then(a.guessed.cmp(&b.guessed)));
        words.dedup_by(|b, a| a.word == b.word);
        (words, unread)
    }

    /// The level of a body by the beginning of its name.
    #[must_use]
    pub fn level_of(&self, body: &str) -> Option<&str> {
        let name = fold(body);
        let begins = |known: &&String| name == **known || name.starts_with(&format!("{known} "));
        let longest = self.bodies.keys().filter(begins).max_by_key(|known| known.len())?;
        self.bodies.get(longest).map(String::as_str)
    }
}

/// Does the text hold the phrase as whole words?
fn holds(text: &str, phrase: &str) -> bool {
    format!(" {text} ").contains(&format!(" {phrase} "))
}

/// A text as it is compared: words in lower case, without diacritics and punctuation.
#[must_use]
pub fn fold(text: &str) -> String {
    tokens(text).into_iter().map(|t| t.folded).collect::<Vec<_>>().join(" ")
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    let mut bare = String::new();
    for c in text.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}

fn read(file: &Arc<str>, text: &str, problems: &mut Vec<Problem>) -> Columns {
    let mut columns = Columns::default();
    let nodes = documents(file, text, &Limits::default(), problems);
    let mut sink = Sink { file: Arc::clone(file), limits: Limits::default(), problems };
    for node in &nodes {
        let Some(mut table) = Table::open(node, &mut sink) else { continue };
        table.required("kind", &mut sink);
        for entry in table.required("fields", &mut sink).map(|n| list(n, &mut sink)).unwrap_or_default() {
            let Some(mut entry) = Table::open(entry, &mut sink) else { continue };
            let field = entry.required("field", &mut sink).and_then(|n| string(n, &mut sink));
            let heads = entry.required("heads", &mut sink).map(|n| strings(n, &mut sink)).unwrap_or_default();
            entry.close(&mut sink);
            let Some(field) = field else { continue };
            for head in heads.iter().chain([&field.value]) {
                columns.heads.entry(fold(head)).or_insert_with(|| field.value.clone());
            }
        }
        for (field, node) in table.required("values", &mut sink).map(entries).unwrap_or_default() {
            columns.values.insert(field, said(node, &mut sink));
        }
        columns.bodies = table.required("bodies", &mut sink).map(|n| said(n, &mut sink)).unwrap_or_default();
        columns.totals = table.required("totals", &mut sink).map(|n| folded(n, &mut sink)).unwrap_or_default();
        columns.money_notes =
            table.required("money-notes", &mut sink).map(|n| folded(n, &mut sink)).unwrap_or_default();
        table.close(&mut sink);
    }
    columns
}

/// Word → what is said, turned round.
fn said(node: &Node<'_>, sink: &mut Sink<'_>) -> BTreeMap<String, String> {
    let mut known = BTreeMap::new();
    for (word, node) in entries(node) {
        for saying in folded(node, sink) {
            known.insert(saying, word.clone());
        }
    }
    known
}

fn entries<'n, 't>(node: &'n Node<'t>) -> Vec<(String, &'n Node<'t>)> {
    match &node.value {
        Value::Map(entries) => entries.iter().map(|(k, n)| (k.text.to_string(), n)).collect(),
        _ => Vec::new(),
    }
}

fn strings(node: &Node<'_>, sink: &mut Sink<'_>) -> Vec<String> {
    list(node, sink).iter().filter_map(|n| string(n, sink)).map(|s| s.value).collect()
}

fn folded(node: &Node<'_>, sink: &mut Sink<'_>) -> Vec<String> {
    strings(node, sink).iter().map(|s| fold(s)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_recognised_with_and_without_diacritics() {
        let columns = Columns::embedded();
        for (head, field, guessed) in [
            ("Tên phần mềm", "name", false),
            ("TEN PHAN MEM", "name", false),
            ("Kinh phí (triệu đồng)", "amount", false),
            ("Chức năng, tính năng chính của hệ thống", "functions", true),
            ("Đơn vị chủ quản", "owner", false),
            ("Cấp độ ATTT", "security-level", false),
            ("functions", "functions", false),
            ("STT", "number", false),
        ] {
            let found = columns.field(head).map(|r| (r.word, r.guessed));
            assert_eq!(found, Some((field.to_owned(), guessed)), "{head}");
        }
        assert_eq!(columns.field("Ngôn ngữ lập trình"), None);
        assert_eq!(columns.field(""), None);
    }

    #[test]
    fn values_are_words_of_the_record_form() {
        let columns = Columns::embedded();
        let word = |field: &str, said: &str| columns.value(field, said).map(|r| r.word);
        assert_eq!(word("status", "Đang vận hành").as_deref(), Some("operational"));
        assert_eq!(word("status", "operational").as_deref(), Some("operational"));
        assert_eq!(word("status", "dang su dung tot").as_deref(), Some("operational"));
        assert_eq!(word("form", "Thuê dịch vụ CNTT trọn gói").as_deref(), Some("rent"));
        assert_eq!(word("status", "?"), None);
        let (words, unread) = columns.values("users", "Cán bộ, công chức; người dân và robot");
        assert_eq!(words.iter().map(|w| w.word.as_str()).collect::<Vec<_>>(), ["citizens", "officials"]);
        assert_eq!(unread, ["robot"]);
        assert_eq!(columns.level_of("UBND xã Nghi Lộc"), Some("commune"));
        assert_eq!(columns.level_of("UBND tỉnh Nghệ An"), Some("province"));
        assert_eq!(columns.level_of("Công ty A"), None);
    }
}
