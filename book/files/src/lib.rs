//! What the programs of this workspace need where something belongs to the reader: a text
//! of theirs is read or refused with a reason ([`read_text`]), a result is saved without
//! costing them another file ([`Target`]), a run that is stopped ends in order ([`Stop`]),
//! and printing never decides over work ([`Printer`]).

mod text;

#[cfg(not(target_family = "wasm"))]
mod lock;
#[cfg(not(target_family = "wasm"))]
mod memory;
#[cfg(not(target_family = "wasm"))]
mod printing;
#[cfg(not(target_family = "wasm"))]
mod read;
#[cfg(not(target_family = "wasm"))]
mod stop;
#[cfg(not(target_family = "wasm"))]
mod target;

pub use text::{NoText, name_of_format, text_of, text_with_controls};

#[cfg(not(target_family = "wasm"))]
pub use memory::{available_memory, in_words};
#[cfg(not(target_family = "wasm"))]
pub use printing::{Printer, complain};
#[cfg(not(target_family = "wasm"))]
pub use read::{ReadError, ReadFault, read_bytes, read_text};
#[cfg(not(target_family = "wasm"))]
pub use stop::Stop;
#[cfg(unix)]
pub use stop::let_children_hear_of_it;
#[cfg(not(target_family = "wasm"))]
pub use target::{Format, Target, TargetError};
