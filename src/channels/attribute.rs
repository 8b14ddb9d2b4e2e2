//! From touches to paths in SQL, and from paths to what each channel is given.

use crate::analysis::attribution::{Credits, Path, Rule};
use crate::analysis::transitions::Transitions;
use crate::jobs::{JobError, Outcome, Run};
use crate::value::Cell;
use rust_decimal::Decimal;

/// The places after the point that `mart.attribution` keeps.
const PLACES: u32 = 4;
/// How often the reading of paths says how far it is, and looks whether it was cancelled.
const STRIDE: u64 = 20_000;
/// How far the run is once the paths are made.
const WALKED: f64 = 0.6;

pub(super) fn run(run: &Run<'_>) -> Result<Outcome, JobError> {
    let mut args = run.query_args();
    args.insert("window_days".into(), run.integer("window_days").unwrap_or(30).into());
    let paths = run.session.execute(include_str!("sql/walk.sql"), &args)?;
    run.progress(WALKED)?;
    let mut credits = Rule::ALL.map(Credits::new);
    let mut transitions = Transitions::default();
    let (mut read, mut conversions, mut value) = (0, Decimal::ZERO, Decimal::ZERO);
    run.session.stream(include_str!("sql/read.sql"), &args, |row: &[Cell]| -> Result<(), JobError> {
        if read % STRIDE == 0 {
            run.progress(WALKED + (1.0 - WALKED) * read as f64 / paths as f64)?;
        }
        read += 1;
        let (path, lost) = walked(row);
        transitions.add(&path.touches, count(&row[1]), lost);
        credits.iter_mut().for_each(|credits| credits.add(&path));
        conversions += path.conversions;
        value += path.value;
        Ok(())
    })?;
    store_credits(run, &credits)?;
    store_moves(run, &transitions)?;
    Ok(Outcome::rows(paths).with("paths", paths).with("conversions", conversions).with("value", value))
}

/// A row of `sql/read.sql`, and how often its way led to no order.
fn walked(row: &[Cell]) -> (Path, u64) {
    let touches = match &row[0] {
        Cell::List(channels) => channels.iter().filter_map(|channel| channel.text().map(str::to_owned)).collect(),
        _ => Vec::new(),
    };
    (Path { touches, conversions: decimal(&row[1]), value: decimal(&row[2]) }, count(&row[3]))
}

fn count(cell: &Cell) -> u64 {
    cell.integer().and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
}

fn decimal(cell: &Cell) -> Decimal {
    match cell {
        Cell::Decimal(decimal) => *decimal,
        other => other.integer().unwrap_or(0).into(),
    }
}

fn store_credits(run: &Run<'_>, credits: &[Credits]) -> Result<(), JobError> {
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for credits in credits {
        for (channel, credit) in credits.channels() {
            let (conversions, value) = (credit.conversions.round_dp(PLACES), credit.value.round_dp(PLACES));
            if !conversions.is_zero() || !value.is_zero() {
                let rule = credits.rule().name();
                rows.push(vec![run.id.into(), rule.into(), channel.into(), conversions.into(), value.into()]);
            }
        }
    }
    Ok(run.session.append_rows("mart", "attribution", &rows)?)
}

fn store_moves(run: &Run<'_>, transitions: &Transitions) -> Result<(), JobError> {
    let row = |((from, to), moves): (&(String, String), &u64)| -> Vec<Cell> {
        vec![run.id.into(), from.into(), to.into(), (*moves).into()]
    };
    let rows: Vec<Vec<Cell>> = transitions.moves().iter().map(row).collect();
    Ok(run.session.append_rows("mart", "transition", &rows)?)
}
