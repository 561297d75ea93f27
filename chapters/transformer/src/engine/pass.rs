//! Forward and back through the whole model, for parts of the batch on threads of their
//! own: where everything else in the engine comes together.

use std::ops::Range;
use std::sync::Mutex;
use std::thread::Builder;

use crate::Sizes;
use crate::engine::attention::{HeadPlace, HeadRoom, attend, attend_backward};
use crate::engine::functions::{exp, gelu};
use crate::engine::layer_norm::{layer_norm, layer_norm_backward};
use crate::engine::product::{
    Panels, Store, add_product_of_transposed, add_rows, product,
};
use crate::engine::tensors::{LinearPlaces, Places};
use crate::engine::vectorised::{larger, sum, vectorised};
use crate::engine::{EngineError, Tensors};

/// Into how many parts a batch is cut at most. Fixed, so that the order of all sums
/// is the same for any number of threads.
pub(crate) const PARTS: usize = 8;

// ANCHOR: engine
/// A model's parameters, packed for the products forward and back, and all memory
/// that a pass needs.
#[derive(Debug)]
pub struct Engine {
    tensors: Tensors,
    places: Places,
    packed: Packed,
    parts: Vec<Part>,
    rooms: Vec<Room>,
}

/// A part of the batch: its sequences, and what it adds to loss and gradient.
#[derive(Debug, Default)]
struct Part {
    sequences: Range<usize>,
    loss: f64,
    gradient: Vec<f32>,
}

#[derive(Debug, Default)]
struct Packed {
    blocks: Vec<PackedBlock>,
    unembedding: PackedWeights,
}

#[derive(Debug, Default)]
struct PackedBlock {
    qkv: PackedWeights,
    out: PackedWeights,
    up: PackedWeights,
    down: PackedWeights,
}

#[derive(Debug, Default)]
struct PackedWeights {
    forward: Panels, // (inputs, outputs)
    back: Panels,    // (outputs, inputs)
}
// ANCHOR_END: engine

// ANCHOR: room
/// The memory of one thread: what the forward pass keeps for the way back.
#[derive(Debug, Default)]
struct Room {
    blocks: Vec<BlockRoom>,
    last: Vec<f32>,              // (rows, d_model)
    normal: Vec<f32>,            // (rows, d_model)
    statistics: Vec<(f32, f32)>, // (rows)
    logits: Vec<f32>,            // (rows, vocabulary)
    head: HeadRoom,
    panels: Panels,
    d_stream: Vec<f32>, // (rows, d_model)
    d_narrow: Vec<f32>, // (rows, d_model)
    d_qkv: Vec<f32>,    // (rows, 3 d_model)
    d_hidden: Vec<f32>, // (rows, 4 d_model)
}

#[derive(Debug, Default)]
struct BlockRoom {
    stream: Vec<f32>,              // (rows, d_model)
    normal_1: Vec<f32>,            // (rows, d_model)
    statistics_1: Vec<(f32, f32)>, // (rows)
    qkv: Vec<f32>,                 // (rows, 3 d_model)
    probabilities: Vec<f32>,       // (sequences, heads, tokens, tokens)
    attended: Vec<f32>,            // (rows, d_model)
    middle: Vec<f32>,              // (rows, d_model)
    normal_2: Vec<f32>,            // (rows, d_model)
    statistics_2: Vec<(f32, f32)>, // (rows)
    hidden: Vec<f32>,              // (rows, 4 d_model)
    slopes: Vec<f32>,              // (rows, 4 d_model)
}

impl Room {
    fn make(&mut self, config: Sizes, sequences: usize, tokens: usize) {
        let Sizes { vocabulary, d_model, n_heads, n_blocks, .. } = config;
        let rows = sequences * tokens;
        let step = tokens.next_multiple_of(crate::engine::product::COLUMNS);
        self.blocks.resize_with(n_blocks, BlockRoom::default);
        for block in &mut self.blocks {
            for narrow in [
                &mut block.stream,
                &mut block.normal_1,
                &mut block.attended,
                &mut block.middle,
                &mut block.normal_2,
            ] {
                size(narrow, rows * d_model);
            }
            block.statistics_1.resize(rows, (0.0, 0.0));
            block.statistics_2.resize(rows, (0.0, 0.0));
            size(&mut block.qkv, rows * 3 * d_model);
            size(&mut block.probabilities, sequences * n_heads * tokens * step);
            size(&mut block.hidden, rows * 4 * d_model);
            size(&mut block.slopes, rows * 4 * d_model);
        }
        for narrow in [
            &mut self.last,
            &mut self.normal,
            &mut self.d_stream,
            &mut self.d_narrow,
        ] {
            size(narrow, rows * d_model);
        }
        self.statistics.resize(rows, (0.0, 0.0));
        size(&mut self.logits, rows * vocabulary);
        size(&mut self.d_qkv, rows * 3 * d_model);
        size(&mut self.d_hidden, rows * 4 * d_model);
    }
}

