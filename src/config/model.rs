use super::{ConfigError, load};
use indexmap::IndexMap;
use serde::Deserialize;
use std::path::Path;

/// `config/model.toml`: the entities of the schema `core`, which every source is mapped to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    #[serde(rename = "entity")]
    pub entities: IndexMap<String, Entity>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    /// The table in `core`, where it is not the entity's name.
    pub table: Option<String>,
    /// The fields, and perhaps `system`, that make two rows the same row.
    pub key: Vec<String>,
    /// Where a source states no key, rows are numbered within these fields; within equal content if none are named.
    #[serde(default)]
    pub occurrence: Vec<String>,
    pub fields: IndexMap<String, Field>,
}

/// A field of an entity, as the model describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    #[serde(rename = "type")]
    pub kind: FieldType,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub personal: bool,
    /// The value of a field that a source leaves out.
    pub default: Option<String>,
    /// The same, as SQL over the entity's other fields.
    pub default_sql: Option<String>,
    /// Headers under which the field is found, in three languages.
    #[serde(default)]
    pub names: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    Text,
    Key,
    Phone,
    Email,
    Integer,
    Number,
    Money,
    Date,
    Time,
    Flag,
    Json,
}

/// The tables of all entities, and more: jobs declare theirs before any file is read.
macro_rules! model_tables {
    ($($more:literal),*) => {
        &[
            "core.action_plan",
            "core.campaign",
            "core.campaign_member",
            "core.campaign_message",
            "core.campaign_response",
            "core.channel",
            "core.channel_spend",
            "core.consent",
            "core.customer_alias",
            "core.customer_record",
            "core.feedback",
            "core.interaction",
            "core.kpi_target",
            "core.market",
            "core.offer",
            "core.order_line",
            "core.product",
            "core.promotion",
            "core.sales_order",
            "core.social_post",
            "core.stock",
            "core.store",
            "core.touchpoint",
            $($more),*
        ]
    };
}

pub(crate) use model_tables;

impl Model {
    /// The model in the binary: it belongs to the schema's version, so no workspace changes it.
    pub fn builtin() -> Result<Model, ConfigError> {
        load::parse(Path::new("config/model.toml"), include_str!("../../config/model.toml"))
    }
}

impl Entity {
    /// `core.table` of an entity.
    pub fn table(&self, name: &str) -> String {
        format!("core.{}", self.table.as_deref().unwrap_or(name))
    }

    /// Whether rows of two systems never are the same row.
    pub fn is_per_system(&self) -> bool {
        self.key.iter().any(|part| part == "system")
    }

    /// Whether its rows belong to customers, and so carry the unified id.
    pub fn has_customer(&self, name: &str) -> bool {
        name != "customer" && self.fields.contains_key("customer_key")
    }
}

impl FieldType {
    pub fn sql(self) -> &'static str {
        match self {
            FieldType::Text | FieldType::Key | FieldType::Phone | FieldType::Email => "VARCHAR",
            FieldType::Integer => "BIGINT",
            FieldType::Number => "DECIMAL(18, 3)",
            FieldType::Money => "DECIMAL(18, 2)",
            FieldType::Date => "DATE",
            FieldType::Time => "TIMESTAMP",
            FieldType::Flag => "BOOLEAN",
            FieldType::Json => "JSON",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_that_jobs_declare_are_those_of_the_model() {
        let model = Model::builtin().unwrap();
        let mut tables: Vec<String> = model.entities.iter().map(|(name, entity)| entity.table(name)).collect();
        tables.sort();
        let declared: &[&str] = model_tables![];
        assert_eq!(tables, declared);
    }
}
