//! News for who is not at the screen: a command of the administrator's takes them on.

use crate::service::News;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Hands news to a shell command in the workspace's folder: as JSON on its input, and as a sentence in `FOUREYE_NEWS`.
pub(super) fn notify(command: &str, news: &News, folder: &Path) {
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).env("FOUREYE_NEWS", news.to_string());
    shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let done = shell.spawn().and_then(|mut child| {
        if let Some(mut input) = child.stdin.take() {
            // A command that does not read its input has its own reasons.
            let _ = input.write_all(serde_json::to_string(news).unwrap_or_default().as_bytes());
        }
        child.wait()
    });
    match done {
        Ok(status) if status.success() => {}
        Ok(status) => tracing::warn!(%status, command, "the command for news failed"),
        Err(error) => tracing::warn!(%error, command, "the command for news could not be started"),
    }
}