/// As many numbers, and no more room than that: the parts of a batch differ by one
/// sequence at most.
fn size(numbers: &mut Vec<f32>, count: usize) {
    numbers.reserve_exact(count.saturating_sub(numbers.len()));
    numbers.resize(count, 0.0);
}
// ANCHOR_END: room

impl Engine {
    // ANCHOR: engine-new
    /// An engine that runs these parameters on so many threads (one where there are
    /// no threads).
    ///
    /// # Errors
    /// If there is to be no thread.
    pub fn new(tensors: Tensors, threads: usize) -> Result<Engine, EngineError> {
        let most = 1024;
        if !(1..=most).contains(&threads) {
            let (name, value) = ("number of threads", threads);
            return Err(EngineError::Size { name, value, most });
        }
        let threads = if cfg!(target_family = "wasm") { 1 } else { threads };
        let places = Places::new(tensors.config());
        let mut packed = Packed::default();
        packed.blocks.resize_with(tensors.config().n_blocks, PackedBlock::default);
        let mut rooms = Vec::new();
        rooms.resize_with(threads.min(PARTS), Room::default);
        let parts = Vec::new();
        let mut engine = Engine { tensors, places, packed, parts, rooms };
        engine.pack();
        Ok(engine)
    }

    /// The parameters.
    pub fn tensors(&self) -> &Tensors {
        &self.tensors
    }

    /// Changes the parameters.
    pub fn update(&mut self, change: impl FnOnce(&mut [f32])) {
        change(self.tensors.values_mut());
        self.pack();
    }

    fn pack(&mut self) {
        let Sizes { vocabulary, d_model, .. } = self.tensors.config();
        let values = self.tensors.values();
        for (packed, places) in
            self.packed.blocks.iter_mut().zip(&self.places.blocks)
        {
            for (packed, weights, inputs, outputs) in [
                (&mut packed.qkv, &places.qkv, d_model, 3 * d_model),
                (&mut packed.out, &places.out, d_model, d_model),
                (&mut packed.up, &places.up.weights, d_model, 4 * d_model),
                (&mut packed.down, &places.down.weights, 4 * d_model, d_model),
            ] {
                packed.pack(&values[weights.clone()], inputs, outputs);
            }
        }
        let unembedding = &values[self.places.unembedding.clone()];
        self.packed.unembedding.pack(unembedding, d_model, vocabulary);
    }
    // ANCHOR_END: engine-new

    // ANCHOR: loss-and-gradient
    /// The mean cross-entropy in nats of predicting each token's successor, in
    /// sequences of `tokens` tokens that follow one another in `inputs`, as the
    /// `targets` do; and its gradient for each parameter, which is written over
    /// `gradient`.
    ///
    /// # Errors
    /// If inputs and targets differ in length or are no whole sequences, one is
    /// longer than the context, or a token is not in the vocabulary.
    pub fn loss_and_gradient(
        &mut self,
        inputs: &[u32],
        targets: &[u32],
        tokens: usize,
        gradient: &mut [f32],
    ) -> Result<f64, EngineError> {
        let (expected, found) = (self.tensors.values().len(), gradient.len());
        if expected != found {
            return Err(EngineError::Parameters { expected, found });
        }
        let loss = self.run(inputs, targets, tokens, true)?;
        let parts = &self.parts;
        vectorised(
            #[inline(always)]
            |_| {
                gradient.copy_from_slice(&parts[0].gradient);
                for part in &parts[1..] {
                    for (sum, part) in gradient.iter_mut().zip(&part.gradient) {
                        *sum += part;
                    }
                }
            },
        );
        Ok(loss)
    }

    /// The loss alone.
    ///
    /// # Errors
    /// As for [`Engine::loss_and_gradient`].
    pub fn loss(
        &mut self,
        inputs: &[u32],
        targets: &[u32],
        tokens: usize,
    ) -> Result<f64, EngineError> {
        self.run(inputs, targets, tokens, false)
    }

