#!lua flags=allow-oom
-- Takes the lease of one processor on one partition under a new epoch, and finds where to go on.
-- KEYS stream, state, parked
-- ARGV processor, owner, milliseconds the lease lasts, least epoch, crashes from which on only begun ones count (0: each counts)
-- ->   ACQUIRED, epoch, cursor, position, lost, crashes, adopted|recreated|replaced|begins|-, parked events
--   or HELD, epoch, milliseconds left, holder
--   or QUARANTINED, epoch, mark
--   or PAUSED, epoch, mark
local stream, state, parked = KEYS[1], KEYS[2], KEYS[3]
local group, owner, duration, least = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local function integer(number) return string.format('%.0f', number) end

-- Ids are two numbers of up to 64 bits: too large for Lua's numbers, so they are compared as digits.
local function before(left, right)
  local a, b = left:match('(%d+)-(%d+)')
  local c, d = right:match('(%d+)-(%d+)')
  if a == c then a, c = b, d end
  if #a ~= #c then return #a < #c end
  return a < c
end

local function properties(list)
  local named = {}
  for i = 1, #list, 2 do named[list[i]] = list[i + 1] end
  return named
end

-- Exact where few entries stand after the cursor; else nil, since Redis cannot tell a position but by counting.
local function count_after(id)
  local count = #redis.call('XRANGE', stream, '(' .. id, '+', 'COUNT', 101)
  if count <= 100 then return count end
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local stored = redis.call('HMGET', state, 'owner', 'epoch', 'expiry', 'duration', 'cursor', 'position', 'crashes', 'quarantine', 'begun',
  'pause')
local holder, cursor, position = stored[1], stored[5], tonumber(stored[6] or -1)

if stored[8] then return {'QUARANTINED', stored[2], stored[8]} end
-- Nothing is changed: an owner that vanished before is counted when the pause has ended.
if stored[10] then return {'PAUSED', stored[2] or '0', stored[10]} end

local foreign = holder and holder ~= '' and holder ~= owner
if foreign then
  local left = tonumber(stored[3]) - now
  local longest = tonumber(stored[4])
  if left > longest then
    -- The clock was set back, or a replica with another clock took over: a lease never lasts longer than it was given for.
    left = longest
    redis.call('HSET', state, 'expiry', integer(now + left))
  end
  if left > 0 then return {'HELD', stored[2], integer(left), holder} end
end

local info, existing
if redis.call('EXISTS', stream) == 1 then
  info = properties(redis.call('XINFO', 'STREAM', stream))
  for _, each in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    each = properties(each)
    if each['name'] == group then existing = each end
  end
end

local note = '-'
local begins = not cursor and not existing
if not cursor then
  cursor, position = '0-0', 0
  if existing then
    -- A group of another program is gone on with: what it left pending is handled again, from the oldest on.
    cursor, position = existing['last-delivered-id'], existing['entries-read'] or -1
    if before(info['last-generated-id'], cursor) then cursor, position = info['last-generated-id'], -1 end
    if existing['pending'] > 0 then
      note = 'adopted'
      local oldest = redis.call('XPENDING', stream, group)[2]
      local previous = redis.call('XREVRANGE', stream, '(' .. oldest, '-', 'COUNT', 1)[1]
      previous = previous and previous[1] or '0-0'
      if before(previous, cursor) then cursor, position = previous, -1 end
    end
    for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', stream, group)) do
      redis.call('XGROUP', 'DELCONSUMER', stream, group, properties(consumer)['name'])
    end
  end
elseif info and before(info['last-generated-id'], cursor) then
  cursor, position, note = '0-0', 0, 'replaced'
  -- What was parked of the stream before stands before everything in this one.
  local keys = redis.call('HGETALL', parked)
  for i = 1, #keys, 2 do
    if keys[i]:sub(1, 1) == 'k' then redis.call('HSET', parked, keys[i], (keys[i + 1]:gsub('^(%S+ %S+) %S+', '%1 0-0'))) end
  end
elseif not existing then
  note = 'recreated'
end
if cursor == '0-0' and position < 0 then position = 0 end

local lost = 0
if info then
  local removed = info['entries-added'] - info['length']
  local first = info['first-entry'] and info['first-entry'][1]
  local actual
  if not before(cursor, info['last-generated-id']) then actual = info['entries-added']
  elseif not first or before(cursor, first) then actual = removed
  else
    local after = count_after(cursor)
    actual = after and info['entries-added'] - after or removed + 1
    if position < 0 and not after then actual = -1 end
  end
  -- What a group of another program counted is not known to be exact, but for what it cannot have seen.
  local counted = stored[5] or not first or before(cursor, first)
  if counted and position >= 0 and actual > position then lost = actual - position end
  position = math.max(position, actual)
  if not before(cursor, info['last-generated-id']) then position = info['entries-added'] end
else
  position = math.max(position, 0)
end

-- What was gone before the processor ever came, it did not lose: the position says how much.
if begins and lost > 0 then lost, note = 0, 'begins' end

if existing then
  redis.call('XGROUP', 'SETID', stream, group, cursor, 'ENTRIESREAD', integer(position))
else
  redis.call('XGROUP', 'CREATE', stream, group, cursor, 'MKSTREAM', 'ENTRIESREAD', integer(position))
  if not info and cursor ~= '0-0' then
    redis.call('XSETID', stream, cursor, 'ENTRIESADDED', integer(position), 'MAXDELETEDID', '0-0')
  end
end

local epoch = integer(math.max(time[1] * 1000000 + time[2], tonumber(stored[2] or 0) + 1, least + 1))
-- With nothing after the cursor, nothing was in the hands of the owner that vanished.
local waiting = redis.call('HMGET', parked, 'events', 'releases')
local in_hand = foreign and ((info and before(cursor, info['last-generated-id'])) or tonumber(waiting[2] or 0) > 0)
local crashes, last_chance = tonumber(stored[7] or 0), tonumber(ARGV[5])
local begun = stored[9] and stored[9] == stored[2]
if in_hand and (begun or last_chance == 0 or crashes < last_chance) then crashes = crashes + 1 end
-- The same owner goes on under a new epoch with what it had begun.
if begun and not foreign then redis.call('HSET', state, 'begun', epoch) end
redis.call('HSET', state, 'owner', owner, 'epoch', epoch, 'expiry', integer(now + duration), 'duration', integer(duration),
  'cursor', cursor, 'position', integer(position), 'crashes', integer(crashes))
return {'ACQUIRED', epoch, cursor, integer(position), integer(lost), integer(crashes), note, waiting[1] or '0'}
