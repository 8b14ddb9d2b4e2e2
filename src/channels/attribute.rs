//! From touches to paths in SQL, and from paths to what each channel is given.

use crate::analysis::attribution::{Credit, Credits, Path, Rule};
use crate::analysis::transitions::Transitions;
use crate::jobs::{JobError, Outcome, Run, RunId};
use crate::value::Cell;
use rust_decimal::Decimal;

/// The places after the point that `mart.attribution` keeps.
const PLACES: u32 = 8;
/// How often the reading of paths says how far it is, and looks whether it was cancelled.
const STRIDE: u64 = 20_000;
/// How far the run is once the paths are made.
const WALKED: f64 = 0.6;

pub(super) fn run(run: &Run<'_>) -> Result<Outcome, JobError> {
    let mut args = run.query_args();
    args.insert("window_days".into(), run.integer("window_days").unwrap_or(30).into());
    let paths = run.session.execute(include_str!("sql/walk.sql"), &args)?;
    run.progress(WALKED)?;
    let mut days = Days::default();
    let mut transitions = Transitions::default();
    let (mut read, mut conversions, mut value) = (0, 0, Decimal::ZERO);
    run.session.stream(include_str!("sql/read.sql"), &args, |row: &[Cell]| -> Result<(), JobError> {
        if read % STRIDE == 0 {
            run.progress(WALKED + (1.0 - WALKED) * read as f64 / paths as f64)?;
        }
        read += 1;
        let walked = Walked::from(row);
        transitions.add(&walked.path.touches, walked.converted, walked.lost);
        conversions += walked.converted;
        value += walked.path.value;
        days.add(&walked, run.id);
        Ok(())
    })?;
    run.session.append_rows("mart", "attribution", &days.into_rows(run.id))?;
    store_moves(run, &transitions)?;
    Ok(Outcome::rows(paths).with("conversions", conversions).with("value", value))
}

/// A row of `sql/read.sql`.
struct Walked {
    day: Cell,
    path: Path,
    converted: u64,
    lost: u64,
}

impl From<&[Cell]> for Walked {
    fn from(row: &[Cell]) -> Walked {
        let touches = match &row[1] {
            Cell::List(channels) => channels.iter().filter_map(|channel| channel.text().map(str::to_owned)).collect(),
            _ => Vec::new(),
        };
        let path = Path { touches, conversions: decimal(&row[2]), value: decimal(&row[3]) };
        Walked { day: row[0].clone(), path, converted: count(&row[2]), lost: count(&row[4]) }
    }
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

/// The rows of `mart.attribution`, made a day at a time from paths in the order of their days.
#[derive(Default)]
struct Days {
    day: Cell,
    credits: Vec<Credits>,
    rows: Vec<Vec<Cell>>,
}

impl Days {
    fn add(&mut self, walked: &Walked, run: RunId) {
        if walked.day != self.day {
            self.close(run);
            self.day = walked.day.clone();
            self.credits = Rule::ALL.map(Credits::new).into();
        }
        self.credits.iter_mut().for_each(|credits| credits.add(&walked.path));
    }

    fn close(&mut self, run: RunId) {
        for credits in std::mem::take(&mut self.credits) {
            for (channel, credit) in credits.channels().iter().filter(|(_, credit)| **credit != Credit::default()) {
                let [conversions, value] = [credit.conversions, credit.value].map(|amount| amount.round_dp(PLACES));
                let rule = credits.rule().name();
                let day = self.day.clone();
                self.rows.push(vec![run.into(), rule.into(), day, channel.into(), conversions.into(), value.into()]);
            }
        }
    }

    fn into_rows(mut self, run: RunId) -> Vec<Vec<Cell>> {
        self.close(run);
        self.rows
    }
}

fn store_moves(run: &Run<'_>, transitions: &Transitions) -> Result<(), JobError> {
    let row = |((from, to), moves): (&(String, String), &u64)| -> Vec<Cell> {
        vec![run.id.into(), from.into(), to.into(), (*moves).into()]
    };
    let rows: Vec<Vec<Cell>> = transitions.moves().iter().map(row).collect();
    Ok(run.session.append_rows("mart", "transition", &rows)?)
}
