//! What holds the chapter to its page, to reference values and to mathematics.

mod descent;
mod errors;
mod iris;
mod live;
mod page;
mod passes;
mod squared_errors;
