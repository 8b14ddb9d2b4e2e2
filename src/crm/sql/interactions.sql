-- What has been noted of customers; what is still open comes first.
SELECT
    interaction.happened_at,
    interaction.customer_id,
    customer.name,
    interaction.kind,
    interaction.channel_id,
    interaction.subject,
    interaction.status,
    interaction.resolved_at,
    round(date_diff('minute', interaction.happened_at, interaction.resolved_at) / 60, 1) AS hours_to_resolve,
    interaction.body,
    interaction.source,
    interaction.system,
    interaction.interaction_key
FROM core.interaction
LEFT JOIN core.customer USING (customer_id)
WHERE
    ($from::DATE IS NULL OR interaction.happened_at >= $from::DATE)
    -- what was noted today stands after the day that the figures end on
    AND (interaction.source = 'decision' OR interaction.happened_at < $to::DATE + 1)
    AND ($channel::VARCHAR IS NULL OR interaction.channel_id = $channel)
ORDER BY
    interaction.resolved_at IS NULL AND coalesce(interaction.status, 'open') NOT IN ('resolved', 'closed') DESC,
    interaction.happened_at DESC,
    interaction.interaction_key;
