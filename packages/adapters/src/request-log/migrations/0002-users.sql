-- Calls by users, and calls with a scheme whose use is deprecated.

ALTER TABLE caller ADD COLUMN user TEXT;
ALTER TABLE shape ADD COLUMN deprecated INTEGER NOT NULL DEFAULT 0;
