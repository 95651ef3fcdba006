#!lua flags=allow-oom
-- Extends leases; an expired one that nobody took is still its owner's.
-- KEYS state*n
-- ARGV milliseconds, (owner, epoch)*n
-- ->   (2: held, and the partition is paused, 1: held, 0: lost)*n
local time = redis.call('TIME')
local expiry = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1]))
local held = {}
for i, state in ipairs(KEYS) do
  local stored = redis.call('HMGET', state, 'owner', 'epoch', 'pause')
  if stored[1] == ARGV[2 * i] and stored[2] == ARGV[2 * i + 1] then
    redis.call('HSET', state, 'expiry', expiry, 'duration', ARGV[1])
    held[i] = stored[3] and 2 or 1
  else
    held[i] = 0
  end
end
return held
