//! Who is at the other end of the socket, and whether they may do what they ask.

use super::{Fault, Request};
use nix::unistd::{Uid, User};
use tokio::net::unix::UCred;

/// A Unix user and a process of theirs, as the system tells: nothing of it is what the client says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Peer {
    pub uid: u32,
    pub user: String,
    pub process: Option<i32>,
}

impl From<UCred> for Peer {
    fn from(credentials: UCred) -> Peer {
        let uid = credentials.uid();
        Peer { uid, user: name(uid), process: credentials.pid() }
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

    /// The one place where a request is judged by who asks it; none is the wish to be let in.
    pub(super) fn may(self, owner: u32, peer: &Peer, request: Option<&Request>) -> Result<(), Fault> {
        let is_master = peer.uid == owner || peer.uid == 0;
        match (self, request) {
            (Door::Own, _) if !is_master => Err(Fault::denied(
                format!("the service is {}'s own, and you are {}", name(owner), peer.user),
                "a team works on one workspace by `foureye serve`",
            )),
            (Door::Team, Some(request)) if !is_master && is_masters(request) => {
                Err(Fault::denied(format!("only {} may do this", name(owner)), "ask them, or an administrator"))
            }
            _ => Ok(()),
        }
    }
}

/// What only the service's own user may ask: its end, whatever names files that it would read or write for them, and what
/// erases people or gives all that is known of one.
fn is_masters(request: &Request) -> bool {
    match request {
        Request::Stop
        | Request::Propose { .. }
        | Request::ProposeTable { .. }
        | Request::AcceptSource { .. }
        | Request::AddWriteKey(_)
        | Request::Export { .. }
        | Request::Person { .. } => true,
        Request::Run { job, args } => args.contains_key("file") || job.starts_with("privacy."),
        Request::Change { change, .. } => is_masters(change),
        _ => false,
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

    fn peer(uid: u32) -> Peer {
        Peer { uid, user: uid.to_string(), process: None }
    }

    #[test]
    fn a_service_of_ones_own_lets_nobody_else_in() {
        let may = |uid: u32, request: Option<&Request>| Door::Own.may(1000, &peer(uid), request).is_ok();
        assert!(may(1000, None) && may(1000, Some(&Request::Stop)) && may(0, None));
        assert!(!may(1001, None) && !may(1001, Some(&Request::Overview)));
    }

    #[test]
    fn a_team_does_everything_but_what_ends_the_service_or_names_its_files() {
        let may = |uid: u32, request: Option<&Request>| Door::Team.may(1000, &peer(uid), request).is_ok();
        assert!(may(1001, None) && may(1001, Some(&Request::Refresh)) && !may(1001, Some(&Request::Stop)));
        assert!(may(1000, Some(&Request::Stop)) && may(0, Some(&Request::Stop)));
        let forget = Request::Run { job: "privacy.forget".into(), args: crate::args![customer => 1] };
        assert!(!may(1001, Some(&forget)) && may(1000, Some(&forget)));
        let read = Request::Propose { file: "/etc/passwd".into(), entity: None };
        assert!(!may(1001, Some(&read)) && may(1000, Some(&read)));
    }
}
