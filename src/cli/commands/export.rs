use super::run::assignment;
use crate::cli::desk::{Desk, absolute, unexpected};
use crate::cli::failure::Failure;
use crate::cli::filters::Filters;
use crate::service::{ExportFormat, Relation, Request, Response};
use crate::value::Cell;
use clap::builder::PossibleValuesParser;
use std::path::{Path, PathBuf};

#[derive(Debug, clap::Args)]
pub struct Export {
    /// The view
    #[arg(value_parser = view_names())]
    view: String,
    /// The file, as .csv, .json or .xlsx; `-` is stdout, in --format [default: the workspace's exports/VIEW.csv]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there already
    #[arg(long)]
    force: bool,
    /// One of the view's own parameters, such as customer=12
    #[arg(long, value_name = "NAME=VALUE", value_parser = assignment)]
    set: Vec<(String, String)>,
    #[command(flatten)]
    filters: Filters,
}

impl Export {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let args = self.set.into_iter().map(|(name, value)| (name, typed(value))).collect();
        if self.out.as_deref() == Some(Path::new("-")) {
            return desk.show(&self.view, args, &self.filters);
        }
        let exports = || desk.exports().join(format!("{}.csv", self.view));
        let path = absolute(&self.out.unwrap_or_else(exports))?;
        let format = format(&path)?;
        if path.exists() && !self.force {
            let hint = "replace it with --force, or name another file with --out";
            return Err(Failure::failed(format!("{} is there already", path.display()), hint));
        }
        let relation = Relation::View { name: self.view, args };
        let scope = self.filters.scope.resolve(desk)?;
        let request = Request::Export { relation, scope, page: self.filters.rows.page(None), format, path };
        match desk.call(request)? {
            Response::Exported { path, rows, withdrawn } => {
                desk.say_count("cli.exported", rows, &[("rows", &rows), ("path", &path.display())]);
                if withdrawn > 0 {
                    desk.say("export.withdrawn", &[("count", &withdrawn)]);
                }
                desk.output.text(&format!("{}\n", path.display()))
            }
            other => Err(unexpected(&other)),
        }
    }
}

fn format(path: &Path) -> Result<ExportFormat, Failure> {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => Ok(ExportFormat::Csv),
        Some("json") => Ok(ExportFormat::Json),
        Some("xlsx") => Ok(ExportFormat::Xlsx),
        _ => Err(Failure::usage(
            format!("{} has no ending that says its format", path.display()),
            "end it with .csv, .json or .xlsx",
        )),
    }
}

/// A value as typed: a number where it reads as one.
pub fn typed(text: String) -> Cell {
    text.parse().map_or_else(|_| Cell::Text(text), Cell::Integer)
}

pub fn view_names() -> PossibleValuesParser {
    crate::service::views().map(|view| view.name).collect::<Vec<_>>().into()
}
