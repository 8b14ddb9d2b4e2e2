//! How well the linkage does by what was decided, in words.

use crate::tui::world::World;
use crate::value::{Cell, Kind, Table};

/// Precision and recall with their intervals.
pub(super) fn told(accuracy: &Table, world: &World) -> String {
    let count = |name: &str| accuracy.number(0, name).filter(|_| !accuracy.rows.is_empty()).unwrap_or(0.0);
    if count("labels") == 0.0 {
        return world.say("review.no_labels");
    }
    let share = |name: &str| match accuracy.cell(0, name) {
        Cell::Null => "–".to_owned(),
        cell => world.format.number(cell.number().unwrap_or(f64::NAN), Kind::Share),
    };
    let figure = |name: &str| {
        let (of, low, high) = (
            share(&format!("{name}_share")),
            share(&format!("{name}_low_share")),
            share(&format!("{name}_high_share")),
        );
        let title = world.look.words.column(&format!("{name}_share"));
        if low == "–" {
            format!("{title} –")
        } else {
            format!("{title} {of} ({}–{high})", low.trim_end_matches('%'))
        }
    };
    format!("{} · {}", figure("precision"), figure("recall"))
}

/// What these are estimates of.
pub(super) fn about(accuracy: &Table, world: &World) -> String {
    if accuracy.rows.is_empty() || accuracy.number(0, "labels") == Some(0.0) {
        return String::new();
    }
    let count = |name: &str| world.format.number(accuracy.number(0, name).unwrap_or(0.0), Kind::Count);
    world.look.words.say(
        "review.about",
        &[("labels", &count("labels")), ("same", &count("labels_same")), ("never", &count("labels_never"))],
    )
}
