use super::{ConfigError, Workspace, load};
use crate::value::SCHEMAS;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;
use std::time::Duration;

/// `access.toml`: who may do what where the service runs for a team.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Access {
    /// Figures of fewer people than this are small groups.
    pub small_group: u32,
    pub unmask_minutes: u32,
    /// The largest file that a client may send.
    pub upload_megabytes: NonZeroU32,
    /// How long a client may be silent amid a file.
    pub upload_silence_seconds: NonZeroU32,
    #[serde(rename = "role")]
    pub roles: IndexMap<String, Role>,
}

impl Default for Access {
    fn default() -> Access {
        Access {
            small_group: 10,
            unmask_minutes: 15,
            upload_megabytes: NonZeroU32::MIN.saturating_add(1_023),
            upload_silence_seconds: NonZeroU32::MIN.saturating_add(59),
            roles: IndexMap::new(),
        }
    }
}

impl Access {
    pub fn upload_bytes(&self) -> u64 {
        u64::from(self.upload_megabytes.get()) << 20
    }

    pub fn upload_silence(&self) -> Duration {
        Duration::from_secs(self.upload_silence_seconds.get().into())
    }
}

/// What some users and groups of the system may do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Role {
    pub users: Vec<String>,
    pub groups: Vec<String>,
    pub may: Vec<Grant>,
    /// Schemas, or tables as `schema.table`; none means all.
    pub tables: Option<Vec<String>>,
    pub personal: Personal,
    pub small_groups: SmallGroups,
}

/// One thing that a role may do; the file says what each is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    Figures,
    People,
    Tables,
    Console,
    Jobs,
    Segments,
    Preview,
    Campaigns,
    Export,
    Import,
    Clean,
    Merge,
    Describe,
    Notes,
    Targets,
    Unmask,
    Audit,
    Admin,
}

impl Grant {
    pub const ALL: [Grant; 18] = [
        Grant::Figures,
        Grant::People,
        Grant::Tables,
        Grant::Console,
        Grant::Jobs,
        Grant::Segments,
        Grant::Preview,
        Grant::Campaigns,
        Grant::Export,
        Grant::Import,
        Grant::Clean,
        Grant::Merge,
        Grant::Describe,
        Grant::Notes,
        Grant::Targets,
        Grant::Unmask,
        Grant::Audit,
        Grant::Admin,
    ];

    /// As `access.toml` has it.
    pub fn name(self) -> &'static str {
        match self {
            Grant::Figures => "figures",
            Grant::People => "people",
            Grant::Tables => "tables",
            Grant::Console => "console",
            Grant::Jobs => "jobs",
            Grant::Segments => "segments",
            Grant::Preview => "preview",
            Grant::Campaigns => "campaigns",
            Grant::Export => "export",
            Grant::Import => "import",
            Grant::Clean => "clean",
            Grant::Merge => "merge",
            Grant::Describe => "describe",
            Grant::Notes => "notes",
            Grant::Targets => "targets",
            Grant::Unmask => "unmask",
            Grant::Audit => "audit",
            Grant::Admin => "admin",
        }
    }
}

/// How personal data is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Personal {
    #[default]
    Masked,
    Shown,
}

/// Whether figures of few people are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmallGroups {
    #[default]
    Shown,
    Withheld,
}

impl Role {
    /// Whether a user has it, by name or by one of their groups.
    pub fn is_of(&self, user: &str, groups: &[String]) -> bool {
        self.users.iter().any(|known| known == user) || self.groups.iter().any(|known| groups.contains(known))
    }

    pub fn may(&self, grant: Grant) -> bool {
        self.may.contains(&grant) || self.may.contains(&Grant::Admin)
    }

    /// Whether `tables` and `console` are of this table, given as `schema.table`.
    pub fn reads(&self, table: &str) -> bool {
        let schema = table.split('.').next().unwrap_or_default();
        self.tables.as_ref().is_none_or(|tables| tables.iter().any(|known| known == table || known == schema))
    }
}

