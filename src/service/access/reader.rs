use super::Visitor;
use crate::warehouse::Session;
use std::ops::Deref;

/// A session, and who reads by it: what is read for someone is read as they may see it.
pub(in crate::service) struct Reader<'a> {
    session: Session,
    pub visitor: &'a Visitor,
}

impl<'a> Reader<'a> {
    pub fn new(session: Session, visitor: &'a Visitor) -> Reader<'a> {
        Reader { session, visitor }
    }
}

impl Deref for Reader<'_> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}
