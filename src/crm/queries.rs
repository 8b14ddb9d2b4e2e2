use crate::warehouse::View;

pub const VIEWS: &[View] = &[
    View { name: "crm.search", sql: include_str!("sql/search.sql") },
    View { name: "crm.profile", sql: include_str!("sql/profile.sql") },
    View { name: "crm.keys", sql: include_str!("sql/keys.sql") },
    View { name: "crm.orders", sql: include_str!("sql/orders.sql") },
    View { name: "crm.timeline", sql: include_str!("sql/timeline.sql") },
    View { name: "crm.interactions", sql: include_str!("sql/interactions.sql") },
    View { name: "crm.satisfaction", sql: include_str!("sql/satisfaction.sql") },
];
