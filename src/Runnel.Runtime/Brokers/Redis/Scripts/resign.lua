#!lua flags=allow-oom
-- Gives leadership up.
-- KEYS leader
-- ARGV owner, term
-- ->   1, or 0: it was not theirs
local stored = redis.call('HMGET', KEYS[1], 'owner', 'term')
if stored[1] ~= ARGV[1] or stored[2] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'owner', '', 'expiry', '0')
return 1
