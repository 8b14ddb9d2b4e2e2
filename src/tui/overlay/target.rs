//! The target of a KPI for one period.

use super::form::{Form, Wrong};
use crate::service::{Request, Seen};
use crate::tui::pane::Pane;
use crate::tui::world::{Cx, World};
use crate::value::{Cell, typed};

/// For the KPI that is chosen on the board, and the period under the cursor of its series (the last where there is none).
pub fn of_board(board: &Pane, series: &Pane, world: &World) -> Option<Form> {
    let kpi = board.chosen("kpi")?.text()?.to_owned();
    let row = board.chosen_row();
    let name =
        world.kpi(&kpi).unwrap_or_else(|| row.map(|row| board.table.text(row, "title").to_owned()).unwrap_or_default());
    let unit = row.map(|row| board.table.text(row, "unit").to_owned()).unwrap_or_default();
    let last = series.table.rows.len().checked_sub(1);
    let at = if series.is_table() { series.row_in_window() } else { last };
    let grain = world.scope.grain;
    let day = at.and_then(|row| series.table.cell(row, "period").date());
    let day = day.or_else(|| Some(grain.start_of(world.overview.as_ref()?.as_of)))?;
    let seen = at.map_or(Cell::Null, |row| series.table.cell(row, "target").clone());
    let current = shown(&seen, &unit);
    let seen_for = grain.start_of(day);
    // Parts of the whole have no targets of their own: under a filter none is seen.
    let is_seen =
        at.is_some() && [&world.scope.channel, &world.scope.store, &world.scope.segment].iter().all(|it| it.is_none());
    let (bad_day, bad_value, said) =
        (world.say("form.bad_date"), world.say("form.bad_number"), world.say("target.done"));
    let help = match unit.as_str() {
        "share" => "target.share_help",
        "points" => "target.points_help",
        _ => "target.help",
    };
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let day = form.value("period").parse().map_err(|_| Wrong::new("period", bad_day.clone()))?;
        let target = match form.given("target") {
            None => None,
            Some(text) => Some(typed(&text, &unit).ok_or_else(|| Wrong::new("target", bad_value.clone()))?),
        };
        let period = grain.start_of(day);
        let request = Request::SetTarget { kpi: kpi.clone(), grain, period, target };
        let is_seen = is_seen && period == seen_for;
        cx.order(if is_seen { request.seen(Seen::Target(seen.clone())) } else { request }, said.clone());
        Ok(())
    };
    let grain_name = world.say(&format!("value.{}", grain.name()));
    let form = Form::new(world.look.words.say("target.title", &[("kpi", &world.look.words.value(&name))]), submit)
        .text(
            "period",
            format!("{} ({grain_name})", world.say("column.period")),
            &day.to_string(),
            world.say("target.period_help"),
        )
        .text("target", world.say("column.target"), &current, world.say(help))
        .focused("target");
    Some(form)
}

/// As it can be typed: a share in percent, a difference of shares in points.
fn shown(cell: &Cell, unit: &str) -> String {
    match (cell.number(), unit) {
        (Some(number), "share") => format!("{}%", trimmed(number * 100.0)),
        (Some(number), "points") => format!("{} pp", trimmed(number * 100.0)),
        (Some(number), _) => trimmed(number),
        (None, _) => String::new(),
    }
}

fn trimmed(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
