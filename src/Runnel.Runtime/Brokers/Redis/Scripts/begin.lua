#!lua flags=allow-oom
-- Notes that what stands after the cursor is handed out next, under a lease.
-- KEYS state
-- ARGV owner, epoch
-- ->   1, or 0: fenced
local stored = redis.call('HMGET', KEYS[1], 'owner', 'epoch')
if stored[1] ~= ARGV[1] or stored[2] ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'begun', ARGV[2])
return 1
