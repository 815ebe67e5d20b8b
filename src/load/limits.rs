//! What reading may cost. A file that asks for more is refused with its place and the limit, never read in part.

/// Functions that one record may list, unless a user says otherwise.
pub const MOST_FUNCTIONS: usize = 500;
/// Characters of one function, name or objective, unless a user says otherwise.
pub const LONGEST_PHRASE: usize = 1000;

/// The most that is read. Each has a name by which a user can set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: usize,
    /// Documents of a file.
    pub documents: usize,
    /// Levels of nesting.
    pub depth: usize,
    /// Values of a document.
    pub nodes: usize,
    /// Entries of a mapping.
    pub keys: usize,
    /// Languages of a text.
    pub languages: usize,
    /// Functions of a record.
    pub functions: usize,
    /// Characters of a function, a name or an objective.
    pub phrase: usize,
    /// Characters of any other value.
    pub text: usize,
    /// Records of a run.
    pub records: usize,
    /// Mistakes that a run names. Who made that many does not need the next one.
    pub mistakes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            bytes: 16 << 20,
            documents: 100_000,
            depth: 32,
            nodes: 200_000,
            keys: 256,
            languages: 10,
            functions: MOST_FUNCTIONS,
            phrase: LONGEST_PHRASE,
            text: 10_000,
            records: 100_000,
            mistakes: 10_000,
        }
    }
}

impl Limits {
    /// For catalogues, portfolios and what else one person keeps in one large file.
    #[must_use]
    pub fn large() -> Limits {
        Limits { bytes: 1 << 30, documents: 1_000_000, records: 1_000_000, ..Limits::default() }
    }
}

/// A limit that a user may set.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it can be: more would not fit into what places are counted with, or into the stack; each key is held against those
    /// before it.
    pub range: (usize, usize),
    set: fn(&mut Limits, usize),
}

/// Every limit by name.
pub const LIMITS: [Limit; 11] = [
    Limit { name: "bytes", range: (1, u32::MAX as usize), set: |l, n| l.bytes = n },
    Limit { name: "documents", range: (1, u32::MAX as usize), set: |l, n| l.documents = n },
    Limit { name: "depth", range: (1, 128), set: |l, n| l.depth = n },
    Limit { name: "values", range: (1, u32::MAX as usize), set: |l, n| l.nodes = n },
    Limit { name: "keys", range: (1, 10_000), set: |l, n| l.keys = n },
    Limit { name: "languages", range: (1, 26 * 26), set: |l, n| l.languages = n },
    Limit { name: "functions", range: (1, u32::MAX as usize), set: |l, n| l.functions = n },
    Limit { name: "phrase", range: (1, u32::MAX as usize), set: |l, n| l.phrase = n },
    Limit { name: "text", range: (1, u32::MAX as usize), set: |l, n| l.text = n },
    Limit { name: "records", range: (1, u32::MAX as usize), set: |l, n| l.records = n },
    Limit { name: "mistakes", range: (1, u32::MAX as usize), set: |l, n| l.mistakes = n },
];

impl Limit {
    /// The limit of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Limit> {
        LIMITS.into_iter().find(|limit| limit.name == name)
    }

    /// Sets it to a value within its range; `false` for any other, which changes nothing.
    pub fn set(&self, limits: &mut Limits, value: usize) -> bool {
        let fits = (self.range.0..=self.range.1).contains(&value);
        if fits {
            (self.set)(limits, value);
        }
        fits
    }
}
