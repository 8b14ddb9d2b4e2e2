//! The configured fields as queries write them and as the mathematics takes them.

use crate::analysis::linkage;
use crate::config::{Compared, Comparison, Identity};

/// The bit of a pattern from which on the rarity is counted, in half bits; below it are three bits a field.
const RARITY_BIT: u32 = 40;
/// Log odds of a pair that has a deciding key in common.
const DECIDED: f64 = 1e3;

/// What a configuration asks for: the texts that the queries under `sql/` leave to it.
pub(super) struct Plan<'a> {
    fields: Vec<Field<'a>>,
    rules: &'a [Vec<String>],
}

/// One field with its place among the fields.
pub(super) struct Field<'a> {
    at: usize,
    pub name: &'a str,
    spec: &'a Compared,
    pub prior: linkage::Field,
}

impl<'a> Plan<'a> {
    pub fn of(identity: &'a Identity) -> Plan<'a> {
        let field =
            |(at, (name, spec)): (usize, (&'a String, &'a Compared))| Field { at, name, spec, prior: prior(spec) };
        Plan { fields: identity.field.iter().enumerate().map(field).collect(), rules: &identity.blocks.rules }
    }

    pub fn fields(&self) -> &[Field<'a>] {
        &self.fields
    }

    fn has_names(&self) -> bool {
        self.fields.iter().any(Field::is_name)
    }

    /// `SQL AS column` of every field.
    pub fn values(&self) -> String {
        let mut values: Vec<String> = self.fields.iter().flat_map(Field::values).collect();
        if !self.has_names() {
            values.extend(["NULL::VARCHAR AS given".into(), "NULL::VARCHAR AS surname".into()]);
        }
        values.join(", ")
    }

    /// Each key's values with the records that have them.
    pub fn keys(&self) -> String {
        let keys = self.fields.iter().filter(|field| field.spec.key).map(|field| {
            let (at, name) = (field.at, field.name);
            format!(
                "SELECT node, '{name}' AS rule, {at} AS strength, {name} AS value FROM identity_value WHERE {name} IS NOT NULL"
            )
        });
        let none = "SELECT node, '' AS rule, 0 AS strength, '' AS value FROM identity_value WHERE FALSE";
        keys.chain([none.to_owned()]).collect::<Vec<_>>().join(" UNION ALL ")
    }

    /// Leaves out of the keys' columns what names no one.
    pub fn named(&self) -> String {
        let columns: Vec<String> = self
            .fields
            .iter()
            .filter(|field| field.spec.key)
            .map(|field| {
                let name = field.name;
                format!(
                    "CASE WHEN {name} IN (SELECT value FROM identity_shared WHERE rule = '{name}' AND is_ignored) \
                     THEN NULL ELSE {name} END AS {name}"
                )
            })
            .collect();
        if columns.is_empty() { String::new() } else { format!("REPLACE ({})", columns.join(", ")) }
    }

    /// The columns whose values are counted in the plain way.
    pub fn counted(&self) -> Vec<&str> {
        let plain = self.fields.iter().filter(|field| field.weighs_rarity() && !field.is_name());
        plain.map(|field| field.name).chain(self.has_names().then_some("given")).collect()
    }

    /// The rarities that go with the compared values, and the joins that bring them.
    pub fn rarities(&self) -> (String, String) {
        let mut columns: Vec<String> =
            self.counted().iter().map(|name| format!(", rare_{name}.rarity AS {name}_rarity")).collect();
        let mut joined = self.counted();
        if self.has_names() {
            columns.push(", rare_surname.rarity AS surname_rarity".into());
            columns.push(
                ", CASE WHEN letters IS NOT NULL THEN least(coalesce(rare_given.rarity, 0) + \
                 coalesce(rare_surname.rarity, 0), rare_letters.rarity) END AS letters_rarity"
                    .into(),
            );
            joined.extend(["surname", "letters"]);
        }
        let join = |name: &&str| {
            format!(
                "LEFT JOIN (SELECT value, rarity FROM identity_rarity WHERE field = '{name}') AS rare_{name} \
                 ON rare_{name}.value = identity_person.{name}"
            )
        };
        (columns.concat(), joined.iter().map(join).collect::<Vec<_>>().join(" "))
    }

    /// The blocks of each rule.
    pub fn blocks(&self) -> String {
        let block = |(at, parts): (usize, &Vec<String>)| {
            let filled: Vec<String> = parts.iter().map(|part| format!("({part}) IS NOT NULL")).collect();
            format!(
                "SELECT {at} AS rule, hash({}) AS block, node FROM identity_compared WHERE {}",
                parts.join(", "),
                filled.join(" AND ")
            )
        };
        self.rules.iter().enumerate().map(block).collect::<Vec<_>>().join(" UNION ALL ")
    }

    /// The levels of a pair's fields, and the rarities of what it agrees in.
    pub fn levels(&self) -> String {
        let levels = self.fields.iter().map(Field::level);
        levels.chain(self.fields.iter().map(Field::rarity)).collect::<Vec<_>>().join(", ")
    }

    /// A pair's pattern of its levels and rarities.
    pub fn pattern(&self) -> String {
        let levels = self.fields.iter().map(|field| format!("({}_level::BIGINT << {})", field.name, 3 * field.at));
        let rarities: Vec<String> = self.fields.iter().map(|field| format!("{}_rarity", field.name)).collect();
        let rarity = format!("(({})::BIGINT << {RARITY_BIT})", rarities.join(" + "));
        format!("({})", levels.chain([rarity]).collect::<Vec<_>>().join(" + "))
    }

    /// What each field of a pair says, for a person to see; places count from 1.
    pub fn agreements(&self) -> String {
        let agreement = |field: &Field<'_>| {
            let (at, name, equal) = (field.at + 1, field.name, field.equal());
            let (left, right) = (field.shown("l"), field.shown("r"));
            format!(
                "{{position: {at}, field: '{name}', left_value: {left}, right_value: {right}, level: {name}_level, \
                 rarity: {name}_rarity, is_key_in_common: {} AND {name}_level = {equal}}}",
                field.spec.key
            )
        };
        self.fields.iter().map(agreement).collect::<Vec<_>>().join(", ")
    }

