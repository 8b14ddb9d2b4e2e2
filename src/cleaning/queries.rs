use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    // Binds `$rule`; without one the cells of all rules are listed.
    View { name: "cleaning.cells", sql: include_str!("sql/cleaned.sql") },
];
