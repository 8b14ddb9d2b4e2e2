//! Who comes, and whether they are let in.

use super::Session;
use crate::service::access::Visitor;
use crate::service::server::House;
use crate::service::wire::{self, FIRST, Hello, PROTOCOL, Refusal, Reply, VERSION};
use std::io::{self, Read};
use std::time::Duration;

/// How long a client may take to say who it is.
const PATIENCE: Duration = Duration::from_secs(10);

impl Session {
    /// Whether the client has said what it is, and is let in.
    pub(super) fn greet(&self, house: &House, stream: &mut impl Read) -> io::Result<bool> {
        self.stream.set_read_timeout(Some(PATIENCE))?;
        let Some(hello) = wire::receive::<Hello>(stream, FIRST)? else { return Ok(false) };
        self.stream.set_read_timeout(None)?;
        let refused = self.judge(house, &hello).err();
        let is_refused = refused.is_some();
        wire::send(&mut &self.stream, &house.reply(refused))?;
        if is_refused {
            return Ok(false);
        }
        let _ = self.client.set(hello.client);
        tracing::info!(user = self.peer.user, client = self.client.get(), "attached");
        Ok(true)
    }

    fn judge(&self, house: &House, hello: &Hello) -> Result<(), Refusal> {
        if hello.protocol != *PROTOCOL {
            return Err(other_version(&hello.foureye, VERSION, std::process::id()));
        }
        house.attend();
        let may = self.visitor(house).map(|_| ());
        let may = may.map_err(|fault| house.local.refused(&Visitor::stranger(&self.peer.user), None, fault));
        may.map_err(|fault| Refusal { message: fault.message, hint: fault.hint })
    }
}

/// What one program says of another that speaks otherwise.
pub(in crate::service) fn other_version(client: &str, service: &str, process: u32) -> Refusal {
    let message = if client == service {
        format!("the service (process {process}) is another build of Foureye {service} than this program")
    } else {
        format!("the service (process {process}) is Foureye {service}, and this program is {client}")
    };
    let hint = format!(
        "use the program that the service was started by; or end the service with that program's `foureye stop`, or \
         `kill {process}`, and it is started anew: what is committed is kept"
    );
    Refusal { message, hint: Some(hint) }
}

impl House {
    fn reply(&self, refused: Option<Refusal>) -> Reply {
        Reply {
            foureye: VERSION.to_owned(),
            protocol: PROTOCOL.clone(),
            process: std::process::id(),
            user: crate::service::peer::name(self.owner),
            since: self.since,
            refused,
        }
    }
}
