//! Angles, neighbours, analogies, and the flat pictures of vectors.

use std::fs;
use std::path::Path;

use approx::assert_abs_diff_eq;
use embeddings::directions::{degrees, keep_apart, random_directions, rank};
use embeddings::glove::book_vectors;
use embeddings::{
    Embedding, EmbeddingError, Vocabulary, WordVectors, cosine, dot, length,
    principal_axes,
};
use ndarray::{Array1, Array2, Axis, array, s};
use proptest::prelude::*;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use sha2::{Digest, Sha256};

fn vectors(rows: &[(&str, [f64; 2])]) -> WordVectors {
    let words = rows.iter().map(|(word, _)| (*word).to_owned()).collect();
    let flat: Vec<f64> = rows.iter().flat_map(|(_, row)| *row).collect();
    let weights = Array2::from_shape_vec((rows.len(), 2), flat).unwrap(); // (words, 2)
    let vocabulary = Vocabulary::new(words).unwrap();
    WordVectors::new(vocabulary, Embedding::new(weights).unwrap()).unwrap()
}

/// Both hold the same numbers, to within `epsilon`.
fn assert_near<'n>(
    found: impl IntoIterator<Item = &'n f64>,
    wanted: impl IntoIterator<Item = &'n f64>,
    epsilon: f64,
) {
    let wanted: Vec<f64> = wanted.into_iter().copied().collect();
    let found: Vec<f64> = found.into_iter().copied().collect();
    assert_abs_diff_eq!(found[..], wanted[..], epsilon = epsilon);
}

#[test]
fn the_vectors_are_those_that_the_data_page_describes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/data");
    let text = fs::read_to_string(root.join("glove-subset.txt")).unwrap();
    let bytes = text.replace("\r\n", "\n");
    let hex: String =
        Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let page = fs::read_to_string(root.join("README.md")).unwrap();
    assert!(page.contains(&hex), "{hex}");
    let vectors = book_vectors().unwrap();
    assert_eq!(vectors.embedding().weights.dim(), (2000, 50));
    assert_eq!(vectors.embedding().weights[[0, 0]], 0.418);
}

/// The statements of the errata, on the real vectors.
#[test]
fn real_vectors_say_what_the_page_says() {
    let vectors = book_vectors().unwrap();
    let of = |word| vectors.vector(word).unwrap();
    assert!(
        dot(of("cat"), of("dog")).unwrap() > dot(of("cat"), of("cat")).unwrap()
    );
    let first = &of("man") - &of("woman"); // (d_model)
    let second = &of("king") - &of("queen"); // (d_model)
    let cosine = cosine(first.view(), second.view()).unwrap();
    assert_abs_diff_eq!(cosine, 0.597, epsilon = 5e-4);
    let question = ["man", "king", "woman"];
    let words = vectors.vocabulary().words();
    assert_eq!(words[vectors.analogy(question, 1).unwrap()[0].id], "queen");
    let sum = vectors.moved(question).unwrap();
    assert_eq!(words[vectors.nearest(sum.view(), &[], 1).unwrap()[0].id], "king");
}

const PEOPLE: [&str; 8] =
    ["man", "woman", "king", "queen", "uncle", "aunt", "prince", "princess"];

