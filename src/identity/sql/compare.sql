-- A pair's pattern: three bits a field, and from bit 40 on how rare that is in which they agree, in half bits. It is all
-- that the weights depend on, so they are learnt from, and looked up by, some thousand patterns and not millions of pairs.
-- identity_candidate stands for the table of pairs, identity_pair for the one made; levels, pattern and rarity are
-- written in here from the configuration.
CREATE OR REPLACE TEMP TABLE identity_pair AS
WITH compared AS (
    SELECT
        left_node,
        right_node,
        /* levels */
    FROM identity_candidate
    JOIN identity_compared AS l ON l.node = left_node
    JOIN identity_compared AS r ON r.node = right_node
)
SELECT
    left_node,
    right_node,
    /* pattern */ AS pattern
FROM compared;
