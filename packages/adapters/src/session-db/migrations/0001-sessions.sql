-- Sessions and what happened to them. Times are milliseconds since the epoch.

create table session (
  id text primary key,
  -- SHA-256 of the cookie's value.
  digest blob not null unique,
  environment text not null,
  user text not null,
  application text,
  opened_at integer not null,
  opened_from text,
  -- Of the last accepted request; written behind.
  used_at integer not null,
  used_from text,
  -- The absolute end.
  ends_at integer not null,
  ended_at integer,
  ended_reason text check (ended_reason in ('logout', 'revoked', 'replaced')),
  -- Epochs when it was opened.
  user_epoch integer,
  application_epoch integer,
  environment_epoch integer,
  check ((ended_at is null) = (ended_reason is null))
) strict, without rowid;

create index session_of_user on session (user, id);

-- What became durable here since the last digest, numbered by a sequence of its own. A digest of it becomes one audit
-- entry in an hour; then its rows go.
create table journal (
  sequence integer primary key autoincrement,
  time integer not null,
  kind text not null,
  user text,
  address text,
  count integer not null
) strict;
