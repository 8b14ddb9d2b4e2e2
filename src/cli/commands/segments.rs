use crate::args;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known};
use crate::value::Args;
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Segments {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Each segment with size, share of revenue and profile (the default)
    List,
    /// The clusters that k-means found
    Clusters,
    /// The customers of a segment
    Members { name: String },
}

impl Segments {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let (view, args) = match self.part.unwrap_or(Part::List) {
            Part::List => ("segments.list", Args::new()),
            Part::Clusters => ("segments.clusters", Args::new()),
            Part::Members { name } => {
                let name = known(desk, "segment", Some(&name), &desk.overview()?.segments)?;
                ("segments.members", args![segment => name])
            }
        };
        desk.show(view, args, &self.filters)
    }
}
