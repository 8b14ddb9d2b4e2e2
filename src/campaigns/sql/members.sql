-- Who the campaign goes to, and where: the list that is sent by.
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
FROM mart.preview_member AS member
JOIN ops.current_run USING (run_id)
LEFT JOIN core.customer USING (customer_id)
LEFT JOIN segment USING (customer_id)
WHERE current_run.job = 'campaigns.preview' AND member.state = 'included'
ORDER BY member.customer_id;
