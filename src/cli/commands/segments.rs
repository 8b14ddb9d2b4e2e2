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
    /// Where a cluster stands apart from the average customer
    Profile { cluster: i64 },
    /// The customers of a cluster; of all clusters, if none is named
    ClusterMembers { cluster: Option<i64> },
    /// Every number of clusters that was tried, and how well it fits
    Choice,
    /// Customers on the first two principal components
    Scatter,
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
            Part::Profile { cluster } => ("segments.profile", of_cluster(desk, Some(cluster))?),
            Part::ClusterMembers { cluster } => ("segments.cluster_members", of_cluster(desk, cluster)?),
            Part::Choice => ("segments.choice", Args::new()),
            Part::Scatter => ("segments.scatter", Args::new()),
        };
        desk.show(view, args, &self.filters)
    }
}

/// A cluster by its number, if it is there.
fn of_cluster(desk: &Desk, cluster: Option<i64>) -> Result<Args, Failure> {
    let number = cluster.map(|cluster| cluster.to_string());
    known(desk, "cluster", number.as_ref(), &desk.names("segments.clusters", "cluster")?)?;
    Ok(args![cluster => cluster])
}
