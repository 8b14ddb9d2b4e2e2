-- What each column means: as dictionary.toml says, and for the columns of landing as the field does that they feed.
WITH described AS (
    SELECT
        schema_name || '.' || table_name AS table_name,
        column_name,
        data_type,
        column_index
    FROM duckdb_columns()
    WHERE database_name <> 'masked' AND schema_name IN ('core', 'landing', 'mart') AND column_name NOT IN ('_batch', '_record', '_line')
),
-- the entity that a table is of, and what feeds its columns
fed AS (
    SELECT
        'core.' || CASE entity WHEN 'customer' THEN 'customer_record' ELSE entity END AS table_name,
        field AS column_name,
        string_agg(source || ': ' || mapped_from, ' · ' ORDER BY source) AS fed_by
    FROM ops.source_field
    GROUP BY ALL
),
feeds AS (
    SELECT DISTINCT ON (table_name, column_name)
        'landing.' || source AS table_name,
        -- without the words that it is translated by
        regexp_replace(mapped_from, ' \(.*\)$', '') AS column_name,
        'core.' || CASE entity WHEN 'customer' THEN 'customer_record' ELSE entity END AS feeds_table,
        field AS feeds_column
    FROM ops.source_field
    ORDER BY table_name, column_name, entity, field
),
used AS (
    SELECT table_name, string_agg(name, ', ' ORDER BY name) AS uses
    FROM ops.table_use
    GROUP BY table_name
)
SELECT
    described.table_name,
    described.column_name,
    CASE $language::VARCHAR
        WHEN 'zh-CN' THEN coalesce(own.meaning_zh_cn, theirs.meaning_zh_cn)
        WHEN 'zh-TW' THEN coalesce(own.meaning_zh_tw, theirs.meaning_zh_tw)
        ELSE coalesce(own.meaning_en, theirs.meaning_en)
    END AS meaning,
    coalesce(own.unit, theirs.unit) AS measured_in,
    coalesce(own.sensitivity, theirs.sensitivity, 'internal') AS sensitivity,
    described.data_type,
    coalesce(fed.fed_by, CASE WHEN described.table_name LIKE 'landing.%' THEN replace(described.table_name, 'landing.', '') END) AS fed_by,
    coalesce(feeds.feeds_table || '.' || feeds.feeds_column, used.uses) AS uses
FROM described
LEFT JOIN fed USING (table_name, column_name)
LEFT JOIN feeds USING (table_name, column_name)
LEFT JOIN used ON used.table_name = described.table_name
LEFT JOIN ops.dictionary AS own ON own.table_name = described.table_name AND own.column_name = described.column_name
LEFT JOIN ops.dictionary AS theirs ON
    theirs.table_name = feeds.feeds_table AND theirs.column_name = feeds.feeds_column
WHERE
    ($table::VARCHAR IS NULL OR described.table_name = $table)
    AND ($view::VARCHAR IS NULL OR described.table_name IN (SELECT table_name FROM ops.table_use WHERE name = $view))
ORDER BY described.table_name, described.column_index;
