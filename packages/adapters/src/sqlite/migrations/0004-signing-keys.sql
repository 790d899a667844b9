-- Keys that sign tokens and assertions. The state follows from the times: published from created_at, signs from active_at
-- to retires_at, verifies until ends_at.
create table signing_key (
  kid text primary key,
  environment text not null,
  purpose text not null,
  algorithm text not null,
  -- A JWK without anything secret; null for HS256.
  public_jwk text,
  -- The private part, encrypted under a key derived from secret.key; the name and the slot are authenticated with it.
  sealed blob not null,
  created_at integer not null,
  active_at integer not null,
  retires_at integer,
  ends_at integer,
  revision integer not null
) strict, without rowid;
