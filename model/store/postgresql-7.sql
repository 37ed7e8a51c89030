-- What an event writes beside its legs (accounts, terms of liens, words of notices), as a SHA-256 that its own hash
-- covers; '' where it writes none of these. Events of before have NULL, and none that comes after one that has it.
ALTER TABLE event ADD COLUMN wrote TEXT COLLATE "C" CHECK (wrote = '' OR length(wrote) = 64);
