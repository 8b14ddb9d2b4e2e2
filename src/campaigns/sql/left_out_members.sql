-- Who was considered and does not get it, by name and first reason. No address: they are not to be written to.
SELECT
    member.customer_id,
    customer.name,
    member.state
FROM mart.preview_member AS member
JOIN ops.current_run USING (run_id)
LEFT JOIN core.customer USING (customer_id)
WHERE current_run.job = 'campaigns.preview' AND member.state <> 'included'
ORDER BY member.state, member.customer_id;
