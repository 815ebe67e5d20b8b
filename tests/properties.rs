//! What must hold for any input: similarity is symmetric and between 0 and 1, a phrase is like itself, and reading text
//! never fails; and how words and clauses are told apart.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::LazyLock;

use dungchung::embedded;
use dungchung::matching::similarity::similarity;
use dungchung::text::disguise::{Disguise, find};
use dungchung::text::normal::tokens;
use dungchung::text::vocabulary::Vocabulary;
use dungchung::text::{Phrase, analyse, clauses};
use proptest::prelude::*;

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(embedded::vocabulary);

/// Phrases of the labelled data and words put together at random.
fn phrase() -> impl Strategy<Value = String> {
    static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let text = std::fs::read_to_string("tests/quality/pairs-dev.tsv").unwrap();
        text.lines().skip(1).flat_map(|l| l.split('\t').take(2)).map(str::to_owned).collect()
    });
    prop_oneof![
        (0..WORDS.len()).prop_map(|n| WORDS[n].clone()),
        (0..WORDS.len(), 0..WORDS.len()).prop_map(|(a, b)| format!("{}, {}", WORDS[a], WORDS[b])),
        "\\PC{0,60}",
    ]
}

proptest! {
    #[test]
    fn similarity_is_symmetric_and_bounded(a in phrase(), b in phrase()) {
        let (x, y): (Phrase, Phrase) = (analyse(&a, &VOCABULARY), analyse(&b, &VOCABULARY));
        let (there, back) = (similarity(&x, &y, &VOCABULARY), similarity(&y, &x, &VOCABULARY));
        prop_assert_eq!(there.to_bits(), back.to_bits(), "{} / {}", a, b);
        prop_assert!((0.0..=1.0).contains(&there), "{there}: {a} / {b}");
    }

    #[test]
    fn a_phrase_with_a_topic_is_like_itself(a in phrase()) {
        let x = analyse(&a, &VOCABULARY);
        if x.has_topic {
            prop_assert!(similarity(&x, &x, &VOCABULARY) > 0.99, "{a}");
        }
    }

    #[test]
    fn forms_are_forms_of_themselves(a in phrase()) {
        for token in tokens(&a) {
            let again: Vec<String> = tokens(&token.form).into_iter().map(|t| t.form).collect();
            prop_assert_eq!(again, vec![token.form]);
        }
    }
}

#[test]
fn words_that_cannot_be_written_are_found() {
    let broken = |text: &str| find(text, &VOCABULARY).0.iter().filter(|p| p.how == Disguise::Broken).count();
    for text in [
        "Tiếp nhận, giải quyết hồ sơ; khuya, giường, xoong, thuở, gì, ở, ý, quý, quốc, nghiêng, khuếch",
        "Thường trực an ninh mạng, phòng a, phục vụ e-mail",
    ] {
        assert_eq!(broken(text), 0, "{:?}", find(text, &VOCABULARY));
    }
    // Without diacritics, cut in two, a stop that no such tone goes with.
    for (text, count) in [("Tiếp nhan nguoi duong", 2), ("vă n bả n đế n", 4), ("các bàc sĩ", 1), ("xin n g hỏi", 2)]
    {
        assert_eq!(broken(text), count, "{text}: {:?}", find(text, &VOCABULARY));
    }
}

#[test]
fn clauses_end_at_marks_and_at_joining_words() {
    for (text, expected) in [
        ("Máy quét: tiếp nhận văn bản, phục vụ lãnh đạo", ["Máy quét", "tiếp nhận văn bản", "lãnh đạo"].as_slice()),
        ("Tra cứu hồ sơ và văn bản", &["Tra cứu hồ sơ", "văn bản"]),
        ("nhằm; để", &[]),
        ("Receive files together with letters", &["Receive files", "letters"]),
    ] {
        assert_eq!(clauses(text, &VOCABULARY), expected);
    }
}
