-- When each key was last used. Times are milliseconds since the epoch. Lost uses are no harm: nothing is decided on them.
create table key_use (
  id text primary key,
  time integer not null,
  address text
) strict, without rowid;
