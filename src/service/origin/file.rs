//! A file: the batches that came in it, or the rows that were written to it.

use super::figure::facts;
use super::listing::{Far, Listing};
use super::table::batch_step;
use super::{Direction, Fault, Guide, Node, Step};
use crate::args;
use crate::service::{Local, Relation};
use crate::value::{Cell, Kind, Table};
use crate::warehouse::Session;
use std::path::Path;

pub(super) fn steps(guide: &Guide<'_>, file: &str) -> Result<Listing, Fault> {
    let file = named(guide, file)?;
    let exported = guide.session.query(include_str!("../sql/origin/export_in.sql"), &args![file => &file])?;
    let mut listing = Listing::about(about(guide, &file, &exported));
    match guide.direction {
        Direction::Back => listing.near = written(&exported).into_iter().collect(),
        Direction::Forward => {
            listing.far = Some(Far::query(
                include_str!("../sql/origin/batches_of_file.sql"),
                args![file => &file],
                |rows, row| batch_step("imported_as", rows, row),
            ));
        }
    }
    Ok(Listing { at: Some(Node::File(file)), ..listing })
}

fn about(guide: &Guide<'_>, file: &str, exported: &Table) -> Table {
    let bytes = std::fs::metadata(guide.local.workspace.dir().join(file)).ok().map(|data| data.len());
    facts(vec![
        ("file", Kind::Text, file.into()),
        ("is_there", Kind::Flag, bytes.is_some().into()),
        ("bytes", Kind::Count, bytes.into()),
        ("exported_at", Kind::Time, exported.cell(0, "exported_at").clone()),
        ("done_by", Kind::Text, exported.cell(0, "done_by").clone()),
    ])
}

/// What was written to it, where it is an export.
fn written(exported: &Table) -> Option<Step> {
    let relation: Relation = serde_json::from_str(exported.cell(0, "relation").text()?).ok()?;
    Some(Step::new("written_from", Node::figure(relation)).of_rows(exported.cell(0, "row_count").integer()))
}

/// A file as it is on record: as it was given, from the workspace's folder, or by the end of its path.
fn named(guide: &Guide<'_>, file: &str) -> Result<String, Fault> {
    let shown = guide.local.workspace.shown(Path::new(file));
    let known = guide.session.query(include_str!("../sql/origin/files.sql"), &args![file => &shown, ending => file])?;
    let names: Vec<&str> = known.texts("file").collect();
    let is_exact = known.cell(0, "is_exact") == &Cell::Flag(true);
    match names.as_slice() {
        [only] => Ok((*only).to_owned()),
        [first, ..] if is_exact => Ok((*first).to_owned()),
        [] => {
            Err(Fault::usage(format!("no batch came in {file}"), "`foureye sources batches` lists the files that did"))
        }
        several => Err(Fault::usage(
            format!("{file} may be any of {} files", several.len()),
            format!("expected one of {}", several[..several.len().min(5)].join(", ")),
        )),
    }
}

/// Keeps on record that rows were written to a file, so that it can be followed back and they forward.
pub(in crate::service) fn exported(
    local: &Local,
    session: &Session,
    relation: &Relation,
    path: &Path,
    rows: u64,
    by: &str,
) -> Result<(), Fault> {
    let file = local.workspace.shown(path);
    let row = args![
        exported_at => crate::jobs::now(),
        done_by => by,
        file => file,
        subject => relation.subject(),
        row_count => rows,
        relation => serde_json::to_string(relation).unwrap_or_default(),
    ];
    session.execute(include_str!("../sql/origin/exported.sql"), &row)?;
    Ok(())
}
