-- The linkage's own opinion against people's decisions: what it takes for one customer at a likeness of a half. What can be
-- decided is what is in review, so these are shares of the doubtful pairs.
WITH label AS (
    SELECT is_same, posterior >= 0.5 AS is_linked
    FROM mart.identity_pair
    JOIN ops.current_run USING (run_id)
    JOIN ops.identity_decision USING (left_system, left_key, right_system, right_key)
    WHERE job = 'identity.unify'
),
counted AS (
    SELECT
        count(*) AS labels,
        count(*) FILTER (is_same) AS labels_same,
        count(*) FILTER (NOT is_same) AS labels_never,
        count(*) FILTER (is_linked) AS linked,
        count(*) FILTER (is_linked AND is_same) AS linked_rightly
    FROM label
)
SELECT
    *,
    linked_rightly / nullif(linked, 0) AS precision_share,
    mart.wilson(linked_rightly, linked, -1) AS precision_low_share,
    mart.wilson(linked_rightly, linked, 1) AS precision_high_share,
    linked_rightly / nullif(labels_same, 0) AS recall_share,
    mart.wilson(linked_rightly, labels_same, -1) AS recall_low_share,
    mart.wilson(linked_rightly, labels_same, 1) AS recall_high_share
FROM counted;
