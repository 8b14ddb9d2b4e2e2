INSERT INTO core.channel (channel_id, name, kind, source)
VALUES ($channel_id, $name, $kind, 'channels.toml');