/// The picture at the top shows nearly parallel arrows, which are no such thing.
#[test]
fn the_plane_of_eight_people_hides_what_their_arrows_do_not_share() {
    let vectors = book_vectors().unwrap();
    let ids = PEOPLE.map(|word| vectors.vocabulary().id(word).unwrap());
    let full = vectors.embedding().look_up(&ids).unwrap(); // (8, 50)
    let flat = principal_axes(&full, 2).unwrap().of(&full).unwrap(); // (8, 2)
    let arrow = |rows: &Array2<f64>, pair: usize| {
        &rows.row(2 * pair + 1) - &rows.row(2 * pair)
    };
    for one in 0..4 {
        let lengths = [&flat, &full].map(|rows| length(arrow(rows, one).view()));
        assert!(lengths[0] < 0.9 * lengths[1], "{lengths:?}");
        for other in one + 1..4 {
            let angle = |rows| {
                degrees(arrow(rows, one).view(), arrow(rows, other).view()).unwrap()
            };
            let (shown, real) = (angle(&flat), angle(&full));
            assert!(shown < 5.0 && real > 43.5, "{shown}, {real}");
        }
    }
    // What the four women have in common against the men lies in the plane.
    let common = |rows: &Array2<f64>| {
        let signs = array![-1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0]; // (8)
        let sum = signs.dot(rows); // (2) or (50)
        sum.dot(&sum)
    };
    assert_abs_diff_eq!(common(&flat) / common(&full), 0.96, epsilon = 5e-3);
    // Without any of our own functions.
    let (man, king) = (arrow(&full, 0), arrow(&full, 1));
    let cosine = man.dot(&king) / (man.dot(&man) * king.dot(&king)).sqrt();
    assert_abs_diff_eq!(libm::acos(cosine).to_degrees(), 53.3, epsilon = 0.05);
}

/// What the page says about jobs, by the formula alone.
#[test]
fn nurse_leans_towards_woman_and_manager_towards_man() {
    let vectors = book_vectors().unwrap();
    let of = |word: &str| vectors.vector(word).unwrap().to_owned();
    let arrow = of("woman") - of("man"); // (d_model)
    let along = |row: &Array1<f64>| {
        row.dot(&arrow) / (row.dot(row) * arrow.dot(&arrow)).sqrt()
    };
    for (word, wanted) in
        [("nurse", 0.38), ("doctor", 0.12), ("engineer", -0.08), ("manager", -0.42)]
    {
        assert_abs_diff_eq!(along(&of(word)), wanted, epsilon = 0.005);
    }
    assert!(along(&of("nurse")) > along(&of("mother")));
    // With she − he it is the other way round.
    let other = of("she") - of("he"); // (d_model)
    let by_she = |word| cosine(of(word).view(), other.view()).unwrap();
    assert_abs_diff_eq!(by_she("nurse"), 0.381, epsilon = 5e-4);
    assert_abs_diff_eq!(by_she("mother"), 0.430, epsilon = 5e-4);
    // Sport leans as far as the jobs at that end.
    for (word, wanted) in [("stadium", -0.42), ("ball", -0.39)] {
        assert_abs_diff_eq!(along(&of(word)), wanted, epsilon = 0.005);
    }
    // Without the four farthest, the jobs spread no more than all words do.
    let spread = |words: &str| {
        let cosines: Array1<f64> =
            words.split_whitespace().map(|word| along(&of(word))).collect();
        cosines.std(0.0)
    };
    let most = "singer secretary teacher writer artist doctor lawyer professor \
        engineer officer soldier farmer judge painter baker minister";
    assert_abs_diff_eq!(spread(most), 0.109, epsilon = 5e-4);
    let all = format!("{most} nurse coach captain manager");
    assert_abs_diff_eq!(spread(&all), 0.200, epsilon = 5e-3);
    // The figure's description names all jobs for which the arrows differ much.
    for job in [
        "singer",
        "teacher",
        "artist",
        "manager",
        "baker",
        "captain",
        "writer",
        "minister",
        "professor",
    ] {
        let is_named = ["singer", "artist", "manager", "baker"].contains(&job);
        assert_eq!(by_she(job) - along(&of(job)) > 0.1, is_named, "{job}");
    }
    // The arrow from woman to man takes nurse no nearer to doctor.
    let moved = vectors.moved(["woman", "nurse", "man"]).unwrap();
    let near =
        |a: &Array1<f64>, b: &Array1<f64>| cosine(a.view(), b.view()).unwrap();
    assert!(near(&moved, &of("doctor")) < near(&of("nurse"), &of("doctor")));
}

