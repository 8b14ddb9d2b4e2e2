use crate::args;
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::filters::{Filters, known};
use crate::value::{Args, Page};
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
    /// What was spent in a channel, who met it, and what was bought in it
    Rows { channel: String },
    /// How channels lead to one another
    Flow,
    /// The ways that customers took, those that led to the most orders first
    Paths,
    /// What people talk about: posts, growth, reach and mood of each topic; of one topic, by hour or day
    Topics { topic: Option<String> },
    /// A channel day by day; all of them together, if none is named
    Daily { channel: Option<String> },
}

impl Channels {
    pub fn run(self, desk: &Desk) -> Result<(), Failure> {
        let (view, args) = match self.part.unwrap_or(Part::Performance) {
            Part::Performance => ("channels.performance", Args::new()),
            Part::Attribution => ("channels.attribution", Args::new()),
            Part::Flow => ("channels.flow", Args::new()),
            Part::Rows { channel } => {
                let channel = known(desk, "channel", Some(&channel), &desk.overview()?.channels)?;
                ("channels.rows", args![channel_id => channel])
            }
            Part::Paths => ("channels.paths", Args::new()),
            Part::Topics { topic: None } => ("channels.topics", Args::new()),
            Part::Topics { topic } => {
                let topics =
                    desk.rows("channels.topics", Args::new(), &self.filters.scope.resolve(desk)?, Page::all())?;
                let topics: Vec<String> = topics.texts("topic").map(str::to_owned).collect();
                ("channels.topic_series", args![topic => known(desk, "topic", topic.as_ref(), &topics)?])
            }
            Part::Daily { channel } => {
                let known_channels = desk.overview()?.channels;
                let channel = known(desk, "channel", channel.as_ref(), &known_channels)?;
                ("channels.daily", args![channel_id => channel])
            }
        };
        desk.show(view, args, &self.filters)
    }
}
