SET allowed_directories = [/*folders*/];
SET enable_external_access = FALSE;
-- how rows are poured in, and the catalogue in which a session looks names up
SET allowed_configs = ['preserve_insertion_order', 'schema'];
SET lock_configuration = TRUE;
