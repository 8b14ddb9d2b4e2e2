//! The way back: a backup becomes the workspace's database, or a workspace of its own.
//!
//! The new file is made and compared beside the old one, which nobody may have open meanwhile; only then does it take its
//! place. What was there is kept.

use super::{Code, Fault, Local, Remote, attach, key, modes};
use crate::config::{ConfigError, Settings, Workspace};
use crate::privacy;
use crate::warehouse::backup::{self, Backup, BackupError, Hold, Made};
use crate::warehouse::encryption::{Key, Origin, Salt};
use crate::warehouse::{self, Entry, Limits, Warehouse, WarehouseError};
use jiff::civil::DateTime;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is to be restored, and where to.
#[derive(Debug, Clone)]
pub struct Restore {
    /// A backup's name, `latest`, or the path of its folder.
    pub backup: String,
    /// The workspace that has the backup, where it is not named by a path.
    pub workspace: Option<Workspace>,
    /// The folder of a new workspace; none restores the one that there is.
    pub into: Option<PathBuf>,
    /// Whether the configuration's files are put back, too; a new workspace always gets them.
    pub configuration: bool,
    /// The file with the key that the backup was encrypted with, where it is not the workspace's.
    pub key_file: Option<PathBuf>,
}

/// What has been restored.
#[derive(Debug, Clone)]
pub struct Restored {
    pub backup: String,
    /// When the backup was made, in UTC.
    pub made_at: DateTime,
    pub rows: u64,
    pub workspace: Workspace,
    /// Where the database is that was there.
    pub aside: Option<PathBuf>,
    /// The configuration's files that are not as they are in the backup.
    pub differing: Vec<String>,
}

impl Restore {
    /// Restores; `goes_on` is told how far it is, from 0 to 1, and ends it by false.
    ///
    /// # Errors
    /// The database and the configuration are then as they were.
    pub fn run(&self, goes_on: &dyn Fn(f64) -> bool) -> Result<Restored, Fault> {
        let backup = self.find()?;
        match (&self.into, &self.workspace) {
            (Some(dir), _) => self.in_new(&backup, dir, goes_on),
            (None, Some(workspace)) => self.in_place(&backup, workspace, goes_on),
            (None, None) => Err(Fault::from(ConfigError::NoWorkspace { dir: PathBuf::from(".") })),
        }
    }

    fn find(&self) -> Result<Backup, Fault> {
        let folder = Path::new(&self.backup);
        if folder.components().count() > 1 || self.workspace.is_none() {
            return Ok(Backup::open(folder)?);
        }
        let dir = self.workspace.as_ref().map(Workspace::backups).unwrap_or_default();
        Ok(backup::find(&dir, &self.backup)?)
    }

    fn in_place(
        &self,
        backup: &Backup,
        workspace: &Workspace,
        goes_on: &dyn Fn(f64) -> bool,
    ) -> Result<Restored, Fault> {
        let _alone = alone_with(workspace, "restore")?;
        let (limits, key) = self.keys(backup, workspace, &Settings::load(workspace)?)?;
        let history = warehouse::history(&workspace.warehouse(), &limits);
        let hold = Hold::take(&workspace.warehouse())?;
        let made = made(backup, key.as_ref(), &hold, &limits, goes_on)?;
        Warehouse::open(made.file(), &limits)?.take_over(history)?;
        let at = crate::jobs::now();
        let mut differing = differing(backup, workspace);
        if self.configuration {
            for name in differing.drain(..) {
                put_back(backup, workspace, &name, at)?;
            }
        }
        let aside = take_place(&made, hold, at)?;
        let restored = Warehouse::open(&workspace.warehouse(), &limits)?;
        record(&restored, backup)?;
        forget_again(workspace, restored)?;
        Ok(told(backup, workspace.clone(), aside, differing))
    }

    fn in_new(&self, backup: &Backup, dir: &Path, goes_on: &dyn Fn(f64) -> bool) -> Result<Restored, Fault> {
        if Workspace::at(dir).is_ok() {
            return Err(ConfigError::Exists { dir: dir.to_owned() }.into());
        }
        let of_backup = Workspace::at(&backup.dir.join(backup::CONFIGURATION))?;
        let settings = Settings::load(&of_backup)?;
        std::fs::create_dir_all(dir).map_err(|error| Fault::failed(format!("{}: {error}", dir.display())))?;
        let workspace = Workspace::to_be(dir);
        let (limits, key) = self.keys(backup, &workspace, &settings)?;
        let hold = Hold::take(&workspace.warehouse())?;
        let made = made(backup, key.as_ref(), &hold, &limits, goes_on);
        let made = made.inspect_err(|_| drop(std::fs::remove_dir(dir)))?;
        let workspace = Workspace::init_with(dir, &configuration(backup))?;
        if let Some(home) = home(backup) {
            privacy::carry_list(&home, &workspace)?;
        }
        let aside = take_place(&made, hold, crate::jobs::now())?;
        let restored = Warehouse::open(&workspace.warehouse(), &limits)?;
        restored.chain_up()?;
        record(&restored, backup)?;
        forget_again(&workspace, restored)?;
        Ok(told(backup, workspace, aside, Vec::new()))
    }

