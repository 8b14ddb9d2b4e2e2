INSERT INTO mart.preview BY NAME
SELECT
    $run_id AS run_id,
    $template AS template,
    $channel AS channel_id,
    $starts_on AS starts_on,
    $ends_on AS ends_on,
    $audience AS audience,
    $purpose AS purpose,
    $needs_consent AS needs_consent,
    $segment AS segment,
    count(*) AS considered,
    count(*) FILTER (state = 'included') AS included,
    count(*) FILTER (state = 'held_out') AS held_out,
    $unit_cost::DECIMAL(18, 4) AS unit_cost,
    (count(*) FILTER (state = 'included') * $unit_cost::DECIMAL(18, 4))::DECIMAL(18, 2) AS cost,
    $expected_response_rate AS expected_response_rate,
    $lowest_response_rate AS lowest_response_rate,
    $highest_response_rate AS highest_response_rate,
    $expected_responses AS expected_responses,
    $expected_revenue AS expected_revenue,
    $based_on AS based_on,
    $based_on_campaigns AS based_on_campaigns,
    $based_on_messages AS based_on_messages,
    $based_on_responses AS based_on_responses
FROM mart.preview_member
WHERE run_id = $run_id