/// Of all pairs of words, not of neighbours in the list, which is one by frequency.
#[test]
fn words_lean_to_one_side() {
    let rows = book_vectors().unwrap().embedding().weights.clone(); // (2000, 50)
    let mean_angle = |rows: &Array2<f64>| {
        let products = rows.dot(&rows.t()); // (2000, 2000)
        let lengths = products.diag().mapv(f64::sqrt); // (2000)
        let mut sum = 0.0;
        for one in 0..2000 {
            for other in 0..one {
                let both = lengths[one] * lengths[other];
                sum += libm::acos(products[[one, other]] / both).to_degrees();
            }
        }
        sum / 1_999_000.0
    };
    assert_abs_diff_eq!(mean_angle(&rows), 67.8, epsilon = 0.05);
    let centred = &rows - &rows.mean_axis(Axis(0)).unwrap(); // (2000, 50)
    assert_abs_diff_eq!(mean_angle(&centred), 89.9, epsilon = 0.05);
}

/// Opposites keep the same company, and so do the forms of a verb.
#[test]
fn the_word_nearest_to_another_may_be_its_opposite() {
    let vectors = book_vectors().unwrap();
    let nearest = |word: &str| {
        let id = vectors.neighbours(word, 1).unwrap()[0].id;
        vectors.vocabulary().words()[id].clone()
    };
    for (word, wanted) in [
        ("buy", "sell"),
        ("sell", "buy"),
        ("stronger", "weaker"),
        ("walk", "walking"),
    ] {
        assert_eq!(nearest(word), wanted);
    }
}

#[test]
fn ranks_by_hand() {
    assert_eq!(rank(&array![[1.0, 2.0], [2.0, 4.0]]), 1);
    assert_eq!(rank(&array![[0.0, 2.0], [3.0, 0.0], [3.0, 2.0]]), 2);
    assert_eq!(rank(&Array2::zeros((3, 3))), 0);
    assert_eq!(rank(&Array2::zeros((0, 3))), 0);
    assert_eq!(rank(&Array2::eye(5)), 5);
}

/// What a greedy choice keeps is no bound from above.
#[test]
fn space_has_room_for_four_directions_where_random_ones_find_three() {
    let most = libm::cos(70.0_f64.to_radians());
    let third = 1.0 / 3.0_f64.sqrt();
    let cube = array![
        [1.0, 1.0, 1.0],
        [1.0, 1.0, -1.0],
        [1.0, -1.0, 1.0],
        [-1.0, 1.0, 1.0]
    ]; // (4, 3)
    assert_eq!(keep_apart(&(cube * third), most), [0, 1, 2, 3]);
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let random = random_directions(2000, 3, &mut rng).unwrap(); // (2000, 3)
    assert_eq!(keep_apart(&random, most).len(), 3);
}

#[test]
fn angles_by_hand() {
    let (east, north) = (array![2.0, 0.0], array![0.0, 3.0]);
    let north_east = array![5.0, 5.0];
    assert_eq!(dot(east.view(), north_east.view()).unwrap(), 10.0);
    assert_eq!(length(array![3.0, 4.0].view()), 5.0);
    assert_eq!(cosine(east.view(), north.view()).unwrap(), 0.0);
    let half = degrees(east.view(), north_east.view()).unwrap();
    assert_abs_diff_eq!(half, 45.0, epsilon = 1e-12);
    let back = degrees(east.view(), (-&east).view()).unwrap();
    assert_abs_diff_eq!(back, 180.0, epsilon = 1e-12);
}

