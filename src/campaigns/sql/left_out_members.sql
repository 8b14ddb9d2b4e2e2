-- Who was considered and does not get it, by name and first reason. No address: they are not to be written to.
SELECT
    member.customer_id,
    customer.name,
    member.state
FROM mart.current_member AS member
LEFT JOIN core.customer USING (customer_id)
WHERE member.state <> 'included'
ORDER BY member.state, member.customer_id;
