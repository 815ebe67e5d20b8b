//! A small fixed generator (xorshift, Marsaglia 2003), so that every evasion is the same on every machine.

/// The generator.
pub struct Random(u64);

impl Random {
    /// Begins at a place that the text decides (FNV-1a), so that no evasion depends on those before it.
    pub fn of(text: &str) -> Random {
        let hash = text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Random(hash | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    /// True in this share (0–1) of the calls.
    pub fn chance(&mut self, share: f32) -> bool {
        (self.next() % 1000) < (share * 1000.0) as u64
    }
}
