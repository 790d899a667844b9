-- Calls by sessions, tokens and applications; where a call came from; what was noticed about it.
-- Session and token stand with the caller: what comes once, a one-time token, costs a caller of its own.
-- From this version on the end of a stream has its `time` too, so that the index finds it.
-- `country` is two letters. `notes` are words parted by blanks.

ALTER TABLE caller ADD COLUMN application TEXT;
ALTER TABLE caller ADD COLUMN session TEXT;
ALTER TABLE caller ADD COLUMN token TEXT;
ALTER TABLE shape ADD COLUMN notes TEXT;
ALTER TABLE request ADD COLUMN country TEXT;