#[test]
fn what_has_no_direction_is_refused() {
    let east = array![1.0, 0.0];
    for other in
        [array![0.0, 0.0], array![f64::NAN, 1.0], array![f64::INFINITY, 1.0]]
    {
        let error = cosine(east.view(), other.view()).unwrap_err();
        assert!(matches!(error, EmbeddingError::NoDirection { .. }), "{error}");
    }
    let error = cosine(east.view(), array![1.0].view()).unwrap_err();
    assert_eq!(error, EmbeddingError::Width { d_model: 2, found: 1 });
    let none = Array1::zeros(0);
    assert!(cosine(none.view(), none.view()).is_err());
    let words = vectors(&[("nothing", [0.0, 0.0]), ("east", [1.0, 0.0])]);
    assert_eq!(
        words.neighbours("nothing", 1).unwrap_err().to_string(),
        "the vector of nothing has no direction: give finite numbers, not all 0"
    );
    assert_eq!(words.neighbours("east", 9).unwrap(), []);
    let error = words.nearest(array![1.0].view(), &[], 1).unwrap_err();
    assert_eq!(error, EmbeddingError::Width { d_model: 2, found: 1 });
    let vocabulary = Vocabulary::new(vec!["a".to_owned()]).unwrap();
    let embedding = Embedding::new(array![[1.0], [2.0]]).unwrap();
    let error = WordVectors::new(vocabulary, embedding).unwrap_err();
    assert_eq!(error, EmbeddingError::Pairs { words: 1, vectors: 2 });
}

#[test]
fn neighbours_and_analogies_by_hand() {
    let words = vectors(&[
        ("man", [1.0, 1.0]),
        ("woman", [1.0, 2.0]),
        ("king", [5.0, 1.0]),
        ("queen", [5.0, 2.0]),
        ("street", [-1.0, 0.5]),
    ]);
    let near = words.neighbours("king", 2).unwrap();
    assert_eq!([near[0].id, near[1].id], [3, 0]);
    assert_abs_diff_eq!(near[0].cosine, 27.0 / 754_f64.sqrt(), epsilon = 1e-12);
    let answer = words.analogy(["man", "king", "woman"], 1).unwrap();
    assert_eq!(answer[0].id, 3);
    assert_abs_diff_eq!(answer[0].cosine, 1.0, epsilon = 1e-12);
    let sum = words.moved(["man", "king", "woman"]).unwrap();
    assert_eq!(sum, array![5.0, 2.0]);
    let error = words.analogy(["man", "kin", "woman"], 1).unwrap_err();
    assert!(error.to_string().contains("did you mean king"), "{error}");
}

#[test]
fn the_axes_of_a_cloud_by_hand() {
    let cloud = array![[3.0, 1.0], [-3.0, 1.0], [0.0, 2.0], [0.0, 0.0]]; // (4, 2)
    let found = principal_axes(&cloud, 2).unwrap();
    assert_near(&found.mean, &array![0.0, 1.0], 1e-12);
    assert_near(&found.axes, &array![[1.0, 0.0], [0.0, 1.0]], 1e-9);
    assert_near(&found.shares, &array![0.9, 0.1], 1e-12);
    let flat = found.of(&cloud).unwrap(); // (4, 2)
    assert_near(flat.row(2), &array![0.0, 1.0], 1e-9);
    assert!(found.of(&array![[1.0]]).is_err());
}

#[test]
fn a_cloud_without_such_axes_is_refused() {
    let line = array![[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]]; // (3, 2)
    assert_eq!(principal_axes(&line, 1).unwrap().axes.nrows(), 1);
    let error = EmbeddingError::NoSpread { rows: 3, axes: 2 };
    assert_eq!(principal_axes(&line, 2).unwrap_err(), error);
    assert!(principal_axes(&line, 3).is_err());
    assert!(principal_axes(&Array2::ones((4, 3)), 1).is_err());
    assert!(principal_axes(&Array2::zeros((0, 3)), 1).is_err());
    assert!(principal_axes(&array![[f64::NAN, 1.0], [0.0, 1.0]], 1).is_err());
}

#[test]
fn random_directions_have_length_1_and_room_is_counted_rightly() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let directions = random_directions(300, 20, &mut rng).unwrap();
    for row in directions.rows() {
        assert_abs_diff_eq!(length(row), 1.0, epsilon = 1e-12);
    }
    let kept = keep_apart(&directions, 0.4);
    let rows = directions.select(Axis(0), &kept); // (kept, 20)
    let products = rows.dot(&rows.t()); // (kept, kept)
    for ((a, b), product) in products.indexed_iter() {
        assert!(a == b || product.abs() <= 0.4 + 1e-12);
    }
    let plane = random_directions(300, 2, &mut rng).unwrap();
    assert_eq!(keep_apart(&plane, 0.34).len(), 2);
    assert!(random_directions(0, 3, &mut rng).is_err());
    assert!(random_directions(3, 0, &mut rng).is_err());
}

