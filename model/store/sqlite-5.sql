-- In which language a party is told things; NULL: the one of the book's pack.
ALTER TABLE party ADD COLUMN language TEXT;

-- What kind of notice it is, in which language, and what stands above it; '' where it was told before there were
-- any.
ALTER TABLE notice ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN title TEXT NOT NULL DEFAULT '';
