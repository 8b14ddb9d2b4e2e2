-- Who was to be written to, and has withdrawn their consent since.
SELECT count(*)
FROM mart.current_member
WHERE state = 'consent_withdrawn';
