INSERT INTO cleaning_text
SELECT text, after, after IS NOT NULL
FROM (SELECT text, core.read_money(text)::VARCHAR AS after FROM cleaning_distinct)
WHERE after IS DISTINCT FROM text;
