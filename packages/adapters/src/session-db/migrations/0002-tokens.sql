-- Families of refresh tokens, and what was revoked by itself. Times are milliseconds since the epoch.

create table token_family (
  id text primary key,
  environment text not null,
  client text not null,
  source_kind text not null,
  source text not null,
  -- JSON: the epochs when it was opened, and what its tokens are made from.
  epochs text not null,
  granted text not null,
  idle integer not null,
  min_interval integer not null,
  retry_window integer not null,
  opened_at integer not null,
  ends_at integer not null,
  ended_at integer,
  ended_reason text check (ended_reason in ('revoked', 'reused')),
  check ((ended_at is null) = (ended_reason is null))
) strict, without rowid;
create index token_family_of_source on token_family (source_kind, source) where ended_at is null;
create index token_family_by_end on token_family (ends_at);

-- One of a family has no successor: the one that can be used.
create table refresh_token (
  -- SHA-256 of the token.
  digest blob primary key,
  family text not null references token_family (id),
  created_at integer not null,
  idle_ends_at integer not null,
  rotated_at integer,
  -- Digest of the next one, and that one itself, encrypted under a key that only this token gives.
  successor blob,
  sealed blob,
  check ((rotated_at is null) = (successor is null) and (successor is null) = (sealed is null))
) strict, without rowid;
create unique index refresh_token_in_use on refresh_token (family) where rotated_at is null;
create index refresh_token_of_family on refresh_token (family);

-- Ids of tokens, sessions and families, until they would have ended anyhow. Rows are read in their order.
create table revoked (
  row integer primary key autoincrement,
  id text not null unique,
  until integer not null
) strict;
create index revoked_by_end on revoked (until);
