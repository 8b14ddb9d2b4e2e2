use super::Preview;
use crate::tui::overlay::form::{Form, Wrong};
use crate::tui::world::{Cx, World};
use crate::value::{Args, Cell};
use jiff::ToSpan;
use jiff::civil::Date;

/// Asks what is to be previewed; none where no template is known.
///
/// `segment` is the audience to begin with: the one that the filter of all tabs names, if it is none.
pub fn form(segment: Option<&str>, world: &World) -> Option<Form> {
    let overview = world.overview.as_ref().filter(|overview| !overview.templates.is_empty())?;
    let segment = segment.or(world.scope.segment.as_deref()).unwrap_or_default();
    let text = |key: &str| world.say(&format!("preview.{key}"));
    let named =
        |names: &[String]| names.iter().map(|name| (name.clone(), world.look.words.value(name))).collect::<Vec<_>>();
    let or_none = |none: String, names: &[String]| [vec![(String::new(), none)], named(names)].concat();
    let template = overview.templates.first().map_or("", String::as_str);
    let starts_on = overview.as_of.saturating_add(1.day());
    let ends_on = starts_on.saturating_add(13.days());
    let (bad_date, turned) = (world.say("form.bad_date"), world.say("scope.turned"));
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let day = |field: &str| -> Result<Option<Date>, Wrong> {
            form.given(field).map(|day| day.parse().map_err(|_| Wrong::new(field, bad_date.clone()))).transpose()
        };
        if let (Some(starts_on), Some(ends_on)) = (day("starts_on")?, day("ends_on")?)
            && ends_on < starts_on
        {
            return Err(Wrong::new("ends_on", turned.clone()));
        }
        let given =
            |field: &crate::tui::overlay::form::Field| Some((field.name.clone(), Cell::Text(form.given(&field.name)?)));
        cx.open(Preview::new(form.fields().iter().filter_map(given).collect::<Args>()));
        Ok(())
    };
    let form = Form::new(text("title"), submit)
        .about([text("about")])
        .choice("template", text("template"), named(&overview.templates), template, text("template_help"))
        .choice(
            "segment",
            text("audience"),
            or_none(text("everyone"), &overview.segments),
            segment,
            text("audience_help"),
        )
        .text("customers", text("customers"), "", text("customers_help"))
        .choice("channel", text("channel"), or_none(text("own_channel"), &overview.channels), "", text("channel_help"))
        .text("starts_on", text("starts_on"), &starts_on.to_string(), text("period_help"))
        .text("ends_on", text("ends_on"), &ends_on.to_string(), text("period_help"))
        .text("holdout", text("holdout"), "", text("holdout_help"));
    Some(form)
}
