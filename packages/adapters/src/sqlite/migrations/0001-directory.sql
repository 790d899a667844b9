-- The directory and its audit log. Times are milliseconds since the epoch. Lists and objects are canonical JSON.

-- One row: the revision of the last change. It is taken inside the transaction of the change and held to commit,
-- so revisions are gapless and in commit order.
create table head (
  id integer primary key check (id = 1),
  revision integer not null
) strict;
insert into head (id, revision) values (1, 0);

-- Every change, in order: the audit log is the change feed (DESIGN 1.4).
create table audit (
  revision integer primary key,
  time integer not null,
  actor text not null,
  action text not null,
  object_kind text not null,
  object_id text not null,
  account text,
  request_id text,
  detail text not null,
  salt blob not null,
  digest blob not null
) strict;
create index audit_object on audit (object_kind, object_id);

create table account (
  row integer primary key,
  number text not null unique,
  name text not null,
  enabled integer not null,
  rights text not null,
  created_at integer not null,
  revision integer not null
) strict;

-- Right lists are shared by many keys, so each is kept once.
create table right_list (
  row integer primary key,
  rights text not null unique
) strict;

create table api_key (
  row integer primary key,
  id text not null unique,
  environment text not null,
  account integer not null references account (row),
  name text not null,
  rights integer not null references right_list (row),
  ceiling integer not null references right_list (row),
  restrictions text,
  creator text not null,
  enabled integer not null,
  not_before integer,
  expires_at integer,
  revoked_at integer,
  revoked_reason text,
  created_at integer not null,
  revision integer not null
) strict;
create index api_key_account on api_key (account);

-- The secrets of a key, by keyed digest. One row a rotation.
create table key_version (
  key integer not null references api_key (row),
  version integer not null,
  digest blob not null unique,
  pepper integer not null,
  last4 text not null,
  created_at integer not null,
  ends_at integer,
  primary key (key, version)
) strict, without rowid;
