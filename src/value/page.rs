use super::Cell;
use serde::{Deserialize, Serialize};

/// Which rows of a query are wanted, and in which order: tables page through any number of rows and never hold them all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    pub sort: Vec<Sort>,
    pub filters: Vec<Filter>,
    /// Text that any column has in it, whatever the case.
    pub search: Option<String>,
    pub offset: u64,
    pub limit: u64,
}

impl Default for Page {
    fn default() -> Page {
        Page { sort: Vec::new(), filters: Vec::new(), search: None, offset: 0, limit: 500 }
    }
}

impl Page {
    pub fn all() -> Page {
        Page { limit: u64::MAX >> 1, ..Page::default() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sort {
    pub column: String,
    pub descending: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    pub column: String,
    pub comparison: Comparison,
    pub value: Cell,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    Is,
    IsNot,
    Above,
    Below,
    Contains,
}
