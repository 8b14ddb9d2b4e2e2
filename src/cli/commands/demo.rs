use super::generate::generated;
use super::{jobs, summary};
use crate::cli::args::{Format, Global};
use crate::cli::desk::Desk;
use crate::cli::failure::Failure;
use crate::cli::runs::plain_bar;
use crate::cli::workbench;
use crate::config::Workspace;
use crate::generator;
use crate::jobs::State;
use crate::value::Args;
use indicatif::ProgressBar;
use std::fs;
use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};

/// What of the sample data is not to be imported: what is known of it, and what is true about it.
const NOT_DATA: [&str; 3] = ["sources.toml", "README.md", "truth"];

#[derive(Debug, clap::Args)]
pub struct Demo {
    /// Where the workspace is made, or is already
    #[arg(long, default_value = "foureye-demo")]
    dir: PathBuf,
}

impl Demo {
    pub fn run(self, global: &Global) -> Result<(), Failure> {
        let workspace = match Workspace::at(&self.dir) {
            Ok(workspace) => workspace,
            Err(_) => made(&self.dir, global)?,
        };
        // The file is closed before the workbench opens it.
        {
            let desk = Desk::at(workspace.clone(), global)?;
            bring_up_to_date(&desk)?;
            summary::show(&desk)?;
        }
        match global.format {
            Format::Table if workbench::has_terminal() => workbench::run(&workspace),
            _ => Ok(()),
        }
    }
}

/// What has been done once is not done again: results that are fresh stay.
fn bring_up_to_date(desk: &Desk) -> Result<(), Failure> {
    let is_imported = |job: &crate::service::JobInfo| job.name == "sources.import" && job.state != State::Never;
    if !jobs::all(desk)?.iter().any(is_imported) {
        desk.run("sources.import", Args::new())?;
    }
    desk.refresh()?;
    Ok(())
}

/// Makes the workspace beside its place and moves it there, so that it is there as a whole or not at all.
fn made(dir: &Path, global: &Global) -> Result<Workspace, Failure> {
    let failed = |error: &std::io::Error| Failure::file(dir, error);
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        let message = format!("{} holds something else than a workspace", dir.display());
        return Err(Failure::usage(message, "name another folder with --dir"));
    }
    let mut name = dir.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = dir.with_file_name(name);
    if part.exists() {
        fs::remove_dir_all(&part).map_err(|error| failed(&error))?;
    }
    let workspace = Workspace::init(&part)?;
    match sample_data() {
        Some(sample) => fill(&workspace, &sample)?,
        None => {
            let out = part.join("generated");
            let bar = if global.quiet || !stderr().is_terminal() { ProgressBar::hidden() } else { plain_bar(1000) };
            generated(&generator::Plan::default(), &out, &bar)?;
            fill(&workspace, &out)?;
            fs::remove_dir_all(&out).map_err(|error| failed(&error))?;
        }
    }
    fs::rename(&part, dir).map_err(|error| failed(&error))?;
    Ok(Workspace::at(dir)?)
}

/// The checkout's sample data, where the program runs in the checkout that built it.
fn sample_data() -> Option<PathBuf> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-data");
    sample.join("sources.toml").is_file().then_some(sample)
}

/// Copies data into a workspace's inbox, and its sources into `sources.toml`.
fn fill(workspace: &Workspace, data: &Path) -> Result<(), Failure> {
    copy(data, &workspace.inbox(), &NOT_DATA).map_err(|error| Failure::file(data, &error))?;
    let read = fs::read_to_string(data.join("sources.toml"));
    let text = read.map_err(|error| Failure::file(&data.join("sources.toml"), &error))?;
    let file = workspace.file("sources.toml");
    fs::write(&file, in_inbox(&text)?).map_err(|error| Failure::file(&file, &error))
}

fn copy(from: &Path, to: &Path, left_out: &[&str]) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if left_out.iter().any(|known| name == *known) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to.join(&name), &[])?;
        } else {
            fs::copy(entry.path(), to.join(&name))?;
        }
    }
    Ok(())
}

/// The sources' files, which stand beside their `sources.toml`, as those of an inbox.
fn in_inbox(text: &str) -> Result<String, Failure> {
    let wrong = |error: toml_edit::TomlError| Failure::failed(error.to_string(), "make the sample data again");
    let mut document: toml_edit::DocumentMut = text.parse().map_err(wrong)?;
    let sources = document.get_mut("source").and_then(toml_edit::Item::as_table_like_mut);
    for (_, source) in sources.into_iter().flat_map(|sources| sources.iter_mut()) {
        if let Some(files) = source.get_mut("files").filter(|files| files.is_str()) {
            let path = format!("inbox/{}", files.as_str().unwrap_or_default());
            *files = toml_edit::value(path);
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_find_their_files_in_the_inbox() {
        let text = "# Orders of the web shop\n[source.web]\nfiles = \"web/orders-*.csv\"\nsystem = \"web\"\n";
        let Ok(moved) = in_inbox(text) else { panic!("not moved") };
        assert!(moved.contains("files = \"inbox/web/orders-*.csv\""), "{moved}");
        assert!(moved.contains("# Orders of the web shop"), "{moved}");
    }

    #[test]
    fn what_is_true_about_the_data_is_not_imported() {
        let dir = tempfile::tempdir().unwrap();
        let (data, workspace) = (dir.path().join("data"), dir.path().join("workspace"));
        fs::create_dir_all(data.join("truth")).unwrap();
        fs::create_dir_all(data.join("web")).unwrap();
        fs::write(data.join("truth/who.csv"), "a").unwrap();
        fs::write(data.join("web/orders.csv"), "b").unwrap();
        fs::write(data.join("sources.toml"), "[source.web]\nfiles = \"web/orders.csv\"\n").unwrap();
        let workspace = Workspace::init(&workspace).unwrap();
        assert!(fill(&workspace, &data).is_ok());
        assert!(workspace.inbox().join("web/orders.csv").is_file());
        assert!(!workspace.inbox().join("truth").exists());
    }
}
