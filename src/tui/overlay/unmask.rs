//! The reason for which personal data is to be shown.

use super::form::{Form, Wrong};
use crate::service::Request;
use crate::tui::world::{Cx, World};

pub fn form(world: &World) -> Form {
    let (missing, done) = (world.say("unmask.no_reason"), world.say("unmask.done"));
    let submit = move |form: &Form, cx: &mut Cx<'_>| {
        let reason = form.given("reason").ok_or_else(|| Wrong::new("reason", missing.clone()))?;
        cx.order(Request::Unmask { reason }, done.clone());
        Ok(())
    };
    Form::new(world.say("unmask.title"), submit).text(
        "reason",
        world.say("unmask.reason"),
        "",
        world.say("unmask.reason_help"),
    )
}
