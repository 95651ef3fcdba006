#!lua flags=allow-oom
-- Removes the oldest entries that all processors of a partition have settled.
-- KEYS stream, state*processors
-- ARGV last id that may go, milliseconds entries are kept at least, milliseconds after which an abandoned processor keeps nothing,
--      (processor, abandoned 0 or 1)*processors
-- ->   trimmed, more 0 or 1, milliseconds, least cursor's processor or '', least cursor, length, first entry or '', last id, entries added
local stream, portion = KEYS[1], 10000

local function integer(number) return string.format('%.0f', number) end

-- Ids are too large for Lua's numbers, so they are compared as digits.
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

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('EXISTS', stream) == 0 then return {'0', '0', integer(now), '', '0-0', '0', '', '0-0', '0'} end
local info = properties(redis.call('XINFO', 'STREAM', stream))
local first, last = info['first-entry'] and info['first-entry'][1], info['last-generated-id']

local least, holder
local function hold(name, cursor)
  -- A cursor above the last id is of another stream that stood here: its processor begins anew.
  if before(last, cursor) then cursor = '0-0' end
  if not least or before(cursor, least) then least, holder = cursor, name end
end

-- A group of whatever program: what it left pending is not settled, nor is what comes after.
local function hold_group(group)
  local cursor = group['last-delivered-id']
  if group['pending'] > 0 then
    local oldest = redis.call('XPENDING', stream, group['name'])[2]
    local previous = redis.call('XREVRANGE', stream, '(' .. oldest, '-', 'COUNT', 1)[1]
    previous = previous and previous[1] or '0-0'
    if before(previous, cursor) then cursor = previous end
  end
  hold(group['name'], cursor)
end

local groups = {}
for _, listed in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
  local group = properties(listed)
  groups[group['name']] = group
end

for i = 1, #KEYS - 1 do
  local name = ARGV[2 + 2 * i]
  local stored = redis.call('HMGET', KEYS[1 + i], 'owner', 'epoch', 'expiry', 'cursor')
  local group = groups[name]
  groups[name] = nil
  local ignored = false
  if ARGV[3 + 2 * i] == '1' then
    -- The epoch is the time of the last acquire, reset or resume, in microseconds.
    local is_held = stored[1] and stored[1] ~= '' and (tonumber(stored[3]) or 0) > now
    ignored = not is_held and math.floor(tonumber(stored[2] or 0) / 1000) + tonumber(ARGV[3]) <= now
  end
  if not ignored then
    -- Both, though they are one: where they are not, the lower one is right.
    if stored[4] then hold(name, stored[4]) elseif not group then hold(name, '0-0') end
    if group then hold_group(group) end
  end
end
for _, group in pairs(groups) do hold_group(group) end

local bound = ARGV[1]
local kept = tonumber(ARGV[2])
if kept > 0 then
  local youngest = integer(math.max(0, now - kept)) .. '-0'
  if before(youngest, bound) then bound = youngest end
end
if least and before(least, bound) then bound = least end

local trimmed, more = 0, '0'
if least and bound ~= '0-0' and first and not before(bound, first) then
  local following = redis.call('XRANGE', stream, '(' .. bound, '+', 'COUNT', 1)[1]
  -- By whole nodes first: what waited long may be much.
  trimmed = redis.call('XTRIM', stream, 'MINID', '~', following and following[1] or last, 'LIMIT', portion)
  if trimmed >= portion / 2 then more = '1'
  elseif following then trimmed = trimmed + redis.call('XTRIM', stream, 'MINID', '=', following[1])
  else trimmed = trimmed + redis.call('XTRIM', stream, 'MAXLEN', '=', 0) end
  if trimmed > 0 then
    info = properties(redis.call('XINFO', 'STREAM', stream))
    first = info['first-entry'] and info['first-entry'][1]
  end
end

return {integer(trimmed), more, integer(now), holder or '', least or '0-0', integer(info['length']), first or '', last, integer(info['entries-added'])}
