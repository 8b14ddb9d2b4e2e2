//! The rows of a panel as a file.

use super::form::{Form, Wrong};
use crate::service::{ExportFormat, Relation, Request};
use crate::tui::pane::Pane;
use crate::tui::world::{Cx, To, World};
use crate::value::Page;

const FORMATS: [(&str, ExportFormat); 3] =
    [("csv", ExportFormat::Csv), ("json", ExportFormat::Json), ("xlsx", ExportFormat::Xlsx)];

pub fn of_pane(pane: &Pane, world: &World) -> Form {
    let relation = pane.relation.clone();
    let page = Page { offset: 0, limit: Page::all().limit, ..pane.page(0, 0) };
    let name = match &pane.relation {
        Relation::View { name, .. } | Relation::Table { name } | Relation::Part { table: name, .. } => {
            name.replace('.', "-")
        }
        Relation::Cleaning { rule } => format!("cleaning-{}", rule.as_deref().unwrap_or("rules")),
        Relation::Console { .. } => "answer".to_owned(),
        Relation::Frequency { column, .. } => format!("frequency-{column}"),
    };
    let (wrong, said) = (world.say("export.wrong"), world.say("export.done"));
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let path = form.given("path").ok_or_else(|| Wrong::new("path", wrong.clone()))?;
        let chosen = form.value("format");
        let (ending, format) = *FORMATS.iter().find(|(name, _)| *name == chosen).unwrap_or(&FORMATS[0]);
        let path = if path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
            path
        } else {
            format!("{path}.{ending}")
        };
        let request = Request::Export {
            relation: relation.clone(),
            scope: cx.world.scope.clone(),
            page: page.clone(),
            path: path.into(),
            format,
        };
        cx.ask(To::Line(said.clone()), request);
        Ok(())
    };
    Form::new(world.say("export.title"), submit)
        .text("path", world.say("export.path"), &name, world.say("export.path_help"))
        .choice(
            "format",
            world.say("export.format"),
            FORMATS.map(|(name, _)| (name.to_owned(), name.to_uppercase())),
            "csv",
            world.say("export.format_help"),
        )
}
