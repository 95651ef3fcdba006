#!lua flags=allow-oom
-- Removes all that is stored of a processor on a partition.
-- KEYS stream, state
-- ARGV processor
-- ->   1, or 0: somebody holds the lease
local time = redis.call('TIME')
local stored = redis.call('HMGET', KEYS[2], 'owner', 'expiry')
if stored[1] and stored[1] ~= '' and tonumber(stored[2]) > time[1] * 1000 + math.floor(time[2] / 1000) then return 0 end
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('XGROUP', 'DESTROY', KEYS[1], ARGV[1]) end
redis.call('DEL', KEYS[2])
return 1
