#!lua flags=allow-oom
-- Sets a cursor whoever holds the lease. The epoch grows, so a present owner is fenced, acquires again and goes on from there.
-- KEYS stream, state
-- ARGV processor, cursor or '' for the stream's last id
-- ->   the cursor set: never past the last id of a stream that exists, so that no event sent later is skipped
local stream, state, group, cursor = KEYS[1], KEYS[2], ARGV[1], ARGV[2]

-- Ids are too large for Lua's numbers, so they are compared as digits.
local function before(left, right)
  local a, b = left:match('(%d+)-(%d+)')
  local c, d = right:match('(%d+)-(%d+)')
  if a == c then a, c = b, d end
  if #a ~= #c then return #a < #c end
  return a < c
end

-- Redis cannot tell a position but by counting: in small steps, and not without end. Nil: too many.
local function count_after(id)
  local count = 0
  repeat
    local entries = redis.call('XRANGE', stream, '(' .. id, '+', 'COUNT', 100)
    count = count + #entries
    if #entries < 100 then return count end
    id = entries[100][1]
  until count >= 10000
end

local position = -1
if redis.call('EXISTS', stream) == 1 then
  local info, listed = {}, redis.call('XINFO', 'STREAM', stream)
  for i = 1, #listed, 2 do info[listed[i]] = listed[i + 1] end
  local last, first = info['last-generated-id'], info['first-entry'] and info['first-entry'][1]
  if cursor == '' or before(last, cursor) then cursor = last end
  if cursor == last then position = info['entries-added']
  elseif not first or before(cursor, first) then position = info['entries-added'] - info['length']
  else
    local after = count_after(cursor)
    if after then position = info['entries-added'] - after end
  end
  position = string.format('%.0f', position)
  local reply = redis.pcall('XGROUP', 'SETID', stream, group, cursor, 'ENTRIESREAD', position)
  if reply.err then redis.call('XGROUP', 'CREATE', stream, group, cursor, 'ENTRIESREAD', position) end
elseif cursor == '' or cursor == '0-0' then
  cursor, position = '0-0', 0
end

local time = redis.call('TIME')
local epoch = string.format('%.0f', math.max(time[1] * 1000000 + time[2], tonumber(redis.call('HGET', state, 'epoch') or 0) + 1))
redis.call('HSET', state, 'epoch', epoch, 'cursor', cursor, 'position', position, 'crashes', '0')
return cursor
