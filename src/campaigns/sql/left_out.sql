-- Everyone who was considered, by what became of them: the counts add up to the audience.
SELECT
    state,
    count(*) AS customers,
    count(*) / sum(count(*)) OVER () AS customer_share
FROM mart.current_member
GROUP BY state
ORDER BY state = 'included' DESC, customers DESC, state;
