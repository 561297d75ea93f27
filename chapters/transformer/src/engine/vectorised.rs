//! Loops that are compiled for each kind of processor, and sums whose order is the same
//! on all of them.

use pulp::{Arch, Simd, WithSimd};

// ANCHOR: vectorised
/// Runs `work`, compiled once for each kind of processor, in the fastest way that
/// this one can. `work` is told whether a product and a sum are one instruction
/// here.
#[inline(always)]
pub fn vectorised(work: impl FnOnce(bool)) {
    ways().dispatch(Work(work));
}

struct Work<W>(W);

impl<W: FnOnce(bool)> WithSimd for Work<W> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        (self.0)(!S::IS_SCALAR && !cfg!(target_family = "wasm"));
    }
}

/// `a` `b` + `c`, rounded once or twice.
#[inline(always)]
pub(crate) fn multiply_add(fused: bool, a: f32, b: f32, c: f32) -> f32 {
    if fused { a.mul_add(b, c) } else { a * b + c }
}
// ANCHOR_END: vectorised

/// The ways of this processor; with the feature `narrow`, the one that all of its kind have.
#[inline(always)]
fn ways() -> Arch {
    if cfg!(feature = "narrow") { Arch::Scalar } else { Arch::new() }
}

/// The larger of two numbers; `a` if `b` is none. A comparison is an instruction
/// everywhere, and [`f32::max`] a call in WebAssembly.
#[inline(always)]
pub(crate) fn larger(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

// ANCHOR: sum
/// How many sums are built up side by side.
pub(crate) const LANES: usize = 16;

/// The sum of what `of` makes of each pair of `a` and `b`, which are of one length.
/// The order of the additions is the same on every processor.
#[inline(always)]
pub(crate) fn sum(a: &[f32], b: &[f32], of: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [0.0; LANES];
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            lanes[lane] += of(a[lane], b[lane]);
        }
    }
    for (lane, (a, b)) in a_rest.iter().zip(b_rest).enumerate() {
        lanes[lane] += of(*a, *b);
    }
    let mut half = LANES / 2;
    while half > 0 {
        for lane in 0..half {
            lanes[lane] += lanes[lane + half];
        }
        half /= 2;
    }
    lanes[0]
}
// ANCHOR_END: sum
