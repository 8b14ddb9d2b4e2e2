-- No key stands twice in a table of the model.
SELECT coalesce(sum(keys), 0)::BIGINT AS broken, min(table_name) FILTER (keys > 0) AS example
FROM (/*doubled*/);
