//! The memory of blocks that are done with, for the next ones: to touch new memory for the first time takes longer than to fill it.

use fluxledger_core::BlockValues;
use ndarray::{Array, Dimension};
use std::sync::{Mutex, PoisonError};

/// Memory that waits for its next use, the longest waiting first.
pub(super) type Spare<T> = Mutex<Vec<Vec<T>>>;

static SINGLE: Spare<f32> = Mutex::new(Vec::new());
static DOUBLE: Spare<f64> = Mutex::new(Vec::new());

/// A number of which arrays are made again and again.
pub(super) trait Reused: Clone + Default + 'static {
    /// The memory that waits for numbers of the type.
    fn spare() -> &'static Spare<Self>;
}

impl Reused for f32 {
    fn spare() -> &'static Spare<Self> {
        &SINGLE
    }
}

impl Reused for f64 {
    fn spare() -> &'static Spare<Self> {
        &DOUBLE
    }
}

/// So many numbers of any value, each of which has to be written.
pub(super) fn numbers<T: Reused>(count: usize) -> Vec<T> {
    let mut waiting = T::spare().lock().unwrap_or_else(PoisonError::into_inner);
    // Much larger memory is left to those who need it.
    let fitting = waiting.iter().position(|numbers| (count..=count.saturating_mul(2)).contains(&numbers.capacity()));
    let fitting = fitting.map(|position| waiting.remove(position));
    drop(waiting);
    fitting.map_or_else(
        || vec![T::default(); count],
        |mut numbers| {
            numbers.resize(count, T::default());
            numbers
        },
    )
}

/// Keeps the memory of a block, as much as there are threads to read others.
pub(crate) fn keep(values: BlockValues) {
    match values {
        BlockValues::Single(values) => keep_array(values),
        BlockValues::Double(values) => keep_array(values),
    }
}

fn keep_array<T: Reused>(values: Array<T, impl Dimension>) {
    let mut waiting = T::spare().lock().unwrap_or_else(PoisonError::into_inner);
    if waiting.len() >= rayon::current_num_threads() {
        waiting.remove(0);
    }
    waiting.push(values.into_raw_vec_and_offset().0);
}
