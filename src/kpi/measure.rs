//! From a KPI's definition to its values in `mart.kpi_value`.

use crate::args;
use crate::config::{Kpi, Kpis, Measure, Split};
use crate::jobs::Run;
use crate::value::{Args, Grain};
use crate::warehouse::{WarehouseError, quoted};

/// Computes one KPI in every grain and by every dimension that it can be split by; those that its formula needs come first.
pub(super) fn compute(run: &Run<'_>, name: &str, kpi: &Kpi) -> Result<(), WarehouseError> {
    let args = args![run_id => run.id, as_of => run.as_of, kpi => name];
    if let Some(formula) = &kpi.formula {
        return by_formula(run, kpi, formula, args);
    }
    run.session.batch(include_str!("sql/begin.sql"))?;
    let grains = grains(kpi);
    for (part, measure) in [("numerator", &kpi.numerator), ("denominator", &kpi.denominator)] {
        if let Some(measure) = measure {
            measured(run, kpi, part, measure, &grains)?;
        }
    }
    if kpi.denominator.is_some() {
        run.session.execute(include_str!("sql/ratio.sql"), &args)?;
    } else {
        run.session.execute(include_str!("sql/total.sql"), &args)?;
    }
    if kpi.is_total() {
        run.session.execute(include_str!("sql/quiet.sql"), &args)?;
    }
    Ok(())
}

/// The grains that all of its measures can tell about.
fn grains(kpi: &Kpi) -> String {
    let place = |grain: Grain| Grain::ALL.iter().position(|known| *known == grain).unwrap_or(0);
    let measures = [&kpi.numerator, &kpi.denominator].into_iter().flatten();
    let finest = measures.map(|measure| place(measure.finest)).max().unwrap_or(0);
    Grain::ALL[finest..].iter().map(|grain| grain.name()).collect::<Vec<_>>().join(",")
}

fn measured(run: &Run<'_>, kpi: &Kpi, part: &str, measure: &Measure, grains: &str) -> Result<(), WarehouseError> {
    let described = run.session.describe(&format!("SELECT * FROM {} AS relation", measure.from), &run.query_args())?;
    let has = |column: &str| described.iter().any(|known| known.name == column);
    let column = |name: &str| if has(name) { format!("relation.{name}") } else { "NULL".to_owned() };
    let sql = include_str!("sql/measure.sql")
        .replace("/*relation*/", &measure.from)
        .replace("/*time*/", &quoted(&measure.time))
        .replace("/*channel*/", &column("channel_id"))
        .replace("/*store*/", &column("store_id"))
        .replace("/*customer*/", &column("customer_id"))
        .replace("/*condition*/", measure.condition.as_deref().unwrap_or("TRUE"))
        .replace("/*aggregate*/", &measure.sql);
    let dimensions = dimensions(kpi, |split| {
        has(match split {
            Split::Channel => "channel_id",
            Split::Store => "store_id",
            Split::Segment => "customer_id",
        })
    });
    let args = args![as_of => run.as_of, part => part, grains => grains, dimensions => dimensions];
    run.session.execute(&sql, &args)?;
    Ok(())
}

fn by_formula(run: &Run<'_>, kpi: &Kpi, formula: &str, mut args: Args) -> Result<(), WarehouseError> {
    let needed = Kpis::needed_by(&run.config.kpis, formula);
    let values = needed.iter().map(|name| format!("max(value) FILTER (kpi = '{name}') AS {}", quoted(name)));
    let previous =
        needed.iter().map(|name| format!("previous.{} AS {}", quoted(name), quoted(&format!("previous_{name}"))));
    let joined = |parts: &mut dyn Iterator<Item = String>| parts.collect::<Vec<_>>().join(",\n        ");
    let sql = include_str!("sql/formula.sql")
        .replace("/*values*/", &joined(&mut values.into_iter()))
        .replace("/*previous_values*/", &joined(&mut previous.into_iter()))
        .replace("/*formula*/", formula);
    args.insert("dimensions".into(), dimensions(kpi, |_| true).into());
    run.session.execute(&sql, &args)?;
    Ok(())
}

/// The whole, and what the KPI may and its relation can be split by.
fn dimensions(kpi: &Kpi, can: impl Fn(Split) -> bool) -> String {
    let splits = Split::ALL.into_iter().filter(|split| kpi.splits_by(*split) && can(*split)).map(Split::name);
    std::iter::once("all").chain(splits).collect::<Vec<_>>().join(",")
}
