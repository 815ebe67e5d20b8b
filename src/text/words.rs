//! A table of words that needs no building at start: the words in one text, and a hash table over them laid out flat.

use serde::{Deserialize, Serialize};

use super::flat::Numbers;

/// Words and their numbers.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Words {
    /// All words, one after the other.
    text: String,
    /// Where each word ends in `text`.
    ends: Numbers,
    /// Open addressing: number of a word plus one, or 0; a power of two of them, at most half taken.
    slots: Numbers,
}

impl Words {
    /// The number of `word`, if it is known.
    #[must_use]
    pub fn find(&self, word: &str) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut slot = self.home(word);
        loop {
            let number = self.slots.at(slot).checked_sub(1)?;
            if self.word(number) == word {
                return Some(number);
            }
            slot = (slot + 1) % self.slots.len();
        }
    }

    /// The number of `word`, which is added if it is new.
    pub fn add(&mut self, word: &str) -> u32 {
        if let Some(number) = self.find(word) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(word);
        self.ends.built().push(self.text.len() as u32);
        if self.ends.len() * 2 > self.slots.len() {
            self.slots = Numbers::Built(vec![0; (self.ends.len() * 4).next_power_of_two()]);
            (0..self.ends.len() as u32).for_each(|n| self.place(n));
        } else {
            self.place(number);
        }
        number
    }

    fn word(&self, number: u32) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends.at(before as usize));
        &self.text[start as usize..self.ends.at(number as usize) as usize]
    }

    fn place(&mut self, number: u32) {
        let mut slot = self.home(self.word(number));
        while self.slots.at(slot) != 0 {
            slot = (slot + 1) % self.slots.len();
        }
        self.slots.built()[slot] = number + 1;
    }

    /// FNV-1a: the table is written on one machine and read on another, so the hash must be the same on both.
    fn home(&self, word: &str) -> usize {
        let hash = word
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        (hash % self.slots.len() as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers() {
        let mut words = Words::default();
        let all: Vec<String> = (0..1000).map(|n| format!("từ{n}")).collect();
        for (n, word) in all.iter().enumerate() {
            assert_eq!(words.find(word), None);
            assert_eq!(words.add(word) as usize, n);
        }
        for (n, word) in all.iter().enumerate() {
            assert_eq!(words.add(word) as usize, n);
            assert_eq!(words.find(word), Some(n as u32));
        }
        assert_eq!(words.find(""), None);
    }
}