    fn run(
        &mut self,
        inputs: &[u32],
        targets: &[u32],
        tokens: usize,
        is_training: bool,
    ) -> Result<f64, EngineError> {
        self.check(inputs, tokens)?;
        self.check(targets, tokens)?;
        if inputs.len() != targets.len() {
            let (least, found) = (inputs.len(), targets.len());
            return Err(EngineError::TooShort { found, least });
        }
        let sequences = inputs.len() / tokens;
        self.cut(sequences);
        let share = 1.0 / inputs.len() as f32;
        let Engine { tensors, places, packed, parts, rooms } = self;
        let model = Model {
            config: tensors.config(),
            values: tensors.values(),
            places,
            packed,
        };
        let run = |part: &mut Part, room: &mut Room| {
            let rows = part.sequences.start * tokens..part.sequences.end * tokens;
            let (inputs, targets) = (&inputs[rows.clone()], &targets[rows]);
            room.make(model.config, part.sequences.len(), tokens);
            model.forward(inputs, tokens, room);
            part.loss = model.cross_entropy(targets, share, room);
            if is_training {
                part.gradient.resize(model.values.len(), 0.0);
                part.gradient.fill(0.0);
                model.backward(inputs, tokens, room, &mut part.gradient);
            }
        };
        if rooms.len() == 1 {
            for part in parts.iter_mut() {
                run(part, &mut rooms[0]);
            }
        } else {
            let queue = Mutex::new(parts.iter_mut());
            let next = || queue.lock().expect("no thread panics here").next();
            let (first, others) =
                rooms.split_first_mut().expect("at least one room");
            let work = |room: &mut Room| {
                while let Some(part) = next() {
                    run(part, room);
                }
            };
            std::thread::scope(|scope| {
                for room in others {
                    let thread = Builder::new();
                    // If the system gives no more, those there are do it all.
                    if thread.spawn_scoped(scope, || work(room)).is_err() {
                        break;
                    }
                }
                work(first);
            });
        }
        let loss: f64 = self.parts.iter().map(|part| part.loss).sum();
        Ok(loss / inputs.len() as f64)
    }

    /// The sequences of each part: as even as can be.
    fn cut(&mut self, sequences: usize) {
        let count = sequences.min(PARTS);
        self.parts.resize_with(count, Part::default);
        for (number, part) in self.parts.iter_mut().enumerate() {
            part.sequences =
                number * sequences / count..(number + 1) * sequences / count;
        }
    }

    fn check(&self, inputs: &[u32], tokens: usize) -> Result<(), EngineError> {
        let Sizes { vocabulary, context, .. } = self.tensors.config();
        if !(1..=context).contains(&tokens) {
            let name = "number of tokens in a sequence";
            return Err(EngineError::Size { name, value: tokens, most: context });
        }
        if inputs.is_empty() || !inputs.len().is_multiple_of(tokens) {
            let (found, least) =
                (inputs.len(), inputs.len().next_multiple_of(tokens));
            return Err(EngineError::TooShort { found, least: least.max(tokens) });
        }
        match inputs.iter().find(|token| **token as usize >= vocabulary) {
            Some(&found) => Err(EngineError::Token { found, vocabulary }),
            None => Ok(()),
        }
    }
    // ANCHOR_END: loss-and-gradient

    // ANCHOR: next-logits
    /// The logits (vocabulary) for what follows these tokens: at most as many as
    /// the context, at least one.
    ///
    /// # Errors
    /// If there are more or fewer, or one is not in the vocabulary.
    pub fn next_logits(&mut self, inputs: &[u32]) -> Result<&[f32], EngineError> {
        let tokens = inputs.len();
        let logits = self.logits(inputs, tokens.max(1))?;
        let vocabulary = logits.len() / tokens;
        Ok(&logits[(tokens - 1) * vocabulary..])
    }

