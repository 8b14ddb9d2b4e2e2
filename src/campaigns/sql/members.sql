-- Who the campaign goes to, and where: the list that is sent by. Consent is asked for again: who has withdrawn it since the
-- preview is not on it.
WITH segment AS (
    SELECT rfm.customer_id, rfm.segment
    FROM mart.rfm
    JOIN ops.current_run USING (run_id)
    WHERE current_run.job = 'segments.rfm'
)

SELECT
    member.customer_id,
    customer.name,
    segment.segment,
    member.address
FROM mart.current_member AS member
LEFT JOIN core.customer USING (customer_id)
LEFT JOIN segment USING (customer_id)
WHERE member.state = 'included'
ORDER BY member.customer_id;
