//! Leaving while a job runs: it would be cancelled, so one is asked.

use super::form::Form;
use crate::tui::text;
use crate::tui::world::{Cx, Effect};

/// Ends the screen, or asks where that would cancel a job.
pub fn quit(cx: &mut Cx<'_>) {
    let Some(run) = cx.world.runs.iter().rfind(|run| !run.progress.has_ended()) else {
        return cx.effect(Effect::Quit);
    };
    let words = &cx.world.look.words;
    let job = words.text(&format!("job.{}.title", run.job)).to_owned();
    let choices = ["stay", "cancel"].map(|choice| (choice.to_owned(), cx.text(&format!("quit.{choice}"))));
    let form = Form::new(cx.text("quit.title"), |form, cx| {
        if form.value("then") == "cancel" {
            cx.effect(Effect::Quit);
        }
        Ok(())
    });
    cx.open(form.about(text::wrap(&words.say("quit.about", &[("job", &job)]), 72)).choice(
        "then",
        cx.text("quit.then"),
        choices,
        "stay",
        cx.text("quit.help"),
    ));
}
