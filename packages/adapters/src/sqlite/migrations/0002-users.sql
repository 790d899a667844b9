-- Users, what they may do where, and links between accounts.

create table role (
  row integer primary key,
  name text not null unique,
  rights integer not null references right_list (row),
  created_at integer not null,
  revision integer not null
) strict;

-- `email` is in the one spelling that is compared. `password` is a PHC string; without one nobody can sign in.
create table user (
  row integer primary key,
  id text not null unique,
  email text not null unique,
  name text not null,
  kind text,
  external_id text,
  attributes text,
  main_account integer references account (row),
  enabled integer not null,
  password text,
  password_version integer not null,
  password_bootstrap integer not null,
  created_at integer not null,
  revision integer not null
) strict;

create table membership (
  user integer not null references user (row),
  account integer not null references account (row),
  role integer not null references role (row),
  primary key (user, account, role)
) strict, without rowid;
create index membership_role on membership (role);

create table link (
  row integer primary key,
  id text not null unique,
  portal integer not null references account (row),
  client integer not null references account (row),
  ceiling integer not null references right_list (row),
  created_at integer not null,
  revision integer not null,
  unique (portal, client)
) strict;
create index link_client on link (client);

-- Most keys have one ceiling, in api_key; a key made over links or by a user has one more for each thing that limited them.
create table key_ceiling (
  key integer not null references api_key (row),
  place integer not null,
  rights integer not null references right_list (row),
  primary key (key, place)
) strict, without rowid;

-- The links a key was made over, by id: it ends with any of them.
create table key_link (
  key integer not null references api_key (row),
  link text not null,
  primary key (key, link)
) strict, without rowid;

-- Invitations and resets: single use, short lived, by digest.
create table user_secret (
  digest blob primary key,
  user integer not null references user (row),
  purpose text not null,
  expires_at integer not null,
  used_at integer
) strict, without rowid;
