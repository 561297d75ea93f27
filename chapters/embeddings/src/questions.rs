//! Pairs of words that differ alike, by kind: the first is to the second as another
//! first to its second.

use ndarray::Array2;
use neurons::least_lead;

use crate::{EmbeddingError, Neighbour, WordVectors};

/// By how much a best answer leads over the next one at least, in cosine: among all
/// questions of the table of kinds, answered in each of its three ways.
///
/// # Errors
/// If a word has no vector.
pub fn least_lead_of_answers(vectors: &WordVectors) -> Result<f64, EmbeddingError> {
    let mut cosines = Vec::new();
    for kind in &KINDS {
        for [c, _] in kind.pairs() {
            let near = vectors.neighbours(c, 4)?;
            for [a, b] in kind.pairs().into_iter().filter(|[a, _]| *a != c) {
                let sum = vectors.moved([a, b, c])?; // (d_model)
                let all = vectors.nearest(sum.view(), &[], 2)?;
                let others = vectors.analogy([a, b, c], 2)?;
                let asked = [a, b].map(|word| vectors.vocabulary().id(word));
                let mut alone = near.clone();
                alone.retain(|near| !asked.contains(&Some(near.id)));
                for ranked in [all, others, alone] {
                    cosines.push([ranked[0].cosine, ranked[1].cosine]);
                }
            }
        }
    }
    Ok(least_lead(&Array2::from(cosines))) // of (answers, 2)
}

/// How many questions of a kind are answered rightly, in three ways.
#[derive(Debug, Default)]
pub(crate) struct Hits {
    pub questions: usize,
    /// By b − a + c, if the words of the question are no answers.
    pub struck: usize,
    /// By b − a + c, if they are.
    pub allowed: usize,
    /// By c alone, if the words of the question are no answers.
    pub alone: usize,
    /// Both by b − a + c and by c alone, if the words of the question are no answers.
    pub both: usize,
}

impl Hits {
    /// Asks about each pair with as many of the next pairs.
    pub(crate) fn of(
        vectors: &WordVectors,
        kind: &Kind,
        others: usize,
    ) -> Result<Hits, EmbeddingError> {
        let id = |word: &str| vectors.vocabulary().id(word);
        let mut pairs = kind.pairs();
        pairs.retain(|pair| pair.iter().all(|word| id(word).is_some()));
        let mut near = Vec::new();
        for [c, _] in &pairs {
            near.push(vectors.nearest(vectors.vector(c)?, &[], 4).ok());
        }
        let mut hits = Hits::default();
        for (place, [a, b]) in pairs.iter().enumerate() {
            let next = pairs.iter().zip(&near).cycle().skip(place + 1);
            for ([c, d], near) in next.take(others.min(pairs.len() - 1)) {
                let sum = vectors.moved([a, b, c])?; // (d_model)
                let (Ok(ranked), Some(near)) =
                    (vectors.nearest(sum.view(), &[], 4), near)
                else {
                    continue; // the sum or the word has no direction
                };
                let asked = [a, b, c].map(|word| id(word));
                let first_other = |ranked: &[Neighbour]| {
                    let mut ids = ranked.iter().map(|near| Some(near.id));
                    ids.find(|id| !asked.contains(id))
                };
                hits.questions += 1;
                let is_struck = first_other(&ranked) == Some(id(d));
                let is_alone = first_other(near) == Some(id(d));
                hits.struck += usize::from(is_struck);
                hits.allowed += usize::from(Some(ranked[0].id) == id(d));
                hits.alone += usize::from(is_alone);
                hits.both += usize::from(is_struck && is_alone);
            }
        }
        Ok(hits)
    }
}

/// A kind of analogy, with pairs of words.
pub(crate) struct Kind {
    pub name: &'static str,
    /// Pairs, separated by commas.
    pairs: &'static str,
}

impl Kind {
    /// The pairs.
    pub(crate) fn pairs(&self) -> Vec<[&'static str; 2]> {
        let pair = |text: &'static str| {
            let mut words = text.split_whitespace();
            [words.next().unwrap_or_default(), words.next().unwrap_or_default()]
        };
        self.pairs.split(',').map(pair).collect()
    }
}