    /// What a pattern stands for, in the mathematics' terms.
    pub fn read(&self, pattern: i64, pairs: f64) -> linkage::Pattern {
        let levels = self.fields.iter().map(|field| field.level_in(pattern)).collect();
        linkage::Pattern { levels, rarity: (pattern >> RARITY_BIT) as f64 / 2.0, pairs }
    }

    /// The log odds of a pair with this pattern.
    pub fn bits(&self, weights: &linkage::Weights, pattern: i64) -> f64 {
        if self.fields.iter().any(|field| field.spec.decides && field.is_equal_in(pattern)) {
            return DECIDED;
        }
        let pattern = self.read(pattern, 0.0);
        weights.bits(&pattern.levels, pattern.rarity)
    }

    /// What each level adds, as (place from 1, level, bits), and at place 0 what every pair starts with.
    pub fn level_bits(&self, weights: &linkage::Weights) -> Vec<(usize, usize, f64)> {
        let mut bits = vec![(0, 0, weights.prior)];
        for (field, learnt) in self.fields.iter().zip(&weights.fields) {
            let decides = |level: usize| field.spec.decides && level == field.equal();
            let added = |level: usize| if decides(level) { DECIDED } else { learnt[level] };
            bits.extend((0..=field.equal()).map(|level| (field.at + 1, level, added(level))));
        }
        bits
    }

    /// Whether a pair with this pattern has a key in common.
    pub fn has_key_in_common(&self, pattern: i64) -> bool {
        self.fields.iter().any(|field| field.spec.key && field.is_equal_in(pattern))
    }
}

