DELETE FROM core.interaction
WHERE source = 'decision' AND happened_at < $before::DATE;
