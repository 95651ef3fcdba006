#!lua flags=allow-oom
-- Keeps a note of what failed last on a partition.
-- KEYS state
-- ARGV owner, epoch, note
-- ->   1, or 0: fenced
local stored = redis.call('HMGET', KEYS[1], 'owner', 'epoch')
-- Without an owner the epoch is that of the last one, who released the lease.
if stored[2] ~= ARGV[2] or (stored[1] ~= ARGV[1] and stored[1] ~= '') then return 0 end
redis.call('HSET', KEYS[1], 'failure', ARGV[3])
return 1
