#!lua flags=allow-oom
-- Counts entries that were trimmed or deleted before the owner of a lease saw them, and adds them to the position.
-- KEYS stream, state
-- ARGV processor, owner, epoch
-- ->   how many; 0: none, or fenced. Where many entries stand after the cursor, the rest is counted later.
local stream, state, group = KEYS[1], KEYS[2], ARGV[1]

-- Ids are too large for Lua's numbers, so they are compared as digits.
local function before(left, right)
  local a, b = left:match('(%d+)-(%d+)')
  local c, d = right:match('(%d+)-(%d+)')
  if a == c then a, c = b, d end
  if #a ~= #c then return #a < #c end
  return a < c
end

local stored = redis.call('HMGET', state, 'owner', 'epoch', 'cursor', 'position')
if stored[1] ~= ARGV[2] or stored[2] ~= ARGV[3] or redis.call('EXISTS', stream) == 0 then return '0' end
local cursor, position = stored[3], tonumber(stored[4])
local info, listed = {}, redis.call('XINFO', 'STREAM', stream)
for i = 1, #listed, 2 do info[listed[i]] = listed[i + 1] end
local added, first = info['entries-added'], info['first-entry'] and info['first-entry'][1]

-- What was read ahead of the cursor and trimmed then is not lost: only what stands at or before the cursor is counted.
local actual = -1
if not before(cursor, info['last-generated-id']) then actual = added
elseif first and not before(cursor, first) then
  local after = #redis.call('XRANGE', stream, '(' .. cursor, '+', 'COUNT', 101)
  if after <= 100 then actual = added - after
  elseif position >= 0 then actual = added - info['length'] + 1 end
end
if actual <= position then return '0' end
local text = string.format('%.0f', actual)
local reply = redis.pcall('XGROUP', 'SETID', stream, group, cursor, 'ENTRIESREAD', text)
if reply.err then return '0' end
redis.call('HSET', state, 'position', text)
return position >= 0 and string.format('%.0f', actual - position) or '0'
