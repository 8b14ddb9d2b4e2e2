-- What is compared, of each record; empty texts are missing values. The configuration's fields are written in here.
CREATE OR REPLACE TEMP TABLE identity_value AS
WITH value AS (
    SELECT
        node,
        /* values */
    FROM identity_record
)
SELECT
    *,
    letters_of(concat(given, surname)) AS letters,
    is_han(concat(given, surname)) AS is_han
FROM value
ORDER BY node;
