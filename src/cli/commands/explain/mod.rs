mod origin;

use super::export::{typed, view_names};
use super::run::assignment;
use crate::cli::args::Format;
use crate::cli::desk::{Desk, unexpected};
use crate::cli::failure::Failure;
use crate::cli::filters::ScopeArgs;
use crate::cli::output::objects;
use crate::service::{Explanation, Relation, Request, Response};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Explain {
    #[command(subcommand)]
    place: Option<origin::Place>,
    /// The view
    #[arg(value_parser = view_names())]
    view: Option<String>,
    /// One of the view's own parameters, such as customer=12
    #[arg(long, global = true, value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    #[command(flatten)]
    way: origin::Way,
    #[command(flatten)]
    scope: ScopeArgs,
}

impl Explain {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let args = self.set.into_iter().map(|(name, value)| (name, typed(value))).collect();
        if let Some(place) = self.place {
            return place.run(desk, &self.way, args, &self.scope);
        }
        let view = self.view.ok_or_else(|| {
            let hint = "name a view such as kpi.board, or a place such as batch 12; `foureye help explain` lists them";
            Failure::usage("it is not said what to explain", hint)
        })?;
        let relation = Relation::View { name: view.clone(), args };
        let scope = self.scope.resolve(desk)?;
        match desk.call(Request::Explain { relation, scope })? {
            Response::Explanation(explanation) => tell(desk, &view, &explanation),
            other => Err(unexpected(&other)),
        }
    }
}

fn tell(desk: &Desk, view: &str, explanation: &Explanation) -> Result<(), Failure> {
    let about = desk.words.text(&format!("view.{view}.about")).to_owned();
    let tables = [("tables", &explanation.tables), ("runs", &explanation.runs), ("batches", &explanation.batches)];
    if desk.output.format == Format::Json {
        let args: serde_json::Map<_, _> =
            explanation.args.iter().map(|(name, cell)| (name.clone(), cell.to_json())).collect();
        let mut whole = serde_json::json!({ "view": view, "about": about, "sql": explanation.sql, "args": args });
        whole["definition"] = explanation.definition.clone().into();
        whole["definitions"] = explanation.definitions.clone().into();
        for (name, table) in tables {
            whole[name] = objects(table);
        }
        return desk.output.json(&whole);
    }
    if desk.output.format == Format::Table {
        let bound: Vec<String> = explanation.args.iter().map(|(name, cell)| format!("${name} = {cell}")).collect();
        let title = desk.words.text(&format!("view.{view}.title")).to_owned();
        let definition = explanation.definition.iter().map(|definition| format!("\n{definition}\n"));
        let definition: String = definition.collect();
        desk.output.text(&format!("{title}\n{about}\n{definition}\n{}\n", explanation.sql.trim_end()))?;
        for definition in &explanation.definitions {
            desk.output.text(&format!("\n{definition}\n"))?;
        }
        if !bound.is_empty() {
            desk.output.text(&format!("\n{}\n", bound.join("\n")))?;
        }
    }
    desk.output.tables(&tables)
}
