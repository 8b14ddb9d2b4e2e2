SELECT _batch, _record
FROM /*landing*/
WHERE /*condition*/
ORDER BY _batch DESC, _record DESC
LIMIT $shown;
