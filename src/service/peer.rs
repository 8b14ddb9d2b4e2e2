//! Who is at the other end of the socket.

use super::Fault;
use super::access::{Visitor, groups_of};
use crate::config::Access;
use nix::unistd::{Uid, User};
use tokio::net::unix::UCred;

/// A Unix user and a process of theirs, as the system tells: nothing of it is what the client says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Peer {
    pub uid: u32,
    pub user: String,
    /// As they were when the line began.
    pub groups: Vec<String>,
    pub process: Option<i32>,
}

impl From<UCred> for Peer {
    fn from(credentials: UCred) -> Peer {
        let uid = credentials.uid();
        Peer { uid, user: name(uid), groups: groups_of(uid, credentials.gid()), process: credentials.pid() }
    }
}

/// For whom a service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The user whose process it is.
    Own,
    /// A team: whoever the modes of the socket let in.
    Team,
}

impl Door {
    pub(super) fn socket_mode(self) -> u32 {
        match self {
            Door::Own => 0o600,
            Door::Team => 0o660,
        }
    }

    /// Who someone is here, and so what they may.
    ///
    /// # Errors
    /// Refuses who has no business here at all.
    pub(super) fn visitor(self, owner: u32, peer: &Peer, access: &Access, is_unmasked: bool) -> Result<Visitor, Fault> {
        match self {
            _ if peer.uid == owner || peer.uid == 0 => Ok(Visitor::owner(&peer.user)),
            Door::Own => Err(Fault::denied(
                format!("the service is {}'s own, and you are {}", name(owner), peer.user),
                "a team works on one workspace by `foureye serve`",
            )),
            Door::Team => Visitor::of(access, &peer.user, &peer.groups, is_unmasked),
        }
    }
}

/// The user's name; the number where there is none.
pub(super) fn name(uid: u32) -> String {
    let user = User::from_uid(Uid::from_raw(uid)).ok().flatten();
    user.map_or_else(|| uid.to_string(), |user| user.name)
}

pub(super) fn own_uid() -> u32 {
    Uid::current().as_raw()
}

pub(super) fn own_name() -> String {
    name(own_uid())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Grant;

    fn peer(uid: u32, user: &str) -> Peer {
        Peer { uid, user: user.to_owned(), groups: vec!["sales".to_owned()], process: None }
    }

    fn access() -> Access {
        toml::from_str("[role.viewer]\ngroups = [\"sales\"]\nmay = [\"figures\"]\n").unwrap()
    }

    #[test]
    fn a_service_of_ones_own_lets_nobody_else_in() {
        let visitor = |uid: u32| Door::Own.visitor(1000, &peer(uid, "mei"), &access(), false);
        assert!(visitor(1000).unwrap().is_owner() && visitor(0).unwrap().is_owner());
        assert!(visitor(1001).unwrap_err().message.contains("own, and you are mei"));
    }

    #[test]
    fn a_team_gets_in_by_its_roles_and_nobody_without_one() {
        let visitor = Door::Team.visitor(1000, &peer(1001, "mei"), &access(), false).unwrap();
        assert!(visitor.may(Grant::Figures) && !visitor.may(Grant::Export) && visitor.is_masked());
        assert!(Door::Team.visitor(1000, &peer(1000, "foureye"), &access(), false).unwrap().is_owner());
        let fault = Door::Team.visitor(1000, &peer(1001, "mei"), &Access::default(), false).unwrap_err();
        assert_eq!(fault.message, "mei has no role here");
    }
}
