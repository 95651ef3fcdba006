#!lua flags=allow-oom
-- Claims one instant of a leader-only task for one term. The field keeps "<microseconds> <term>".
-- KEYS leader
-- ARGV owner, term, field of the task, microseconds of the instant
-- ->   1, also when this term claimed that very instant before
--   or 0: not the leader of that term, or an instant at or before the last claimed one
local stored = redis.call('HMGET', KEYS[1], 'owner', 'term', ARGV[3])
if stored[1] ~= ARGV[1] or stored[2] ~= ARGV[2] then return 0 end
local claim = ARGV[4] .. ' ' .. ARGV[2]
if stored[3] == claim then return 1 end
if stored[3] and tonumber(ARGV[4]) <= tonumber(stored[3]:match('^%S+')) then return 0 end
redis.call('HSET', KEYS[1], ARGV[3], claim)
return 1
