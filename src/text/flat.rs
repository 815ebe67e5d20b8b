//! Numbers laid out flat, which need no decoding: a program reads those that it carries where they lie in its own file.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A list of numbers, built in memory or stored as four bytes each, least significant first.
#[derive(Debug)]
pub enum Numbers {
    /// In memory.
    Built(Vec<u32>),
    /// In the program.
    Stored(&'static [u8]),
}

const SIZE: usize = size_of::<u32>();

impl Numbers {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Numbers::Built(numbers) => numbers.len(),
            Numbers::Stored(bytes) => bytes.len() / SIZE,
        }
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number at a place.
    ///
    /// # Panics
    /// Where there is none.
    #[must_use]
    pub fn at(&self, place: usize) -> u32 {
        match self {
            Numbers::Built(numbers) => numbers[place],
            Numbers::Stored(bytes) => {
                let bytes = &bytes[place * SIZE..][..SIZE];
                u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
            }
        }
    }

    /// The places `from[n]..from[n + 1]` of another list, where this one says how lists follow each other.
    #[must_use]
    pub fn range(&self, n: u32) -> std::ops::Range<usize> {
        self.at(n as usize) as usize..self.at(n as usize + 1) as usize
    }

    /// Where in the ascending numbers of `places` a number stands.
    #[must_use]
    pub fn search(&self, places: std::ops::Range<usize>, number: u32) -> Option<usize> {
        let start = places.start;
        let found = match self {
            Numbers::Built(numbers) => numbers[places].binary_search(&number),
            Numbers::Stored(bytes) => {
                let (numbers, _) = bytes[places.start * SIZE..places.end * SIZE].as_chunks::<SIZE>();
                numbers.binary_search_by_key(&number, |bytes| u32::from_le_bytes(*bytes))
            }
        };
        found.ok().map(|place| start + place)
    }

    /// In memory, to be changed.
    pub fn built(&mut self) -> &mut Vec<u32> {
        if let Numbers::Stored(_) = self {
            *self = Numbers::Built((0..self.len()).map(|place| self.at(place)).collect());
        }
        match self {
            Numbers::Built(numbers) => numbers,
            Numbers::Stored(_) => unreachable!("built above"),
        }
    }
}

impl Default for Numbers {
    fn default() -> Self {
        Numbers::Built(Vec::new())
    }
}

impl FromIterator<u32> for Numbers {
    fn from_iter<T: IntoIterator<Item = u32>>(numbers: T) -> Self {
        Numbers::Built(numbers.into_iter().collect())
    }
}

impl Serialize for Numbers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = (0..self.len()).flat_map(|place| self.at(place).to_le_bytes()).collect();
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de: 'static> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Stored;
        impl<'de: 'static> Visitor<'de> for Stored {
            type Value = Numbers;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("bytes, four a number")
            }

            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Numbers, E> {
                if bytes.len().is_multiple_of(SIZE) {
                    Ok(Numbers::Stored(bytes))
                } else {
                    Err(E::invalid_length(bytes.len(), &self))
                }
            }
        }
        deserializer.deserialize_bytes(Stored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_numbers_are_those_that_were_built() {
        let built: Numbers = [3, 5, 700_000, u32::MAX].into_iter().collect();
        let bytes: &'static [u8] = postcard::to_stdvec(&built).unwrap().leak();
        let stored: Numbers = postcard::from_bytes(bytes).unwrap();
        assert!(matches!(stored, Numbers::Stored(_)));
        for numbers in [&built, &stored] {
            assert_eq!((0..numbers.len()).map(|n| numbers.at(n)).collect::<Vec<_>>(), [3, 5, 700_000, u32::MAX]);
            assert_eq!(numbers.search(0..4, 700_000), Some(2));
            assert_eq!(numbers.search(0..4, 4), None);
            assert_eq!(numbers.search(1..2, 700_000), None);
        }
    }
}
