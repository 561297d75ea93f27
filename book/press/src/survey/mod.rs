//! Second stage: what pages say about the book as a whole.

mod index;
mod listings;
mod page;
mod times;

pub(crate) use index::{CITED, DEFINED, Entry, Index, Mention, year_after};
pub(crate) use listings::{Listings, Shown, listing_id};
pub(crate) use page::Page;
pub(crate) use times::ReadingTimes;

/// What the pages of an edition say, all of them together.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    /// In the order of the book.
    pub pages: Vec<Page>,
    pub times: ReadingTimes,
    pub index: Index,
    pub listings: Listings,
}

impl Survey {
    /// Goes through the pages, which come in the order of the book.
    pub fn of(pages: Vec<Page>) -> Self {
        let mut survey = Self::default();
        for page in &pages {
            if let Some(package) = &page.package
                && page.is_own()
            {
                survey.times.add(package, &page.prose);
            }
            survey.index.add(page);
            survey.listings.add(page);
        }
        survey.pages = pages;
        survey
    }

    /// Sections of chapters without a figure, as `page: section`.
    pub fn without_picture(&self) -> Vec<String> {
        let chapters = self.pages.iter().filter(|page| page.is_numbered);
        chapters.flat_map(Page::without_picture).collect()
    }

    /// The page of a chapter, if the book has it.
    pub fn page_of(&self, package: &str) -> Option<&Page> {
        let is_its = |page: &&Page| {
            page.is_own() && page.package.as_deref() == Some(package)
        };
        self.pages.iter().find(is_its)
    }
}
