//! Quality on the test set of the labelled data does not fall below these floors. A floor may only be raised; nothing is
//! tuned on this set.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use serde_json::Value;

#[test]
fn quality_on_the_test_set_holds_its_floors() {
    let output = common::run(&[
        "eval",
        "--pairs",
        "tests/quality/pairs-test.tsv",
        "--expected",
        "tests/quality/proposals-test.tsv",
        "--records",
        "tests/quality/proposals/test",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let quality: Value = serde_json::from_slice(&output.stdout).unwrap();
    let at_least = [
        ("/pairs/same/f1", 0.68),
        ("/pairs/auc", 0.87),
        ("/records/verdict_accuracy", 0.87),
        ("/records/platforms/f1", 0.86),
        ("/records/recall_at_1", 0.93),
    ];
    for (what, floor) in at_least {
        let value = quality.pointer(what).and_then(Value::as_f64).unwrap();
        assert!(value >= floor, "{what} is {value}, the floor is {floor}");
    }
    let blocked = quality.pointer("/records/clear_blocked").and_then(Value::as_f64).unwrap();
    assert!(blocked <= 0.03, "{blocked} of the clear records are blocked");
}
