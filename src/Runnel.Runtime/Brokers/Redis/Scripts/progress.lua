#!lua flags=no-writes
-- Looks how far a processor is on a partition, at one instant and by the clock of the server that holds it. Bodies of entries stay here.
-- KEYS stream, state, parked
-- ARGV processor, how many entries to count at most
-- ->   milliseconds, lag or '' for unknown, lost, next entry not settled or '', length, first entry or '', last id, entries added, parked keys, parked events,
--      owner, epoch, expiry, cursor, position, crashes, quarantine, pause, failure (false: not stored)
local stream, state = KEYS[1], KEYS[2]
local limit, step = tonumber(ARGV[2]), 100

local function integer(number) return string.format('%.0f', number) end

-- Ids are too large for Lua's numbers, so they are compared as digits.
local function before(left, right)
  local a, b = left:match('(%d+)-(%d+)')
  local c, d = right:match('(%d+)-(%d+)')
  if a == c then a, c = b, d end
  if #a ~= #c then return #a < #c end
  return a < c
end

local function entries_after(id) return redis.call('XRANGE', stream, '(' .. id, '+', 'COUNT', step) end

local function count(entries)
  local total = 0
  while total < limit do
    total = total + #entries
    if #entries < step then return integer(total) end
    entries = entries_after(entries[step][1])
  end
  return ''
end

local time = redis.call('TIME')
local stored = redis.call('HMGET', state, 'owner', 'epoch', 'expiry', 'cursor', 'position', 'crashes', 'quarantine', 'pause',
  'failure')
local cursor, position = stored[4], tonumber(stored[5] or -1)
local lag, lost, next, length, first, last, added = '0', 0, '', 0, '', '0-0', 0

if redis.call('EXISTS', stream) == 1 then
  local info, listed = {}, redis.call('XINFO', 'STREAM', stream)
  for i = 1, #listed, 2 do info[listed[i]] = listed[i + 1] end
  length, last, added = info['length'], info['last-generated-id'], info['entries-added']
  first = info['first-entry'] and info['first-entry'][1] or ''

  -- A group of another program: what the processor will take over of it shows when it starts.
  local foreign = false
  if not cursor then
    for _, group in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
      if group[2] == ARGV[1] then foreign = true end
    end
  end

  if foreign then lag = ''
  elseif length == 0 then lag = '0'
  elseif not cursor or before(last, cursor) or before(cursor, first) then
    -- Not started, another stream than the one it knew, or all that it has settled is gone: everything there is still to be done.
    lag, next = integer(length), first
  elseif before(cursor, last) then
    -- What is little is counted: the position of an owner that was overtaken by trimming may be too low.
    local found = entries_after(cursor)
    next = found[1] and found[1][1] or ''
    local told = position >= 0 and added - position or -1
    local is_plausible = told >= step and told < length and not before(cursor, info['max-deleted-entry-id'])
    if #found == step and is_plausible then lag = integer(told) else lag = count(found) end
  end
  if cursor and position >= 0 and before(cursor, last) and (first == '' or before(cursor, first)) then
    lost = math.max(0, added - length - position)
  end
end

-- Beside the keys stand two counters.
local parked_keys, parked_events = 0, redis.call('HGET', KEYS[3], 'events') or '0'
if parked_events ~= '0' then parked_keys = redis.call('HLEN', KEYS[3]) - 2 end

local milliseconds = integer(time[1] * 1000 + math.floor(time[2] / 1000))
return {milliseconds, lag, integer(lost), next, integer(length), first, last, integer(added), integer(parked_keys), parked_events,
  unpack(stored, 1, 9)}
