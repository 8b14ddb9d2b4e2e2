DELETE FROM core.channel
WHERE source = 'channels.toml';
