use super::{ConfigError, FieldType, Model, Workspace, load};
use indexmap::IndexMap;
use serde::Deserialize;

/// `retention.toml`: how long what is personal is kept.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// By place: a table, or a folder.
    #[serde(default)]
    pub keep: IndexMap<String, Keep>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    pub days: u32,
    /// The column of a table that says how old a row is.
    pub by: Option<String>,
}

/// Places that are no tables of the model.
const OTHERS: [&str; 3] = ["ops.job_run", "inbox/done", "exports"];

/// Facts that figures of sales are made of.
const SALES: [&str; 2] = ["sales_order", "order_line"];

impl Retention {
    pub const DEFAULT: &str = include_str!("../../config/retention.toml");

    /// The entity of a place and the field that says how old its rows are; none where the place is no table of the model.
    pub fn field<'a>(&'a self, place: &str, model: &'a Model) -> Option<(&'a str, &'a str)> {
        let (name, entity) = model.entities.iter().find(|(name, entity)| entity.table(name) == place)?;
        let stated = self.keep.get(place).and_then(|keep| keep.by.as_deref());
        let is_time = |kind| matches!(kind, FieldType::Time | FieldType::Date);
        let times = || entity.fields.iter().filter(|(_, field)| is_time(field.kind)).map(|(name, _)| name.as_str());
        let field = match stated {
            Some(by) => times().find(|name| *name == by),
            None => times().next(),
        };
        field.map(|field| (name.as_str(), field))
    }
}

pub(super) fn check(retention: &Retention, model: &Model, workspace: &Workspace) -> Result<(), ConfigError> {
    for (place, keep) in &retention.keep {
        let wrong = |part: &str, what: String, right: String| {
            Err(load::wrong(workspace, "retention.toml", &["keep", place, part], what, right))
        };
        if keep.days == 0 {
            return wrong("days", format!("{place} would be kept for no day"), "expected 1 or more".into());
        }
        let known = || {
            let names = model.entities.keys().filter(|name| !SALES.contains(&name.as_str()));
            let tables = names.map(|name| format!("core.{name}")).filter(|table| timed(table, model));
            tables.chain(OTHERS.map(str::to_owned)).collect::<Vec<_>>().join(", ")
        };
        let is_sales = SALES.iter().any(|name| *place == format!("core.{name}"));
        if is_sales {
            return wrong(
                "",
                format!("{place} is what sales are made of, and is kept"),
                format!("expected one of {}", known()),
            );
        }
        if OTHERS.contains(&place.as_str()) {
            continue;
        }
        if !timed(place, model) {
            return wrong(
                "",
                format!("{place} cannot be kept for so many days"),
                format!("expected one of {}", known()),
            );
        }
        if retention.field(place, model).is_none() {
            let by = keep.by.clone().unwrap_or_default();
            return wrong("by", format!("{place} has no time {by:?}"), "name one of its dates or times".into());
        }
    }
    Ok(())
}

/// Whether a table's rows have a time.
fn timed(place: &str, model: &Model) -> bool {
    Retention::default().field(place, model).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(text: &str) -> String {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        std::fs::write(workspace.file("retention.toml"), text).unwrap();
        let retention: Retention = load::file(&workspace, "retention.toml", Retention::DEFAULT).unwrap();
        let checked = check(&retention, &Model::builtin().unwrap(), &workspace);
        checked.map_or_else(|error| error.to_string(), |()| "sound".into())
    }

    #[test]
    fn a_place_has_to_have_a_time() {
        assert_eq!(checked("[keep.\"core.touchpoint\"]\ndays = 730\n[keep.exports]\ndays = 30\n"), "sound");
        assert!(checked("[keep.\"core.sales_order\"]\ndays = 730\n").contains("is what sales are made of"));
        assert!(checked("[keep.\"core.product\"]\ndays = 7\n").contains("core.product cannot be kept"));
        assert!(checked("[keep.\"core.feedback\"]\ndays = 7\nby = \"score\"\n").contains("has no time \"score\""));
        assert!(checked("[keep.exports]\ndays = 0\n").contains("for no day"));
    }
}
