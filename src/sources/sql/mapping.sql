-- How one source's records become rows of the model.
SELECT
    entity,
    field,
    mapped_from
FROM ops.source_field
WHERE source = $source;
