#!lua flags=allow-oom
-- Tells since when ticks of a leader-only task may have been missed; a schedule that is not on record counts from now on.
-- KEYS leader
-- ARGV owner, term, field of the claims, field of the schedule ("<microseconds> <schedule>"), microseconds of now, schedule
-- ->   microseconds: of the last claimed instant, or of when the schedule was recorded, whichever is later
--   or an empty text: not the leader of that term
local stored = redis.call('HMGET', KEYS[1], 'owner', 'term', ARGV[3], ARGV[4])
if stored[1] ~= ARGV[1] or stored[2] ~= ARGV[2] then return '' end
local since, schedule
if stored[4] then since, schedule = stored[4]:match('^(%S+) (.*)$') end
if schedule ~= ARGV[6] then
  since = ARGV[5]
  redis.call('HSET', KEYS[1], ARGV[4], since .. ' ' .. ARGV[6])
end
local claimed = stored[3] and stored[3]:match('^%S+')
if claimed and tonumber(claimed) > tonumber(since) then return claimed end
return since
