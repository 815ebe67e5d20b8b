//! What every report needs: messages in the reader's language, numbers and dates in its form, and text from strangers
//! made safe to show.

use std::borrow::Cow;

use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use jiff::civil;

use crate::record::Lang;
use crate::record::character::is_hidden;

const VI: &str = include_str!("../../data/messages/vi.ftl");
const EN: &str = include_str!("../../data/messages/en.ftl");

/// The program's messages in one language.
pub struct Messages {
    /// The language.
    pub lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Messages {
    /// Messages in Vietnamese or, for any other language, in English.
    ///
    /// # Panics
    /// If an embedded message file does not parse, which the tests rule out.
    #[must_use]
    pub fn new(lang: Lang) -> Messages {
        let (lang, source) = if lang == Lang::VI { (lang, VI) } else { (Lang::EN, EN) };
        let tag = lang.to_string().parse().expect("a language tag");
        let mut bundle = FluentBundle::new(vec![tag]);
        // Direction marks around arguments would end up in files that other programs read.
        bundle.set_use_isolating(false);
        let resource = FluentResource::try_new(source.to_owned()).expect("embedded messages parse");
        bundle.add_resource(resource).expect("embedded messages have each key once");
        Messages { lang, bundle }
    }

    /// The message `key`.
    ///
    /// # Panics
    /// If there is no such message: a bug, not an input error.
    #[must_use]
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The message `key` with its arguments.
    ///
    /// # Panics
    /// If there is no such message: a bug, not an input error.
    #[must_use]
    pub fn with(&self, key: &str, args: &[(&str, String)]) -> String {
        let mut fluent = FluentArgs::new();
        for (name, value) in args {
            fluent.set(*name, FluentValue::from(value.as_str()));
        }
        self.format(key, &fluent)
    }

    /// The message `key` with a number that its wording depends on.
    ///
    /// # Panics
    /// If there is no such message: a bug, not an input error.
    #[must_use]
    pub fn count(&self, key: &str, name: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set(name, FluentValue::from(count));
        self.format(key, &args)
    }

    /// Is there a message `key`?
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    fn format(&self, key: &str, args: &FluentArgs<'_>) -> String {
        let pattern =
            self.bundle.get_message(key).and_then(|m| m.value()).unwrap_or_else(|| panic!("no message `{key}`"));
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(args), &mut errors);
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text.into_owned()
    }

    /// A share as a whole percentage. Of a share with more than three decimals the third decides, as everywhere in a
    /// report.
    #[must_use]
    pub fn percent(share: impl Into<f64>) -> String {
        format!("{}%", ((share.into() * 1000.0).round() / 10.0).round())
    }

    /// A share as a percentage with one decimal.
    #[must_use]
    pub fn exact_percent(&self, share: f64) -> String {
        let text = format!("{:.1}%", share * 100.0);
        if self.lang == Lang::VI { text.replace('.', ",") } else { text }
    }

    /// A day as the language writes it in a table.
    #[must_use]
    pub fn date(&self, day: civil::Date) -> String {
        if self.lang == Lang::VI { day.strftime("%d/%m/%Y").to_string() } else { day.strftime("%-d %B %Y").to_string() }
    }

    /// An amount with its thousands set apart as the language does.
    #[must_use]
    pub fn money(&self, amount: impl Into<u128>, currency: &str) -> String {
        format!("{} {currency}", self.number(amount))
    }

    /// A whole number with its thousands set apart as the language does.
    #[must_use]
    pub fn number(&self, number: impl Into<u128>) -> String {
        let separator = if self.lang == Lang::VI { '.' } else { ',' };
        let digits = number.into().to_string();
        let mut grouped = String::new();
        for (n, digit) in digits.chars().enumerate() {
            if n > 0 && (digits.len() - n).is_multiple_of(3) {
                grouped.push(separator);
            }
            grouped.push(digit);
        }
        grouped
    }
}

