-- Lists of keys are arrays. The server looks such keys up one by one only in an index that begins with
-- them, as long as it has not counted how many rows one source has.
DROP FUNCTION json_each(text);
DROP INDEX event_key;
CREATE UNIQUE INDEX event_key ON event (key, source) WHERE key IS NOT NULL;
