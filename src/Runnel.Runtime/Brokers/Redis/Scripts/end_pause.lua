#!lua flags=allow-oom
-- Removes a pause mark by compare-and-set. Leases and epochs are not touched: who still works under one may go on.
-- KEYS state
-- ARGV expected mark or '' for any
-- ->   1, or 0: there is no such mark
local mark = redis.call('HGET', KEYS[1], 'pause')
if not mark or (ARGV[1] ~= '' and ARGV[1] ~= mark) then return 0 end
redis.call('HDEL', KEYS[1], 'pause')
return 1
