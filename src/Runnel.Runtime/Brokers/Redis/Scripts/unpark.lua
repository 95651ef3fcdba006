#!lua flags=allow-oom
-- Removes the oldest parked events of a key, under a lease; the last one frees the key. Or ends the key's release, and leaves the rest parked.
-- KEYS state, parked, events of the key
-- ARGV owner, epoch, key, id of the oldest event, how many to remove (0: end the release)
-- ->   1, or 0: fenced
local state, parked, list = KEYS[1], KEYS[2], KEYS[3]
local field = 'k' .. ARGV[3]

local stored = redis.call('HMGET', state, 'owner', 'epoch')
if stored[1] ~= ARGV[1] or stored[2] ~= ARGV[2] then return 0 end
redis.call('HSET', state, 'crashes', '0')

local known = redis.call('HGET', parked, field)
-- An operator has discarded it, or an earlier answer was lost.
if not known then return 1 end
local count, first, last, since, release = known:match('^(%d+) (%S+) (%S+) (%d+) (%d)$')

if ARGV[5] == '0' then
  if release == '1' then
    redis.call('HINCRBY', parked, 'releases', '-1')
    redis.call('HSET', parked, field, string.format('%s %s %s %s 0', count, first, last, since))
  end
  return 1
end

local function head()
  local entry = redis.call('LINDEX', list, 0)
  return entry and entry:match('^%S+')
end

local oldest = head()
-- An earlier answer was lost. (Should the list itself be lost, the key must not stay for ever.)
if oldest and oldest ~= ARGV[4] then return 1 end
if oldest then redis.call('LTRIM', list, ARGV[5], '-1') end
local left = redis.call('LLEN', list)
redis.call('HINCRBY', parked, 'events', string.format('%d', left - count))
if left > 0 then
  redis.call('HSET', parked, field, string.format('%d %s %s %s %s', left, head(), last, since, release))
  return 1
end

redis.call('HDEL', parked, field)
if release == '1' then redis.call('HINCRBY', parked, 'releases', '-1') end
if redis.call('HLEN', parked) <= 2 then redis.call('DEL', parked) end
return 1
