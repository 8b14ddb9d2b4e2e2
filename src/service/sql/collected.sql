-- Files of the collector that have been imported, also those that were taken out again.
SELECT DISTINCT file
FROM ops.batch
WHERE starts_with(file, 'collector/');