/// Text from a record as it may be shown anywhere: no control, direction or invisible characters; line breaks and
/// tabs become spaces.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let unsafe_character = |c: char| is_hidden(c) || matches!(c, '\n' | '\r' | '\t');
    if !text.contains(unsafe_character) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => safe.push(' '),
            c if is_hidden(c) => {}
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Fills `{placeholders}` of a policy message; one that is not given stays as it is written.
#[must_use]
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let Some(close) = rest.find('}') else { break };
        match values.iter().find(|(name, _)| *name == &rest[1..close]) {
            Some((_, value)) => filled.push_str(value),
            None => filled.push_str(&rest[..=close]),
        }
        rest = &rest[close + 1..];
    }
    filled.push_str(rest);
    filled.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::audit::Advice;
    use crate::policy::Standing;
    use crate::policy::verdict::{Severity, State, Verdict};
    use crate::record::scope::{Coverage, Level, User, Word};
    use crate::record::{Kind, Status};

    fn keys(source: &str) -> BTreeSet<&str> {
        source
            .lines()
            .filter(|l| !l.starts_with(['#', ' ', '}']))
            .filter_map(|l| l.split_once(" ="))
            .map(|p| p.0)
            .collect()
    }

    /// The code and the templates that say something.
    fn sayings() -> String {
        let mut code = String::new();
        let folders = [
            "src",
            "src/report",
            "src/report/html",
            "src/report/audit",
            "src/cli",
            "src/exchange",
            "src/policy",
            "src/load",
            "src/matching",
        ];
        for entry in folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap().flatten()) {
            let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
            code.push_str(text.split("\n#[cfg(test)]").next().unwrap_or_default());
        }
        code
    }

    /// Keys that the code puts together from a prefix and the word of a value.
    fn put_together() -> BTreeSet<String> {
        fn family<T: Word>(prefix: &str) -> impl Iterator<Item = String> {
            T::WORDS.iter().map(move |(word, _)| format!("{prefix}-{word}"))
        }
        let words = |prefix: &str, words: &[&str]| -> Vec<String> {
            words.iter().map(|word| format!("{prefix}-{word}")).collect()
        };
        family::<Verdict>("verdict")
            .chain(family::<Verdict>("verdict-line"))
            .chain(family::<Advice>("advice"))
            .chain(family::<State>("state"))
            .chain(words("verdict-line", &["waived", "noted", "replaceable"]))
            .chain(words("grade", &["primary", "secondary", "general-knowledge"]))
            .chain(family::<Severity>("severity"))
            .chain(family::<Status>("status"))
            .chain(family::<Standing>("relation"))
            .chain(family::<Kind>("kind"))
            .chain(family::<Coverage>("scope"))
            .chain(family::<Level>("level"))
            .chain(family::<User>("user"))
            .chain(words("dimension", &["territory", "levels", "sectors", "users"]))
            .chain(words("kind", &["waiver"]))
            .chain(words("weight", &["broken", "guessed", "dropped", "missing"]))
            .chain(words("expected", &["text", "list", "mapping"]))
            .collect()
    }

    #[test]
    fn both_languages_have_every_message() {
        let (vi, en) = (keys(VI), keys(EN));
        assert_eq!(vi.difference(&en).collect::<Vec<_>>(), Vec::<&&str>::new(), "only in vi.ftl");
        assert_eq!(en.difference(&vi).collect::<Vec<_>>(), Vec::<&&str>::new(), "only in en.ftl");
        for (lang, source) in [(Lang::VI, VI), (Lang::EN, EN)] {
            let messages = Messages::new(lang);
            assert!(keys(source).iter().all(|key| messages.has(key)), "a message does not parse");
        }
    }

    #[test]
    fn every_message_is_used() {
        let (code, families) = (sayings(), put_together());
        for key in keys(EN) {
            let area = ["problem-", "import-", "care-"].into_iter().find(|area| key.starts_with(area));
            let bare = key.strip_prefix(area.unwrap_or_default()).unwrap_or(key).trim_end_matches("-help");
            let used = code.contains(&format!("\"{key}\""))
                || (area.is_some() && code.contains(&format!("\"{bare}\"")))
                || families.contains(key);
            assert!(used, "{key} is not used");
        }
    }

    #[test]
    fn every_message_that_is_used_exists() {
        let (messages, code) = (Messages::new(Lang::EN), sayings());
        // Any word in quotes that is built as a key is one, other than those that are classes or codes elsewhere.
        for word in code.split('"').skip(1).step_by(2) {
            let shaped = word.split_once('-').is_some_and(|(family, rest)| {
                ["label", "column", "page", "note", "decision", "state", "reason", "outcome"].contains(&family)
                    && !rest.is_empty()
                    && rest.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            });
            assert!(!shaped || messages.has(word), "{word} is said, but is no message");
        }
        for key in put_together() {
            assert!(messages.has(&key), "{key} is put together, but is no message");
        }
    }

    #[test]
    fn plurals_and_money_follow_the_language() {
        let (vi, en) = (Messages::new(Lang::VI), Messages::new(Lang::EN));
        assert_eq!(en.count("label-summary", "records", 1), "1 record");
        assert_eq!(en.count("label-summary", "records", 2), "2 records");
        assert_eq!(vi.count("label-summary", "records", 2), "2 hồ sơ");
        assert_eq!(vi.money(450_000_000_u64, "VND"), "450.000.000 VND");
        assert_eq!(en.money(1_234_u64, "VND"), "1,234 VND");
        assert_eq!((Messages::percent(0.695_f32), Messages::percent(0.695)), ("70%".to_owned(), "70%".to_owned()));
        assert_eq!(en.money(0_u64, "VND"), "0 VND");
        let day = civil::date(2026, 11, 3);
        assert_eq!((vi.date(day), en.date(day)), ("03/11/2026".to_owned(), "3 November 2026".to_owned()));
        assert_eq!((vi.exact_percent(0.641), en.exact_percent(0.641)), ("64,1%".to_owned(), "64.1%".to_owned()));
    }

    #[test]
    fn nothing_from_a_record_steers_a_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\nd"), "a[31mbc d");
        assert_eq!(fill("{a} và {b} {c}", &[("a", "x{b}"), ("b", "y")]), "x{b} và y {c}");
    }
}
