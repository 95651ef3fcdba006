#!lua
-- Parks an event behind the others of its key, under a lease. Not on a full server: there the partition waits.
-- KEYS state, parked, events of the key
-- ARGV owner, epoch, key, event id, entry, follows 0 or 1, most keys, most events
-- ->   PARKED now or before, FENCED, FULL, or FREE: it follows nothing, the key is not parked any more
-- The hash has two counters, 'events' and 'releases', and for each key a field 'k<key>': count, first id, last id, milliseconds, release 0 or 1.
local state, parked, list = KEYS[1], KEYS[2], KEYS[3]
local id, field = ARGV[4], 'k' .. ARGV[3]

-- Ids are too large for Lua's numbers, so they are compared as digits.
local function before(left, right)
  local a, b = left:match('(%d+)-(%d+)')
  local c, d = right:match('(%d+)-(%d+)')
  if a == c then a, c = b, d end
  if #a ~= #c then return #a < #c end
  return a < c
end

local stored = redis.call('HMGET', state, 'owner', 'epoch', 'cursor')
if stored[1] ~= ARGV[1] or stored[2] ~= ARGV[2] then return 'FENCED' end
-- What is settled is not parked again by a call that comes late.
if not before(stored[3], id) then return 'PARKED' end

local known = redis.call('HMGET', parked, field, 'events')
local events = tonumber(known[2] or 0)
local first, since, release, count = id, nil, '0', 0
if known[1] then
  local last
  count, first, last, since, release = known[1]:match('^(%d+) (%S+) (%S+) (%d+) (%d)$')
  if not before(last, id) then return 'PARKED' end
  if events >= tonumber(ARGV[8]) then return 'FULL' end
else
  if ARGV[6] == '1' then return 'FREE' end
  local keys = math.max(0, redis.call('HLEN', parked) - 2)
  if keys >= tonumber(ARGV[7]) or events >= tonumber(ARGV[8]) then return 'FULL' end
  local time = redis.call('TIME')
  since = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
  redis.call('HSETNX', parked, 'releases', '0')
  -- Of a key that was freed nothing is left; should anything be, it is not of this row.
  redis.call('DEL', list)
end

redis.call('RPUSH', list, ARGV[5])
redis.call('HSET', parked, field, string.format('%d %s %s %s %s', count + 1, first, id, since, release))
redis.call('HINCRBY', parked, 'events', '1')
return 'PARKED'
