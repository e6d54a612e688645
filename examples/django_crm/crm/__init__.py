"""A small CRM with Django: a board of deals whose cards can only go where the rules allow, and an admin."""
