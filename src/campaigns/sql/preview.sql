-- The newest preview: whom the campaign would reach, at what cost, and what earlier ones let one expect.
SELECT
    template,
    channel_id,
    starts_on,
    ends_on,
    audience,
    segment,
    considered,
    included,
    held_out,
    cost,
    expected_response_rate,
    lowest_response_rate,
    highest_response_rate,
    expected_responses,
    expected_revenue,
    (cost / nullif(expected_responses, 0))::DECIMAL(18, 2) AS cost_per_response,
    based_on,
    based_on_campaigns,
    based_on_messages,
    based_on_responses
FROM mart.preview
JOIN ops.current_run USING (run_id)
WHERE job = 'campaigns.preview';