/// Finds a role that would show what it is to withhold, and a table in no schema.
pub(super) fn check(access: &Access, workspace: &Workspace) -> Result<(), ConfigError> {
    let wrong = |path: &[&str], what: String, right: &str| {
        Err(load::wrong(workspace, "access.toml", path, what, right.to_owned()))
    };
    if access.small_group < 2 {
        let what = format!("small_group is {}", access.small_group);
        return wrong(&["small_group"], what, "a group of one person is the smallest: give 2 or more, such as 10");
    }
    for (name, role) in &access.roles {
        let single =
            [Grant::People, Grant::Tables, Grant::Console, Grant::Audit].into_iter().find(|grant| role.may(*grant));
        if let (SmallGroups::Withheld, Some(grant)) = (role.small_groups, single) {
            let what = format!("{name} is to see no small group, and may see {}", grant.name());
            return wrong(
                &["role", name, "small_groups"],
                what,
                "rows about single people are the smallest groups: give the one or the other",
            );
        }
        let known = |table: &&String| SCHEMAS.contains(&table.split('.').next().unwrap_or_default());
        if let Some(table) = role.tables.iter().flatten().find(|table| !known(table)) {
            let what = format!("{table:?} is in no schema");
            return wrong(
                &["role", name, "tables"],
                what,
                "expected landing, core, mart, ops, or a table such as core.sale",
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn loaded(text: &str) -> Result<Access, ConfigError> {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(dir.path()).unwrap();
        std::fs::write(workspace.file("access.toml"), text).unwrap();
        Config::load(&workspace).map(|config| config.access)
    }

    #[test]
    fn the_default_gives_nobody_anything() {
        let access: Access = toml::from_str(include_str!("../../config/access.toml")).unwrap();
        assert!(access.roles.values().all(|role| role.users.is_empty() && role.groups.is_empty()));
        let roles: Vec<&String> = access.roles.keys().collect();
        assert_eq!(roles, ["viewer", "analyst", "steward", "marketer", "admin"]);
    }

    #[test]
    fn a_role_is_had_by_name_or_by_group() {
        let role = Role { users: vec!["mei".into()], groups: vec!["marketing".into()], ..Role::default() };
        assert!(role.is_of("mei", &[]) && role.is_of("wang", &["users".into(), "marketing".into()]));
        assert!(!role.is_of("marketing", &["mei".into()]));
    }

    #[test]
    fn tables_are_given_by_schema_or_one_by_one() {
        let role = Role { tables: Some(vec!["mart".into(), "core.sale".into()]), ..Role::default() };
        assert!(role.reads("mart.rfm") && role.reads("core.sale") && !role.reads("core.customer"));
        assert!(Role::default().reads("landing.web"));
    }

    #[test]
    fn a_mistake_is_answered_with_its_line_and_what_would_be_right() {
        let said = |text: &str| loaded(text).unwrap_err();
        let error = said("[role.viewer]\nmay = [\"figure\"]\n");
        assert!(error.to_string().contains("access.toml:2: unknown variant `figure`"), "{error}");
        assert!(error.hint().unwrap().contains("`figures`"), "{error:?}");
        let error = said("[role.viewer]\nmay = [\"console\"]\nsmall_groups = \"withheld\"\n");
        assert!(error.to_string().contains("access.toml:3: viewer is to see no small group"), "{error}");
        let error = said("[role.viewer]\nmay = []\ntables = [\"customer\"]\n");
        assert!(error.to_string().contains("access.toml:3: \"customer\" is in no schema"), "{error}");
        let error = said("small_group = 1\n");
        assert!(error.to_string().contains("access.toml:1: small_group is 1"), "{error}");
    }

    #[test]
    fn every_grant_is_named_as_the_file_names_it() {
        for grant in Grant::ALL {
            let parsed: Role = toml::from_str(&format!("may = [{:?}]", grant.name())).unwrap();
            assert_eq!(parsed.may, [grant]);
            assert!(include_str!("../../config/access.toml").contains(grant.name()));
        }
    }
}
