//! What the keys do here, and what the words mean.

use super::reader::{Line, Reader, Tone};
use crate::tui::command::{Command, Place};
use crate::tui::world::World;

/// The commands that work in a place, by where they are bound.
pub fn help(place: Place, world: &World) -> Reader {
    let mut lines = Vec::new();
    for reached in place.reach() {
        let commands: Vec<Command> = Command::at(reached).collect();
        if commands.is_empty() {
            continue;
        }
        if !lines.is_empty() {
            lines.push(Line::gap());
        }
        lines.push(Line::new(Tone::Head, world.say(&format!("place.{}", reached.name()))));
        lines.extend(commands.into_iter().map(|command| {
            let words = world.say(&format!("command.{}", command.id()));
            Line::entry(world.look.keymap.all_shown(command), words)
        }));
    }
    Reader::new(world.say("help.title"), lines)
}

/// Every term of the field that the screen uses, in the language's own words.
pub fn glossary(world: &World) -> Reader {
    let terms = world.look.words.keys().filter_map(|key| key.strip_prefix("glossary.")?.strip_suffix(".term"));
    let text = |term: &str, part: &str| world.say(&format!("glossary.{term}.{part}"));
    let mut entries: Vec<(String, String)> = terms.map(|term| (text(term, "term"), text(term, "about"))).collect();
    entries.sort();
    Reader::new(world.say("help.glossary"), entries.iter().map(|(term, about)| Line::entry(term, about)).collect())
}
