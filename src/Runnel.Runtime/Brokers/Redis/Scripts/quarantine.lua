#!lua flags=allow-oom
-- Marks a partition as quarantined and releases its lease.
-- KEYS state
-- ARGV owner, epoch, mark
-- ->   1, or 0: fenced
local stored = redis.call('HMGET', KEYS[1], 'owner', 'epoch', 'quarantine')
if stored[2] ~= ARGV[2] then return 0 end
-- The answer to this very mark was lost.
if stored[3] then return stored[3] == ARGV[3] and 1 or 0 end
if stored[1] ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'quarantine', ARGV[3], 'owner', '', 'expiry', '0', 'crashes', '0')
return 1
