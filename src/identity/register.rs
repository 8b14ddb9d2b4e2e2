use crate::config::Identity;
use crate::value::{Args, Cell};
use crate::warehouse::{Session, WarehouseError};

/// Keeps in the file what `identity.toml` says of consent and addresses, so that queries can tell whose word counts.
pub fn register(session: &Session, identity: &Identity) -> Result<(), WarehouseError> {
    let survivor = &identity.survivor;
    let rules: Vec<Vec<Cell>> = vec![
        vec!["address".into(), survivor.address.name().into()],
        vec!["consent".into(), survivor.consent.name().into()],
    ];
    let reach = [("phone", &survivor.reached_by.phone), ("email", &survivor.reached_by.email)];
    let channels =
        reach.iter().flat_map(|(field, channels)| channels.iter().map(|channel| vec![(*field).into(), channel.into()]));
    let channels: Vec<Vec<Cell>> = channels.collect();
    let kept = session.query("SELECT part, rule FROM ops.survivorship ORDER BY part", &Args::new())?.rows;
    let kept_channels = session.query("SELECT field, channel_id FROM ops.address_channel", &Args::new())?.rows;
    if kept == rules && kept_channels == channels {
        return Ok(());
    }
    session.transaction(|session| {
        session.batch("DELETE FROM ops.survivorship; DELETE FROM ops.address_channel;")?;
        session.append_rows("ops", "survivorship", &rules)?;
        session.append_rows("ops", "address_channel", &channels)
    })
}
