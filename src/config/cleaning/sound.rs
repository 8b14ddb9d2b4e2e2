//! What can be meant in `cleaning.toml`.

use super::{Cleaning, CleaningRule, Fill, FillWith, OutlierTreatment, Treatment, UnitRule};
use crate::config::{ConfigError, Entity, FieldType, Model, Outlier, Workspace, load};

/// What is wrong, and what would be right, in the part of a rule that is named.
type Mistake = (&'static str, String, String);

pub(in crate::config) fn check(cleaning: &Cleaning, model: &Model, workspace: &Workspace) -> Result<(), ConfigError> {
    for (name, rule) in &cleaning.rules {
        sound(name, rule, model).map_err(|(part, what, right)| {
            load::wrong(workspace, "cleaning.toml", &["rule", name, part], format!("rule {name}: {what}"), right)
        })?;
    }
    Ok(())
}

fn sound(name: &str, rule: &CleaningRule, model: &Model) -> Result<(), Mistake> {
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if !is_name {
        return wrong("", format!("{name:?} is no name for a rule"), "use letters, digits and _ only");
    }
    let (_, entity) =
        model.entities.iter().find(|(name, entity)| entity.table(name) == rule.table).ok_or_else(|| {
            let tables: Vec<String> = model.entities.iter().map(|(name, entity)| entity.table(name)).collect();
            ("table", format!("there is no table {}", rule.table), format!("expected one of {}", tables.join(", ")))
        })?;
    if rule.columns.is_empty() {
        return wrong("", "no column is named".to_owned(), "add `columns = [\"COLUMN\"]`");
    }
    for column in &rule.columns {
        let kind = kind_of(column, rule, entity)?;
        fits(column, kind, &rule.treatment)?;
    }
    match &rule.treatment {
        Treatment::Phone { region } if region.len() != 2 || !region.chars().all(|c| c.is_ascii_uppercase()) => {
            wrong("do", format!("{region:?} is no region"), "expected two capitals, such as \"CN\", \"HK\" or \"TW\"")
        }
        Treatment::Unit(unit) => self::unit(unit),
        Treatment::Fill(fill) => self::fill(fill, entity),
        Treatment::Outlier(outlier) => self::outlier(outlier, entity),
        _ => Ok(()),
    }
}

fn wrong(part: &'static str, what: String, right: &str) -> Result<(), Mistake> {
    Err((part, what, right.to_owned()))
}

/// What a column's values are. A member of a JSON field is a text. Keys of the table are never touched: they say which rows
/// are the same row.
fn kind_of(column: &str, rule: &CleaningRule, entity: &Entity) -> Result<FieldType, Mistake> {
    let (field, member) = column.split_once('.').map_or((column, None), |(field, member)| (field, Some(member)));
    let found = known(field, entity)?;
    if entity.key.iter().any(|part| part == field) {
        let what = format!("{field} is the key of {}", rule.table);
        return Err(("columns", what, "name other columns: keys say which rows are the same row".to_owned()));
    }
    match (found, member) {
        (FieldType::Json, Some(member)) if !member.is_empty() => Ok(FieldType::Text),
        (FieldType::Json, _) => {
            Err(("columns", format!("{field} has members"), format!("name one, such as \"{field}.level\"")))
        }
        (_, Some(_)) => Err(("columns", format!("{field} has no members"), format!("expected \"{field}\""))),
        (kind, None) => Ok(kind),
    }
}

fn known(field: &str, entity: &Entity) -> Result<FieldType, Mistake> {
    entity.fields.get(field).map(|found| found.kind).ok_or_else(|| {
        let names: Vec<&str> = entity.fields.keys().map(String::as_str).collect();
        ("columns", format!("there is no column {field}"), format!("expected one of {}", names.join(", ")))
    })
}

fn fits(column: &str, kind: FieldType, treatment: &Treatment) -> Result<(), Mistake> {
    use FieldType::{Date, Email, Integer, Key, Money, Number, Phone, Text, Time};
    let is_text = matches!(kind, Text | Key | Phone | Email);
    let is_number = matches!(kind, Integer | Number | Money);
    let is_member = column.contains('.');
    let (does_fit, right) = match treatment {
        Treatment::Outlier(_) => (is_number, "expected a column of numbers"),
        Treatment::Fill(Fill { with: FillWith::Median, .. }) => {
            (is_number || matches!(kind, Date | Time), "expected a column of numbers or dates")
        }
        Treatment::Fill(_) => (!is_member, "expected a column, not a member of one"),
        _ => (is_text, "expected a column of texts"),
    };
    if does_fit { Ok(()) } else { wrong("columns", format!("{} cannot treat {column}", treatment.name()), right) }
}

fn unit(unit: &UnitRule) -> Result<(), Mistake> {
    match unit.sizes.iter().find(|(_, size)| !(size.is_finite() && **size > 0.0)) {
        Some((name, size)) => wrong("do", format!("one {name} is {size} {}", unit.to), "state a number above 0"),
        None if unit.to.is_empty() => wrong("do", "no unit is named".to_owned(), "add `to = \"kg\"` or another unit"),
        None => Ok(()),
    }
}

fn fill(fill: &Fill, entity: &Entity) -> Result<(), Mistake> {
    for column in fill.by.iter().chain(&fill.order) {
        known(column, entity).map_err(|(_, what, right)| ("do", what, right))?;
    }
    match (fill.with, &fill.value, &fill.order) {
        (FillWith::Constant, None, _) => wrong("do", "the constant is missing".to_owned(), "add `value = \"…\"`"),
        (FillWith::Constant, Some(_), None) if fill.by.is_empty() => Ok(()),
        (FillWith::Constant, ..) => {
            wrong("do", "a constant is the same in every row".to_owned(), "leave `by` and `order` out")
        }
        (_, Some(_), _) => wrong("do", "a value is stated".to_owned(), "leave it out, or fill with = \"constant\""),
        (FillWith::Forward, _, None) => {
            wrong("do", "nothing says which value comes before".to_owned(), "add `order = \"COLUMN\"`")
        }
        (FillWith::Mode | FillWith::Median, _, Some(_)) => {
            wrong("do", "an order is stated".to_owned(), "leave it out, or fill with = \"forward\"")
        }
        _ => Ok(()),
    }
}

fn outlier(treatment: &OutlierTreatment, entity: &Entity) -> Result<(), Mistake> {
    let (Some(outlier), true) =
        (treatment.outlier(), treatment.robust_z.is_none() || treatment.interquartile.is_none())
    else {
        let right = "state one of `robust_z = { max = 3.5 }` and `interquartile = { max = 3 }`";
        return wrong("do", "what is an outlier is not stated once".to_owned(), right);
    };
    let Outlier { max, by, .. } = outlier;
    if !(max.is_finite() && *max > 0.0) {
        return wrong("do", format!("max is {max}"), "state a number above 0");
    }
    by.iter().try_for_each(|column| known(column, entity).map(|_| ()).map_err(|(_, what, right)| ("do", what, right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is said of a rule in place of the first one's lines, and what would be right.
    fn refusal(rule: &str) -> (String, String) {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        std::fs::write(workspace.file("cleaning.toml"), format!("# mine\n\n[rule.mine]\n{rule}\n")).unwrap();
        let error = crate::config::Config::load(&workspace).unwrap_err();
        let said = error.to_string();
        (said[said.find("cleaning.toml").unwrap()..].to_owned(), error.hint().unwrap_or_default())
    }

    #[test]
    fn a_rule_that_cannot_be_is_answered_with_its_line() {
        let told = |rule: &str| refusal(&format!("table = \"core.customer_record\"\n{rule}"));
        let (said, hint) = told("columns = [\"nam\"]\ndo = \"trim\"");
        assert_eq!(said, "cleaning.toml:5: rule mine: there is no column nam");
        assert!(hint.starts_with("expected one of customer_key, member_id, name"), "{hint}");
        let (said, _) = told("columns = [\"customer_key\"]\ndo = \"trim\"");
        assert_eq!(said, "cleaning.toml:5: rule mine: customer_key is the key of core.customer_record");
        let (said, hint) = told("columns = [\"birth_date\"]\ndo = { case = \"upper\" }");
        assert_eq!(
            (said.as_str(), hint.as_str()),
            ("cleaning.toml:5: rule mine: case cannot treat birth_date", "expected a column of texts")
        );
        let (said, hint) = told("columns = [\"attributes\"]\ndo = \"trim\"");
        assert_eq!(
            (said.as_str(), hint.as_str()),
            ("cleaning.toml:5: rule mine: attributes has members", "name one, such as \"attributes.level\"")
        );
        let (said, hint) = told("columns = [\"phone\"]\ndo = { phone = { region = \"China\" } }");
        assert!(said.ends_with("\"China\" is no region"), "{said}");
        assert_eq!(hint, "expected two capitals, such as \"CN\", \"HK\" or \"TW\"");
        let (said, hint) = told("columns = [\"city\"]\ndo = { fill = { with = \"forward\" } }");
        assert!(said.ends_with("nothing says which value comes before"), "{said}");
        assert_eq!(hint, "add `order = \"COLUMN\"`");
        let (said, hint) = told("columns = [\"city\"]\ndo = \"polish\"");
        assert!(said.starts_with("cleaning.toml:6: unknown variant `polish`"), "{said}");
        assert!(hint.contains("`outlier`"), "{hint}");
    }

    #[test]
    fn an_outlier_is_one_by_one_measure() {
        let both = "{ robust_z = { max = 3 }, interquartile = { max = 3 }, then = \"cap\" }";
        let (said, hint) =
            refusal(&format!("table = \"core.order_line\"\ncolumns = [\"quantity\"]\ndo = {{ outlier = {both} }}"));
        assert_eq!(said, "cleaning.toml:6: rule mine: what is an outlier is not stated once");
        assert!(hint.starts_with("state one of"), "{hint}");
    }
}
