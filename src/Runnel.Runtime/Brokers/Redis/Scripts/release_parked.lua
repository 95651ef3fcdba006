#!lua flags=allow-oom
-- Asks the owner of a partition to play a parked key's events back; or frees the key at once, and forgets its events.
-- KEYS parked, events of the key
-- ARGV key, discard 0 or 1
-- ->   1, or 0: the key is not parked
local parked, list, field = KEYS[1], KEYS[2], 'k' .. ARGV[1]

local known = redis.call('HGET', parked, field)
if not known then return 0 end
local count, rest, release = known:match('^(%d+) (%S+ %S+ %d+) (%d)$')

if ARGV[2] == '0' then
  if release == '0' then
    redis.call('HINCRBY', parked, 'releases', '1')
    redis.call('HSET', parked, field, string.format('%s %s 1', count, rest))
  end
  return 1
end

redis.call('DEL', list)
redis.call('HDEL', parked, field)
redis.call('HINCRBY', parked, 'events', '-' .. count)
if release == '1' then redis.call('HINCRBY', parked, 'releases', '-1') end
if redis.call('HLEN', parked) <= 2 then redis.call('DEL', parked) end
return 1
