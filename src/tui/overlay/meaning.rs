//! What a column means: its entry in the dictionary, to read and to edit where the column stands.

use super::form::{Form, Wrong};
use super::rows;
use super::waiting::Waiting;
use crate::args;
use crate::config::Sensitivity;
use crate::quality::Description;
use crate::service::{Relation, Request, Response};
use crate::tui::pane::Pane;
use crate::tui::text;
use crate::tui::world::{Cx, Notice, World};
use crate::value::{Cell, Comparison, Filter, Page, Scope, Table};

/// The view of all columns with what they mean.
const DICTIONARY: &str = "quality.dictionary";

const SENSITIVITIES: [Sensitivity; 3] = [Sensitivity::Open, Sensitivity::Internal, Sensitivity::Personal];

/// What the column under the cursor means: the one that the row is about, where the rows are about columns; that of the
/// table; or those of its name in the tables that the view stands on.
pub fn open(pane: &Pane, cx: &mut Cx<'_>) {
    let of_row = |name: &str| pane.current(name).and_then(Cell::text).map(str::to_owned);
    let under = pane.current_column().map(|column| column.name.clone());
    if let (Some(table), Some(column)) = (of_row("table_name"), of_row("column_name")) {
        return ask(&pane.relation, Some(table), column, cx);
    }
    if let Some(column) = under {
        ask(&pane.relation, table(&pane.relation), column, cx);
    }
}

fn table(relation: &Relation) -> Option<String> {
    match relation {
        Relation::Table { name } | Relation::Part { table: name, .. } => Some(name.clone()),
        Relation::Frequency { of, .. } => table(of),
        Relation::View { .. } | Relation::Cleaning { .. } | Relation::Console { .. } => None,
    }
}

/// The entries of a column: one opens to be edited, several as a list.
fn ask(relation: &Relation, table: Option<String>, column: String, cx: &mut Cx<'_>) {
    let view = match relation {
        Relation::View { name, .. } if table.is_none() => Some(name.clone()),
        _ => None,
    };
    let entries = Relation::View { name: DICTIONARY.to_owned(), args: args![table => table, view => view] };
    let filter = Filter { column: "column_name".to_owned(), comparison: Comparison::Is, value: (&column).into() };
    let page = Page { filters: vec![filter], ..Page::default() };
    let request = Request::Rows { relation: entries.clone(), scope: Scope::default(), page: page.clone() };
    cx.open(Waiting::new("meaning.title", "meaning.fetching", request, move |response, cx| {
        let Response::Rows(found) = response else { return };
        match found.rows.len() {
            0 => cx.say(Notice::bad(cx.world.look.words.say("meaning.unknown", &[("column", &text::clean(&column))]))),
            1 => {
                let form = form(&found, cx.world);
                cx.open(form);
            }
            _ => {
                let mut pane = Pane::of(entries.clone());
                pane.filters.clone_from(&page.filters);
                cx.open(rows::of(pane));
            }
        }
    }));
}

fn form(found: &Table, world: &World) -> Form {
    let cell = |name: &str| found.cell(0, name).to_string();
    let (table, column) = (cell("table_name"), cell("column_name"));
    let (meaning, unit, sensitivity) = (cell("meaning"), cell("measured_in"), cell("sensitivity"));
    let origin = [("fed_by", cell("fed_by")), ("uses", cell("uses"))];
    let said = |(name, text): (&str, String)| format!("{}: {}", world.look.words.column(name), text::clean(&text));
    let about = origin.into_iter().filter(|(_, text)| !text.is_empty()).map(said);
    let title = format!("{} · {table}.{column}", world.say("meaning.title"));
    let choices = SENSITIVITIES.map(|it| (it.name().to_owned(), world.say(&format!("sensitivity.{}", it.name()))));
    let (unchanged, done) = (world.say("meaning.unchanged"), world.say("meaning.done"));
    let before = (meaning.clone(), unit.clone(), sensitivity.clone());
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let changed = |name: &str, before: &str| Some(form.value(name)).filter(|value| value != before);
        let chosen = changed("sensitivity", &before.2);
        let said = Description {
            table: table.clone(),
            column: column.clone(),
            meaning: changed("meaning", &before.0),
            unit: changed("unit", &before.1),
            sensitivity: SENSITIVITIES.into_iter().find(|it| chosen.as_deref() == Some(it.name())),
        };
        if said.meaning.is_none() && said.unit.is_none() && said.sensitivity.is_none() {
            return Err(Wrong::new("meaning", unchanged.clone()));
        }
        cx.order(Request::Describe(said), done.clone());
        Ok(())
    };
    Form::new(text::clean(&title), submit)
        .about(about)
        .text("meaning", world.say("column.meaning"), &meaning, world.say("meaning.help"))
        .text("unit", world.say("column.measured_in"), &unit, world.say("meaning.unit_help"))
        .choice(
            "sensitivity",
            world.say("column.sensitivity"),
            choices,
            &sensitivity,
            world.say("meaning.sensitivity_help"),
        )
}
