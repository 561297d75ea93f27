//! What of a sample stands word for word in the text that its model learned from.

use std::collections::BTreeMap;

// ANCHOR: verbatim
/// So many characters in a row are not the same by chance.
pub const VERBATIM: usize = 20;

/// The stretches of at least [`VERBATIM`] characters of a sample that stand word for word
/// in a text, each as its first character and the one behind its last, counted from 0.
/// The longest is found first; of another that reaches into it, what is left counts if it
/// is long enough still. In the order of the sample.
pub fn verbatim(
    sample: &str,
    text: impl Iterator<Item = char>,
) -> Vec<(usize, usize)> {
    let longest = longest_endings(sample, text);
    let mut ends: Vec<usize> = (0..longest.len()).collect();
    ends.sort_by_key(|&at| std::cmp::Reverse(longest[at]));
    let mut taken = vec![false; longest.len()];
    let mut stretches = Vec::new();
    for last in ends {
        let end = last + 1;
        let own = taken[end - longest[last]..end].iter().rev();
        let count = own.take_while(|is_taken| !**is_taken).count();
        if count >= VERBATIM {
            taken[end - count..end].fill(true);
            stretches.push((end - count, end));
        }
    }
    stretches.sort_unstable();
    stretches
}
// ANCHOR_END: verbatim

/// For each character of the sample: how long is the longest stretch that ends with it
/// and stands in the text? The text is read once, whatever its length.
fn longest_endings(sample: &str, text: impl Iterator<Item = char>) -> Vec<usize> {
    let mut automaton = Automaton::default();
    let ends: Vec<usize> = sample.chars().map(|c| automaton.push(c)).collect();
    let found = automaton.read(text);
    let longest = |mut state: usize| {
        // A stretch that was not found may end with one that was.
        while found[state] == 0 && state != 0 {
            state = automaton.states[state].link;
        }
        found[state]
    };
    ends.into_iter().map(longest).collect()
}

// ANCHOR: suffix-automaton
/// All stretches of a sample, in no more states than twice its characters: a suffix
/// automaton (Blumer and others, 1985). A state stands for stretches that end at the same
/// places.
struct Automaton {
    states: Vec<State>,
    last: usize,
}

#[derive(Clone, Default)]
struct State {
    /// The longest of its stretches.
    length: usize,
    /// The state of the longest of their endings that also ends elsewhere.
    link: usize,
    next: BTreeMap<char, usize>,
}

impl Default for Automaton {
    fn default() -> Automaton {
        Automaton { states: vec![State::default()], last: 0 }
    }
}

impl Automaton {
    /// Appends a character, and gives the state of the whole sample so far.
    fn push(&mut self, c: char) -> usize {
        let new = self.states.len();
        let length = self.states[self.last].length + 1;
        self.states.push(State { length, ..State::default() });
        let mut state = Some(std::mem::replace(&mut self.last, new));
        while let Some(at) =
            state.filter(|at| !self.states[*at].next.contains_key(&c))
        {
            self.states[at].next.insert(c, new);
            state = self.shorter(at);
        }
        if let Some(at) = state {
            self.states[new].link = self.ending(at, c);
        }
        new
    }

    /// The state that stands for what leads from `at` with `c` and for nothing longer.
    fn ending(&mut self, at: usize, c: char) -> usize {
        let whole = self.states[at].next[&c];
        let length = self.states[at].length + 1;
        if self.states[whole].length == length {
            return whole;
        }
        let part = self.states.len();
        self.states.push(State { length, ..self.states[whole].clone() });
        self.states[whole].link = part;
        let mut state = Some(at);
        while let Some(at) =
            state.filter(|at| self.states[*at].next.get(&c) == Some(&whole))
        {
            self.states[at].next.insert(c, part);
            state = self.shorter(at);
        }
        part
    }

    fn shorter(&self, state: usize) -> Option<usize> {
        (state != 0).then(|| self.states[state].link)
    }

    /// For each state: the longest of its stretches that stands in the text, or 0.
    fn read(&self, text: impl Iterator<Item = char>) -> Vec<usize> {
        let mut found = vec![0; self.states.len()];
        let (mut state, mut length) = (0, 0);
        for c in text {
            loop {
                if let Some(next) = self.states[state].next.get(&c) {
                    (state, length) = (*next, length + 1);
                    break;
                }
                let Some(shorter) = self.shorter(state) else {
                    length = 0;
                    break;
                };
                (state, length) = (shorter, self.states[shorter].length);
            }
            found[state] = found[state].max(length);
        }
        // What stands there, stands there with all its endings.
        let mut longest_first: Vec<usize> = (1..self.states.len()).collect();
        longest_first.sort_by_key(|&at| std::cmp::Reverse(self.states[at].length));
        for state in longest_first {
            let State { link, .. } = self.states[state];
            if found[state] > 0 {
                found[link] = self.states[link].length;
            }
        }
        found
    }
}
// ANCHOR_END: suffix-automaton
