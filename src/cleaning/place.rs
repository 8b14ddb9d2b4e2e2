use crate::config::{CleaningRule, Entity, FieldType};
use crate::warehouse::{literal, quoted};

/// What a rule's column is in SQL: a field of the table, or a member of one that holds JSON.
pub(super) struct Place<'a> {
    /// As the rule names it.
    pub name: &'a str,
    pub field: &'a str,
    member: Option<&'a str>,
    kind: FieldType,
}

impl<'a> Place<'a> {
    pub fn of(name: &'a str, entity: &Entity) -> Place<'a> {
        let (field, member) = name.split_once('.').map_or((name, None), |(field, member)| (field, Some(member)));
        let kind = entity.fields.get(field).map_or(FieldType::Text, |found| found.kind);
        Place { name, field, member, kind }
    }

    pub fn all(rule: &'a CleaningRule, entity: &Entity) -> Vec<Place<'a>> {
        rule.columns.iter().map(|name| Place::of(name, entity)).collect()
    }

    /// The value as a text, of the row `current`. Of a JSON member only texts are treated: a number would come back as one.
    pub fn value(&self) -> String {
        let field = format!("current.{}", quoted(self.field));
        match self.path() {
            Some(path) => format!("CASE WHEN json_type({field}, {path}) = 'VARCHAR' THEN {field} ->> {path} END"),
            None => format!("{field}::VARCHAR"),
        }
    }

    /// The field with this text, which is an expression, in the value's place.
    pub fn written(&self, text: &str) -> String {
        match self.member {
            Some(member) => {
                format!("json_merge_patch(current.{}, json_object({}, {text}))", quoted(self.field), literal(member))
            }
            None => format!("{text}::{}", self.kind.sql()),
        }
    }

    /// The type in which its values have an order.
    pub fn sql_type(&self) -> &'static str {
        self.kind.sql()
    }

    fn path(&self) -> Option<String> {
        self.member.map(|member| literal(&format!("$.\"{}\"", member.replace('"', "\\\""))))
    }
}

/// What makes two rows of `current` the same row, as one text.
pub(super) fn row_key(entity: &Entity) -> String {
    let parts: Vec<String> = entity.key.iter().map(|part| format!("current.{}", quoted(part))).collect();
    format!("concat_ws('/', {})", parts.join(", "))
}
