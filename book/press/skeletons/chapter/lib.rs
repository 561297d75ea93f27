//! TITLE: the ideas of the chapter, in the order of its page.

pub mod page;
