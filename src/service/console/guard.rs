//! Refuses everything but one SELECT over tables that its reader may see and functions that are listed. The text is parsed by
//! the engine itself and the whole of what that makes of it is walked, so that nothing hides in it.

use crate::config::Console;
use crate::service::Fault;
use crate::service::access::Reader;
use crate::value::SCHEMAS;
use serde_json::{Map, Value};

const EXAMPLE: &str = "write one SELECT, such as SELECT count(*) FROM core.customer";

/// The query as it is run: as it was written, or what stands for a statement that would show more than the warehouse.
pub(in crate::service) fn checked(session: &Reader<'_>, known: &Console, sql: &str) -> Result<String, Fault> {
    let parsed = session.scalar("SELECT json_serialize_sql($sql)", &crate::args![sql => sql])?;
    let parsed: Value = serde_json::from_str(parsed.text().unwrap_or_default()).unwrap_or(Value::Null);
    if parsed["error"].as_bool() == Some(true) {
        return Err(refused(&parsed));
    }
    match parsed["statements"].as_array().map(Vec::as_slice) {
        Some([statement]) => {
            let shown = &statement["node"]["from_table"];
            if shown["type"] == "SHOW_REF" && shown["table_name"] == "__show_tables_expanded" {
                return Ok(include_str!("../sql/all_tables.sql").to_owned());
            }
            Guard { session, known }.walk(statement, &[])?;
            Ok(sql.to_owned())
        }
        Some([]) => Err(Fault::usage("there is no query", EXAMPLE)),
        Some(several) => {
            Err(Fault::usage(format!("these are {} statements", several.len()), "give them one at a time"))
        }
        None => Err(Fault::usage("the text could not be parsed", EXAMPLE)),
    }
}

/// Why a text is no query: it cannot be parsed, or it is some other statement.
fn refused(parsed: &Value) -> Fault {
    match (parsed["error_type"].as_str(), parsed["error_message"].as_str()) {
        (Some("parser"), Some(message)) => Fault::usage(message, EXAMPLE),
        _ => Fault::usage(
            "only a SELECT can be run here",
            "the console reads and never changes anything: use SELECT, FROM, VALUES, DESCRIBE or SUMMARIZE",
        ),
    }
}

struct Guard<'a> {
    session: &'a Reader<'a>,
    known: &'a Console,
}

impl Guard<'_> {
    /// Walks a part of the query; `with` are the names that WITH has given around it.
    fn walk(&self, part: &Value, with: &[String]) -> Result<(), Fault> {
        match part {
            Value::Array(parts) => parts.iter().try_for_each(|part| self.walk(part, with)),
            Value::Object(object) => self.object(object, with),
            _ => Ok(()),
        }
    }

    fn object(&self, object: &Map<String, Value>, with: &[String]) -> Result<(), Fault> {
        let kind = text(object, "type");
        let with = &self.named(object, with)?;
        match kind {
            "BASE_TABLE" => self.table(object, with)?,
            "SHOW_REF" => shown(object)?,
            "TABLE_FUNCTION" => {
                let function = object.get("function").and_then(Value::as_object);
                let function = function.ok_or_else(|| Fault::usage("this cannot stand for a table", EXAMPLE))?;
                self.function(function, &self.known.table_functions)?;
                return self.parts(function, with);
            }
            "SELECT_NODE" | "SET_OPERATION_NODE" | "RECURSIVE_CTE_NODE" | "CTE_NODE" => {}
            other if other.ends_with("_NODE") => {
                return Err(Fault::usage(
                    "only a SELECT can be run here",
                    "the console reads and never changes anything",
                ));
            }
            _ if object.contains_key("function_name") => self.function(object, &self.known.functions)?,
            _ => {}
        }
        self.parts(object, with)
    }

    /// All parts of an object but the queries that WITH names, which have been walked.
    fn parts(&self, object: &Map<String, Value>, with: &[String]) -> Result<(), Fault> {
        object.iter().filter(|(key, _)| *key != "cte_map").try_for_each(|(_, part)| self.walk(part, with))
    }

    /// The names that hold in a part: each query of a WITH sees those before it, and itself only where it is recursive.
    fn named(&self, object: &Map<String, Value>, with: &[String]) -> Result<Vec<String>, Fault> {
        let mut with = with.to_vec();
        if text(object, "type") == "RECURSIVE_CTE_NODE" {
            with.push(text(object, "cte_name").to_lowercase());
        }
        let map = object.get("cte_map").and_then(|map| map["map"].as_array());
        for entry in map.into_iter().flatten() {
            self.walk(&entry["value"], &with)?;
            with.push(entry["key"].as_str().unwrap_or_default().to_lowercase());
        }
        Ok(with)
    }

    fn table(&self, object: &Map<String, Value>, with: &[String]) -> Result<(), Fault> {
        let [catalog, schema, table] =
            ["catalog_name", "schema_name", "table_name"].map(|part| text(object, part).to_lowercase());
        if catalog.is_empty() && schema.is_empty() && with.contains(&table) {
            return Ok(());
        }
        let name = if schema.is_empty() { table.clone() } else { format!("{schema}.{table}") };
        if !catalog.is_empty() || !SCHEMAS.contains(&schema.as_str()) {
            return Err(Fault::usage(
                format!("{name} is no table of the warehouse"),
                "tables are named with their schema: landing, core, mart or ops; SHOW ALL TABLES lists them",
            ));
        }
        if self.session.visitor.reads(&name) {
            return Ok(());
        }
        let hint = "an administrator says in access.toml which tables a role reads";
        Err(Fault::denied(format!("your role does not read {name}"), hint))
    }

    fn function(&self, object: &Map<String, Value>, known: &[String]) -> Result<(), Fault> {
        let [catalog, schema, name] =
            ["catalog", "schema", "function_name"].map(|part| text(object, part).to_lowercase());
        let is_own = ["core", "mart", "ops"].contains(&schema.as_str());
        let is_listed = ["", "main"].contains(&schema.as_str()) && known.contains(&name);
        if catalog.is_empty() && (is_own || is_listed) {
            return Ok(());
        }
        let hint = "the console calls functions of values, and none that look at files, settings or the engine itself";
        Err(Fault::usage(format!("the function {name} cannot be called here"), hint))
    }
}

/// DESCRIBE and SUMMARIZE stand around a query of their own; all else that shows something shows the engine.
fn shown(object: &Map<String, Value>) -> Result<(), Fault> {
    match (text(object, "show_type"), text(object, "table_name")) {
        ("DESCRIBE" | "SUMMARY", "") => Ok(()),
        (_, "\"tables\"") => Err(Fault::usage(
            "SHOW TABLES looks into one schema, and the tables stand in several",
            "SHOW ALL TABLES lists all of them",
        )),
        _ => Err(Fault::usage("only tables can be shown here", "use SHOW ALL TABLES, DESCRIBE or SUMMARIZE")),
    }
}

fn text<'a>(object: &'a Map<String, Value>, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}
