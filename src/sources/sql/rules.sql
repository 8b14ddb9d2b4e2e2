-- How open rejects could be mended as others were: in one column, one text became another.
WITH change AS (
    SELECT source, unnest(from_json(changed, '["JSON"]')) AS change
    FROM ops.repair
    WHERE state = 'repaired'
),
rule AS (
    SELECT
        source,
        change ->> '$.column' AS changed_column,
        change ->> '$.from' AS old_text,
        change ->> '$.to' AS new_text,
        count(*) AS mended
    FROM change
    GROUP BY ALL
)
SELECT
    source,
    changed_column,
    old_text,
    new_text,
    mended,
    count(*) AS alike
FROM rule
JOIN ops.reject USING (source)
WHERE
    reject.state = 'open'
    AND old_text IS NOT NULL
    AND json_valid(raw)
    AND raw ->> ('$."' || changed_column || '"') = old_text
GROUP BY ALL
ORDER BY alike DESC, source, changed_column, old_text, mended DESC;
