SELECT channel_id, name, kind
FROM core.channel
WHERE source = 'channels.toml'
ORDER BY channel_id;
