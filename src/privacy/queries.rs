use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "privacy.receipts", sql: include_str!("sql/receipts.sql") },
    // Binds `$receipt`; without one the newest is told.
    View { name: "privacy.receipt", sql: include_str!("sql/receipt.sql") },
];