    /// The logits (tokens, vocabulary) for what follows each token, in sequences of
    /// `tokens` tokens.
    ///
    /// # Errors
    /// If the inputs are no whole sequences, one is longer than the context, or a
    /// token is not in the vocabulary.
    pub fn logits(
        &mut self,
        inputs: &[u32],
        tokens: usize,
    ) -> Result<&[f32], EngineError> {
        self.check(inputs, tokens)?;
        let Engine { tensors, places, packed, rooms, .. } = self;
        let model = Model {
            config: tensors.config(),
            values: tensors.values(),
            places,
            packed,
        };
        let room = &mut rooms[0];
        room.make(model.config, inputs.len() / tokens, tokens);
        model.forward(inputs, tokens, room);
        Ok(&room.logits)
    }
    // ANCHOR_END: next-logits
}

// ANCHOR: packed-weights
impl PackedWeights {
    fn pack(&mut self, weights: &[f32], inputs: usize, outputs: usize) {
        self.forward.pack(weights, outputs, (inputs, outputs));
        self.back.pack_transposed(weights, outputs, (outputs, inputs));
    }
}
// ANCHOR_END: packed-weights

struct Model<'a> {
    config: Sizes,
    values: &'a [f32],
    places: &'a Places,
    packed: &'a Packed,
}

