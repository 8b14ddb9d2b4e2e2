-- The different texts that a rule may change, numbered, as rows of a table that was made in the same transaction have no
-- place of their own yet.
CREATE OR REPLACE TEMP TABLE cleaning_distinct AS
SELECT row_number() OVER () AS place, text
FROM (
    SELECT DISTINCT /*value*/ AS text
    FROM cleaning_row AS current
    WHERE /*where*/
)
WHERE text <> '' AND (/*concerns*/);
