SELECT DISTINCT channel_id
FROM core.channel
WHERE source IS DISTINCT FROM 'channels.toml';
