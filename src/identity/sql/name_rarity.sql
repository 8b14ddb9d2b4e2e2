-- A surname is counted within its script: Tan is rare among all names, and yet says little once the given name is Laura.
INSERT INTO identity_rarity
WITH person AS (
    SELECT DISTINCT surname AS value, is_han, root
    FROM identity_person
    WHERE surname IS NOT NULL
),
script AS (
    SELECT is_han, count(*) AS people
    FROM person
    GROUP BY is_han
)
SELECT 'surname', value, round(-2 * log2(count(*) / (any_value(people) + 200)))
FROM person
JOIN script USING (is_han)
GROUP BY value;

-- Where more people than two have the same whole name, it is no rarer than that: parts are not drawn apart in every country.
INSERT INTO identity_rarity
WITH person AS (
    SELECT DISTINCT letters AS value, root
    FROM identity_person
    WHERE letters IS NOT NULL
)
SELECT 'letters', value, round(-2 * log2((count(*) - 2) / ((SELECT count(*) FROM person) + 200)))
FROM person
GROUP BY value
HAVING count(*) > 2;
