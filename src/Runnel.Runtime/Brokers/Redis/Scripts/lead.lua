#!lua flags=allow-oom
-- Becomes or stays the leader.
-- KEYS leader
-- ARGV owner, milliseconds
-- ->   the term, or 0: another leads
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stored = redis.call('HMGET', KEYS[1], 'owner', 'term', 'expiry', 'duration')
local holder, term = stored[1], stored[2]
if holder ~= ARGV[1] then
  if holder and holder ~= '' then
    local left = tonumber(stored[3]) - now
    -- The clock was set back: a lease never lasts longer than it was given for.
    if left > tonumber(stored[4]) then redis.call('HSET', KEYS[1], 'expiry', string.format('%.0f', now + stored[4])) end
    if left > 0 then return '0' end
  end
  -- By the clock, so that it grows even where the last term was forgotten with the data.
  term = string.format('%.0f', math.max(time[1] * 1000000 + time[2], tonumber(term or 0) + 1))
end
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'term', term, 'expiry', string.format('%.0f', now + ARGV[2]), 'duration', ARGV[2])
return term
