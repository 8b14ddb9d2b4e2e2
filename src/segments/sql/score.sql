-- Recency, frequency and monetary value of every customer who has bought, scored by fifths, and the segment that the
-- scores meet. A score is 1 + the number of fifths of all customers who stand strictly below, so that equals score alike.
INSERT INTO mart.rfm
WITH bought AS (
    SELECT
        customer_id,
        date_diff('day', max(ordered_on) FILTER (WHERE revenue >= 0), $as_of::DATE) AS recency_days,
        count(*) FILTER (WHERE revenue >= 0) AS frequency,
        sum(revenue)::DECIMAL(18, 2) AS monetary
    FROM core.sale
    WHERE customer_id IS NOT NULL AND ordered_on <= $as_of::DATE
    GROUP BY customer_id
    HAVING frequency > 0
),

scored AS (
    SELECT
        *,
        1 + 5 * (rank() OVER (ORDER BY recency_days DESC) - 1) // count(*) OVER () AS recency_score,
        1 + 5 * (rank() OVER (ORDER BY frequency) - 1) // count(*) OVER () AS frequency_score,
        1 + 5 * (rank() OVER (ORDER BY monetary) - 1) // count(*) OVER () AS monetary_score
    FROM bought
)

SELECT
    $run_id,
    scored.customer_id,
    scored.recency_days,
    scored.frequency,
    scored.monetary,
    scored.recency_score,
    scored.frequency_score,
    scored.monetary_score,
    rule.value ->> '$'
FROM scored
JOIN json_each($segments::JSON) AS rule
    ON rule.key = concat_ws('-', recency_score, frequency_score, monetary_score)
ORDER BY scored.customer_id;
