//! States that nobody chose, for proofs that none breaks a figure.

use std::collections::BTreeMap;

use page::live::{About, Kind, Scale};
use rand::seq::IndexedRandom as _;
use rand::{Rng, RngExt as _};

/// What readers paste that was meant for something else.
const RUBBISH: [&str; 12] = [
    "",
    " ",
    "a,b\n1,2\n",
    "x,y,class\n1,2,0\n2,1,1\n3,3,0\n0,1,1\n",
    "1;2;3\n4;5;6",
    "\u{feff}0.1\t0.2\tyes\r\n0.3\t0.4\tno\r\n",
    "nan,inf,1\n-inf,1e999,2\n",
    "\"unclosed,1,2\n",
    "👩‍👩‍👧 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﷽",
    "\0\0\0",
    "queen",
    "0,0,0,0,0,0,0,0,0,0\n1,1,1,1,1,1,1,1,1,1",
];

/// A state within the limits of the controls, at random.
pub fn random_state(about: &About, rng: &mut impl Rng) -> BTreeMap<String, String> {
    let controls = about.controls.iter();
    let value = |kind: &Kind, rng: &mut _| value(kind, rng);
    controls.map(|c| (c.name.clone(), value(&c.kind, rng))).collect()
}

fn value(kind: &Kind, rng: &mut impl Rng) -> String {
    match kind {
        Kind::Slider { scale: Scale::Stops(stops), .. } if rng.random() => {
            stops.choose(rng).copied().unwrap_or_default().to_string()
        }
        Kind::Slider { scale, .. } => {
            let (from, to) = scale.ends();
            match rng.random_range(0..8) {
                0 => from,
                1 => to,
                _ => rng.random_range(from..=to),
            }
            .to_string()
        }
        Kind::Choice { options, .. } => {
            options.choose(rng).map(|option| option.0.clone()).unwrap_or_default()
        }
        Kind::Switch { .. } => u8::from(rng.random::<bool>()).to_string(),
        // Long runs are the longest frames: few of them.
        Kind::Count { most, .. } => match rng.random_range(0..40) {
            0 => *most,
            1..10 => 0,
            _ => rng.random_range(0..=(*most).min(20)),
        }
        .to_string(),
        Kind::Text { words, longest, .. } => {
            let text = match words.choose(rng) {
                Some(word) if rng.random() => word.clone(),
                _ => scrambled(rng),
            };
            text.chars().take(*longest).collect()
        }
        Kind::Held { longest, .. } => {
            let signs: Vec<char> = "0123456789,;:.-abcmlsg".chars().collect();
            let length = rng.random_range(0..=(*longest).min(40));
            (0..length).filter_map(|_| signs.choose(rng)).collect()
        }
        Kind::Pixels { side, .. } => {
            let is_empty = rng.random_range(0..4) == 0;
            let digits = if is_empty { 0 } else { side * side / 4 };
            let full = rng.random_range(0..16_u32);
            let digit = |rng: &mut _| {
                let digit = rng_digit(rng).min(full);
                char::from_digit(digit, 16).unwrap_or('0')
            };
            (0..digits).map(|_| digit(rng)).collect()
        }
    }
}

fn rng_digit(rng: &mut impl Rng) -> u32 {
    rng.random_range(0..16)
}

/// A text that may be anything: something known, with signs taken away, doubled or changed.
fn scrambled(rng: &mut impl Rng) -> String {
    let text = RUBBISH.choose(rng).copied().unwrap_or_default();
    let change = rng.random_range(0..4);
    let mut signs = Vec::new();
    for sign in text.chars() {
        match (change, rng.random_range(0..6)) {
            (1, 0) => {}
            (2, 0) => signs.extend([sign, sign]),
            (3, 0) => signs.push(rng.random()),
            _ => signs.push(sign),
        }
    }
    signs.into_iter().collect()
}
