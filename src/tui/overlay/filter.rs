//! Which rows of a panel are wanted.

use super::form::{Form, Wrong};
use crate::config::Words;
use crate::tui::pane::Pane;
use crate::tui::world::{Act, Change, PaneAt, World};
use crate::value::{Cell, Column, Comparison, Filter, Kind};

/// A text that any column has in it.
pub fn search(at: PaneAt, current: Option<&str>, world: &World) -> Form {
    let submit = move |form: &Form, cx: &mut crate::tui::world::Cx<'_>| {
        cx.act(Act::Pane(at, Change::Search(form.given("text"))));
        Ok(())
    };
    Form::new(world.say("search.title"), submit).text(
        "text",
        world.say("search.text"),
        current.unwrap_or_default(),
        world.say("search.help"),
    )
}

const COMPARISONS: [(&str, Comparison); 5] = [
    ("is", Comparison::Is),
    ("is_not", Comparison::IsNot),
    ("above", Comparison::Above),
    ("below", Comparison::Below),
    ("contains", Comparison::Contains),
];

/// A condition on the column under the cursor, with the cell's value to begin with.
pub fn of_cell(pane: &Pane, at: PaneAt, world: &World) -> Option<Form> {
    let column = pane.current_column().filter(|column| column.kind != Kind::Trend)?.clone();
    let shown = |cell: &Cell| world.format.cell(cell, column.kind, None, &world.look.words);
    let cell = pane.current_cell().cloned().unwrap_or(Cell::Null);
    let value = if column.kind == Kind::Word { shown(&cell) } else { cell.to_string() };
    let stood = value.clone();
    let words = world.look.words.clone();
    let header = world.look.words.column(&column.name);
    let choices = COMPARISONS.map(|(name, _)| (name.to_owned(), world.say(&format!("filter.{name}"))));
    let wrong = world.say("filter.wrong");
    let submit = move |form: &Form, cx: &mut crate::tui::world::Cx<'_>| {
        let chosen = form.value("comparison");
        let comparison =
            COMPARISONS.iter().find(|(name, _)| *name == chosen).map_or(Comparison::Is, |(_, known)| *known);
        let typed = form.value("value");
        let value = cell_of(&column, comparison, &typed, &words).ok_or_else(|| Wrong::new("value", wrong.clone()))?;
        // Two values may have the same word: what was left as it stood is the one under the cursor.
        let value = if column.kind == Kind::Word && typed == stood { cell.clone() } else { value };
        let filter = Filter { column: column.name.clone(), comparison, value };
        cx.act(Act::Pane(at, Change::Filter(filter)));
        Ok(())
    };
    let form = Form::new(world.look.words.say("filter.title", &[("column", &header)]), submit)
        .choice("comparison", world.say("filter.comparison"), choices, "is", world.say("filter.comparison_help"))
        .text("value", world.say("filter.value"), &value, world.say("filter.value_help"));
    Some(form)
}

/// What is typed as the column has it; nothing typed is null.
fn cell_of(column: &Column, comparison: Comparison, typed: &str, words: &Words) -> Option<Cell> {
    if typed.is_empty() {
        return matches!(comparison, Comparison::Is | Comparison::IsNot).then_some(Cell::Null);
    }
    if column.kind == Kind::Word {
        return Some(words.meant(typed).unwrap_or(typed).into());
    }
    if comparison == Comparison::Contains {
        return Some(typed.into());
    }
    match column.kind {
        Kind::Date => typed.parse().ok().map(Cell::Date),
        Kind::Time => typed.replace(' ', "T").parse().ok().map(Cell::Time),
        Kind::Flag => typed.parse().ok().map(Cell::Flag),
        kind if kind.is_numeric() => {
            let digits = typed.replace(',', "");
            let whole = digits.parse().ok().map(Cell::Integer);
            whole.or_else(|| digits.parse().ok().map(Cell::Decimal)).or_else(|| digits.parse().ok().map(Cell::Float))
        }
        _ => Some(typed.into()),
    }
}
