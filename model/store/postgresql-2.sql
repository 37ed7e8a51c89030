-- The plan of what this function does is kept for the session: as a function in SQL it would be made
-- anew by each statement that calls it. As before it is not put into the query, and one row is
-- expected of it, so that a list of keys is looked up key by key.
CREATE OR REPLACE FUNCTION json_each(list text) RETURNS TABLE (value text)
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE ROWS 1
AS $$ BEGIN RETURN QUERY SELECT e.value FROM json_array_elements_text(list::json) AS e (value); END $$;
