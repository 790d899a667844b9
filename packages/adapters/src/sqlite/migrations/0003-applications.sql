-- Applications and their keys, restrictions of whatever can be restricted, locks and epochs, forms of passwords.

create table application (
  row integer primary key,
  id text not null unique,
  name text not null,
  enabled integer not null,
  rights integer not null references right_list (row),
  restrictions text,
  created_at integer not null,
  revision integer not null
) strict;

-- A key belongs to an account or to an application. Its children come along: a parent can not be dropped before them.
create table new_api_key (
  row integer primary key,
  id text not null unique,
  environment text not null,
  account integer references account (row),
  application integer references application (row),
  name text not null,
  rights integer not null references right_list (row),
  ceiling integer not null references right_list (row),
  restrictions text,
  creator text not null,
  -- The id of the user it ends with, where it was made so.
  bound_to text,
  enabled integer not null,
  not_before integer,
  expires_at integer,
  revoked_at integer,
  revoked_reason text,
  created_at integer not null,
  revision integer not null,
  check ((account is null) <> (application is null))
) strict;
insert into new_api_key
  select row, id, environment, account, null, name, rights, ceiling, restrictions, creator, null, enabled, not_before,
    expires_at, revoked_at, revoked_reason, created_at, revision
  from api_key;

create table new_key_version (
  key integer not null references new_api_key (row),
  version integer not null,
  digest blob not null unique,
  pepper integer not null,
  last4 text not null,
  created_at integer not null,
  ends_at integer,
  primary key (key, version)
) strict, without rowid;
insert into new_key_version select key, version, digest, pepper, last4, created_at, ends_at from key_version;

create table new_key_ceiling (
  key integer not null references new_api_key (row),
  place integer not null,
  rights integer not null references right_list (row),
  primary key (key, place)
) strict, without rowid;
insert into new_key_ceiling select key, place, rights from key_ceiling;

create table new_key_link (
  key integer not null references new_api_key (row),
  link text not null,
  primary key (key, link)
) strict, without rowid;
insert into new_key_link select key, link from key_link;

drop table key_link;
drop table key_ceiling;
drop table key_version;
drop table api_key;
alter table new_api_key rename to api_key;
alter table new_key_version rename to key_version;
alter table new_key_ceiling rename to key_ceiling;
alter table new_key_link rename to key_link;
create index api_key_account on api_key (account);
create index api_key_application on api_key (application) where application is not null;

-- Canonical JSON; null where there are none. The zone is where the account's days and months begin.
alter table account add column restrictions text;
alter table account add column zone text not null default 'UTC';
alter table role add column restrictions text;

-- `plain`: the hash is of the password. `sha1`: of the SHA-1 of the password in lower-case hex, behind a domain.
alter table user add column password_form text not null default 'plain';

-- What is locked. Kinds: key, application, user, account, environment; `id` as everywhere: an account's number, an
-- environment's name, the id of anything else.
create table lock (
  kind text not null,
  id text not null,
  reason text not null,
  locked_at integer not null,
  actor text not null,
  primary key (kind, id)
) strict, without rowid;

-- How often everything derived from something (its sessions, its tokens) was ended at once. The same kinds.
create table epoch (
  kind text not null,
  id text not null,
  value integer not null,
  primary key (kind, id)
) strict, without rowid;
