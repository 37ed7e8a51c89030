-- In which language a party is told things; NULL: the one of the book's pack.
ALTER TABLE party ADD COLUMN language TEXT COLLATE "C";

-- What kind of notice it is, in which language, and what stands above it; '' where it was told before there were
-- any.
ALTER TABLE notice ADD COLUMN kind TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN language TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE notice ADD COLUMN title TEXT COLLATE "C" NOT NULL DEFAULT '';
