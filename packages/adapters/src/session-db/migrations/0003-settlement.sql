-- What has to outlive the process of what calls are charged. Times are milliseconds since the epoch.

-- What is used of a quota, with what processes have leased and not used yet. The period is a day (2026-11-22) or a month
-- (2026-11) of the account's zone.
create table quota_use (
  rule text not null,
  cell text not null,
  period text not null,
  used integer not null check (used >= 0),
  ends_at integer not null,
  primary key (rule, cell, period)
) strict, without rowid;

create index quota_use_end on quota_use (ends_at);

-- How many uses of a credential are spent. Without an end, it is remembered for good.
create table spent_use (
  rule text not null,
  cell text not null,
  used integer not null,
  expires_at integer,
  primary key (rule, cell)
) strict, without rowid;

create index spent_use_end on spent_use (expires_at) where expires_at is not null;

-- What the first use of an anchored credential bound it to: an address, a network or a country.
create table anchor (
  credential text primary key,
  value text not null,
  bound_at integer not null
) strict, without rowid;
