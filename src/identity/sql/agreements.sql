-- What each field of the pairs in review adds to their weight; levels and agreements are written in here from the
-- configuration. Only the newest run's are kept.
DELETE FROM mart.identity_pair;

DELETE FROM mart.identity_agreement;

CREATE OR REPLACE TEMP TABLE identity_agreed AS
WITH compared AS (
    SELECT
        left_node,
        right_node,
        l,
        r,
        /* levels */
    FROM identity_review
    JOIN identity_compared AS l ON l.node = left_node
    JOIN identity_compared AS r ON r.node = right_node
),
agreement AS (
    SELECT left_node, right_node, unnest([/* agreements */], recursive := TRUE)
    FROM compared
)
SELECT
    left_node,
    right_node,
    position,
    field,
    left_value,
    right_value,
    level,
    weight + rarity / 2 AS weight,
    is_key_in_common
FROM agreement
JOIN identity_level USING (position, level)
UNION ALL
SELECT left_node, right_node, 0, NULL, NULL, NULL, 0, weight, FALSE
FROM identity_review
JOIN identity_level ON position = 0
SEMI JOIN identity_compared AS l ON l.node = left_node
SEMI JOIN identity_compared AS r ON r.node = right_node;
