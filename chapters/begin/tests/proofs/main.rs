//! What holds the page to its run, and its code to arithmetic.

mod arrays;
mod page;
