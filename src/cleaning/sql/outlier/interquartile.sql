-- As in the check of the same name: more than $max interquartile ranges beyond a quartile. Groups are left alone in which
        -- there are few rows, or half of all values are the same.
        SELECT
            in_group,
            quantile_cont(number, 0.25) - $max * (quantile_cont(number, 0.75) - quantile_cont(number, 0.25)) AS lowest,
            quantile_cont(number, 0.75) + $max * (quantile_cont(number, 0.75) - quantile_cont(number, 0.25)) AS highest
        FROM tested
        GROUP BY in_group
        HAVING count(*) >= $min_rows AND quantile_cont(number, 0.75) > quantile_cont(number, 0.25)
