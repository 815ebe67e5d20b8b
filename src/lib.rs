//! dungchung asks one question before public money is spent: does a shared platform already do this, for these
//! people, in this place? See `ARCHITECTURE.md` for the way of a proposal through the modules.

pub mod audit;
pub mod care;
pub mod cli;
pub mod embedded;
pub mod exchange;
pub mod load;
pub mod matching;
pub mod policy;
pub mod quality;
pub mod record;
pub mod report;
pub mod text;
