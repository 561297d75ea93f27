//! Tokens of a long text, in as little memory as their vocabulary allows.

use std::ops::Range;

// ANCHOR: engine-tokens
/// The numbers of tokens in a row, each in as many bytes as the largest needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tokens {
    /// Below 256.
    Small(Vec<u8>),
    /// Below 65,536.
    Medium(Vec<u16>),
    /// Any.
    Large(Vec<u32>),
}

impl Tokens {
    /// None yet, and room for `count` tokens of a vocabulary of that size; nothing if
    /// memory has not so much.
    pub fn with_room(vocabulary: usize, count: usize) -> Option<Tokens> {
        let mut tokens = match vocabulary {
            0..=0x100 => Tokens::Small(Vec::new()),
            0x101..=0x1_0000 => Tokens::Medium(Vec::new()),
            _ => Tokens::Large(Vec::new()),
        };
        let room = match &mut tokens {
            Tokens::Small(tokens) => tokens.try_reserve_exact(count),
            Tokens::Medium(tokens) => tokens.try_reserve_exact(count),
            Tokens::Large(tokens) => tokens.try_reserve_exact(count),
        };
        room.ok().map(|()| tokens)
    }

    /// Appends a token, which must be of the vocabulary.
    pub fn push(&mut self, token: u32) {
        match self {
            Tokens::Small(tokens) => tokens.push(token as u8),
            Tokens::Medium(tokens) => tokens.push(token as u16),
            Tokens::Large(tokens) => tokens.push(token),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Tokens::Small(tokens) => tokens.len(),
            Tokens::Medium(tokens) => tokens.len(),
            Tokens::Large(tokens) => tokens.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Cuts off those from `at` on.
    pub fn split_off(&mut self, at: usize) -> Tokens {
        match self {
            Tokens::Small(tokens) => Tokens::Small(tokens.split_off(at)),
            Tokens::Medium(tokens) => Tokens::Medium(tokens.split_off(at)),
            Tokens::Large(tokens) => Tokens::Large(tokens.split_off(at)),
        }
    }

    /// One after the other.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        let (small, medium, large): (&[u8], &[u16], &[u32]) = match self {
            Tokens::Small(tokens) => (tokens, &[], &[]),
            Tokens::Medium(tokens) => (&[], tokens, &[]),
            Tokens::Large(tokens) => (&[], &[], tokens),
        };
        let narrow = small.iter().map(|token| u32::from(*token));
        let wider = medium.iter().map(|token| u32::from(*token));
        narrow.chain(wider).chain(large.iter().copied())
    }

    /// Appends those of a range to a window.
    pub fn copy(&self, range: Range<usize>, window: &mut Vec<u32>) {
        match self {
            Tokens::Small(tokens) => {
                window.extend(tokens[range].iter().map(|token| u32::from(*token)));
            }
            Tokens::Medium(tokens) => {
                window.extend(tokens[range].iter().map(|token| u32::from(*token)));
            }
            Tokens::Large(tokens) => window.extend_from_slice(&tokens[range]),
        }
    }
}

impl From<Vec<u32>> for Tokens {
    fn from(tokens: Vec<u32>) -> Tokens {
        Tokens::Large(tokens)
    }
}
// ANCHOR_END: engine-tokens