impl Model<'_> {
    // ANCHOR: engine-forward
    fn at(&self, place: &Range<usize>) -> &[f32] {
        &self.values[place.clone()]
    }

    fn head(&self, tokens: usize, number: usize) -> HeadPlace {
        let Sizes { d_model, n_heads, .. } = self.config;
        let d_head = d_model / n_heads;
        HeadPlace { tokens, d_model, d_head, column: number * d_head }
    }

    fn forward(&self, inputs: &[u32], tokens: usize, room: &mut Room) {
        self.embed(inputs, tokens, &mut room.blocks[0].stream);
        for index in 0..self.config.n_blocks {
            let (block, later) =
                room.blocks[index..].split_first_mut().expect("a block");
            let next =
                later.first_mut().map_or(&mut room.last, |next| &mut next.stream);
            self.block(index, tokens, block, &mut room.head, next);
        }
        let (gain, bias) = (self.at(&self.places.gain), self.at(&self.places.bias));
        layer_norm(&room.last, gain, bias, &mut room.normal, &mut room.statistics);
        let unembedding = &self.packed.unembedding.forward;
        product(&room.normal, unembedding, None, Store::Set, &mut room.logits);
    }

    fn embed(&self, inputs: &[u32], tokens: usize, stream: &mut [f32]) {
        let width = self.config.d_model;
        let words = self.at(&self.places.token_embedding);
        let positions = self.at(&self.places.position_embedding);
        for (row, (&token, stream)) in
            inputs.iter().zip(stream.chunks_exact_mut(width)).enumerate()
        {
            let word = &words[token as usize * width..][..width];
            let position = &positions[row % tokens * width..][..width];
            for (x, (word, position)) in
                stream.iter_mut().zip(word.iter().zip(position))
            {
                *x = word + position;
            }
        }
    }

    fn block(
        &self,
        index: usize,
        tokens: usize,
        room: &mut BlockRoom,
        head_room: &mut HeadRoom,
        next: &mut [f32],
    ) {
        let (places, packed) =
            (&self.places.blocks[index], &self.packed.blocks[index]);
        let (gain, bias) = (self.at(&places.gain_1), self.at(&places.bias_1));
        layer_norm(
            &room.stream,
            gain,
            bias,
            &mut room.normal_1,
            &mut room.statistics_1,
        );
        product(
            &room.normal_1,
            &packed.qkv.forward,
            None,
            Store::Set,
            &mut room.qkv,
        );
        let Sizes { d_model, n_heads, .. } = self.config;
        let qkv = room.qkv.chunks_exact(tokens * 3 * d_model);
        let size = tokens * self.head(tokens, 0).step();
        let probabilities = room.probabilities.chunks_exact_mut(n_heads * size);
        let outputs = room.attended.chunks_exact_mut(tokens * d_model);
        for ((qkv, probabilities), outputs) in qkv.zip(probabilities).zip(outputs) {
            for (number, probabilities) in
                probabilities.chunks_exact_mut(size).enumerate()
            {
                let head = self.head(tokens, number);
                attend(head, qkv, head_room, probabilities, outputs);
            }
        }
        room.middle.copy_from_slice(&room.stream);
        product(
            &room.attended,
            &packed.out.forward,
            None,
            Store::Add,
            &mut room.middle,
        );
        let (gain, bias) = (self.at(&places.gain_2), self.at(&places.bias_2));
        layer_norm(
            &room.middle,
            gain,
            bias,
            &mut room.normal_2,
            &mut room.statistics_2,
        );
        let bias = Some(self.at(&places.up.bias));
        product(
            &room.normal_2,
            &packed.up.forward,
            bias,
            Store::Set,
            &mut room.hidden,
        );
        gelu_in_place(&mut room.hidden, &mut room.slopes);
        next.copy_from_slice(&room.middle);
        let bias = Some(self.at(&places.down.bias));
        product(&room.hidden, &packed.down.forward, bias, Store::Add, next);
    }
    // ANCHOR_END: engine-forward

    // ANCHOR: engine-cross-entropy
    /// The sum of −ln p of the targets; the logits become their gradient, of which
    /// each row is multiplied by `share`.
    fn cross_entropy(&self, targets: &[u32], share: f32, room: &mut Room) -> f64 {
        let vocabulary = self.config.vocabulary;
        let mut loss = 0.0;
        let rows = room.logits.chunks_exact_mut(vocabulary).zip(targets);
        vectorised(
            #[inline(always)]
            |_| {
                for (row, &target) in rows {
                    let target = target as usize;
                    let largest =
                        row.iter().fold(f32::NEG_INFINITY, |a, &b| larger(a, b));
                    let logit = row[target] - largest;
                    for z in row.iter_mut() {
                        *z = exp(*z - largest);
                    }
                    let total = sum(row, row, |power, _| power);
                    loss += libm::log(f64::from(total)) - f64::from(logit);
                    let scale = share / total;
                    for z in row.iter_mut() {
                        *z *= scale;
                    }
                    row[target] -= share;
                }
            },
        );
        loss
    }
    // ANCHOR_END: engine-cross-entropy

    // ANCHOR: engine-backward
    fn backward(
        &self,
        inputs: &[u32],
        tokens: usize,
        room: &mut Room,
        gradient: &mut [f32],
    ) {
        let (places, vocabulary) = (self.places, self.config.vocabulary);
        let d_logits = &room.logits;
        let d_unembedding = &mut gradient[places.unembedding.clone()];
        let rows = inputs.len();
        room.panels.pack(d_logits, vocabulary, (rows, vocabulary));
        add_product_of_transposed(&room.normal, &room.panels, d_unembedding);
        let unembedding = &self.packed.unembedding.back;
        product(d_logits, unembedding, None, Store::Set, &mut room.d_narrow);
        room.d_stream.fill(0.0);
        let (d_gain, d_bias) = two(gradient, &places.gain, &places.bias);
        layer_norm_backward(
            &room.last,
            self.at(&places.gain),
            &room.statistics,
            &room.d_narrow,
            &mut room.d_stream,
            d_gain,
            d_bias,
        );
        for index in (0..self.config.n_blocks).rev() {
            self.block_backward(index, tokens, room, gradient);
        }
        self.embed_backward(inputs, tokens, &room.d_stream, gradient);
    }

    fn block_backward(
        &self,
        index: usize,
        tokens: usize,
        room: &mut Room,
        gradient: &mut [f32],
    ) {
        let (places, packed) =
            (&self.places.blocks[index], &self.packed.blocks[index]);
        let block = &room.blocks[index];
        let (d_stream, d_narrow) = (&mut room.d_stream, &mut room.d_narrow);
        let (d_hidden, panels) = (&mut room.d_hidden, &mut room.panels);
        linear_backward(&block.hidden, d_stream, &places.down, panels, gradient);
        product(d_stream, &packed.down.back, None, Store::Set, d_hidden);
        multiply(d_hidden, &block.slopes);
        linear_backward(&block.normal_2, d_hidden, &places.up, panels, gradient);
        product(d_hidden, &packed.up.back, None, Store::Set, d_narrow);
        let (d_gain, d_bias) = two(gradient, &places.gain_2, &places.bias_2);
        let gain = self.at(&places.gain_2);
        layer_norm_backward(
            &block.middle,
            gain,
            &block.statistics_2,
            d_narrow,
            d_stream,
            d_gain,
            d_bias,
        );
        weights_backward(
            &block.attended,
            d_stream,
            self.config.d_model,
            panels,
            &mut gradient[places.out.clone()],
        );
        product(d_stream, &packed.out.back, None, Store::Set, d_narrow);
        self.attention_backward(
            tokens,
            block,
            d_narrow,
            &mut room.head,
            &mut room.d_qkv,
        );
        weights_backward(
            &block.normal_1,
            &room.d_qkv,
            3 * self.config.d_model,
            panels,
            &mut gradient[places.qkv.clone()],
        );
        product(&room.d_qkv, &packed.qkv.back, None, Store::Set, d_narrow);
        let (d_gain, d_bias) = two(gradient, &places.gain_1, &places.bias_1);
        let gain = self.at(&places.gain_1);
        layer_norm_backward(
            &block.stream,
            gain,
            &block.statistics_1,
            d_narrow,
            d_stream,
            d_gain,
            d_bias,
        );
    }

    fn attention_backward(
        &self,
        tokens: usize,
        block: &BlockRoom,
        d_attended: &[f32],
        head_room: &mut HeadRoom,
        d_qkv: &mut [f32],
    ) {
        let Sizes { d_model, n_heads, .. } = self.config;
        let size = tokens * self.head(tokens, 0).step();
        let (narrow, wide) = (tokens * d_model, tokens * 3 * d_model);
        for (sequence, d_qkv) in d_qkv.chunks_exact_mut(wide).enumerate() {
            let qkv = &block.qkv[sequence * wide..][..wide];
            let outputs = &block.attended[sequence * narrow..][..narrow];
            let d_outputs = &d_attended[sequence * narrow..][..narrow];
            for number in 0..n_heads {
                let probabilities = &block.probabilities
                    [(sequence * n_heads + number) * size..][..size];
                attend_backward(
                    self.head(tokens, number),
                    qkv,
                    probabilities,
                    outputs,
                    d_outputs,
                    head_room,
                    d_qkv,
                );
            }
        }
    }

    fn embed_backward(
        &self,
        inputs: &[u32],
        tokens: usize,
        d_stream: &[f32],
        gradient: &mut [f32],
    ) {
        let width = self.config.d_model;
        let Places { token_embedding, position_embedding, .. } = self.places;
        let (words, positions) = two(gradient, token_embedding, position_embedding);
        for (row, (&token, d)) in
            inputs.iter().zip(d_stream.chunks_exact(width)).enumerate()
        {
            let word = &mut words[token as usize * width..][..width];
            let position = &mut positions[row % tokens * width..][..width];
            for ((word, position), d) in word.iter_mut().zip(position).zip(d) {
                *word += d;
                *position += d;
            }
        }
    }
    // ANCHOR_END: engine-backward
}

