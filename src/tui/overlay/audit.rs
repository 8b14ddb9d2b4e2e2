//! Who did what, and whether the record of it is whole.

use super::reader::{Line, Reader, Tone};
use super::rows::{self, Rows};
use crate::service::{Request, Response, Soundness};
use crate::tui::pane::Pane;
use crate::tui::world::World;

pub const VIEW: &str = "audit.list";

/// The entries, newest first.
pub fn entries() -> Rows {
    rows::of(Pane::table(VIEW).yields(&["detail", "audit_id"]).compact())
}

/// What an examination of all entries finds, in words.
pub fn verdict(world: &World) -> Reader {
    Reader::asking(world.say("audit.verdict"), Request::Verify, |response, world| match response {
        Response::Audit(found) => told(found, world),
        _ => Vec::new(),
    })
}

fn told(found: &Soundness, world: &World) -> Vec<Line> {
    let words = &world.look.words;
    let (finding, meaning) = match found.flaw {
        None => (words.say("audit.whole", &[("count", &found.entries)]), "audit.whole_means"),
        Some((number, flaw)) => {
            (words.say(&format!("audit.{}", flaw.name()), &[("number", &number)]), "audit.broken_means")
        }
    };
    let newest = found.newest.iter().flat_map(|(number, hash)| {
        let about = words.say("audit.newest", &[("number", number)]);
        [Line::gap(), Line::new(Tone::Text, about), Line::new(Tone::Text, format!("{number}:{hash}"))]
    });
    [Line::new(Tone::Head, finding), Line::new(Tone::Text, words.text(meaning))].into_iter().chain(newest).collect()
}
