//! The target of a KPI for one period.

use super::form::{Form, Wrong};
use crate::service::{Request, Seen};
use crate::tui::pane::Pane;
use crate::tui::world::{Cx, World};
use crate::value::Cell;
use rust_decimal::Decimal;

/// For the KPI that is chosen on the board, and the period under the cursor of its series (the last where there is none).
pub fn of_board(board: &Pane, series: &Pane, world: &World) -> Option<Form> {
    let kpi = board.chosen("kpi")?.text()?.to_owned();
    let row = board.chosen_row();
    let name =
        world.kpi(&kpi).unwrap_or_else(|| row.map(|row| board.table.text(row, "title").to_owned()).unwrap_or_default());
    let is_share = row.is_some_and(|row| board.table.text(row, "unit") == "share");
    let last = series.table.rows.len().checked_sub(1);
    let at = if series.is_table() { series.row_in_window() } else { last };
    let grain = world.scope.grain;
    let day = at.and_then(|row| series.table.cell(row, "period").date());
    let day = day.or_else(|| Some(grain.start_of(world.overview.as_ref()?.as_of)))?;
    let seen = at.map_or(Cell::Null, |row| series.table.cell(row, "target").clone());
    let current = shown(&seen, is_share);
    let seen_for = grain.start_of(day);
    // Parts of the whole have no targets of their own: under a filter none is seen.
    let is_seen =
        at.is_some() && [&world.scope.channel, &world.scope.store, &world.scope.segment].iter().all(|it| it.is_none());
    let (bad_day, bad_value, said) =
        (world.say("form.bad_date"), world.say("form.bad_number"), world.say("target.done"));
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let day = form.value("period").parse().map_err(|_| Wrong::new("period", bad_day.clone()))?;
        let target = match form.given("target") {
            None => None,
            Some(text) => Some(parsed(&text, is_share).ok_or_else(|| Wrong::new("target", bad_value.clone()))?),
        };
        let period = grain.start_of(day);
        let request = Request::SetTarget { kpi: kpi.clone(), grain, period, target };
        let is_seen = is_seen && period == seen_for;
        cx.order(if is_seen { request.seen(Seen::Target(seen.clone())) } else { request }, said.clone());
        Ok(())
    };
    let grain_name = world.say(&format!("value.{}", grain.name()));
    let help = if is_share { "target.share_help" } else { "target.help" };
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

/// A share is typed as percent.
fn shown(cell: &Cell, is_share: bool) -> String {
    match cell.number() {
        Some(number) if is_share => format!("{}%", trimmed(number * 100.0)),
        Some(number) => trimmed(number),
        None => String::new(),
    }
}

fn trimmed(number: f64) -> String {
    let text = format!("{number:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `5,000`, `12.5%`, and for a share also `0.125`, which is the same.
fn parsed(text: &str, is_share: bool) -> Option<Decimal> {
    let digits = text.replace([',', ' '], "");
    match digits.strip_suffix(['%', '％']) {
        Some(percent) if is_share => Some(percent.parse::<Decimal>().ok()? / Decimal::ONE_HUNDRED),
        Some(_) => None,
        None => digits.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_typed_as_people_write_it() {
        assert_eq!(parsed("5,000", false), Some(Decimal::from(5000)));
        assert_eq!(parsed("12.5%", true), Some(Decimal::new(125, 3)));
        assert_eq!(parsed("0.125", true), Some(Decimal::new(125, 3)));
        assert_eq!(parsed("12.5%", false), None);
        assert_eq!(parsed("much", false), None);
    }
}
