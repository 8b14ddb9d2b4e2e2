use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::Filters;
use crate::value::Args;
use clap::Subcommand;

#[derive(Debug, clap::Args)]
pub struct Channels {
    #[command(subcommand)]
    part: Option<Part>,
    #[command(flatten)]
    filters: Filters,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Cost, reach, visits, conversions, revenue and return of each channel (the default)
    Performance,
    /// The value of orders by first, last and linear touch
    Attribution,
    /// How channels lead to one another
    Flow,
}

impl Channels {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let view = match self.part.unwrap_or(Part::Performance) {
            Part::Performance => "channels.performance",
            Part::Attribution => "channels.attribution",
            Part::Flow => "channels.flow",
        };
        desk.show(view, Args::new(), &self.filters)
    }
}
