//! What spans chapters: the real book, the house, every command that a page shows.

mod book;
mod commands;
mod house;
mod readme;
mod references;
mod skeletons;
mod sources;
mod tree;
mod writing;
