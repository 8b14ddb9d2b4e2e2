-- The different texts that a rule may change.
CREATE OR REPLACE TEMP TABLE cleaning_distinct AS
SELECT text
FROM (
    SELECT DISTINCT /*value*/ AS text
    FROM cleaning_row AS current
    WHERE /*where*/
)
WHERE text <> '' AND (/*concerns*/);
