//! Words in pieces: byte pair encoding (Sennrich, Haddow and Birch, 2016).

/// Words in pieces, such as those of [`letters`].
pub(crate) type Pieces = Vec<Vec<String>>;

/// Each word in its letters.
pub(crate) fn letters(words: &[&str]) -> Pieces {
    let cut = |word: &&str| word.chars().map(String::from).collect();
    words.iter().map(cut).collect()
}

/// The two pieces that stand side by side most often within a word, and how often. Of
/// equals, those that came first.
pub(crate) fn commonest(words: &Pieces) -> Option<([String; 2], usize)> {
    let mut pairs: Vec<([String; 2], usize)> = Vec::new();
    for word in words {
        for two in word.windows(2) {
            match pairs.iter_mut().find(|(pair, _)| pair == two) {
                Some((_, count)) => *count += 1,
                None => pairs.push(([two[0].clone(), two[1].clone()], 1)),
            }
        }
    }
    pairs.into_iter().rev().max_by_key(|(_, count)| *count)
}

/// Makes one piece of two wherever they stand side by side.
pub(crate) fn merge(words: &mut Pieces, pair: &[String; 2]) {
    for word in words {
        let mut at = 0;
        while at + 1 < word.len() {
            if word[at..at + 2] == *pair {
                let second = word.remove(at + 1);
                word[at] += &second;
            }
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{commonest, letters, merge};

    #[test]
    fn merges_by_hand() {
        let mut words = letters(&["banana", "nab"]);
        // "an" twice and "na" thrice: in "banana" at two places, and in "nab".
        let (pair, count) = commonest(&words).unwrap();
        assert_eq!((pair.concat().as_str(), count), ("na", 3));
        merge(&mut words, &pair);
        assert_eq!(words, [vec!["b", "a", "na", "na"], vec!["na", "b"]]);
        // Three of a kind are one pair and one left over.
        let mut same = letters(&["aaa"]);
        merge(&mut same, &["a".to_owned(), "a".to_owned()]);
        assert_eq!(same, [["aa", "a"]]);
        assert_eq!(commonest(&letters(&["a", "b"])), None);
        // "th" and "he" twice each: the first of them.
        let (pair, count) = commonest(&letters(&["the", "the"])).unwrap();
        assert_eq!((pair.concat().as_str(), count), ("th", 2));
    }
}
