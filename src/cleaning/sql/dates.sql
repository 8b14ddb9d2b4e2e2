-- A date alone, unless the text has a time of day.
INSERT INTO cleaning_text
SELECT text, after, after IS NOT NULL
FROM (
    SELECT
        text,
        CASE
            WHEN core.read_time(text, '/*order*/') = core.read_date(text, '/*order*/')
            THEN core.read_date(text, '/*order*/')::VARCHAR
            ELSE core.read_time(text, '/*order*/')::VARCHAR
        END AS after
    FROM cleaning_distinct
)
WHERE after IS DISTINCT FROM text;
