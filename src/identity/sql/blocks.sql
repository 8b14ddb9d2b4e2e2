-- Who may be compared: records that agree in all parts of a rule. The rules are written in here from the configuration, as
-- SELECT number AS rule, hash(part, ...) AS block, node FROM identity_compared WHERE part IS NOT NULL AND ...
-- Blocks too large for the budget are left out: a rule may ask for at most $budget comparisons a record, and no block
-- is larger than $most, so that the work grows with the records and not with their square. What a large block's records
-- have in common tells little anyhow.
CREATE OR REPLACE TEMP TABLE identity_block AS
WITH block AS (
    /* rules */
),
sized AS (
    SELECT rule, block, node, count(*) OVER (PARTITION BY rule, block) AS size
    FROM block
    QUALIFY size BETWEEN 2 AND $most
),
work AS (
    SELECT rule, size, sum(count(*) * (size - 1) / 2) OVER (PARTITION BY rule ORDER BY size) AS comparisons
    FROM sized
    GROUP BY rule, size
)
SELECT rule, block, node
FROM sized
JOIN work USING (rule, size)
WHERE comparisons <= $budget * (SELECT count(*) FROM identity_compared);
