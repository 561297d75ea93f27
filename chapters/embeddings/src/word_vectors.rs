//! Words with their vectors: which are near, and which differ alike.

use ndarray::{Array1, ArrayView1};

use crate::{Embedding, EmbeddingError, Vocabulary, check_width};

/// The dot product: how far two vectors go together, times both lengths.
///
/// # Errors
/// If they have not as many numbers.
pub fn dot(a: ArrayView1<f64>, b: ArrayView1<f64>) -> Result<f64, EmbeddingError> {
    check_width(a.len(), b.len())?;
    Ok(a.dot(&b))
}

// ANCHOR: cosine
/// The cosine of the angle between two vectors: 1 if they point the same way, 0 if
/// at a right angle, −1 if opposite ways.
///
/// # Errors
/// If they have not as many numbers, or one has no direction: all of its numbers
/// are 0, or one is not finite.
pub fn cosine(
    a: ArrayView1<f64>,
    b: ArrayView1<f64>,
) -> Result<f64, EmbeddingError> {
    Ok(dot(unit(a)?.view(), unit(b)?.view())?.clamp(-1.0, 1.0))
}
// ANCHOR_END: cosine

/// The length of a vector, |a| = √(a · a). Scaled by the largest number first, so
/// that no square is too large or too small for an `f64`. What is no number has no
/// length: NaN.
pub fn length(a: ArrayView1<f64>) -> f64 {
    let largest = a.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    if largest == 0.0 {
        return a.sum().abs(); // 0, or NaN, which is no maximum
    }
    let scaled = a.mapv(|x| x / largest); // (d_model)
    largest * scaled.dot(&scaled).sqrt()
}

/// A vector of length 1 in the same direction.
pub(crate) fn unit(a: ArrayView1<f64>) -> Result<Array1<f64>, EmbeddingError> {
    let largest = a.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
    let scaled = a.mapv(|x| x / largest); // (d_model)
    let length = scaled.dot(&scaled).sqrt();
    if length.is_nan() || length == 0.0 {
        return Err(EmbeddingError::NoDirection { of: "a vector".to_owned() });
    }
    Ok(scaled / length) // (d_model)
}

/// A vocabulary and the vectors of its words.
#[derive(Debug, Clone, PartialEq)]
pub struct WordVectors {
    vocabulary: Vocabulary,
    embedding: Embedding,
    lengths: Array1<f64>,
}

/// A word near a vector.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The word's id.
    pub id: usize,
    /// The cosine of the angle between its vector and the one asked about.
    pub cosine: f64,
}

impl WordVectors {
    /// Pairs each word with a row of the embedding.
    ///
    /// # Errors
    /// If there are not as many words as rows, or [`Embedding::new`] refuses these.
    pub fn new(
        vocabulary: Vocabulary,
        embedding: Embedding,
    ) -> Result<WordVectors, EmbeddingError> {
        let words = vocabulary.words().len();
        let vectors = embedding.weights.nrows();
        if words != vectors {
            return Err(EmbeddingError::Pairs { words, vectors });
        }
        let embedding = Embedding::new(embedding.weights)?;
        let lengths = embedding.weights.rows().into_iter().map(length).collect();
        Ok(WordVectors { vocabulary, embedding, lengths })
    }

    /// The words.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Their vectors, a row for each: (vocabulary, d_model).
    pub fn embedding(&self) -> &Embedding {
        &self.embedding
    }

    /// The vector of a word: (d_model).
    ///
    /// # Errors
    /// If the word is not there: with the nearest spellings.
    pub fn vector(
        &self,
        word: &str,
    ) -> Result<ArrayView1<'_, f64>, EmbeddingError> {
        Ok(self.embedding.weights.row(self.vocabulary.find(word)?))
    }

    /// The `count` words whose vectors have the smallest angle to `vector`, without
    /// the `excluded` ids and without vectors of length 0.
    ///
    /// # Errors
    /// If the vector has not as many numbers as the words', or no direction.
    pub fn nearest(
        &self,
        vector: ArrayView1<f64>,
        excluded: &[usize],
        count: usize,
    ) -> Result<Vec<Neighbour>, EmbeddingError> {
        check_width(self.embedding.weights.ncols(), vector.len())?;
        let products = self.embedding.weights.dot(&unit(vector)?); // (vocabulary)
        let mut neighbours = Vec::new();
        for (id, (product, length)) in
            products.iter().zip(&self.lengths).enumerate()
        {
            if *length > 0.0 && !excluded.contains(&id) {
                let cosine = (product / length).clamp(-1.0, 1.0);
                neighbours.push(Neighbour { id, cosine });
            }
        }
        neighbours.sort_by(|a, b| b.cosine.total_cmp(&a.cosine));
        neighbours.truncate(count);
        Ok(neighbours)
    }

    /// The words nearest to a word, itself left out.
    ///
    /// # Errors
    /// If the word is not there, or its vector has no direction.
    pub fn neighbours(
        &self,
        word: &str,
        count: usize,
    ) -> Result<Vec<Neighbour>, EmbeddingError> {
        let id = self.vocabulary.find(word)?;
        self.nearest(self.embedding.weights.row(id), &[id], count)
            .map_err(|error| about(error, &format!("the vector of {word}")))
    }

    // ANCHOR: analogy
    /// What is to `c` as `b` is to `a`: the words nearest to E(b) − E(a) + E(c),
    /// the three themselves left out. After Mikolov, Yih and Zweig (2013).
    ///
    /// # Errors
    /// If a word is not there, or the sum has no direction.
    pub fn analogy(
        &self,
        [a, b, c]: [&str; 3],
        count: usize,
    ) -> Result<Vec<Neighbour>, EmbeddingError> {
        let words = [a, b, c];
        let mut ids = Vec::new();
        for word in words {
            ids.push(self.vocabulary.find(word)?);
        }
        let vector = self.moved(words)?; // (d_model)
        self.nearest(vector.view(), &ids, count)
            .map_err(|error| about(error, &format!("{b} − {a} + {c}")))
    }
    // ANCHOR_END: analogy

    // ANCHOR: moved
    /// E(b) − E(a) + E(c): (d_model).
    ///
    /// # Errors
    /// If a word is not there.
    pub fn moved(
        &self,
        [a, b, c]: [&str; 3],
    ) -> Result<Array1<f64>, EmbeddingError> {
        Ok(&self.vector(b)? - &self.vector(a)? + self.vector(c)?) // (d_model)
    }
    // ANCHOR_END: moved
}

fn about(error: EmbeddingError, of: &str) -> EmbeddingError {
    match error {
        EmbeddingError::NoDirection { .. } => {
            EmbeddingError::NoDirection { of: of.to_owned() }
        }
        other => other,
    }
}
