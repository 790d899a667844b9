-- One file holds the request records of one UTC day. Tables `text`, `shape` and `caller` are pools that rows share;
-- a value may stand in a pool more than once.

-- A run of the server, as far as it falls on this day. `ending` is NULL while it runs (or when it crashed),
-- 'day' when it went on in the next day's file, 'unclean' once a later start has written the gap for its tail.
CREATE TABLE boot (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  node TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER,
  clean_end_at INTEGER,
  ending TEXT CHECK (ending IN ('clean', 'day', 'unclean'))
) STRICT;

CREATE TABLE text (number INTEGER PRIMARY KEY, value TEXT NOT NULL) STRICT;

CREATE TABLE shape (
  number INTEGER PRIMARY KEY,
  boot INTEGER NOT NULL REFERENCES boot,
  phase TEXT NOT NULL,
  listener TEXT NOT NULL,
  effect TEXT NOT NULL,
  address_source TEXT NOT NULL,
  status INTEGER NOT NULL,
  environment TEXT,
  method TEXT NOT NULL,
  operation TEXT,
  code TEXT,
  "check" TEXT
) STRICT;

CREATE TABLE caller (
  number INTEGER PRIMARY KEY,
  credential TEXT,
  credential_version INTEGER,
  scheme TEXT,
  account TEXT
) STRICT;

-- `row` is the millisecond of the day the record was made, times 32768, plus a counter: it only grows.
-- `id` is 16 bytes, or text where it is no UUID. `time` is NULL where it is the id's own timestamp and the row lies at
-- most 5 s behind it, so that a scan of those seconds finds the id; all other rows are in the index.
-- `duration` and `upstream` are microseconds. ANY columns hold text, or an integer: the number of a text.
-- `address` is 4 or 16 bytes, or text where it is no address.
CREATE TABLE request (
  row INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  id ANY NOT NULL,
  time INTEGER,
  shape INTEGER NOT NULL REFERENCES shape,
  caller INTEGER REFERENCES caller,
  address ANY,
  duration INTEGER NOT NULL,
  upstream INTEGER,
  bytes_in INTEGER NOT NULL,
  bytes_out INTEGER NOT NULL,
  path ANY NOT NULL,
  query ANY,
  host ANY NOT NULL,
  rule ANY,
  refusal_values ANY,
  headers ANY,
  client_request_id ANY
) STRICT;

CREATE INDEX request_apart ON request (id) WHERE time IS NOT NULL;

-- Records known to be missing. Its rows share the number space of `request`, so that both lie in one order.
-- `to_seq` and `count` are NULL where the end is not known.
CREATE TABLE gap (
  row INTEGER PRIMARY KEY,
  boot INTEGER NOT NULL REFERENCES boot,
  from_seq INTEGER NOT NULL,
  to_seq INTEGER,
  count INTEGER,
  reason TEXT NOT NULL,
  from_time INTEGER NOT NULL,
  to_time INTEGER NOT NULL
) STRICT;
