//! How long it takes to understand a phrase and to compare two: `cargo bench --bench phrases`. Each round takes the Vietnamese
//! functions of the embedded catalogue; the time of one phrase or pair is the time of a round by its number of items, which is
//! what the items a second say.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use dungchung::embedded;
use dungchung::matching::similarity::similarity;
use dungchung::record::Lang;
use dungchung::text::analyse;

fn main() {
    divan::main();
}

/// The functions of the catalogue, in Vietnamese.
fn phrases() -> Vec<String> {
    let catalogue = embedded::catalogue();
    let functions = catalogue.platforms.iter().flat_map(|p| &p.functions);
    functions.map(|f| f.function.name.in_lang(Lang::VI).to_owned()).collect()
}

#[divan::bench]
fn analyse_phrases(bencher: Bencher<'_, '_>) {
    let (vocabulary, phrases) = (embedded::vocabulary(), phrases());
    bencher.counter(ItemsCount::new(phrases.len())).bench_local(|| {
        for phrase in &phrases {
            black_box(analyse(black_box(phrase), &vocabulary));
        }
    });
}

/// Pairs as they come: most have nothing in common, as in a search through a catalogue.
#[divan::bench]
fn compare_any_two(bencher: Bencher<'_, '_>) {
    let vocabulary = embedded::vocabulary();
    let phrases: Vec<_> = phrases().iter().map(|p| analyse(p, &vocabulary)).collect();
    let pairs: Vec<(usize, usize)> = (0..phrases.len()).map(|n| (n, (n * 31 + 7) % phrases.len())).collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench_local(|| {
        for (a, b) in &pairs {
            black_box(similarity(&phrases[*a], &phrases[*b], &vocabulary));
        }
    });
}

/// Pairs that the index yields: they share a topic.
#[divan::bench]
fn compare_candidates(bencher: Bencher<'_, '_>) {
    let (vocabulary, catalogue) = (embedded::vocabulary(), embedded::catalogue());
    let phrases: Vec<_> = phrases().iter().map(|p| analyse(p, &vocabulary)).collect();
    let candidates = |n: usize| catalogue.index.candidates(std::slice::from_ref(&phrases[n]), &vocabulary);
    let pairs: Vec<(usize, usize)> =
        (0..phrases.len()).step_by(10).flat_map(|n| candidates(n).into_iter().map(move |m| (n, m as usize))).collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench_local(|| {
        for (a, b) in &pairs {
            black_box(similarity(&phrases[*a], &phrases[*b], &vocabulary));
        }
    });
}
