//! A small product in two orders, with every load and store counted where it happens.

use std::ops::Range;

use ndarray::Array2;

/// How many numbers a step multiplies side by side, as one instruction of eight `f32`.
pub const WIDE: usize = 8;

/// A row and a column.
pub(crate) type At = (usize, usize);

/// A matrix in memory, whose loads and stores are counted.
#[derive(Debug, Clone)]
pub struct Counted {
    /// Its numbers.
    pub values: Array2<f64>,
    /// How often each of them was loaded or stored.
    pub touches: Array2<usize>,
    /// Loads of all its numbers.
    pub loads: usize,
    /// Stores of all its numbers.
    pub stores: usize,
    /// What the last step loaded.
    pub(crate) loaded: Vec<At>,
    /// What the last step stored.
    pub(crate) stored: Vec<At>,
    /// What stays in registers from one step to the next.
    pub(crate) held: Vec<At>,
}

impl Counted {
    fn new(values: Array2<f64>) -> Self {
        Self {
            touches: Array2::zeros(values.dim()),
            values,
            loads: 0,
            stores: 0,
            loaded: Vec::new(),
            stored: Vec::new(),
            held: Vec::new(),
        }
    }

    fn load(&mut self, at: At) -> f64 {
        self.loads += 1;
        self.touches[at] += 1;
        self.loaded.push(at);
        self.values[at]
    }

    fn store(&mut self, at: At, value: f64) {
        self.stores += 1;
        self.touches[at] += 1;
        self.stored.push(at);
        self.values[at] = value;
    }

    /// Loads the numbers at these places, which stay in registers until others are held.
    fn hold(&mut self, places: impl Iterator<Item = At>) -> Vec<f64> {
        self.held = places.collect();
        self.held.clone().into_iter().map(|at| self.load(at)).collect()
    }
}

/// A block of the result whose sums are in registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Its rows: a band of the left matrix.
    pub rows: Range<usize>,
    /// Its columns: a panel of the right one.
    pub columns: Range<usize>,
}

impl Tile {
    fn places(&self) -> impl Iterator<Item = At> {
        let columns = self.columns.clone();
        self.rows
            .clone()
            .flat_map(move |row| columns.clone().map(move |column| (row, column)))
    }
}

/// A product that is under way: `left` (rows, depth) × `right` (depth, columns).
#[derive(Debug, Clone)]
pub struct Walk {
    /// The left matrix, (rows, depth).
    pub left: Counted,
    /// The right matrix, (depth, columns).
    pub right: Counted,
    /// What is in memory of the result, (rows, columns): zeros at first.
    pub result: Counted,
    /// Multiplications of two numbers.
    pub multiplications: usize,
    /// Steps taken: a number of `left` times up to eight of `right`.
    pub steps: usize,
    /// The tile of the last step, or of the first before that.
    pub tile: Option<Tile>,
    most: usize,
}

impl Walk {
    /// A product of which `most` steps are taken.
    #[must_use]
    pub fn new(left: Array2<f64>, right: Array2<f64>, most: usize) -> Self {
        let result = Array2::zeros((left.nrows(), right.ncols()));
        Self {
            left: Counted::new(left),
            right: Counted::new(right),
            result: Counted::new(result),
            multiplications: 0,
            steps: 0,
            tile: None,
            most,
        }
    }

    /// Loads and stores of all three matrices.
    #[must_use]
    pub fn traffic(&self) -> usize {
        let all = [&self.left, &self.right, &self.result];
        all.iter().map(|matrix| matrix.loads + matrix.stores).sum()
    }

    /// Begins a step, unless all that were asked for are taken.
    fn begins_step(&mut self) -> bool {
        if self.steps == self.most {
            return false;
        }
        self.steps += 1;
        for matrix in [&mut self.left, &mut self.right, &mut self.result] {
            matrix.loaded.clear();
            matrix.stored.clear();
        }
        true
    }

    fn multiply(&mut self, left: f64, right: f64) -> f64 {
        self.multiplications += 1;
        left * right
    }

    /// The columns of the right matrix, eight at a time.
    fn panels(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let columns = self.right.values.ncols();
        let from = (0..columns).step_by(WIDE);
        from.map(move |from| from..columns.min(from + WIDE))
    }

    /// Adds a multiple of a whole row of `right` to a row of the result, for each number
    /// of `left`.
    #[must_use]
    pub fn row_by_row(mut self) -> Self {
        let (rows, depth) = self.left.values.dim();
        for row in 0..rows {
            for index in 0..depth {
                let mut left = None;
                for columns in self.panels() {
                    if !self.begins_step() {
                        return self;
                    }
                    let left = *left.get_or_insert_with(|| {
                        self.left.hold([(row, index)].into_iter())[0]
                    });
                    for column in columns {
                        let right = self.right.load((index, column));
                        let product = self.multiply(left, right);
                        let sum = self.result.load((row, column)) + product;
                        self.result.store((row, column), sum);
                    }
                }
            }
        }
        self
    }

    /// Computes one tile of the result after the other, of up to `height` rows and eight
    /// columns, panel by panel.
    #[must_use]
    pub fn in_tiles(mut self, height: usize) -> Self {
        let rows = self.left.values.nrows();
        for columns in self.panels() {
            for row in (0..rows).step_by(height.max(1)) {
                let rows = row..rows.min(row + height.max(1));
                let tile = Tile { rows, columns: columns.clone() };
                if !self.computes(&tile) {
                    self.tile.get_or_insert(tile);
                    return self;
                }
            }
        }
        self
    }

    /// Computes a tile, and says whether there were steps enough for it.
    fn computes(&mut self, tile: &Tile) -> bool {
        let Tile { rows, columns } = tile.clone();
        let mut sums = Array2::zeros((rows.len(), columns.len()));
        for index in 0..self.left.values.ncols() {
            let mut right = None;
            for row in rows.clone() {
                if !self.begins_step() {
                    return false;
                }
                self.tile = Some(tile.clone());
                self.result.held = tile.places().collect();
                let left = self.left.hold([(row, index)].into_iter())[0];
                let right = right.get_or_insert_with(|| {
                    self.right.hold(columns.clone().map(|column| (index, column)))
                });
                for (column, right) in right.clone().into_iter().enumerate() {
                    let product = self.multiply(left, right);
                    sums[[row - rows.start, column]] += product;
                }
            }
        }
        for (at, sum) in tile.places().zip(sums) {
            self.result.store(at, sum);
        }
        true
    }
}
