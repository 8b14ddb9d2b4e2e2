SELECT count(*) > 0
FROM ops.identity_decision
WHERE left_system = $left_system AND left_key = $left_key AND right_system = $right_system AND right_key = $right_key
