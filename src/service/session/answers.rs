//! What is answered here, as it is about the client or its line.

use super::Session;
use crate::service::server::House;
use crate::service::{Fault, Request, Response, Ticket, traces};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// What is answered, and the file that goes with it.
pub(super) type Answer = Result<(Response, Option<File>), Fault>;

impl Session {
    /// Writes an export where only the service sees it, and gives its bytes: they are gone when they have been read.
    pub(super) fn fetch(self: &Arc<Session>, house: &House, ours: Ticket, request: Request) -> Answer {
        let Request::Export { relation, scope, page, path, format } = request else {
            return Err(Fault::usage("only an export is fetched", "please report this message"));
        };
        let visitor = self.visitor(house)?;
        let staged = PathBuf::from(format!(".fetched-{}-{ours}", std::process::id()));
        let request = Request::Export { relation, scope, page, path: staged, format };
        let Response::Exported { path: staged, rows, withdrawn } = house.local.call_as(&visitor, ours, request)? else {
            return Err(Fault::failed("the service answered out of turn"));
        };
        let file = File::open(&staged);
        let _ = std::fs::remove_file(&staged);
        let file = file.map_err(|error| Fault::failed(format!("{}: {error}", staged.display())))?;
        Ok((Response::Exported { path, rows, withdrawn }, Some(file)))
    }

    pub(super) fn answer(self: &Arc<Session>, house: &House, ours: Ticket, request: Request) -> Answer {
        let visitor = self.visitor(house)?;
        let response = match request {
            Request::Unmask { reason } if !visitor.is_owner() => {
                let request = Request::Unmask { reason };
                house.local.judge(&visitor, &request)?;
                self.unmask(house, &visitor, request)?
            }
            // Its path would be one of the service's machine; who fetches it keeps it where they like.
            Request::Export { .. } if !visitor.is_owner() => {
                return Err(Fault::denied("an export comes over the line", "fetch it, as this program does"));
            }
            Request::Status => Response::Status(Box::new(house.status())),
            Request::Stop => {
                house.local.judge(&visitor, &request)?;
                // It can be ended where nothing can be written any more, too.
                let traced = traces::of(&Request::Stop)
                    .map_or(Ok(Response::Done), |trace| house.local.trace(&visitor, trace, Ok(Response::Done)));
                if let Err(fault) = traced {
                    tracing::error!(user = self.peer.user, %fault, "who ended the service is not on record");
                }
                Response::Done
            }
            request => house.local.call_as(&visitor, ours, request)?,
        };
        Ok((response, None))
    }
}
