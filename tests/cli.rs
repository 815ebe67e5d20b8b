//! Whole runs with their expected output: the cases in `tests/cases` and the commands of the README.

#[test]
fn cases() {
    trycmd::TestCases::new()
        .env("COLUMNS", "80")
        .env("LANG", "C")
        .env("GITHUB_ACTIONS", "")
        .case("tests/cases/*.trycmd")
        .case("README.md");
}
