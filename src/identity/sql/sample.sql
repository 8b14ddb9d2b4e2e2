-- Pairs drawn at random, by the hash of the record's place and $draws draws: what agrees between people who are not the same.
CREATE OR REPLACE TEMP TABLE identity_drawn AS
WITH placed AS (
    SELECT node, row_number() OVER (ORDER BY node) - 1 AS place
    FROM identity_compared
),
pair AS (
    SELECT node, (hash(place, draw) % (SELECT count(*) FROM placed))::BIGINT AS place
    FROM placed, range($draws) AS draws (draw)
)
SELECT least(pair.node, other.node) AS left_node, greatest(pair.node, other.node) AS right_node
FROM pair
JOIN placed AS other USING (place)
WHERE pair.node <> other.node;
