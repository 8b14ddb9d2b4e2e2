//! The steps of the linkage: from `identity_record` and `identity_decision` to the trees of `identity_root`.

use super::forest::Forest;
use super::plan::Plan;
use crate::analysis::linkage::{self, Tally, Weights};
use crate::args;
use crate::config::Identity;
use crate::jobs::JobError;
use crate::value::{Args, Cell, Table};
use crate::warehouse::{Session, WarehouseError};

/// Comparisons that a rule may ask for, a record.
const BUDGET: u32 = 10;
/// Records of a block.
const MOST_IN_BLOCK: u32 = 100;
/// Pairs that are drawn at random.
const SAMPLE: u64 = 500_000;
/// Rows that are appended at once.
pub(super) const CHUNK: usize = 500_000;

/// A linkage under way.
pub(super) struct Linker<'a> {
    pub session: &'a Session,
    pub plan: Plan<'a>,
    /// How many nodes there are, records or not.
    pub nodes: u32,
    /// Called with the share that is done; ends the work with its error.
    pub progress: &'a dyn Fn(f64) -> Result<(), JobError>,
}

/// What came of it.
pub(super) struct Linked {
    pub weights: Weights,
    pub pairs_compared: u64,
}

impl<'a> Linker<'a> {
    pub fn of(
        session: &'a Session,
        identity: &'a Identity,
        nodes: u32,
        progress: &'a dyn Fn(f64) -> Result<(), JobError>,
    ) -> Linker<'a> {
        Linker { session, plan: Plan::of(identity), nodes, progress }
    }

    /// Says which nodes are one customer, and leaves them in `identity_root`.
    ///
    /// # Errors
    /// [`JobError::Unfit`] where the configuration's SQL does not hold.
    pub fn run(&self) -> Result<Linked, JobError> {
        self.values()?;
        (self.progress)(0.1)?;
        self.rarities()?;
        (self.progress)(0.25)?;
        self.block()?;
        (self.progress)(0.35)?;
        self.compare("identity_candidate", "identity_pair")?;
        (self.progress)(0.6)?;
        let (weights, pairs_compared) = self.learn()?;
        (self.progress)(0.7)?;
        self.cluster(&weights)?;
        (self.progress)(1.0)?;
        Ok(Linked { weights, pairs_compared })
    }

    fn values(&self) -> Result<(), JobError> {
        self.session.batch(include_str!("sql/comparisons.sql"))?;
        self.session.batch(include_str!("sql/names.sql"))?;
        let values = include_str!("sql/values.sql").replace("/* values */", &self.plan.values());
        self.session.batch(&values).map_err(misconfigured)?;
        let keys = include_str!("sql/shared_keys.sql").replace("/* keys */", &self.plan.keys());
        self.session.batch(&keys)?;
        let mut forest = Forest::of(self.nodes);
        self.session.stream(include_str!("sql/key_pairs.sql"), &Args::new(), |pair| {
            forest.join(node(&pair[0])?, node(&pair[1])?);
            Ok::<(), JobError>(())
        })?;
        self.keep(&mut forest)
    }

    /// Leaves which node stands for which in `identity_root`.
    pub fn keep(&self, forest: &mut Forest) -> Result<(), JobError> {
        let rows = forest.joined().map(|(node, root)| vec![Cell::from(node), Cell::from(root)]);
        self.fill("identity_root", "node BIGINT, root BIGINT", rows)
    }

    /// Makes a table for this run of rows that come one by one.
    pub fn fill(&self, table: &str, columns: &str, rows: impl Iterator<Item = Vec<Cell>>) -> Result<(), JobError> {
        self.session.batch(&format!("CREATE OR REPLACE TEMP TABLE {table} ({columns})"))?;
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            let chunk: Vec<Vec<Cell>> = rows.by_ref().take(CHUNK).collect();
            self.session.append_rows("main", table, &chunk)?;
        }
        Ok(())
    }

    fn rarities(&self) -> Result<(), JobError> {
        self.session.batch(&include_str!("sql/people.sql").replace("/* named */", &self.plan.named()))?;
        for column in self.plan.counted() {
            self.session.batch(&include_str!("sql/rarity.sql").replace("field_value", column))?;
        }
        self.session.batch(include_str!("sql/name_rarity.sql"))?;
        let (rarities, joins) = self.plan.rarities();
        let compared = include_str!("sql/compared.sql").replace("/* rarities */", &rarities);
        Ok(self.session.batch(&compared.replace("/* joins */", &joins))?)
    }

    fn block(&self) -> Result<(), JobError> {
        let blocks = include_str!("sql/blocks.sql").replace("/* rules */", &self.plan.blocks());
        self.session.execute(&blocks, &args![budget => BUDGET, most => MOST_IN_BLOCK]).map_err(misconfigured)?;
        Ok(self.session.batch(include_str!("sql/candidates.sql"))?)
    }

    /// Compares the pairs of one table into another.
    pub fn compare(&self, pairs: &str, into: &str) -> Result<(), JobError> {
        let sql = include_str!("sql/compare.sql")
            .replace("/* levels */", &self.plan.levels())
            .replace("/* pattern */", &self.plan.pattern())
            .replace("identity_candidate", pairs)
            .replace("identity_pair", into);
        Ok(self.session.batch(&sql)?)
    }

    /// Learns the weights, and leaves that of each pattern in `identity_weight`.
    fn learn(&self) -> Result<(Weights, u64), JobError> {
        let records = self.session.scalar("SELECT count(*) FROM identity_compared", &Args::new())?;
        let records = records.integer().unwrap_or_default().unsigned_abs();
        let found = self.patterns("identity_pair")?;
        let patterns: Vec<linkage::Pattern> =
            found.iter().map(|(pattern, pairs)| self.plan.read(*pattern, *pairs)).collect();
        let priors: Vec<linkage::Field> = self.plan.fields().iter().map(|field| field.prior.clone()).collect();
        let weights = linkage::fit(&priors, &patterns, &self.tallies(records)?, records);
        let weighed = found.iter().map(|(pattern, _)| {
            let bits = self.plan.bits(&weights, *pattern);
            vec![Cell::from(*pattern), bits.into(), self.plan.has_key_in_common(*pattern).into()]
        });
        self.fill("identity_weight", "pattern BIGINT, weight DOUBLE, has_key_in_common BOOLEAN", weighed)?;
        Ok((weights, found.iter().map(|(_, pairs)| *pairs as u64).sum()))
    }

    /// How many of all pairs are at each level: equality counted exactly, the other levels from pairs drawn at random.
    fn tallies(&self, records: u64) -> Result<Vec<Tally>, JobError> {
        let draws = (SAMPLE as f64 / records.max(1) as f64).round().max(1.0) as u64;
        self.session.execute(include_str!("sql/sample.sql"), &args![draws => draws])?;
        self.compare("identity_drawn", "identity_drawn_pair")?;
        let drawn = self.patterns("identity_drawn_pair")?;
        let count: f64 = drawn.iter().map(|(_, pairs)| pairs).sum();
        let each = records as f64 * (records as f64 - 1.0).max(0.0) / 2.0 / count.max(1.0);
        let mut tallies =
            vec![Tally { grain: [each / 2.0; linkage::MOST_LEVELS + 1], ..Tally::default() }; self.plan.fields().len()];
        for (pattern, pairs) in drawn {
            for (tally, level) in tallies.iter_mut().zip(self.plan.read(pattern, pairs).levels) {
                tally.pairs[usize::from(level)] += pairs * each;
            }
        }
        for (tally, field) in tallies.iter_mut().zip(self.plan.fields()) {
            let sql = include_str!("sql/equal.sql").replace("field_value", field.column());
            tally.pairs[field.equal()] = self.session.scalar(&sql, &Args::new())?.number().unwrap_or_default();
            tally.grain[field.equal()] = 0.0;
        }
        Ok(tallies)
    }

    fn patterns(&self, pairs: &str) -> Result<Vec<(i64, f64)>, JobError> {
        let sql = include_str!("sql/patterns.sql").replace("identity_pair", pairs);
        let found: Table = self.session.query(&sql, &Args::new())?;
        let pattern = |row: &Vec<Cell>| Some((row[0].integer()?, row[1].number()?));
        Ok(found.rows.iter().filter_map(pattern).collect())
    }

    /// Leaves what each field adds to the weight of the pairs of `identity_review` in `identity_agreed`.
    pub fn agreements(&self, weights: &Weights) -> Result<(), JobError> {
        let bits = self.plan.level_bits(weights).into_iter();
        let rows = bits.map(|(position, level, bits)| vec![Cell::from(position), level.into(), bits.into()]);
        self.fill("identity_level", "position BIGINT, level BIGINT, weight DOUBLE", rows)?;
        let sql = include_str!("sql/agreements.sql")
            .replace("/* levels */", &self.plan.levels())
            .replace("/* agreements */", &self.plan.agreements());
        Ok(self.session.batch(&sql)?)
    }
}

/// A node's number.
pub(super) fn node(cell: &Cell) -> Result<u32, JobError> {
    cell.integer().and_then(|n| u32::try_from(n).ok()).ok_or_else(|| JobError::Unfit {
        what: format!("{cell} customer keys are more than can be told apart"),
        hint: "archive sources that are no longer needed".into(),
    })
}

fn misconfigured(error: WarehouseError) -> JobError {
    match error {
        WarehouseError::Interrupted => JobError::Cancelled,
        other => JobError::Unfit {
            what: format!("identity.toml: {other}"),
            hint:
                "`value`, `given`, `surname` and the parts of [blocks] are SQL over the columns of core.customer_record"
                    .into(),
        },
    }
}
