//! From links to customers: what hangs together is one, unless its pairs contradict one another or a person has decided.

use super::forest::Forest;
use super::linker::{Linker, node};
use crate::analysis::agglomeration::{self, Pair};
use crate::analysis::linkage::Weights;
use crate::jobs::JobError;
use crate::value::{Args, Cell};
use std::collections::{BTreeMap, BTreeSet};

/// Records of a component whose pairs are all compared.
const MOST_COMPARED: usize = 100;
/// Log odds of a pair that a person or a system joined: more than any component can hold against it.
const SAME: f64 = 1e9;

/// What people and systems say of pairs, by their nodes, the smaller first.
type Decisions = BTreeMap<(u32, u32), f64>;

impl Linker<'_> {
    /// Joins what is linked, takes apart what contradicts itself, and leaves it in `identity_root`.
    pub(super) fn cluster(&self, weights: &Weights) -> Result<(), JobError> {
        let mut forest = Forest::of(self.nodes);
        self.session.stream(include_str!("sql/links.sql"), &Args::new(), |link| {
            forest.join(node(&link[0])?, node(&link[1])?);
            Ok::<(), JobError>(())
        })?;
        let decisions = self.decisions()?;
        self.components(&mut forest)?;
        self.session.batch(include_str!("sql/inside.sql"))?;
        self.compare("identity_inside", "identity_inside_pair")?;
        (self.progress)(0.85)?;
        for pairs in self.inside(weights, &decisions, &mut forest)?.into_values() {
            if pairs.iter().any(|(_, _, weight)| *weight < 0.0) {
                forest.split(&agglomeration::parts(&pairs));
            }
        }
        self.keep(&mut forest)
    }

    fn decisions(&self) -> Result<Decisions, JobError> {
        let found = self.session.query(include_str!("sql/certain.sql"), &Args::new())?;
        let decision = |row: &Vec<Cell>| {
            let weight = if row[2] == Cell::Flag(true) { SAME } else { f64::NEG_INFINITY };
            Ok(((node(&row[0])?, node(&row[1])?), weight))
        };
        found.rows.iter().map(decision).collect()
    }

    /// Leaves the nodes of the components that could contradict themselves, those of three and more.
    fn components(&self, forest: &mut Forest) -> Result<(), JobError> {
        let sizes = forest.sizes();
        let member = |(node, root): (u32, u32)| {
            let size = sizes[root as usize] as usize;
            (size > 2).then(|| vec![Cell::from(node), root.into(), (size > MOST_COMPARED).into()])
        };
        let members = (0..self.nodes).map(|node| (node, forest.root(node))).filter_map(member);
        self.fill("identity_component", "node BIGINT, root BIGINT, is_large BOOLEAN", members)
    }

    /// The pairs within each component, with what is for or against them.
    fn inside(
        &self,
        weights: &Weights,
        decisions: &Decisions,
        forest: &mut Forest,
    ) -> Result<BTreeMap<u32, Vec<Pair>>, JobError> {
        let mut within: BTreeMap<u32, Vec<Pair>> = BTreeMap::new();
        let mut known: BTreeMap<i64, f64> = BTreeMap::new();
        let mut met = BTreeSet::new();
        self.session.stream(include_str!("sql/inside_pairs.sql"), &Args::new(), |row| {
            let pair = (node(&row[1])?, node(&row[2])?);
            let pattern = row[3].integer().unwrap_or_default();
            let weight = match decisions.get(&pair) {
                Some(decided) => {
                    met.insert(pair);
                    *decided
                }
                None => *known.entry(pattern).or_insert_with(|| self.plan.bits(weights, pattern)),
            };
            within.entry(node(&row[0])?).or_default().push((pair.0, pair.1, weight));
            Ok::<(), JobError>(())
        })?;
        for (pair, weight) in decisions.iter().filter(|(pair, _)| !met.contains(*pair)) {
            let root = forest.root(pair.0);
            if root == forest.root(pair.1) {
                within.entry(root).or_default().push((pair.0, pair.1, *weight));
            }
        }
        Ok(within)
    }
}
