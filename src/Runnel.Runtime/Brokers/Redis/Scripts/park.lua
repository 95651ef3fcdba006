#!lua
-- Parks events, each behind the others of its key, and moves the cursor over them, under a lease: all or nothing. Not on a full server: there the
-- partition waits.
-- KEYS stream, state, parked, events of a key*keys
-- ARGV processor, owner, epoch, expected cursor, next cursor, entries between, follows 0 or 1, most keys, most events,
--      (which of the lists, key, event id, event)*n
-- ->   PARKED now or before, FENCED, MOVED <stored cursor>, FULL, or FREE: a key that was to be followed is not parked any more
-- The hash has two counters, 'events' and 'releases', and for each key a field 'k<key>': count, first id, last id, milliseconds, release 0 or 1.
local stream, state, parked = KEYS[1], KEYS[2], KEYS[3]
local group, expected, next = ARGV[1], ARGV[4], ARGV[5]

-- Ids are too large for Lua's numbers, so they are compared as digits.
local function before(left, right)
  local a, b = left:match('(%d+)-(%d+)')
  local c, d = right:match('(%d+)-(%d+)')
  if a == c then a, c = b, d end
  if #a ~= #c then return #a < #c end
  return a < c
end

-- The group's cursor could not be set: the group is missing, or the stream is too. Answers what went wrong now, if anything did.
local function create(position)
  local missing = redis.call('EXISTS', stream) == 0
  local reply = redis.pcall('XGROUP', 'CREATE', stream, group, next, 'MKSTREAM', 'ENTRIESREAD', position)
  if not reply.err and missing then
    local added = string.format('%.0f', math.max(0, tonumber(position)))
    reply = redis.pcall('XSETID', stream, next, 'ENTRIESADDED', added, 'MAXDELETEDID', '0-0')
  end
  return reply.err
end

local stored = redis.call('HMGET', state, 'owner', 'epoch', 'cursor', 'position')
if stored[1] ~= ARGV[2] or stored[2] ~= ARGV[3] then return 'FENCED' end
-- An earlier answer was lost.
if stored[3] == next then return 'PARKED' end
if stored[3] ~= expected then return 'MOVED ' .. stored[3] end

local time = redis.call('TIME')
local now = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
local fields, added, fresh, keys = {}, {}, {}, 0

-- Lists that something is put into the middle of, as they are to be.
local rewritten, inserted = {}, 0

-- An event that is not after the last of its key, since an operator set the cursor back, stands among the others already, or is put in its place: it
-- was settled or skipped before the key was parked.
local function insert(at)
  local list, id = ARGV[at], ARGV[at + 2]
  local rows = rewritten[list] or redis.call('LRANGE', KEYS[3 + list], 0, -1)
  local place = #rows + 1
  while place > 1 and before(id, rows[place - 1]:match('^%S+')) do place = place - 1 end
  if place > 1 and rows[place - 1]:match('^%S+') == id then return false end
  table.insert(rows, place, ARGV[at + 3])
  rewritten[list], inserted = rows, inserted + 1
  return true, place == 1
end

for at = 10, #ARGV, 4 do
  local id, field = ARGV[at + 2], 'k' .. ARGV[at + 1]
  local text = fields[field] or redis.call('HGET', parked, field)
  if not text then
    if ARGV[7] == '1' then return 'FREE' end
    keys, fresh[ARGV[at]] = keys + 1, true
    text = string.format('0 %s 0-0 %s 0', id, now)
  end
  local count, first, last, since, release = text:match('^(%d+) (%S+) (%S+) (%d+) (%d)$')
  if before(last, id) then
    text = string.format('%d %s %s %s %s', count + 1, first, id, since, release)
    if rewritten[ARGV[at]] then
      table.insert(rewritten[ARGV[at]], ARGV[at + 3])
      inserted = inserted + 1
    else
      added[#added + 1] = at
    end
  else
    local is_new, is_first = insert(at)
    if is_new then text = string.format('%d %s %s %s %s', count + 1, is_first and id or first, last, since, release) end
  end
  fields[field] = text
end

local more = #added + inserted
if more > 0 and tonumber(redis.call('HGET', parked, 'events') or 0) + more > tonumber(ARGV[9]) then return 'FULL' end
if keys > 0 and math.max(0, redis.call('HLEN', parked) - 2) + keys > tonumber(ARGV[8]) then return 'FULL' end

local position = stored[4]
if position ~= '-1' then position = string.format('%.0f', position + ARGV[6]) end
local failure = redis.pcall('XGROUP', 'SETID', stream, group, next, 'ENTRIESREAD', position).err and create(position)
if failure then return redis.error_reply(failure) end

-- Of a key that was freed nothing is left; should anything be, it is not of this row.
for list in pairs(fresh) do redis.call('DEL', KEYS[3 + list]) end
for _, at in ipairs(added) do redis.call('RPUSH', KEYS[3 + ARGV[at]], ARGV[at + 3]) end
for list, rows in pairs(rewritten) do
  redis.call('DEL', KEYS[3 + list])
  for _, row in ipairs(rows) do redis.call('RPUSH', KEYS[3 + list], row) end
end
for field, text in pairs(fields) do redis.call('HSET', parked, field, text) end
if more > 0 then redis.call('HINCRBY', parked, 'events', more) end
redis.call('HSETNX', parked, 'releases', '0')
redis.call('HSET', state, 'cursor', next, 'position', position, 'crashes', '0')
return 'PARKED'
