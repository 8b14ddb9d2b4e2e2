//! Under `foureye serve` the data is the service user's alone: nobody gets at it but through the service.

use super::{Fault, peer};
use crate::config::Workspace;
use nix::sys::stat::{Mode, umask};
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::{Path, PathBuf};

/// Others may enter the folder, to come to the socket, and nothing else.
const FOLDER: u32 = 0o750;

/// Keeps what is written from now on to the service user.
pub(super) fn keep_to_oneself() {
    umask(Mode::from_bits_truncate(0o077));
}

/// Keeps what is written from now on to its owner, where the data is theirs alone already: a command of the service user's leaves
/// nothing that the service would refuse to start with.
pub(super) fn keep_private(workspace: &Workspace) {
    if std::fs::metadata(workspace.warehouse()).is_ok_and(|data| data.mode() & 0o077 == 0) {
        keep_to_oneself();
    }
}

/// # Errors
/// Names what others may read or own, with the command that mends it.
pub(super) fn check(workspace: &Workspace) -> Result<(), Fault> {
    let dir = std::path::absolute(workspace.dir()).unwrap_or_else(|_| workspace.dir().to_owned());
    let refused = |what: String, mended: String| Fault { hint: Some(mended), ..Fault::failed(what) };
    let quoted = format!("'{}'", dir.display().to_string().replace('\'', r"'\''"));
    for (path, allowed) in everything(&dir) {
        let Ok(data) = std::fs::symlink_metadata(&path) else { continue };
        if data.file_type().is_socket() || data.file_type().is_symlink() {
            continue;
        }
        if data.uid() != peer::own_uid() {
            let (owner, own) = (peer::name(data.uid()), peer::own_name());
            return Err(refused(
                format!("{} belongs to {owner}, and the service runs as {own}", path.display()),
                format!("chown -R {own} {quoted}"),
            ));
        }
        let mode = data.mode() & 0o777;
        if mode & !allowed != 0 {
            return Err(refused(
                format!("others may read or write {} (its mode is {mode:04o})", path.display()),
                format!("chmod -R u=rwX,go= {quoted} && chmod {FOLDER:o} {quoted}"),
            ));
        }
    }
    Ok(())
}

/// The folder and all below it, each with the mode that it may have at most.
fn everything(dir: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = vec![(dir.to_owned(), FOLDER)];
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(entry.path());
            }
            found.push((entry.path(), 0o700));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;

    #[test]
    fn looser_modes_are_refused_with_the_command_that_mends_them() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::init(&folder.path().join("it's a shop")).unwrap();
        let mend = |fault: Fault| {
            assert!(Command::new("sh").args(["-c", &fault.hint.unwrap()]).status().unwrap().success());
        };
        fs::set_permissions(workspace.dir(), Permissions::from_mode(0o750)).unwrap();
        fs::set_permissions(workspace.file("kpis.toml"), Permissions::from_mode(0o640)).unwrap();
        let fault = check(&workspace).unwrap_err();
        assert!(fault.message.contains("others may read"), "{fault}");
        mend(fault);
        assert_eq!(check(&workspace), Ok(()));
        fs::set_permissions(workspace.dir(), Permissions::from_mode(0o755)).unwrap();
        let fault = check(&workspace).unwrap_err();
        assert!(fault.message.ends_with("(its mode is 0755)"), "{fault}");
        mend(fault);
        assert_eq!(check(&workspace), Ok(()));
    }
}
