-- Lists of keys are arrays.
DROP FUNCTION json_each(text);