impl Field<'_> {
    fn is_name(&self) -> bool {
        self.spec.compare == Comparison::Name
    }

    fn weighs_rarity(&self) -> bool {
        !self.prior.by_rarity.is_empty()
    }

    /// The column whose equality is the field's last level.
    pub fn column(&self) -> &str {
        if self.is_name() { "letters" } else { self.name }
    }

    /// The level at which values are equal.
    pub fn equal(&self) -> usize {
        self.prior.same.len()
    }

    fn level_in(&self, pattern: i64) -> u8 {
        ((pattern >> (3 * self.at)) & 7) as u8
    }

    fn is_equal_in(&self, pattern: i64) -> bool {
        usize::from(self.level_in(pattern)) == self.equal()
    }

    fn values(&self) -> Vec<String> {
        let value = |sql: &Option<String>, name: &str| {
            sql.as_ref().map(|sql| format!("nullif(({sql})::VARCHAR, '') AS {name}"))
        };
        let parts = [
            value(&self.spec.given, "given"),
            value(&self.spec.surname, "surname"),
            value(&self.spec.value, self.name),
        ];
        parts.into_iter().flatten().collect()
    }

    fn level(&self) -> String {
        let name = self.name;
        let call = match self.spec.compare {
            Comparison::Name => "compare_name(l, r)".to_owned(),
            Comparison::Date => format!("compare_date(l.{name}, r.{name})"),
            Comparison::Code => format!("compare_code(l.{name}, r.{name})"),
            Comparison::Exact | Comparison::Context => format!("compare_exact(l.{name}, r.{name})"),
            Comparison::Text => match &self.spec.other {
                Some(other) => format!("compare_text(l.{name}, r.{name}, l.{other}, r.{other})"),
                None => format!("compare_text(l.{name}, r.{name}, NULL, NULL)"),
            },
        };
        format!("{call} AS {name}_level")
    }

    fn rarity(&self) -> String {
        let (name, equal) = (self.name, self.equal());
        match self.is_name() {
            true => format!("coalesce(name_rarity({name}_level, l, r), 0) AS {name}_rarity"),
            false if self.weighs_rarity() => {
                format!(
                    "coalesce(CASE WHEN {name}_level = {equal} THEN l.{name}_rarity ELSE 0 END, 0) AS {name}_rarity"
                )
            }
            false => format!("0 AS {name}_rarity"),
        }
    }

    fn shown(&self, side: &str) -> String {
        match self.is_name() {
            true => format!("shown_name({side})"),
            false => format!("{side}.{}", self.name),
        }
    }
}

/// What is expected of a field before the data are seen: see [`linkage::Field`]. Where the data are many, they rule.
fn prior(spec: &Compared) -> linkage::Field {
    let weighs_rarity = spec.frequency || spec.compare == Comparison::Name;
    let (same, different, by_rarity): (&[f64], &[f64], &[u8]) = match (spec.key, spec.compare) {
        (_, Comparison::Name) => {
            (&[0.03, 0.1, 0.03, 0.02, 0.02, 0.05, 0.75], &[0.65, 0.25, 0.06, 0.03, 0.005, 0.003, 0.002], &[3, 4, 7])
        }
        (_, Comparison::Context) => (&[0.5, 0.5], &[0.5, 0.5], &[]),
        (_, Comparison::Date) => (&[0.05, 0.05, 0.05, 0.85], &[0.98, 0.018, 0.0019, 0.0001], &[4]),
        (_, Comparison::Text) => (&[0.05, 0.04, 0.05, 0.01, 0.85], &[0.97, 0.02, 0.004, 0.001, 0.005], &[5]),
        (true, Comparison::Code) => (&[0.1, 0.05, 0.85], &[0.999_99, 0.000_009, 0.000_001], &[]),
        (false, Comparison::Code) => (&[0.1, 0.05, 0.85], &[0.98, 0.01, 0.01], &[3]),
        (true, Comparison::Exact) => (&[0.15, 0.85], &[0.999_999, 0.000_001], &[]),
        (false, Comparison::Exact) => (&[0.15, 0.85], &[0.7, 0.3], &[2]),
    };
    linkage::Field {
        same: same.to_vec(),
        different: different.to_vec(),
        by_rarity: if weighs_rarity { by_rarity.to_vec() } else { Vec::new() },
        is_anchor: spec.anchor || spec.key,
    }
}
