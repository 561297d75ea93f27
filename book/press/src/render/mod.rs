//! Last stage: mdBook makes pages of what the line has set, and every link of them leads
//! somewhere.

mod build;
mod course;
mod html;
mod links;
mod live;
mod normal;
mod paper;
mod places;
mod preprocessor;
mod publish;
mod scratch;
mod search;
mod sections;
mod sheets;
mod slim;
mod slim_page;
mod slim_text;

pub use build::{BuildError, build, build_live, check};
pub(crate) use build::{build_with_faults, summary};
pub use preprocessor::{Press, answer_mdbook};