pub(crate) const KINDS: [Kind; 9] = [
    Kind {
        name: "capital of a country",
        pairs: "china beijing, iraq baghdad, russia moscow, japan tokyo, germany \
            berlin, france paris, england london, iran tehran, italy rome, \
            spain madrid, egypt cairo, greece athens, syria damascus, turkey \
            ankara, cuba havana, austria vienna, belgium brussels, poland \
            warsaw, denmark copenhagen, sweden stockholm, finland helsinki, \
            norway oslo, hungary budapest, romania bucharest, bulgaria sofia, \
            portugal lisbon, ireland dublin, switzerland bern, ukraine kiev, \
            thailand bangkok, vietnam hanoi, kenya nairobi, canada ottawa, \
            australia canberra",
    },
    Kind {
        name: "china, chinese",
        pairs: "china chinese, iraq iraqi, russia russian, japan japanese, germany \
            german, france french, england english, iran iranian, italy \
            italian, spain spanish, egypt egyptian, greece greek, turkey \
            turkish, cuba cuban, austria austrian, belgium belgian, poland \
            polish, denmark danish, sweden swedish, finland finnish, norway \
            norwegian, hungary hungarian, portugal portuguese, ireland irish, \
            switzerland swiss, thailand thai, vietnam vietnamese, canada \
            canadian, australia australian, india indian, israel israeli, korea \
            korean",
    },
    Kind {
        name: "the other gender",
        pairs: "man woman, king queen, prince princess, boy girl, son daughter, \
            brother sister, father mother, grandfather grandmother, grandson \
            granddaughter, nephew niece, uncle aunt, husband wife, actor \
            actress, emperor empress, duke duchess, hero heroine, waiter \
            waitress, host hostess, widower widow, groom bride, sir madam, \
            gentleman lady, he she, his her",
    },
    Kind {
        name: "one and many",
        pairs: "animal animals, bird birds, boy boys, girl girls, car cars, \
            country countries, cat cats, dog dogs, cow cows, pig pigs, horse horses, \
            tree trees, eye eyes, flower flowers, apple apples, egg eggs, mouse \
            mice, tooth teeth, foot feet, child children, man men, woman women, \
            student students, school schools, word words, book books, game \
            games, player players, city cities, company companies, week weeks, \
            year years",
    },
    Kind {
        name: "big, bigger",
        pairs: "big bigger, small smaller, large larger, great greater, high \
            higher, low lower, long longer, short shorter, strong stronger, \
            weak weaker, old older, young younger, new newer, cold colder, warm \
            warmer, hot hotter, fast faster, slow slower, rich richer, poor \
            poorer, cheap cheaper, safe safer, easy easier, hard harder, tall \
            taller, wide wider, deep deeper, dark darker, bright brighter, loud \
            louder, good better, bad worse",
    },
    Kind {
        name: "big, biggest",
        pairs: "big biggest, small smallest, large largest, great greatest, high \
            highest, low lowest, long longest, short shortest, strong \
            strongest, weak weakest, old oldest, young youngest, new newest, \
            cold coldest, warm warmest, hot hottest, fast fastest, slow \
            slowest, rich richest, poor poorest, cheap cheapest, safe safest, \
            easy easiest, hard hardest, tall tallest, wide widest, deep \
            deepest, dark darkest, bright brightest, loud loudest, good best, \
            bad worst",
    },
    Kind {
        name: "walk, walked",
        pairs: "write wrote, speak spoke, run ran, play played, walk walked, eat \
            ate, drink drank, see saw, know knew, think thought, say said, make \
            made, take took, give gave, find found, buy bought, sell sold, swim \
            swam, sing sang, dance danced, jump jumped, fly flew, fall fell, \
            sit sat, sleep slept, teach taught, learn learned, drive drove, \
            bring brought, begin began, go went, come came, talk talked, work \
            worked, look looked, call called",
    },
    Kind {
        name: "walk, walks",
        pairs: "write writes, speak speaks, run runs, play plays, walk walks, eat \
            eats, drink drinks, see sees, know knows, think thinks, say says, \
            make makes, take takes, give gives, find finds, buy buys, sell \
            sells, swim swims, sing sings, dance dances, jump jumps, fly flies, \
            fall falls, sit sits, sleep sleeps, teach teaches, learn learns, \
            drive drives, bring brings, begin begins, go goes, come comes, talk \
            talks, work works, look looks, call calls",
    },
    Kind {
        name: "walk, walking",
        pairs: "write writing, speak speaking, run running, play playing, walk \
            walking, eat eating, drink drinking, see seeing, know knowing, \
            think thinking, say saying, make making, take taking, give giving, \
            find finding, buy buying, sell selling, swim swimming, sing \
            singing, dance dancing, jump jumping, fly flying, fall falling, sit \
            sitting, sleep sleeping, teach teaching, learn learning, drive \
            driving, bring bringing, begin beginning, go going, come coming, \
            talk talking, work working, look looking, call calling",
    },
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use ndarray::Axis;

    use super::{Hits, KINDS};
    use crate::glove::{book_vectors, parse};

    /// King and queen for man and woman, and back. By the arrow both are right. With
    /// all words allowed, the first sum, (8, 1), is nearest to king itself. Without
    /// the arrow, "street" is nearer to king, and "house" to man.
    #[test]
    fn hits_by_hand() {
        let text = "man 2 1\nwoman 2 2\nking 8 0\nqueen 4 1.25\nstreet 9 -1\n\
            house 4 2.2\n";
        let vectors = parse(text.as_bytes(), Path::new("hand.txt")).unwrap();
        let hits = Hits::of(&vectors, &KINDS[2], usize::MAX).unwrap();
        let Hits { questions, struck, allowed, alone, both } = hits;
        assert_eq!([questions, struck, allowed, alone, both], [2, 2, 1, 0, 0]);
        // A queen so near to the king is found both ways. The sum for "man" is nearer
        // to "house" than to "woman", as "man" is alone.
        let text = "man 2 1\nwoman 2 2\nking 8 0\nqueen 8 0.5\nstreet 9 -1\n\
            house 4 2.4\n";
        let vectors = parse(text.as_bytes(), Path::new("hand.txt")).unwrap();
        let hits = Hits::of(&vectors, &KINDS[2], usize::MAX).unwrap();
        assert_eq!([hits.struck, hits.alone, hits.both], [1, 1, 1]);
    }

    /// How many capitals an arrow finds, and how many arrows a capital, with nothing
    /// but products of rows.
    #[test]
    fn some_capitals_are_found_by_few_arrows() {
        let vectors = book_vectors().unwrap();
        let rows = &vectors.embedding().weights; // (2000, 50)
        let lengths = rows.map_axis(Axis(1), |row| row.dot(&row).sqrt()); // (2000)
        let id = |word: &str| vectors.vocabulary().id(word).unwrap();
        let finds = |[a, b]: [&str; 2], [c, d]: [&str; 2]| {
            let [a, b, c] = [a, b, c].map(id);
            let sum = &rows.row(b) - &rows.row(a) + rows.row(c); // (50)
            let mut scores = rows.dot(&sum) / &lengths; // (2000)
            for struck in [a, b, c] {
                scores[struck] = f64::NEG_INFINITY;
            }
            scores[id(d)] == scores.fold(f64::NEG_INFINITY, |most, &x| most.max(x))
        };
        let pairs = KINDS[0].pairs();
        let arrows = |capital: &str| {
            let (asked, others): (Vec<_>, Vec<_>) =
                pairs.iter().partition(|pair| pair[1] == capital);
            others.into_iter().filter(|&&arrow| finds(arrow, *asked[0])).count()
        };
        assert_eq!(pairs.len(), 34);
        let found = ["berlin", "ottawa", "copenhagen", "bern"].map(arrows);
        assert_eq!(found, [31, 12, 18, 9]);
        let paris = ["france", "paris"];
        let others = pairs.iter().filter(|&&pair| pair != paris);
        assert_eq!(others.filter(|&&pair| finds(paris, pair)).count(), 27);
    }
}
