use super::needs::{Need, needs};
use crate::config::{Access, Grant, Personal, Role, SmallGroups};
use crate::service::{Fault, Request};
use nix::unistd::{Gid, Group, Uid, User, getgrouplist};
use serde::{Deserialize, Serialize};
use std::ffi::CString;

/// The record of who did what: its rows tell of members of the team, whatever tables a role reads.
const RECORD: &str = "ops.audit";

/// Who asks, and what they may, while one request is answered.
#[derive(Debug, Clone)]
pub(in crate::service) struct Visitor {
    pub user: String,
    /// Whose the workspace is: no role limits them.
    is_owner: bool,
    roles: Vec<(String, Role)>,
    /// Whether they have given a reason to see personal data, and its time is not over.
    is_unmasked: bool,
    small_group: u32,
}

/// What a client is told of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct You {
    pub user: String,
    /// None where it is the workspace's owner, or where no team is served.
    pub roles: Vec<String>,
    pub may: Vec<Grant>,
    pub is_masked: bool,
}

impl You {
    /// Of who may do everything.
    pub fn owner(user: &str) -> You {
        Visitor::owner(user).you()
    }

    pub fn may(&self, grant: Grant) -> bool {
        self.may.contains(&grant)
    }
}

impl Visitor {
    pub fn owner(user: &str) -> Visitor {
        Visitor { user: user.to_owned(), is_owner: true, roles: Vec::new(), is_unmasked: false, small_group: 0 }
    }

    /// Who has no role, and so may do nothing.
    pub fn stranger(user: &str) -> Visitor {
        Visitor { is_owner: false, ..Visitor::owner(user) }
    }

    /// # Errors
    /// Refuses who has no role.
    pub fn of(access: &Access, user: &str, groups: &[String], is_unmasked: bool) -> Result<Visitor, Fault> {
        let roles = access.roles.iter().filter(|(_, role)| role.is_of(user, groups));
        let roles: Vec<_> = roles.map(|(name, role)| (name.clone(), role.clone())).collect();
        if roles.is_empty() {
            let hint = "an administrator gives one in the workspace's access.toml, to you or to a group of yours";
            return Err(Fault::denied(format!("{user} has no role here"), hint));
        }
        Ok(Visitor { user: user.to_owned(), is_owner: false, roles, is_unmasked, small_group: access.small_group })
    }

    pub fn is_owner(&self) -> bool {
        self.is_owner
    }

    pub fn may(&self, grant: Grant) -> bool {
        self.is_owner || self.roles.iter().any(|(_, role)| role.may(grant))
    }

    pub fn reads(&self, table: &str) -> bool {
        if table.eq_ignore_ascii_case(RECORD) && !self.may(Grant::Audit) {
            return false;
        }
        self.is_owner || self.roles.iter().any(|(_, role)| role.may(Grant::Admin) || role.reads(table))
    }

    /// Whether personal data is masked for them now.
    pub fn is_masked(&self) -> bool {
        !self.is_owner && !self.is_unmasked && self.roles.iter().all(|(_, role)| role.personal == Personal::Masked)
    }

    /// The number of people below which figures are withheld from them; none where all are shown.
    pub fn small_group(&self) -> Option<u32> {
        let withheld = self.roles.iter().all(|(_, role)| role.small_groups == SmallGroups::Withheld);
        (!self.is_owner && withheld).then_some(self.small_group)
    }

    pub fn you(&self) -> You {
        You {
            user: self.user.clone(),
            roles: self.roles.iter().map(|(name, _)| name.clone()).collect(),
            may: Grant::ALL.into_iter().filter(|grant| self.may(*grant)).collect(),
            is_masked: self.is_masked(),
        }
    }

    /// Whether they may ask this.
    ///
    /// # Errors
    /// Says what they lack and who has it.
    pub fn judge(&self, access: &Access, request: &Request) -> Result<(), Fault> {
        needs(request).iter().try_for_each(|need| self.has(access, need))
    }

    fn has(&self, access: &Access, need: &Need) -> Result<(), Fault> {
        match need {
            Need::Grant(grant) if !self.may(*grant) => Err(self.lacks(access, *grant)),
            Need::Table(table) if !self.reads(table) => Err(Fault::denied(
                format!("your role ({}) does not read {table}", self.role_names()),
                "an administrator says in access.toml which tables a role reads",
            )),
            Need::Plain if self.is_masked() => Err(Fault::denied(
                "this is decided by what records say, and personal data is masked for you",
                if self.may(Grant::Unmask) {
                    "say why you have to see it: `unmask` in the workbench, or --unmask REASON with the command"
                } else {
                    "ask someone who may see personal data"
                },
            )),
            Need::Owner if !self.is_owner => Err(Fault::denied(
                "only the user whose workspace it is may name files and databases of the service's machine",
                "name a file that you can read where you are, which is then sent; a database is theirs to add",
            )),
            _ => Ok(()),
        }
    }

    fn lacks(&self, access: &Access, grant: Grant) -> Fault {
        let holders: Vec<String> = access.roles.iter().filter(|(_, role)| role.may(grant)).map(holders).collect();
        let hint = if holders.is_empty() {
            "no role has it: the service's own user and root do everything".to_owned()
        } else {
            format!("ask {}", holders.join(", or "))
        };
        Fault::denied(
            format!("this needs {:?}, which your role ({}) does not have", grant.name(), self.role_names()),
            hint,
        )
    }

    pub fn role_names(&self) -> String {
        self.roles.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// A role with those who have it.
fn holders((name, role): (&String, &Role)) -> String {
    let groups = role.groups.iter().map(|group| format!("group {group}"));
    let who: Vec<String> = role.users.iter().cloned().chain(groups).collect();
    if who.is_empty() { format!("a {name}") } else { format!("a {name} ({})", who.join(", ")) }
}

/// The names of the groups that a user is in, as the system tells.
pub(in crate::service) fn groups_of(uid: u32, gid: u32) -> Vec<String> {
    let user = User::from_uid(Uid::from_raw(uid)).ok().flatten();
    let own = Gid::from_raw(gid);
    let ids = user.and_then(|user| {
        let name = CString::new(user.name).ok()?;
        getgrouplist(&name, user.gid).ok()
    });
    let mut ids = ids.unwrap_or_default();
    ids.push(own);
    let named = ids.into_iter().filter_map(|gid| Group::from_gid(gid).ok().flatten());
    let mut names: Vec<String> = named.map(|group| group.name).collect();
    names.sort();
    names.dedup();
    names
}
