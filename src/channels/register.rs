use crate::args;
use crate::config::Channels;
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError};

/// Keeps the channels of `channels.toml` in the model, but for those that a source describes.
pub fn register(session: &Session, channels: &Channels) -> Result<(), WarehouseError> {
    let stated: Vec<Vec<Cell>> = channels
        .channels
        .iter()
        .map(|(id, channel)| {
            let name = channel.name.clone().unwrap_or_else(|| id.clone());
            vec![id.into(), name.into(), channel.kind.name().into()]
        })
        .collect();
    let kept = session.query(include_str!("sql/stated.sql"), &Args::new())?.rows;
    let free = session.query(include_str!("sql/described.sql"), &Args::new())?;
    let is_described = |id: &Cell| free.rows.iter().any(|row| row.first() == Some(id));
    let mut wanted: Vec<Vec<Cell>> = stated.into_iter().filter(|row| !is_described(&row[0])).collect();
    wanted.sort_by_key(|row| row[0].to_string());
    if kept == wanted {
        return Ok(());
    }
    session.transaction(|session| {
        session.batch(include_str!("sql/unstate.sql"))?;
        for row in &wanted {
            let row = args![channel_id => row[0].clone(), name => row[1].clone(), kind => row[2].clone()];
            session.execute(include_str!("sql/state.sql"), &row)?;
        }
        session.touch("core.channel")
    })
}
