#!lua flags=allow-oom
-- Removes a quarantine mark by compare-and-set, and sets the cursor past its last event if asked to.
-- KEYS stream, state
-- ARGV processor, expected mark or '' for any, skip 0 or 1
-- ->   1, or 0: there is no such mark
local stream, state, group = KEYS[1], KEYS[2], ARGV[1]

-- Ids are too large for Lua's numbers, so they are compared as digits.
local function before(left, right)
  local a, b = left:match('(%d+)-(%d+)')
  local c, d = right:match('(%d+)-(%d+)')
  if a == c then a, c = b, d end
  if #a ~= #c then return #a < #c end
  return a < c
end

local stored = redis.call('HMGET', state, 'quarantine', 'epoch', 'cursor', 'position')
local mark, cursor, position = stored[1], stored[3], stored[4]
if not mark or (ARGV[2] ~= '' and ARGV[2] ~= mark) then return 0 end

if ARGV[3] == '1' then
  local last = mark:match('^%S+ (%S+)')
  if before(cursor, last) then
    local skipped = #redis.call('XRANGE', stream, '(' .. cursor, last)
    if position ~= '-1' then position = string.format('%.0f', tonumber(position) + skipped) end
    cursor = last
    local reply = redis.pcall('XGROUP', 'SETID', stream, group, cursor, 'ENTRIESREAD', position)
    if reply.err then
      -- Only a missing group or stream: the next acquire makes it anew at the cursor.
      if reply.err:sub(1, 7) ~= 'NOGROUP' and redis.call('EXISTS', stream) == 1 then return redis.error_reply(reply.err) end
    end
  end
end

local time = redis.call('TIME')
local epoch = string.format('%.0f', math.max(time[1] * 1000000 + time[2], tonumber(stored[2]) + 1))
redis.call('HDEL', state, 'quarantine')
redis.call('HSET', state, 'epoch', epoch, 'cursor', cursor, 'position', position, 'crashes', '0')
return 1
