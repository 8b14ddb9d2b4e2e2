-- The values without those that name no one, and who is one person as far as keys tell: so people, not records, are counted
-- who have a name or live in a city.
CREATE OR REPLACE TEMP TABLE identity_person AS
SELECT
    identity_value.* /* named */,
    coalesce(root, node) AS root
FROM identity_value
LEFT JOIN identity_root USING (node);

CREATE OR REPLACE TEMP TABLE identity_rarity (field VARCHAR, value VARCHAR, rarity USMALLINT);
