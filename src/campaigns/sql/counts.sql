SELECT
    count(*) AS considered,
    count(*) FILTER (state = 'included') AS included,
    count(*) FILTER (state = 'held_out') AS held_out
FROM mart.preview_member
WHERE run_id = $run_id
