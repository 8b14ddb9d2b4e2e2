//! The one filter that holds over all tabs.

use super::form::{Form, Wrong};
use crate::tui::world::{Act, Cx, World};
use crate::value::{Grain, Scope, Span};
use jiff::ToSpan;
use jiff::civil::Date;

/// Periods that are a choice away; `between` takes the two dates.
const PERIODS: [&str; 7] = ["all", "days_30", "days_90", "year", "this_month", "this_year", "between"];

pub fn form(world: &World) -> Form {
    let scope = &world.scope;
    let as_of = world.overview.as_ref().map(|overview| overview.as_of);
    let day = |pick: fn(Span) -> Date| scope.span.map(|span| pick(span).to_string()).unwrap_or_default();
    let lists = world.overview.as_ref();
    let all = world.say("scope.all");
    let options = |names: Option<&Vec<String>>| {
        let mut options = vec![(String::new(), all.clone())];
        options.extend(names.into_iter().flatten().map(|name| (name.clone(), world.look.words.value(name))));
        options
    };
    let periods = PERIODS.map(|name| (name.to_owned(), world.say(&format!("scope.{name}"))));
    let grains = Grain::ALL.map(|grain| (grain.name().to_owned(), world.say(&format!("value.{}", grain.name()))));
    let period = if scope.span.is_some() { "between" } else { "all" };
    let text = |key: &str| world.say(&format!("scope.{key}"));
    let (bad_date, turned) = (world.say("form.bad_date"), world.say("scope.turned"));
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let span = span_of(form, as_of, &bad_date, &turned)?;
        let scope = Scope {
            span,
            grain: Grain::parse(&form.value("grain")).unwrap_or_default(),
            channel: form.given("channel"),
            store: form.given("store"),
            segment: form.given("segment"),
        };
        cx.act(Act::Scope(scope));
        Ok(())
    };
    Form::new(text("title"), submit)
        .choice("period", text("period"), periods, period, text("period_help"))
        .text("from", text("from"), &day(|span| span.from), text("date_help"))
        .text("to", text("to"), &day(|span| span.to), text("date_help"))
        .choice("grain", text("grain"), grains, scope.grain.name(), text("grain_help"))
        .choice(
            "channel",
            text("channel"),
            options(lists.map(|o| &o.channels)),
            scope.channel.as_deref().unwrap_or_default(),
            text("list_help"),
        )
        .choice(
            "store",
            text("store"),
            options(lists.map(|o| &o.stores)),
            scope.store.as_deref().unwrap_or_default(),
            text("list_help"),
        )
        .choice(
            "segment",
            text("segment"),
            options(lists.map(|o| &o.segments)),
            scope.segment.as_deref().unwrap_or_default(),
            text("list_help"),
        )
}

/// A named period ends on the day that stands in for today; dates that are typed are taken as they are.
fn span_of(form: &Form, as_of: Option<Date>, bad_date: &str, turned: &str) -> Result<Option<Span>, Wrong> {
    let chosen = form.value("period");
    let typed = |field: &str| -> Result<Option<Date>, Wrong> {
        form.given(field).map(|text| text.parse().map_err(|_| Wrong::new(field, bad_date))).transpose()
    };
    let (from, to) = (typed("from")?, typed("to")?);
    if let (Some(from), Some(to)) = (from, to)
        && chosen == "between"
    {
        return if from <= to { Ok(Some(Span { from, to })) } else { Err(Wrong::new("to", turned)) };
    }
    if chosen == "between" {
        return Err(Wrong::new(if from.is_none() { "from" } else { "to" }, bad_date));
    }
    let Some(to) = as_of else { return Ok(None) };
    let from = match chosen.as_str() {
        "days_30" => to.saturating_sub(29.days()),
        "days_90" => to.saturating_sub(89.days()),
        "year" => to.saturating_sub(1.year()).saturating_add(1.day()),
        "this_month" => to.first_of_month(),
        "this_year" => to.first_of_year(),
        _ => return Ok(None),
    };
    Ok(Some(Span { from, to }))
}
