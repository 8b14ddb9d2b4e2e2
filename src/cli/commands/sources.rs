use crate::args;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known};
use crate::cli::runs::table_of;
use crate::service::Request;
use crate::value::Args;
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Sources {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Each source with its last batch, rows and rejects (the default)
    List,
    /// The batches of a source, or of all
    Batches { source: Option<String> },
    /// The records that could not be read or mapped, with the reason
    Rejects { source: Option<String> },
    /// Where the shape of a source's files, or of all, has moved away from that of the file before
    Drift { source: Option<String> },
    /// Map what came from one column from another one too, as it goes by another name in newer files
    Remap { source: String, old_column: String, new_column: String },
    /// How a source's records become rows of the model
    Mapping { source: String },
}

impl Sources {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let (view, source) = match self.part.unwrap_or(Part::List) {
            Part::List => return desk.show("sources.list", Args::new(), &self.filters),
            Part::Batches { source } => ("sources.batches", source),
            Part::Rejects { source } => ("sources.rejects", source),
            Part::Drift { source } => ("sources.drift", source),
            Part::Remap { source, old_column, new_column } => {
                let ended = desk.finish(Request::Remap { source, old_column, new_column })?;
                return desk.output.table(&table_of(&ended));
            }
            Part::Mapping { source } => ("sources.mapping", Some(source)),
        };
        let source = known(desk, "source", source.as_ref(), &desk.names("sources.list", "source")?)?;
        desk.show(view, args![source => source], &self.filters)
    }
}
