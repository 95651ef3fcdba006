#!lua flags=allow-oom
-- Deletes entries. What is gone counts in a position as if it stood before the cursor: so it does not look lost to processors that had not seen it.
-- KEYS stream, state*processors
-- ARGV processor*processors, id*n
-- ->   how many were there
local stream, processors = KEYS[1], #KEYS - 1

-- Ids are too large for Lua's numbers, so they are compared as digits.
local function before(left, right)
  local a, b = left:match('(%d+)-(%d+)')
  local c, d = right:match('(%d+)-(%d+)')
  if a == c then a, c = b, d end
  if #a ~= #c then return #a < #c end
  return a < c
end

local stored, passed, deleted = {}, {}, 0
for i = 1, processors do
  stored[i] = redis.call('HMGET', KEYS[i + 1], 'cursor', 'position')
  passed[i] = 0
end

for at = processors + 1, #ARGV do
  if redis.call('XDEL', stream, ARGV[at]) == 1 then
    deleted = deleted + 1
    for i = 1, processors do
      if stored[i][1] and before(stored[i][1], ARGV[at]) then passed[i] = passed[i] + 1 end
    end
  end
end

for i = 1, processors do
  local position = tonumber(stored[i][2] or -1)
  if passed[i] > 0 and position >= 0 then
    local text = string.format('%.0f', position + passed[i])
    redis.call('HSET', KEYS[i + 1], 'position', text)
    -- Where the group was removed a moment ago, the next acquire makes it anew.
    redis.pcall('XGROUP', 'SETID', stream, ARGV[i], stored[i][1], 'ENTRIESREAD', text)
  end
end

return deleted
