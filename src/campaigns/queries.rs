use crate::warehouse::View;

pub const VIEWS: &[View] = &[];
