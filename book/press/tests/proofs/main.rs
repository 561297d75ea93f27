//! The press, proved on a small book of its own: that every check finds what it is for,
//! that pages show what the snapshots hold, and that building and serving lose nothing.

mod build;
mod exercises;
mod faults;
mod fixture;
mod index;
mod pages;
mod publish;
mod search;
mod serve;
