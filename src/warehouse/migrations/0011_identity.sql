-- The decision in force about each pair of keys: one customer, or never. Keys are the sources' own, so that a decision holds
-- whatever is imported after it.
CREATE VIEW ops.identity_decision AS
SELECT
    body ->> '$.left.system' AS left_system,
    body ->> '$.left.customer_key' AS left_key,
    body ->> '$.right.system' AS right_system,
    body ->> '$.right.customer_key' AS right_key,
    kind = 'identity.same' AS is_same,
    decided_by,
    decided_at
FROM (
    SELECT *
    FROM ops.decision
    WHERE kind IN ('identity.same', 'identity.never', 'identity.reopen')
    QUALIFY row_number() OVER (PARTITION BY subject ORDER BY decision_id DESC) = 1
)
WHERE kind <> 'identity.reopen';

-- Pairs of records that are worth a look: near the threshold, with a key in common but apart, or decided upon.
CREATE TABLE mart.identity_pair (
    run_id BIGINT NOT NULL,
    left_system VARCHAR NOT NULL,
    left_key VARCHAR NOT NULL,
    right_system VARCHAR NOT NULL,
    right_key VARCHAR NOT NULL,
    -- the log odds to base 2, and the probability, that they are one
    weight DOUBLE NOT NULL,
    posterior DOUBLE NOT NULL,
    has_key_in_common BOOLEAN NOT NULL,
    is_joined BOOLEAN NOT NULL
);

-- What each field adds to such a pair's weight; the first row, without a field, is what a pair starts with.
CREATE TABLE mart.identity_agreement (
    run_id BIGINT NOT NULL,
    left_system VARCHAR NOT NULL,
    left_key VARCHAR NOT NULL,
    right_system VARCHAR NOT NULL,
    right_key VARCHAR NOT NULL,
    position BIGINT NOT NULL,
    field VARCHAR,
    left_value VARCHAR,
    right_value VARCHAR,
    level BIGINT NOT NULL,
    weight DOUBLE NOT NULL
);
