//! What holds the chapter to its page, to reference values and to mathematics.

mod page;
