-- The values with their rarities; which there are, the configuration says.
CREATE OR REPLACE TEMP TABLE identity_compared AS
SELECT
    identity_person.* EXCLUDE (root) /* rarities */
FROM identity_person
/* joins */
ORDER BY node;

DROP TABLE identity_person;

DROP TABLE identity_value;
