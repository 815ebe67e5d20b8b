//! The index leaves out nothing that could count: comparing with candidates only gives the same matches as comparing with
//! every function.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use dungchung::embedded;
use dungchung::load::limits::Limits;
use dungchung::load::software::Tables;
use dungchung::matching::similarity::{Cuts, Outcome};
use dungchung::matching::{likeness, proposed};

#[test]
fn candidates_are_all_that_can_match() {
    let vocabulary = embedded::vocabulary();
    let (units, sectors) = embedded::tables();
    let catalogue = embedded::catalogue();
    let tables = Tables { units: &units, sectors: &sectors };
    let loaded = dungchung::load::load(&["examples/proposals".into()], tables, &Limits::default());
    assert!(loaded.problems.is_empty());
    let cuts = Cuts { possible: 0.42, same: 0.6, possible_counts: 0.4 };
    let mut pairs = 0;
    for record in &loaded.software {
        for function in proposed(record, &catalogue, &vocabulary) {
            let candidates = catalogue.index.candidates(&function.phrases, &vocabulary);
            let mut number = 0;
            for platform in &catalogue.platforms {
                for offered in &platform.functions {
                    let outcome = cuts.outcome(likeness(&function, offered, &vocabulary));
                    if outcome != Outcome::Different {
                        pairs += 1;
                        assert!(
                            candidates.binary_search(&number).is_ok(),
                            "{:?} ~ {:?} was left out",
                            function.function.name,
                            offered.function.name
                        );
                    }
                    number += 1;
                }
            }
        }
    }
    assert!(pairs > 100, "{pairs}");
}
