use crate::warehouse::View;

/// Who gets a campaign, as the newest preview has it.
pub const MEMBERS: &str = "campaigns.members";

pub const VIEWS: &[View] = &[
    View { name: "campaigns.preview", sql: include_str!("sql/preview.sql") },
    View { name: "campaigns.left_out", sql: include_str!("sql/left_out.sql") },
    View { name: "campaigns.left_out_members", sql: include_str!("sql/left_out_members.sql") },
    View { name: MEMBERS, sql: include_str!("sql/members.sql") },
    View { name: "campaigns.past", sql: include_str!("sql/past.sql") },
];
