-- A deal keeps the policy under which it was made. There was one only, so far.
ALTER TABLE deal ADD COLUMN policy text NOT NULL DEFAULT 'default-1';