// ANCHOR: linear-backward
/// Adds to the gradient what a layer's `inputs` and `d_outputs` say about its
/// weights and bias.
fn linear_backward(
    inputs: &[f32],
    d_outputs: &[f32],
    places: &LinearPlaces,
    panels: &mut Panels,
    gradient: &mut [f32],
) {
    add_rows(d_outputs, &mut gradient[places.bias.clone()]);
    let d_weights = &mut gradient[places.weights.clone()]; // (inputs, outputs)
    weights_backward(inputs, d_outputs, places.bias.len(), panels, d_weights);
}

/// Adds to the gradient of weights (inputs, outputs) what the rows of a layer's
/// inputs and `d_outputs` say.
fn weights_backward(
    inputs: &[f32],
    d_outputs: &[f32],
    outputs: usize,
    panels: &mut Panels,
    d_weights: &mut [f32],
) {
    panels.pack(d_outputs, outputs, (d_outputs.len() / outputs, outputs));
    add_product_of_transposed(inputs, panels, d_weights);
}

/// Two tensors, of which the second follows the first in memory.
fn two<'g>(
    gradient: &'g mut [f32],
    first: &Range<usize>,
    second: &Range<usize>,
) -> (&'g mut [f32], &'g mut [f32]) {
    gradient[first.start..second.end].split_at_mut(first.len())
}
// ANCHOR_END: linear-backward

// ANCHOR: gelu-in-place
/// GELU in place; its slopes are kept for the way back.
fn gelu_in_place(hidden: &mut [f32], slopes: &mut [f32]) {
    vectorised(
        #[inline(always)]
        |_| {
            for (x, slope) in hidden.iter_mut().zip(slopes) {
                (*x, *slope) = gelu(*x);
            }
        },
    );
}

fn multiply(d: &mut [f32], slopes: &[f32]) {
    vectorised(
        #[inline(always)]
        |_| {
            for (d, slope) in d.iter_mut().zip(slopes) {
                *d *= slope;
            }
        },
    );
}
// ANCHOR_END: gelu-in-place
