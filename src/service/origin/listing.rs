//! Steps put together: the few at once, the many a page at a time.

use super::{Fault, Guide, Node, Step, Steps, Text, Walk};
use crate::service::Relation;
use crate::value::{Args, Page, Table};

/// A place with its steps.
#[derive(Default)]
pub(super) struct Listing {
    /// The place as it is really called, where it was asked for by another name.
    pub at: Option<Node>,
    pub about: Table,
    pub text: Option<Text>,
    pub near: Vec<Step>,
    pub far: Option<Far>,
}

/// The step of a row of the page.
type Stepping = Box<dyn Fn(&Table, usize) -> Step>;

/// Rows of which each is a step.
pub(super) struct Far {
    rows: Rows,
    step: Stepping,
}

enum Rows {
    Query(String, Args),
    /// As the reader would be shown them.
    Relation(Relation),
}

impl Far {
    pub fn query(sql: impl Into<String>, args: Args, step: impl Fn(&Table, usize) -> Step + 'static) -> Far {
        Far { rows: Rows::Query(sql.into(), args), step: Box::new(step) }
    }

    pub fn relation(relation: Relation, step: impl Fn(&Table, usize) -> Step + 'static) -> Far {
        Far { rows: Rows::Relation(relation), step: Box::new(step) }
    }

    fn page(&self, guide: &Guide<'_>, page: &Page) -> Result<Table, Fault> {
        match &self.rows {
            Rows::Query(sql, args) => Ok(guide.session.page(sql, args, page)?),
            Rows::Relation(relation) => guide.local.rows(guide.session, relation, guide.scope, page),
        }
    }
}

impl Listing {
    pub fn about(about: Table) -> Listing {
        Listing { about, ..Listing::default() }
    }

    pub fn page(self, guide: &Guide<'_>, walk: &Walk) -> Result<Steps, Fault> {
        let near = self.near.len() as u64;
        let mut total = near;
        let skipped = usize::try_from(walk.offset).unwrap_or(usize::MAX);
        let wanted = usize::try_from(walk.limit).unwrap_or(usize::MAX);
        let mut steps: Vec<Step> = self.near.into_iter().skip(skipped).take(wanted).collect();
        if let Some(far) = self.far {
            let page = Page {
                offset: walk.offset.saturating_sub(near),
                limit: walk.limit - steps.len() as u64,
                ..Page::default()
            };
            let table = far.page(guide, &page)?;
            total += table.total;
            steps.extend((0..table.rows.len()).map(|row| (far.step)(&table, row)));
        }
        Ok(Steps {
            at: self.at.unwrap_or_else(|| walk.from.clone()),
            direction: walk.direction,
            about: self.about,
            text: self.text,
            steps,
            offset: walk.offset,
            total,
        })
    }
}
