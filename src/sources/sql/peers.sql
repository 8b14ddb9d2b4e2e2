-- Whether the table has any row with which an incoming one could have its key in common.
SELECT EXISTS (SELECT 1 FROM /*table*/ AS old WHERE old.source <> 'decision' AND /*same_system*/);
