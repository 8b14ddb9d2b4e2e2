-- Where people went next: of all who left a channel, how many went to which.
SELECT
    transition.from_channel,
    transition.to_channel,
    transition.moves,
    (transition.moves / sum(transition.moves) OVER (PARTITION BY transition.from_channel))::DOUBLE AS moves_share
FROM mart.transition
JOIN ops.current_run ON current_run.run_id = transition.run_id AND current_run.job = 'channels.attribution'
ORDER BY transition.moves DESC, transition.from_channel, transition.to_channel;
