-- As in the check of the same name: 0.6745 |x - median| / MAD above $max. Groups are left alone in which there are few rows, or
        -- half of all values are the same.
        SELECT
            in_group,
            median(number) - $max * mad(number) / 0.6745 AS lowest,
            median(number) + $max * mad(number) / 0.6745 AS highest
        FROM tested
        GROUP BY in_group
        HAVING count(*) >= $min_rows AND mad(number) > 0
