-- Each login counts the open sessions of its user: those that ended must not make it slower.
create index session_open_of_user on session (user, environment, id) where ended_at is null;
