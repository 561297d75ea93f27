//! A seal on what the judge says: whoever does not know its word cannot change a letter.
//!
//! It is the polynomial hash of Carter and Wegman (*New hash functions and their use in
//! authentication and set equality*, 1981): the text is a polynomial over a prime field, its
//! seal the value at a secret place plus a secret number. A word serves one text.

/// The field has as many numbers as this prime, 2⁶¹ − 1.
const PRIME: u128 = (1 << 61) - 1;
/// Bytes of a coefficient, less than the prime.
const BYTES: usize = 7;

/// What seals a text.
pub(crate) struct Seal {
    place: u128,
    added: u128,
}

impl Seal {
    /// The seal of a word of 32 hexadecimal digits.
    pub(crate) fn new(word: &str) -> Option<Self> {
        let number = u128::from_str_radix(word, 16).ok()?;
        let (first, second) = (number >> 64, number & u128::from(u64::MAX));
        Some(Self { place: first % PRIME, added: second % PRIME })
    }

    /// The seal of a text.
    pub(crate) fn of(&self, text: &str) -> String {
        let coefficients = text.as_bytes().chunks(BYTES).map(|bytes| {
            bytes.iter().fold(0, |sum, byte| sum << 8 | u128::from(*byte))
        });
        // Its length tells a text from one with zeros in front of its last bytes.
        let coefficients = coefficients.chain([text.len() as u128]);
        let value = coefficients
            .fold(0, |value, next| (value + next) % PRIME * self.place % PRIME);
        format!("{:016x}", (value + self.added) % PRIME)
    }
}

#[cfg(test)]
mod tests {
    use super::Seal;

    #[test]
    fn each_letter_counts_and_so_does_the_word() {
        let word = "0123456789abcdef0f1e2d3c4b5a6978";
        let seal = Seal::new(word).unwrap();
        let text = "wrong\nsrc/check.rs\nno-root\n- it is 2";
        let mut seals: Vec<_> = (0..text.len())
            .map(|at| {
                let mut bytes = text.as_bytes().to_vec();
                bytes[at] ^= 1;
                seal.of(std::str::from_utf8(&bytes).unwrap())
            })
            .collect();
        seals.extend(["", "\0", "\0\0", text].map(|text| seal.of(text)));
        seals.push(Seal::new(&word.replace("0f1e", "0f1f")).unwrap().of(text));
        seals.push(Seal::new(&word.replace("0123", "0124")).unwrap().of(text));
        let count = seals.len();
        seals.sort();
        seals.dedup();
        assert_eq!(seals.len(), count);
        assert!(Seal::new("no word").is_none());
    }

    #[test]
    fn the_value_is_that_of_the_polynomial() {
        // At the place 2, plus 3: "a" is 97, of length 1: (97 · 2 + 1) · 2 + 3.
        let seal = Seal { place: 2, added: 3 };
        assert_eq!(seal.of("a"), format!("{:016x}", (97 * 2 + 1) * 2 + 3));
    }
}