/// The page says that cosines of random directions spread like 1/√d.
#[test]
fn random_cosines_spread_like_one_over_the_root_of_the_dimension() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for d_model in [10, 100, 1000] {
        let rows = random_directions(2000, d_model, &mut rng).unwrap(); // (2000, d_model)
        let mut squares = 0.0;
        for pair in (0..2000).step_by(2) {
            let product = rows.row(pair).dot(&rows.row(pair + 1));
            squares += product * product / 1000.0;
        }
        let times = squares * d_model as f64;
        assert!((0.85..1.15).contains(&times), "{d_model}: {times}");
    }
}

proptest! {
    #[test]
    fn a_cosine_depends_on_no_length(
        a in prop::collection::vec(-10.0..10.0_f64, 5),
        b in prop::collection::vec(-10.0..10.0_f64, 5),
        power in -300..300_i32,
    ) {
        let (a, b) = (Array1::from(a), Array1::from(b));
        prop_assume!(length(a.view()) > 1e-3 && length(b.view()) > 1e-3);
        let scale = libm::exp10(f64::from(power));
        let found = cosine((&a * scale).view(), b.view()).unwrap();
        let plain = a.dot(&b) / (a.dot(&a).sqrt() * b.dot(&b).sqrt());
        assert_abs_diff_eq!(found, plain, epsilon = 1e-12);
        prop_assert!((-1.0..=1.0).contains(&found));
    }

    /// A product of (rows, k) and (k, columns) has a rank of at most k, and random
    /// ones have no less.
    #[test]
    fn a_product_through_k_numbers_has_rank_k(
        (rows, k, columns) in (1..9_usize, 1..9_usize, 1..9_usize),
        seed in any::<u64>(),
    ) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let left = random_directions(rows, k, &mut rng).unwrap(); // (rows, k)
        let right = random_directions(k, columns, &mut rng).unwrap(); // (k, columns)
        prop_assert_eq!(rank(&left.dot(&right)), rows.min(k).min(columns));
    }

    #[test]
    fn axes_are_at_right_angles_and_shares_fall(
        numbers in prop::collection::vec(-10.0..10.0_f64, 40),
    ) {
        let cloud = Array2::from_shape_vec((10, 4), numbers).unwrap(); // (10, 4)
        let found = principal_axes(&cloud, 3).unwrap();
        let products = found.axes.dot(&found.axes.t()); // (3, 3)
        assert_near(&products, &Array2::eye(3), 1e-8);
        prop_assert!(found.shares.windows(2).into_iter().all(|w| w[0] >= w[1] - 1e-6));
        prop_assert!(found.shares.sum() <= 1.0 + 1e-9);
    }

    /// No direction spreads the cloud more than the first axis.
    #[test]
    fn no_direction_is_wider_than_the_first_axis(
        numbers in prop::collection::vec(-10.0..10.0_f64, 40),
        other in prop::collection::vec(-1.0..1.0_f64, 4),
    ) {
        let cloud = Array2::from_shape_vec((10, 4), numbers).unwrap(); // (10, 4)
        let found = principal_axes(&cloud, 1).unwrap();
        let other = Array1::from(other);
        prop_assume!(length(other.view()) > 1e-3);
        let centred = &cloud - &found.mean; // (10, 4)
        let spread = |axis: &Array1<f64>| {
            let along = centred.dot(&(axis / length(axis.view()))); // (10)
            along.dot(&along)
        };
        let widest = found.axes.slice(s![0, ..]).to_owned(); // (4)
        prop_assert!(spread(&widest) >= spread(&other) * (1.0 - 1e-5));
    }
}
