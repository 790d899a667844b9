-- Each login counts the ended sessions of its user, so that whoever signs in all day does not fill the disk.
create index session_ended_of_user on session (user, environment, id) where ended_at is not null;
