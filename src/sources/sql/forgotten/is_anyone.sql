-- Whether anyone is forgotten: where nobody is, no record is looked at.
SELECT EXISTS (FROM ops.forgotten);
