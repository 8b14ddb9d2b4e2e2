SELECT pattern, count(*) AS pairs
FROM identity_pair
GROUP BY pattern
ORDER BY pattern
