-- How rare each value is, in half bits: -2 log2 of the share of people who have it. The 200 keeps the values of a small file
-- from seeming rare. field_value stands for the column.
INSERT INTO identity_rarity
WITH person AS (
    SELECT DISTINCT field_value AS value, root
    FROM identity_person
    WHERE field_value IS NOT NULL
)
SELECT 'field_value', value, round(-2 * log2(count(*) / ((SELECT count(*) FROM person) + 200)))
FROM person
GROUP BY value;
