-- The values that name someone, the strongest key first; the configuration's keys are written in here.
CREATE OR REPLACE TEMP TABLE identity_key AS
/* keys */;

-- A value that more than 20 records share names no one: it is a shop's own number, a till's dummy member or a form's
-- default, and is left out; mart.shared_value keeps it for an analyst to see.
CREATE OR REPLACE TEMP TABLE identity_shared AS
SELECT
    rule,
    value,
    min(node) AS first_node,
    count(*) AS records,
    count(*) > 20 AS is_ignored
FROM identity_key
GROUP BY rule, value
HAVING min(node) < max(node);