    /// What the new database is opened with, and what the backup is encrypted with.
    fn keys(
        &self,
        backup: &Backup,
        workspace: &Workspace,
        settings: &Settings,
    ) -> Result<(Limits, Option<Key>), Fault> {
        let sealed = backup.manifest.sealed.as_ref();
        let database = workspace.warehouse();
        if let Some(sealed) = sealed.filter(|_| !Salt::path(&database).exists()) {
            let kept = sealed.salt.write(&database);
            kept.map_err(|error| Fault::failed(format!("{}: {error}", Salt::path(&database).display())))?;
        }
        let limits = key::limits(workspace, settings)?;
        let given = self.key_file.as_ref().zip(sealed);
        let given = given.map(|(file, sealed)| Key::derive(&Origin::File(file.clone()).read()?, &sealed.salt));
        let key = given.transpose()?.or_else(|| limits.key.clone());
        Ok((limits, key))
    }
}

/// Lets nobody else begin to work on a workspace as long as the file that it gives is open.
pub(super) fn alone_with(workspace: &Workspace, client: &str) -> Result<File, Fault> {
    attach::is_ours(workspace)?;
    modes::keep_private(workspace);
    if Remote::attach(workspace, client)?.is_some() {
        return Err(Fault {
            code: Code::Held,
            message: format!("{} is in use by the workspace's service", workspace.warehouse().display()),
            hint: Some("`foureye stop` ends the service; then try again".into()),
        });
    }
    attach::alone(workspace)
}

fn told(backup: &Backup, workspace: Workspace, aside: Option<PathBuf>, differing: Vec<String>) -> Restored {
    let (name, made_at, rows) = (backup.name.clone(), backup.manifest.made_at, backup.rows());
    Restored { backup: name, made_at, rows, workspace, aside, differing }
}

/// Makes a new database of a backup beside the place that it is to take.
fn made(
    backup: &Backup,
    key: Option<&Key>,
    hold: &Hold,
    limits: &Limits,
    goes_on: &dyn Fn(f64) -> bool,
) -> Result<Made, Fault> {
    let made = Made::at(hold.beside("restoring"));
    backup::restore(backup, key, made.file(), limits, &unless_ended(goes_on))?;
    Ok(made)
}

/// How far a work is, for someone who may end it.
pub(super) fn unless_ended(goes_on: &dyn Fn(f64) -> bool) -> impl Fn(f64) -> Result<(), BackupError> {
    move |done| if goes_on(done) { Ok(()) } else { Err(WarehouseError::Interrupted.into()) }
}

fn take_place(made: &Made, hold: Hold, at: DateTime) -> Result<Option<PathBuf>, Fault> {
    hold.replace(made.file(), at).map_err(|error| Fault::failed(format!("{}: {error}", made.file().display())))
}

/// Who has been forgotten since the backup was made is forgotten again, before anyone sees the data.
fn forget_again(workspace: &Workspace, restored: Warehouse) -> Result<(), Fault> {
    if !privacy::is_behind(&restored.session()?, workspace)? {
        return Ok(());
    }
    drop(restored);
    let local = Local::open(workspace.clone())?;
    while !local.runner.is_idle() {
        std::thread::sleep(Duration::from_millis(20));
    }
    match privacy::is_behind(&local.warehouse.session()?, workspace)? {
        false => Ok(()),
        true => Err(Fault {
            hint: Some("`foureye jobs history` says why; `foureye run privacy.reapply` does it".into()),
            ..Fault::failed("the backup is restored, but people who were forgotten since are in it again")
        }),
    }
}

/// Puts the way back itself on record.
fn record(warehouse: &Warehouse, backup: &Backup) -> Result<(), Fault> {
    let (by, at) = (super::peer::own_name(), crate::jobs::now());
    let detail = serde_json::json!({ "made_at": backup.manifest.made_at.to_string(), "rows": backup.rows() });
    let (action, subject, outcome) = ("restore", backup.name.as_str(), "done");
    Ok(warehouse.record(&Entry { at, by: &by, action, subject, detail: &detail, outcome })?)
}

/// The workspace among whose backups it is, if it is there.
fn home(backup: &Backup) -> Option<Workspace> {
    let dir = backup.dir.canonicalize().ok()?;
    Workspace::at(dir.ancestors().nth(2)?).ok()
}

/// The configuration's files in a backup.
fn configuration(backup: &Backup) -> Vec<PathBuf> {
    backup.manifest.files.iter().map(|copy| backup.dir.join(&copy.file)).collect()
}

/// The names of the configuration's files that are not as they are in the backup.
fn differing(backup: &Backup, workspace: &Workspace) -> Vec<String> {
    let name = |file: &PathBuf| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let differs = |file: &PathBuf| std::fs::read(file).ok() != std::fs::read(workspace.file(&name(file))).ok();
    configuration(backup).iter().filter(|file| differs(file)).map(name).collect()
}

/// Puts one of the configuration's files back, and keeps the one that was there beside it.
fn put_back(backup: &Backup, workspace: &Workspace, name: &str, at: DateTime) -> Result<(), Fault> {
    let file = workspace.file(name);
    let aside = file.with_extension(format!("{}.toml", backup::replaced_at(at)));
    let from = backup.dir.join(backup::CONFIGURATION).join(name);
    let kept = if file.exists() { std::fs::rename(&file, &aside) } else { Ok(()) };
    let put = kept.and_then(|()| std::fs::copy(from, &file));
    put.map(drop).map_err(|error| Fault::failed(format!("{}: {error}", file.display())))
}
